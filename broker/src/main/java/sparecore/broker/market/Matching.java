package sparecore.broker.market;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.CpuidGroup;
import sparecore.broker.orderbook.Demand;
import sparecore.broker.orderbook.Match;
import sparecore.broker.orderbook.Matcher;
import sparecore.broker.orderbook.Supply;
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

    /** Accepted without events if nothing fits. */
    Decision next(MarketState state, long nowMillis) {
        List<Supply> supplies = supplies(state);
        if (supplies.isEmpty()) {
            return Decision.done();
        }
        for (Bid bid : state.orders().openByPriority()) {
            Optional<Match> match =
                    demand(state, bid, nowMillis).flatMap(demand -> matcher.match(demand, supplies, nowMillis));
            if (match.isPresent()) {
                return lease(state, match.get(), nowMillis);
            }
        }
        return Decision.done();
    }

    private static List<Supply> supplies(MarketState state) {
        List<Supply> supplies = new ArrayList<>();
        for (Ask ask : state.orders().asks()) {
            NodeId seller = ask.key().seller();
            int free = Slots.free(state, ask);
            if (free > 0 && hasRoom(state, seller)) {
                supplies.add(new Supply(ask, free));
            }
        }
        return supplies;
    }

    private static Optional<Demand> demand(MarketState state, Bid bid, long nowMillis) {
        return state.isPresent(bid.buyer(), Side.BUYER)
                        && hasRoom(state, bid.buyer())
                        && !state.conduct().isBanned(bid.buyer(), nowMillis)
                ? wanted(state, bid, nowMillis)
                : Optional.empty();
    }

    /** What the bid wants, whether its buyer is there or not; nothing if it has all its slots, or nothing to pay with. */
    static Optional<Demand> wanted(MarketState state, Bid bid, long nowMillis) {
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
            } else if (lease.endReason().bars(lease.endedAtMillis(), nowMillis)) {
                barred.add(lease.ticket().seller());
            }
        }
        return slots > 0 && hold.isPositive()
                ? Optional.of(
                        new Demand(bid, slots, hold, group, sellers, barred, points(state, bid.buyer(), nowMillis)))
                : Optional.empty();
    }

    static int points(MarketState state, NodeId buyer, long nowMillis) {
        return state.conduct().points(buyer, Role.BUYER, nowMillis);
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
