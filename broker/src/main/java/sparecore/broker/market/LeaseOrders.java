package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseRules;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.orderbook.Bid;
import sparecore.identity.NodeId;

/** Connecting and ending leases, by a peer or by time. */
final class LeaseOrders {
    private LeaseOrders() {}

    static Decision connect(MarketState state, Command.ConnectLease command, long nowMillis) {
        Optional<Lease> known = state.leases().find(command.lease());
        if (known.isEmpty()) {
            return unknown();
        }
        Lease lease = known.get();
        if (!lease.ticket().seller().equals(command.seller())) {
            return notYours();
        }
        Optional<Lease> after =
                command.atWork() ? LeaseRules.atWork(lease, nowMillis) : LeaseRules.connect(lease, nowMillis);
        if (after.isEmpty()) {
            return Decision.refused(Reason.ENDED, "the lease has ended: " + lease.endReason());
        }
        Decision.Accepted changed = change(state, lease, after.get(), List.of(), List.of(), nowMillis);
        if (lease.isConnected()) {
            return changed;
        }
        List<MarketEvent> events = new ArrayList<>(changed.events());
        Sightings seen = state.sightings();
        events.add(
                new MarketEvent.Sighted(seen.of(command.seller(), Side.SELLER).met(command.way(), nowMillis)));
        events.add(new MarketEvent.Sighted(
                seen.of(lease.ticket().buyer(), Side.BUYER).met(command.way(), nowMillis)));
        return new Decision.Accepted(events, changed.reply(), changed.pushes());
    }

    /**
     * Only the two peers of a lease meet at the relay, and as long as there may be something to pay. The buyer wants the connection, so
     * the seller is called when the buyer has come.
     */
    static Decision relay(MarketState state, Command.OpenRelay command) {
        Optional<Lease> known = state.leases().find(command.lease());
        if (known.isEmpty()) {
            return unknown();
        }
        Lease lease = known.get();
        boolean buys = lease.ticket().buyer().equals(command.node());
        if (!buys && !lease.ticket().seller().equals(command.node())) {
            return notYours();
        }
        if (lease.state() == LeaseState.CLOSED) {
            return Decision.refused(Reason.ENDED, "the lease has ended: " + lease.endReason());
        }
        return new Decision.Accepted(
                List.of(),
                new Reply.Done(),
                buys ? List.of(new Push.Called(lease.ticket().seller(), lease.signed())) : List.of());
    }

    static Decision end(MarketState state, Command.EndLease command, long nowMillis) {
        Optional<Lease> known = state.leases().find(command.lease());
        if (known.isEmpty()) {
            return unknown();
        }
        Lease lease = known.get();
        boolean bySeller = lease.ticket().seller().equals(command.by());
        if (!bySeller && !lease.ticket().buyer().equals(command.by())) {
            return notYours();
        }
        LeaseRules.Peer by = bySeller ? LeaseRules.Peer.SELLER : LeaseRules.Peer.BUYER;
        Lease after = LeaseRules.end(lease, by, command.reason(), nowMillis);
        List<MarketEvent> notes =
                lease.state().isLive() ? Behaviour.ended(state, lease, by, command.reason(), nowMillis) : List.of();
        return change(state, lease, after, notes, List.of(bySeller ? Side.BUYER : Side.SELLER), nowMillis);
    }

    static Decision passTime(MarketState state, Command.PassTime command, long nowMillis) {
        Optional<Lease> known = state.leases().find(command.lease());
        if (known.isEmpty()) {
            return unknown();
        }
        Lease after = LeaseRules.time(known.get(), nowMillis, state.listeningSinceMillis());
        return change(state, known.get(), after, List.of(), List.of(Side.SELLER, Side.BUYER), nowMillis);
    }

    /**
     * @param notes what this says of the two
     * @param toldOfEnd who hears of it if this ends the lease's life
     */
    private static Decision.Accepted change(
            MarketState state,
            Lease before,
            Lease after,
            List<MarketEvent> notes,
            List<Side> toldOfEnd,
            long nowMillis) {
        if (after.equals(before)) {
            return Decision.done();
        }
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.LeaseChanged(after));
        events.addAll(notes);
        if (after.isConnected() && !before.isConnected()) {
            deciding(state, after).ifPresent(bid -> events.add(new MarketEvent.BidChanged(bid)));
        }
        if (after.state() == LeaseState.CLOSED && before.state() != LeaseState.CLOSED) {
            Bid bid = Closing.bidOf(state, after);
            events.addAll(Closing.events(state, after, bid, nowMillis));
        }
        List<Push> pushes = before.state().isLive() && !after.state().isLive()
                ? toldOfEnd.stream().map(side -> ended(after, side)).toList()
                : List.of();
        return new Decision.Accepted(events, new Reply.Done(), pushes);
    }

    /** The bid with the group of its first seller, if this lease is the one that decides it. */
    private static Optional<Bid> deciding(MarketState state, Lease connected) {
        Bid bid = Closing.bidOf(state, connected);
        Bid decided = bid.workedForBy(connected.group());
        return decided.equals(bid) ? Optional.empty() : Optional.of(decided);
    }

    static Push ended(Lease lease, Side side) {
        NodeId node =
                side == Side.SELLER ? lease.ticket().seller() : lease.ticket().buyer();
        return new Push.Ended(node, side, lease.id(), lease.endReason());
    }

    static Decision unknown() {
        return Decision.refused(Reason.UNKNOWN, "no such lease, or it was closed long ago");
    }

    static Decision notYours() {
        return Decision.refused(Reason.NOT_YOURS, "this lease is of other nodes");
    }
}
