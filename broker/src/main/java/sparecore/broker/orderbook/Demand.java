package sparecore.broker.orderbook;

import java.util.Set;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/**
 * What an open bid still wants.
 *
 * @param slots more than zero
 * @param hold what it has left to pay with: a micro-credit or more for each slot
 * @param group whose votes it takes; undecided while no seller works for it
 * @param sellers who holds a lease of it now
 * @param barred who should not get one now
 * @param points the standing of its buyer
 */
public record Demand(
        Bid bid, int slots, Credits hold, CpuidGroup group, Set<NodeId> sellers, Set<NodeId> barred, int points) {
    public Demand {
        sellers = Set.copyOf(sellers);
        barred = Set.copyOf(barred);
        if (slots < 1) {
            throw new IllegalArgumentException("a demand is for one slot or more, not " + slots);
        }
        if (hold.micro() < slots) {
            throw new IllegalArgumentException("a demand for " + slots + " slots cannot be paid with " + hold);
        }
    }

    Bidder bidder() {
        return new Bidder(bid.buyer(), points);
    }

    /** The most slots that one more lease may take, so that enough are left for the other sellers that the bid wants. */
    int slotsAtMost() {
        int sellersMissing = bid.terms().sellersLeast() - sellers.size();
        return sellersMissing <= 0 ? slots : (slots + sellersMissing - 1) / sellersMissing;
    }
}
