package sparecore.broker.market;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.BidQueue;
import sparecore.broker.orderbook.CpuidGroup;
import sparecore.broker.orderbook.Demand;
import sparecore.broker.orderbook.Match;
import sparecore.broker.orderbook.Matcher;
import sparecore.broker.standing.Role;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;

/**
 * Turns bids and asks that fit into leases, one at a time. Only a buyer that is connected is matched: nobody can keep sellers' slots
 * busy by bidding and leaving.
 */
final class Matching {
    private final NodeKey key;
    private final Matcher matcher;
    private final Introductions introductions;
    private final Supplier<LeaseId> leaseIds;
    private final long leaseMillisMost;

    Matching(
            NodeKey key,
            RandomGenerator random,
            Supplier<LeaseId> leaseIds,
            Introductions introductions,
            long leaseMillisMost) {
        this.key = key;
        this.leaseMillisMost = leaseMillisMost;
        this.introductions = introductions;
        this.matcher = new Matcher(random);
        this.leaseIds = leaseIds;
    }

    /** Accepted without events if nothing fits. Changes nothing but what {@link Candidates} remembers of the search. */
    Decision next(MarketState state, long nowMillis) {
        Candidates candidates = state.candidates();
        candidates.refresh(state, nowMillis);
        PriorityQueue<BidQueue> queues = candidates.queues();
        while (!queues.isEmpty()) {
            BidQueue queue = queues.remove();
            Bid bid = queue.first().orElseThrow();
            if (!candidates.supplies().reaches(bid.terms().priceMost())) {
                // Nor does anything reach those behind it, which pay no more.
                return Decision.done();
            }
            Optional<Match> match = look(state, candidates, queue, bid, nowMillis);
            if (match.isPresent()) {
                return lease(state, match.get(), nowMillis);
            }
            if (queue.first().isPresent()) {
                queues.add(queue);
            }
        }
        return Decision.done();
    }

    /** Looks for an ask for the bid, which rests if there is none. */
    private Optional<Match> look(MarketState state, Candidates candidates, BidQueue queue, Bid bid, long nowMillis) {
        if (state.conduct().isBanned(bid.buyer(), Candidates.minute(nowMillis))) {
            candidates.restBanned(bid);
            return Optional.empty();
        }
        Optional<Match> match = wanted(state, bid, nowMillis)
                .flatMap(demand -> matcher.match(demand, candidates.supplies(), nowMillis));
        if (match.isEmpty()) {
            candidates.rest(queue, bid, unbarredAtMillis(state, bid, nowMillis));
        }
        return match;
    }

    /** Whether the bid's buyer is there, and may have one lease more. */
    static boolean mayBuy(MarketState state, Bid bid) {
        return state.isPresent(bid.buyer(), Side.BUYER) && hasRoom(state, bid.buyer());
    }

    /** What the bid wants, whether its buyer is there or not; nothing if it has all its slots, or too little to pay with. */
    static Optional<Demand> wanted(MarketState state, Bid bid, long nowMillis) {
        if (Slots.leased(state, bid) >= bid.terms().slots()) {
            return Optional.empty();
        }
        Credits hold = state.ledger().balance(new Account.Hold(bid.id()));
        int slots = bid.terms().slots();
        CpuidGroup group = bid.group();
        Set<NodeId> sellers = new HashSet<>();
        Set<NodeId> barred = new HashSet<>();
        for (Lease lease : state.leases().ofBid(bid.id())) {
            if (group == CpuidGroup.UNDECIDED && (lease.isConnected() || lease.state() != LeaseState.CLOSED)) {
                // It may be at work by now, before its seller has said so.
                group = lease.group();
            }
            if (lease.state().isLive()) {
                slots -= lease.ticket().slots();
                sellers.add(lease.ticket().seller());
            } else if (nowMillis < lease.barsUntilMillis()) {
                barred.add(lease.ticket().seller());
            }
        }
        return hold.micro() >= slots
                ? Optional.of(
                        new Demand(bid, slots, hold, group, sellers, barred, points(state, bid.buyer(), nowMillis)))
                : Optional.empty();
    }

    /** When the first of the sellers that are kept apart from the bid is so no more; never if none is, or for good. */
    private static long unbarredAtMillis(MarketState state, Bid bid, long nowMillis) {
        return state.leases().ofBid(bid.id()).stream()
                .filter(lease -> !lease.state().isLive())
                .mapToLong(Lease::barsUntilMillis)
                .filter(until -> until > nowMillis)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** As at the full minute: what fades by the millisecond need not be looked at so often. */
    static int points(MarketState state, NodeId buyer, long nowMillis) {
        return state.conduct().points(buyer, Role.BUYER, Candidates.minute(nowMillis));
    }

    static boolean hasRoom(MarketState state, NodeId node) {
        return state.leases().openOf(node).size() < MarketLimits.LEASES_PER_NODE_MAX;
    }

    private Decision lease(MarketState state, Match match, long nowMillis) {
        Lease lease = Lease.matched(
                state.nextNumber(),
                SignedTicket.sign(ticket(state, match, nowMillis), key),
                match.ask().conditions().payee(),
                CpuidGroup.of(match.ask()));
        Transfer escrow = Transfer.of(
                TransferKind.ESCROW,
                new Account.Hold(match.bid().id()),
                new Account.Escrow(lease.id()),
                match.escrow(),
                lease.id().id());
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.LeaseChanged(lease));
        events.add(new MarketEvent.Transferred(escrow));
        state.tape()
                .matched(match.ask().price(), match.slots(), nowMillis)
                .forEach(candle -> events.add(new MarketEvent.CandleChanged(candle)));
        return new Decision.Accepted(
                events,
                new Reply.Done(),
                List.of(
                        introductions.matched(state, lease, Side.SELLER, nowMillis),
                        introductions.matched(state, lease, Side.BUYER, nowMillis)));
    }

    private Ticket ticket(MarketState state, Match match, long nowMillis) {
        return new Ticket(
                leaseIds.get(),
                match.bid().id(),
                match.ask().key().id(),
                key.id(),
                match.bid().buyer(),
                match.ask().key().seller(),
                match.slots(),
                match.ask().price(),
                match.escrow(),
                match.bid().commission(),
                match.ask().speed(),
                match.ask().memoryBytesPerSlot(),
                nowMillis,
                Math.min(match.expiresAtMillis(), nowMillis + leaseMillisMost),
                match.ask().address(),
                Reach.route(state, match.ask(), match.bid().buyer()));
    }
}
