/**
 * The link to the broker: the standing offer, news of leases, and the settlement of vouchers.
 *
 * <p>One thread owns all of it; callbacks from the network are handed over to that thread.
 */
@NullMarked
package sparecore.seller.market;

import org.jspecify.annotations.NullMarked;
