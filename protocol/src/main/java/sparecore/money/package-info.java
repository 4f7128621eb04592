/**
 * Micro-credits, prices and commission, in exact integer arithmetic. Immutable values; any thread.
 */
@NullMarked
package sparecore.money;

import org.jspecify.annotations.NullMarked;
