package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.BidEnd;
import sparecore.broker.orderbook.Terms;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.money.Commission;
import sparecore.money.Credits;

/** Placing and cancelling bids: the cap is held from the first to the last moment in which the bid can cost anything. */
final class BidOrders {
    private BidOrders() {}

    static Decision place(MarketState state, Command.PlaceBid command, Commission commission, long nowMillis) {
        Optional<Bid> known = state.orders().find(command.bid());
        if (known.isPresent()) {
            return repeated(known.get(), command);
        }
        Optional<Decision> banned = Behaviour.refusalOfBanned(state, command.buyer(), nowMillis);
        if (banned.isPresent()) {
            return banned.get();
        }
        if (state.orders().undoneOf(command.buyer()).size() >= MarketLimits.BIDS_PER_NODE_MAX) {
            return Decision.refused(
                    Reason.LIMIT, "a buyer has at most " + MarketLimits.BIDS_PER_NODE_MAX + " bids: cancel one first");
        }
        if (isOver(command.terms(), nowMillis)) {
            return Decision.refused(Reason.ENDED, "the deadline of this bid has passed already");
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
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.BidChanged(bid));
        events.add(new MarketEvent.Transferred(Transfer.of(
                TransferKind.HOLD,
                account,
                new Account.Hold(bid.id()),
                cap,
                bid.id().id())));
        events.addAll(Membership.ofBuyer(state, bid.buyer(), bid.number() + 1));
        return new Decision.Accepted(events, reply(bid), List.of());
    }

    private static Decision repeated(Bid known, Command.PlaceBid command) {
        if (!known.buyer().equals(command.buyer())) {
            return Decision.refused(Reason.NOT_YOURS, "the id of this bid is another buyer's: draw a new one");
        }
        if (!known.terms().equals(command.terms())) {
            return Decision.refused(Reason.CONFLICT, "this bid stands with other terms: draw a new id for new terms");
        }
        if (!known.isOpen()) {
            return Decision.refused(
                    Reason.ENDED,
                    known.end() == BidEnd.DEADLINE ? "this bid came to its deadline" : "this bid has been cancelled");
        }
        return Decision.replied(reply(known));
    }

    private static Reply reply(Bid bid) {
        return new Reply.BidPlaced(bid.id(), bid.terms().cap(), bid.commission());
    }

    static Decision cancel(MarketState state, Command.CancelBid command, long nowMillis) {
        return decideOwn(state, command.bid(), command.buyer(), bid -> cancel(state, bid, nowMillis));
    }

    private static Decision cancel(MarketState state, Bid bid, long nowMillis) {
        if (!bid.isOpen()) {
            return Decision.done();
        }
        return new Decision.Accepted(
                cancelling(state, bid, BidEnd.CANCELLED_BY_BUYER, nowMillis), new Reply.Done(), List.of());
    }

    /** What a buyer wants of a bid, if it is its own. */
    private static Decision decideOwn(MarketState state, BidId id, NodeId buyer, Function<Bid, Decision> rule) {
        Optional<Bid> known = state.orders().find(id);
        if (known.isEmpty()) {
            return Decision.refused(Reason.UNKNOWN, "no such bid");
        }
        if (!known.get().buyer().equals(buyer)) {
            return Decision.refused(Reason.NOT_YOURS, "this bid is another buyer's");
        }
        return rule.apply(known.get());
    }

    /** From the engine: its deadline may have come. */
    static Decision expire(MarketState state, Command.ExpireBid command, long nowMillis) {
        Optional<Bid> known = state.orders().find(command.bid());
        if (known.isEmpty()) {
            return Decision.refused(Reason.UNKNOWN, "no such bid");
        }
        Bid bid = known.get();
        if (!bid.isOpen() || !isOver(bid.terms(), nowMillis)) {
            return Decision.done();
        }
        return new Decision.Accepted(
                cancelling(state, bid, BidEnd.DEADLINE, nowMillis),
                new Reply.Done(),
                List.of(new Push.BidExpired(bid.buyer(), bid.id())));
    }

    private static boolean isOver(Terms terms, long nowMillis) {
        return terms.deadlineMillis() != 0 && terms.deadlineMillis() <= nowMillis;
    }

    /** The terms are absolute, so that a repeat changes nothing. */
    static Decision amend(MarketState state, Command.AmendBid command, long nowMillis) {
        return decideOwn(state, command.bid(), command.buyer(), bid -> amend(state, bid, command, nowMillis));
    }

    private static Decision amend(MarketState state, Bid bid, Command.AmendBid command, long nowMillis) {
        if (!bid.isOpen()) {
            return Decision.refused(Reason.ENDED, "this bid takes no more leases");
        }
        Terms terms =
                bid.terms().amended(command.priceMost(), command.slots(), command.cap(), command.deadlineMillis());
        if (terms.equals(bid.terms())) {
            return Decision.replied(reply(bid));
        }
        if (isOver(terms, nowMillis)) {
            return Decision.refused(Reason.ENDED, "the deadline of this bid has passed already");
        }
        return amending(state, bid, terms);
    }

    private static Decision amending(MarketState state, Bid bid, Terms terms) {
        Account hold = new Account.Hold(bid.id());
        Account account = new Account.Node(bid.buyer());
        Credits more = terms.cap().minus(bid.terms().cap());
        if (more.isPositive() && state.ledger().balance(account).compareTo(more) < 0) {
            return Decision.refused(
                    Reason.NO_CREDITS,
                    "the account has " + state.ledger().balance(account) + " credits available, and the new cap needs "
                            + more + " more");
        }
        if (more.isNegative() && state.ledger().balance(hold).compareTo(more.negated()) < 0) {
            return Decision.refused(
                    Reason.LIMIT,
                    "the cap can go down by " + state.ledger().balance(hold)
                            + " credits at most: the rest is spent, or leases hold it");
        }
        Bid amended = bid.amended(terms, state.nextNumber());
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.BidChanged(amended));
        if (more.isPositive()) {
            events.add(new MarketEvent.Transferred(
                    Transfer.of(TransferKind.HOLD, account, hold, more, bid.id().id())));
        } else if (more.isNegative()) {
            events.add(new MarketEvent.Transferred(Transfer.of(
                    TransferKind.RELEASE,
                    hold,
                    account,
                    more.negated(),
                    bid.id().id())));
        }
        return new Decision.Accepted(events, reply(amended), List.of());
    }

    private static List<MarketEvent> cancelling(MarketState state, Bid bid, BidEnd why, long nowMillis) {
        boolean hasLeases =
                state.leases().ofBid(bid.id()).stream().anyMatch(lease -> lease.state() != LeaseState.CLOSED);
        Bid cancelled = bid.cancelled(why);
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
