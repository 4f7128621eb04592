/**
 * The life of a lease at the broker: matched, active, ended, closed.
 *
 * <p>Pure: time comes in as an argument. Only {@code market} uses it to change anything, on the engine's thread.
 */
@NullMarked
package sparecore.broker.lease;

import org.jspecify.annotations.NullMarked;
