package sparecore.seller.journal;

import sparecore.lease.LeaseId;
import sparecore.money.Credits;

/**
 * What the broker has answered to the voucher of a lease.
 *
 * @param cumulative what is settled in all
 * @param credited what this added to the account
 * @param last nothing more will come of this lease
 */
public record Settled(LeaseId lease, Credits cumulative, Credits credited, boolean last) {}
