/**
 * A lease as the buyer lives in it: what the seller holds, what it is owed, when it is late.
 *
 * <p>Pure. Owned by the engine's thread.
 */
@NullMarked
package sparecore.buyer.tenancy;

import org.jspecify.annotations.NullMarked;
