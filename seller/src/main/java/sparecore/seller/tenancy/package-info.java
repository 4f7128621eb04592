/**
 * The rules of one lease at the seller: which assignments it takes, how many at once, what is unpaid, and when it ends.
 *
 * <p>Pure: no clock, thread, log or network. Whoever holds a tenancy calls it from one thread at a time.
 */
@NullMarked
package sparecore.seller.tenancy;

import org.jspecify.annotations.NullMarked;
