/**
 * The seller's commands and the wiring of its daemon. Nothing is decided here; nothing calls this room.
 */
@NullMarked
package sparecore.seller.main;

import org.jspecify.annotations.NullMarked;
