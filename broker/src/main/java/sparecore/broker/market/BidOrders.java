package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Bid;
import sparecore.money.Commission;
import sparecore.money.Credits;

/** Placing and cancelling bids: the cap is held from the first to the last moment in which the bid can cost anything. */
final class BidOrders {
    private BidOrders() {}

    static Decision place(MarketState state, Command.PlaceBid command, Commission commission) {
        Optional<Bid> known = state.orders().find(command.bid());
        if (known.isPresent()) {
            return repeated(known.get(), command);
        }
        if (state.orders().undoneOf(command.buyer()).size() >= MarketLimits.BIDS_PER_NODE_MAX) {
            return Decision.refused(
                    Reason.LIMIT, "a buyer has at most " + MarketLimits.BIDS_PER_NODE_MAX + " bids: cancel one first");
        }
        Credits cap = command.terms().cap();
        Account account = new Account.Node(command.buyer());
        Credits available = state.ledger().balance(account);
        if (available.compareTo(cap) < 0) {
            return Decision.refused(
                    Reason.NO_CREDITS,
                    "the account has " + available + " credits available, and the bid may cost " + cap
                            + ": lower its cap, or ask the broker's operator for credits");
        }
        Bid bid = Bid.placed(state.nextNumber(), command.bid(), command.buyer(), command.terms(), commission);
        return Decision.replied(
                reply(bid),
                new MarketEvent.BidChanged(bid),
                new MarketEvent.Transferred(Transfer.of(
                        TransferKind.HOLD,
                        account,
                        new Account.Hold(bid.id()),
                        cap,
                        bid.id().id())));
    }

    private static Decision repeated(Bid known, Command.PlaceBid command) {
        if (!known.buyer().equals(command.buyer())) {
            return Decision.refused(Reason.NOT_YOURS, "the id of this bid is another buyer's: draw a new one");
        }
        if (!known.terms().equals(command.terms())) {
            return Decision.refused(Reason.CONFLICT, "this bid stands with other terms: draw a new id for new terms");
        }
        if (!known.isOpen()) {
            return Decision.refused(Reason.ENDED, "this bid has been cancelled");
        }
        return Decision.replied(reply(known));
    }

    private static Reply reply(Bid bid) {
        return new Reply.BidPlaced(bid.id(), bid.terms().cap(), bid.commission());
    }

    static Decision cancel(MarketState state, Command.CancelBid command, long nowMillis) {
        Optional<Bid> known = state.orders().find(command.bid());
        if (known.isEmpty()) {
            return Decision.refused(Reason.UNKNOWN, "no such bid");
        }
        Bid bid = known.get();
        if (!bid.buyer().equals(command.buyer())) {
            return Decision.refused(Reason.NOT_YOURS, "this bid is another buyer's");
        }
        if (!bid.isOpen()) {
            return Decision.done();
        }
        return new Decision.Accepted(cancelling(state, bid, nowMillis), new Reply.Done(), List.of());
    }

    private static List<MarketEvent> cancelling(MarketState state, Bid bid, long nowMillis) {
        boolean hasLeases =
                state.leases().ofBid(bid.id()).stream().anyMatch(lease -> lease.state() != LeaseState.CLOSED);
        Bid cancelled = bid.cancelled();
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.BidChanged(hasLeases ? cancelled : cancelled.withoutLeases(nowMillis)));
        Account hold = new Account.Hold(bid.id());
        Credits held = state.ledger().balance(hold);
        if (held.isPositive()) {
            events.add(new MarketEvent.Transferred(Transfer.of(
                    TransferKind.RELEASE,
                    hold,
                    new Account.Node(bid.buyer()),
                    held,
                    bid.id().id())));
        }
        return events;
    }
}
