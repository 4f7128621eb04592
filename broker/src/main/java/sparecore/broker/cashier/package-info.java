/**
 * Money that comes in and goes out: requests of account owners that wait for the operator, who pays or is paid outside.
 *
 * <p>Pure: time comes in as an argument. Only {@code market} uses it to change anything, on the engine's thread.
 */
@NullMarked
package sparecore.broker.cashier;

import org.jspecify.annotations.NullMarked;
