package sparecore.buyer.engine;

import java.util.List;
import java.util.Map;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;

/**
 * The sellers, as the engine needs them. Nothing here waits; what happens comes back as calls on {@link Buying}. Not promised:
 * that anything arrives; a link that breaks is told by {@link Buying#sellerLost}.
 */
public interface Sellers {
    /**
     * Dials, shows the ticket, and sends the program if the seller does not have it. Then {@link Buying#sellerOpened} and
     * {@link Buying#sellerReady}.
     *
     * @param awaited assignments from an earlier link whose results are still waited for
     */
    void connect(SignedTicket ticket, Digest program, List<Long> awaited);

    /** Shows the seller that its lease has a longer ticket. */
    void renew(SignedTicket ticket);

    /** Hands these out, signed together. */
    void assign(LeaseId lease, List<Order> orders);

    /** Asks for the results of these, which the seller has committed to. */
    void reveal(LeaseId lease, List<Long> assignments);

    /** The results of these are not wanted any more. */
    void cancel(LeaseId lease, List<Long> assignments);

    void pay(LeaseId lease, Settlement settlement);

    /** Pays them all at the same moment, so that what is promised can be signed together. */
    default void payAll(Map<LeaseId, Settlement> due) {
        due.forEach(this::pay);
    }

    /**
     * As {@link #pay}, and then {@link Buying#lastPaymentDone} when the seller has confirmed it or had time to, or
     * {@link Buying#lastPaymentFailed} if the link is gone.
     */
    void payLast(LeaseId lease, Settlement settlement);

    void disconnect(LeaseId lease, String reason);
}
