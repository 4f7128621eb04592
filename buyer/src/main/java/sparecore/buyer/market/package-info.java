/**
 * The links to the broker and to sellers. Callbacks turn frames into the engine's events, and effects into frames.
 */
@NullMarked
package sparecore.buyer.market;

import org.jspecify.annotations.NullMarked;
