package sparecore.seller.market;

import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.wire.LeaseEndReason;

/** What the broker tells about leases. Called on the market's thread; must not block. */
public interface LeaseNews {
    /** A buyer was matched with this seller, and may have dialled already, or never will; or a lease of it was renewed. */
    void matched(SignedTicket ticket);

    /** Its buyer wished to renew this lease, and the broker did not. @param why printable */
    void notRenewed(LeaseId lease, String why);

    /** The buyer of this lease waits at the broker's relay. */
    void called(SignedTicket ticket);

    /** The broker ended a lease. */
    void ended(LeaseId lease, LeaseEndReason reason);
}
