package sparecore.broker.orderbook;

import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.money.Commission;
import sparecore.money.Credits;

/**
 * A buyer's order. Durable: it outlives the buyer's session and the broker.
 *
 * @param number its place in the order of all orders and leases
 * @param standing its place in time among bids of its price; later than its number once it was amended for more
 * @param commission as it was when the bid was placed; it holds for all its leases
 * @param group decided by the first seller that works for it
 * @param spent what its leases have paid so far, commission included
 * @param end why it takes no more leases
 * @param doneAtMillis zero until it is done
 */
public record Bid(
        long number,
        long standing,
        BidId id,
        NodeId buyer,
        Terms terms,
        Commission commission,
        BidState state,
        CpuidGroup group,
        Credits spent,
        BidEnd end,
        long doneAtMillis) {
    public Bid {
        if (spent.isNegative() || spent.compareTo(terms.cap()) > 0) {
            throw new IllegalArgumentException("a bid spends between nothing and its cap, not " + spent);
        }
        if ((state == BidState.DONE) != (doneAtMillis != 0)) {
            throw new IllegalArgumentException("a bid that is " + state + " and done at " + doneAtMillis);
        }
        if ((state == BidState.OPEN) != (end == BidEnd.NONE)) {
            throw new IllegalArgumentException("a bid that is " + state + " and ended for " + end);
        }
    }

    public static Bid placed(long number, BidId id, NodeId buyer, Terms terms, Commission commission) {
        return new Bid(
                number,
                number,
                id,
                buyer,
                terms,
                commission,
                BidState.OPEN,
                CpuidGroup.UNDECIDED,
                Credits.ZERO,
                BidEnd.NONE,
                0);
    }

    public boolean isOpen() {
        return state == BidState.OPEN;
    }

    public Bid spending(Credits more) {
        return with(terms, standing, state, group, spent.plus(more), end, doneAtMillis);
    }

    /** A seller of this group works for it; the first one decides. */
    public Bid workedForBy(CpuidGroup seller) {
        return group == CpuidGroup.UNDECIDED ? with(terms, standing, state, seller, spent, end, doneAtMillis) : this;
    }

    /** Whoever asks for more goes behind those who wait already. */
    public Bid amended(Terms newTerms, long nextNumber) {
        boolean more = newTerms.priceMost().compareTo(terms.priceMost()) > 0 || newTerms.slots() > terms.slots();
        return with(newTerms, more ? nextNumber : standing, state, group, spent, end, doneAtMillis);
    }

    /** An open bid takes no more leases; a bid that is not open stays as it is. */
    public Bid cancelled(BidEnd why) {
        return isOpen() ? with(terms, standing, BidState.CANCELLED, group, spent, why, 0) : this;
    }

    /** The last lease of a cancelled bid is closed. An open bid stays open, for it can be matched anew. */
    public Bid withoutLeases(long nowMillis) {
        return state == BidState.CANCELLED ? with(terms, standing, BidState.DONE, group, spent, end, nowMillis) : this;
    }

    private Bid with(
            Terms newTerms,
            long newStanding,
            BidState newState,
            CpuidGroup newGroup,
            Credits newSpent,
            BidEnd newEnd,
            long newDoneAtMillis) {
        return new Bid(
                number,
                newStanding,
                id,
                buyer,
                newTerms,
                commission,
                newState,
                newGroup,
                newSpent,
                newEnd,
                newDoneAtMillis);
    }
}
