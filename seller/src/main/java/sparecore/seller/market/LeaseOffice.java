package sparecore.seller.market;

import sparecore.lease.LeaseId;
import sparecore.lease.Way;
import sparecore.wire.LeaseEndReason;

/** What the seller tells the broker about a lease, now or as soon as the broker can be reached. Never blocks; any thread. */
public interface LeaseOffice {
    /** The buyer has shown its ticket. @param way how the two came together */
    void connected(LeaseId lease, Way way);

    /** A program of its buyer's has run for long, and still does: the lease is not idle, whatever was paid under it. */
    void atWork(LeaseId lease);

    /**
     * The lease is closed: no voucher will come any more, and what is owed is to be settled.
     *
     * @param byUs whether the broker has yet to learn of the end
     */
    void closed(LeaseId lease, LeaseEndReason reason, boolean byUs);
}
