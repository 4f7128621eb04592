package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseRules;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.lease.NotRenewed;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.Bidder;
import sparecore.broker.orderbook.CpuidGroup;
import sparecore.broker.orderbook.Matcher;
import sparecore.broker.orderbook.Misfit;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;

/**
 * Renewing a lease: the same one, with a longer ticket. What is left in its escrow stays there, for its seller may hold vouchers that the broker
 * has not seen; its share of what the bid still holds comes on top. A renewal takes no slot from anybody, and goes before bids that wait,
 * unless its slots have stood idle while others would have paid for them.
 */
final class Renewing {
    /** Of those who wait, so many are looked at. */
    private static final int WAITING_LOOKED_AT_MAX = 256;

    /** For so long a lease that was found idle is not looked at again. */
    private static final long IDLE_STANDS_MILLIS = 15_000;

    private final NodeKey key;
    private final Introductions introductions;
    private final long leaseMillisMost;

    Renewing(NodeKey key, Introductions introductions, long leaseMillisMost) {
        this.key = key;
        this.introductions = introductions;
        this.leaseMillisMost = leaseMillisMost;
    }

    /** A lease that has long to run stays as it is, and its buyer is told its ticket: a repeated wish changes nothing. */
    Decision renew(MarketState state, Command.RenewLease command, long nowMillis) {
        Optional<Lease> known = state.leases().find(command.lease());
        if (known.isEmpty()) {
            return LeaseOrders.unknown();
        }
        Lease lease = known.get();
        if (!lease.ticket().buyer().equals(command.buyer())) {
            return LeaseOrders.notYours();
        }
        if (lease.state() != LeaseState.ACTIVE) {
            return Decision.refused(
                    Reason.ENDED,
                    lease.state() == LeaseState.MATCHED
                            ? "the seller has not reported that the buyer came"
                            : "the lease has ended: " + lease.endReason());
        }
        if (nowMillis < lease.ticket().renewableFromMillis()) {
            return new Decision.Accepted(
                    List.of(), new Reply.Done(), List.of(introductions.matched(state, lease, Side.BUYER, nowMillis)));
        }
        if (lease.renewals().refused() == NotRenewed.IDLE
                && nowMillis < lease.renewals().refusedAtMillis() + IDLE_STANDS_MILLIS) {
            return Decision.replied(new Reply.NotRenewed(NotRenewed.IDLE));
        }
        Bid bid = Closing.bidOf(state, lease);
        Optional<Ask> ask = state.orders()
                .find(new AskKey(lease.ticket().seller(), lease.ticket().ask()));
        NotRenewed why = ask.map(offer -> against(state, lease, bid, offer, nowMillis))
                .orElse(bid.isOpen() ? NotRenewed.SELLER_AWAY : NotRenewed.BID_OVER);
        return why == NotRenewed.NONE && ask.isPresent()
                ? grant(state, lease, bid, ask.get(), nowMillis)
                : refuse(lease, why, nowMillis);
    }

    private NotRenewed against(MarketState state, Lease lease, Bid bid, Ask ask, long nowMillis) {
        Ticket ticket = lease.ticket();
        if (!bid.isOpen()) {
            return NotRenewed.BID_OVER;
        }
        if (state.conduct().isBanned(ticket.buyer(), nowMillis)
                || state.conduct().isBanned(ticket.seller(), nowMillis)) {
            return NotRenewed.BANNED;
        }
        if (offersOtherwise(state, lease, ask)) {
            return NotRenewed.OTHER_OFFER;
        }
        if (bid.terms().priceMost().compareTo(ticket.price()) < 0
                || Slots.leased(state, bid) > bid.terms().slots()) {
            return NotRenewed.OTHER_DEMAND;
        }
        Bidder buyer = new Bidder(ticket.buyer(), Matching.points(state, ticket.buyer(), nowMillis));
        Optional<Misfit> misfit = Matcher.misfit(buyer, bid.terms(), ask, nowMillis);
        if (misfit.isPresent()) {
            return misfit.get() == Misfit.CLOSED_NOW || misfit.get() == Misfit.TOO_SHORT
                    ? NotRenewed.NO_LONGER
                    : NotRenewed.OTHER_OFFER;
        }
        if (endsAtMillis(bid, ask, nowMillis) <= ticket.expiresAtMillis()) {
            return NotRenewed.NO_LONGER;
        }
        if (!lease.uncaptured().plus(more(state, lease, bid)).isPositive()) {
            return NotRenewed.NO_MONEY;
        }
        return isIdle(lease, nowMillis) && isAwaited(state, lease, ask, nowMillis) ? NotRenewed.IDLE : NotRenewed.NONE;
    }

