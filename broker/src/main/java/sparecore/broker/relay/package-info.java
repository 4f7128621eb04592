/**
 * The relay: joins the connections of a lease's two peers, who cannot dial each other, into one stream. What passes is TLS between their
 * own keys, so this room can neither read it nor put in a word; it counts the bytes, and ends what takes too many or too long.
 *
 * <p>Called on link threads, on the engine's (for what the market has decided) and on a timer; its monitor guards what it knows, and
 * is held for moments only.
 */
@NullMarked
package sparecore.broker.relay;

import org.jspecify.annotations.NullMarked;
