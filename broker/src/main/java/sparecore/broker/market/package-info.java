/**
 * The core of the broker: what it knows ({@link sparecore.broker.market.MarketState}), what it can be asked
 * ({@link sparecore.broker.market.Command}), and the pure decision ({@link sparecore.broker.market.Market#decide}) that answers with
 * events. {@link sparecore.broker.market.MarketState#apply} is the only change.
 *
 * <p>No clock, store, thread or network. The engine's thread owns the state.
 */
@NullMarked
package sparecore.broker.market;

import org.jspecify.annotations.NullMarked;
