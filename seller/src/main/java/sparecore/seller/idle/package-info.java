/**
 * How many slots may be sold now: {@link sparecore.seller.idle.IdlePolicy} decides from the load of other programs, the rest reads
 * that load from the kernel.
 *
 * <p>Owned by the seller's clock thread.
 */
@NullMarked
package sparecore.seller.idle;

import org.jspecify.annotations.NullMarked;
