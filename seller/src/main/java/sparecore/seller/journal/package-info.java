/**
 * What the seller must not forget: the last voucher of every lease, what the broker has settled of it, evidence, and totals for its
 * owner.
 *
 * <p>One thread of its own writes; callers get futures.
 */
@NullMarked
package sparecore.seller.journal;

import org.jspecify.annotations.NullMarked;
