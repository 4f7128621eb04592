/**
 * Standing orders, asks of sellers and bids of buyers, and the rule that joins them.
 *
 * <p>Pure: randomness comes in as an argument. Only {@code market} uses it, on the engine's thread.
 */
@NullMarked
package sparecore.broker.orderbook;

import org.jspecify.annotations.NullMarked;
