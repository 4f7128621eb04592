/**
 * What owners ask the broker about their money and the market: a daemon passes the questions on with its own key, and commands show
 * the answers as tables, CSV and JSON.
 *
 * <p>Used by seller, buyer and broker alike. {@link sparecore.exchange.ExchangeService} runs on gRPC's threads; the rest is pure.
 */
@NullMarked
package sparecore.exchange;

import org.jspecify.annotations.NullMarked;
