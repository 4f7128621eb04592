/**
 * Commands about money and the market: what owners ask the broker through their own daemon, seller or buyer alike.
 */
@NullMarked
package sparecore.buyer.exchange;

import org.jspecify.annotations.NullMarked;
