package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Bid;

/** What follows when a lease is closed: the rest of its escrow goes back, and a cancelled bid may be done. */
final class Closing {
    private Closing() {}

    /** The lease's bid, which is there as long as one of its leases is not closed. */
    static Bid bidOf(MarketState state, Lease lease) {
        return state.orders()
                .find(lease.ticket().bid())
                .orElseThrow(() -> new IllegalStateException("the lease " + lease.id() + " has lost its bid"));
    }

    /**
     * @param closed the lease as it is now
     * @param bid as it is now, with what this command has changed
     */
    static List<MarketEvent> events(MarketState state, Lease closed, Bid bid, long nowMillis) {
        List<MarketEvent> events = new ArrayList<>();
        if (closed.uncaptured().isPositive()) {
            events.add(new MarketEvent.Transferred(Transfer.of(
                    TransferKind.RELEASE,
                    new Account.Escrow(closed.id()),
                    bid.isOpen() ? new Account.Hold(bid.id()) : new Account.Node(bid.buyer()),
                    closed.uncaptured(),
                    closed.id().id())));
        }
        boolean wasLast = state.leases().ofBid(bid.id()).stream()
                .noneMatch(lease ->
                        lease.state() != LeaseState.CLOSED && !lease.id().equals(closed.id()));
        Bid after = wasLast ? bid.withoutLeases(nowMillis) : bid;
        if (!after.equals(bid)) {
            events.add(new MarketEvent.BidChanged(after));
        }
        events.addAll(Behaviour.closed(state, closed, nowMillis));
        return events;
    }
}
