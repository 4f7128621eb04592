package sparecore.broker.orderbook;

import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.money.Commission;
import sparecore.money.Credits;

/**
 * A buyer's order. Durable: it outlives the buyer's session and the broker.
 *
 * @param number its place in the order of all orders and leases
 * @param commission as it was when the bid was placed; it holds for all its leases
 * @param spent what its leases have paid so far, commission included
 * @param doneAtMillis zero until it is done
 */
public record Bid(
        long number,
        BidId id,
        NodeId buyer,
        Terms terms,
        Commission commission,
        BidState state,
        Credits spent,
        long doneAtMillis) {
    public Bid {
        if (spent.isNegative() || spent.compareTo(terms.cap()) > 0) {
            throw new IllegalArgumentException("a bid spends between nothing and its cap, not " + spent);
        }
        if ((state == BidState.DONE) != (doneAtMillis != 0)) {
            throw new IllegalArgumentException("a bid that is " + state + " and done at " + doneAtMillis);
        }
    }

    public static Bid placed(long number, BidId id, NodeId buyer, Terms terms, Commission commission) {
        return new Bid(number, id, buyer, terms, commission, BidState.OPEN, Credits.ZERO, 0);
    }

    public boolean isOpen() {
        return state == BidState.OPEN;
    }

    public Bid spending(Credits more) {
        return new Bid(number, id, buyer, terms, commission, state, spent.plus(more), doneAtMillis);
    }

    /** An open bid takes no more leases; a bid that is not open stays as it is. */
    public Bid cancelled() {
        return isOpen() ? new Bid(number, id, buyer, terms, commission, BidState.CANCELLED, spent, 0) : this;
    }

    /** The last lease of a cancelled bid is closed. An open bid stays open, for it can be matched anew. */
    public Bid withoutLeases(long nowMillis) {
        return state == BidState.CANCELLED
                ? new Bid(number, id, buyer, terms, commission, BidState.DONE, spent, nowMillis)
                : this;
    }
}
