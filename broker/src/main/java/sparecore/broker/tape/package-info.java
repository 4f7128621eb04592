/**
 * What was traded: prices, slots and money by minute and by hour, so many of each and no more.
 *
 * <p>Pure: time comes in as an argument. Only {@code market} uses it to change anything, on the engine's thread.
 */
@NullMarked
package sparecore.broker.tape;

import org.jspecify.annotations.NullMarked;
