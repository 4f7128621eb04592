package sparecore.seller.market;

import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.wire.LeaseEndReason;

/** What the broker tells about leases. Called on the market's thread; must not block. */
public interface LeaseNews {
    /** A buyer was matched with this seller; it may have dialled already, or never will. */
    void matched(SignedTicket ticket);

    /** The buyer of this lease waits at the broker's relay. */
    void called(SignedTicket ticket);

    /** The broker ended a lease. */
    void ended(LeaseId lease, LeaseEndReason reason);
}