    /** Longer than its first ticket: what is paid when a fragment is done must have time to be. */
    private boolean isIdle(Lease lease, long nowMillis) {
        return nowMillis - lease.renewals().busyMillis() >= leaseMillisMost + leaseMillisMost / 2
                && !lease.hasEarnedItsSlots(nowMillis);
    }

    /** Whether somebody else would take slots of the ask, were they free. */
    private static boolean isAwaited(MarketState state, Lease lease, Ask ask, long nowMillis) {
        state.candidates().refresh(state, nowMillis);
        return state.candidates()
                .wanting(ask)
                .filter(bid -> !bid.buyer().equals(lease.ticket().buyer()))
                .limit(WAITING_LOOKED_AT_MAX)
                .filter(bid -> !state.conduct().isBanned(bid.buyer(), nowMillis))
                .flatMap(bid -> Matching.wanted(state, bid, nowMillis).stream())
                .anyMatch(demand -> Matcher.misfit(demand, ask, nowMillis).isEmpty());
    }

    /** What both have counted with stays as it is: who offers something else now gets a new lease of it, from whoever wants it. */
    private static boolean offersOtherwise(MarketState state, Lease lease, Ask ask) {
        Ticket ticket = lease.ticket();
        return ask.price().compareTo(ticket.price()) > 0
                || !ask.speed().equals(ticket.speed())
                || ask.memoryBytesPerSlot() < ticket.memoryBytesPerSlot()
                || CpuidGroup.of(ask) != lease.group()
                || !ask.conditions().payee().equals(lease.payee())
                || state.leases().slotsTaken(ticket.seller(), ticket.ask()) > ask.slots();
    }

    private long endsAtMillis(Bid bid, Ask ask, long nowMillis) {
        return Math.min(Matcher.leaseEndsAtMillis(bid.terms(), ask, nowMillis), nowMillis + leaseMillisMost);
    }

    /** What the escrow gets besides: as much of what the bid holds as the lease has of the slots that it wants. */
    private static Credits more(MarketState state, Lease lease, Bid bid) {
        Credits hold = state.ledger().balance(new Account.Hold(bid.id()));
        int slots = lease.ticket().slots();
        return Matcher.share(hold, slots, Math.max(slots, bid.terms().slots()));
    }

    private Decision grant(MarketState state, Lease lease, Bid bid, Ask ask, long nowMillis) {
        Credits more = more(state, lease, bid);
        Ticket longer = lease.ticket()
                .renewed(
                        nowMillis,
                        endsAtMillis(bid, ask, nowMillis),
                        lease.ticket().escrow().plus(more));
        Optional<Lease> after = LeaseRules.renew(lease, SignedTicket.sign(longer, key), nowMillis);
        if (after.isEmpty()) {
            throw new IllegalStateException("the lease " + lease.id() + " is not active any more");
        }
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.LeaseChanged(after.get()));
        if (more.isPositive()) {
            events.add(new MarketEvent.Transferred(Transfer.of(
                    TransferKind.ESCROW,
                    new Account.Hold(bid.id()),
                    new Account.Escrow(lease.id()),
                    more,
                    lease.id().id())));
        }
        return new Decision.Accepted(
                events,
                new Reply.Done(),
                List.of(
                        introductions.matched(state, after.get(), Side.SELLER, nowMillis),
                        introductions.matched(state, after.get(), Side.BUYER, nowMillis)));
    }

    /** The buyer may ask again, and most likely does: what is the same as before is not noted twice, unless that was to stand for a while. */
    private static Decision refuse(Lease lease, NotRenewed why, long nowMillis) {
        if (lease.renewals().refused() == why && why != NotRenewed.IDLE) {
            return Decision.replied(new Reply.NotRenewed(why));
        }
        NodeId seller = lease.ticket().seller();
        return new Decision.Accepted(
                List.of(new MarketEvent.LeaseChanged(lease.notRenewed(why, nowMillis))),
                new Reply.NotRenewed(why),
                List.of(new Push.NotRenewed(seller, lease.signed(), why)));
    }
}
