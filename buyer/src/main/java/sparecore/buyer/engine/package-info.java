/**
 * The buyer's core: events in, journal entries and effects out. One thread owns it all; what it decides is on disk
 * before anybody sees it.
 */
@NullMarked
package sparecore.buyer.engine;

import org.jspecify.annotations.NullMarked;
