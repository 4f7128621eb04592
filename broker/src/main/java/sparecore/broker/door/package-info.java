/**
 * Where sellers and buyers come in: frames of a link become commands of the market, its replies and pushes become frames.
 *
 * <p>Link threads check every field and hand over to the engine; answers are sent from the engine's thread. The only room that knows
 * the wire messages of the market.
 */
@NullMarked
package sparecore.broker.door;

import org.jspecify.annotations.NullMarked;
