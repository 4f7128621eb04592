package sparecore.broker.market;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.Account;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.BidQueue;
import sparecore.broker.orderbook.Demand;
import sparecore.broker.orderbook.Supplies;
import sparecore.broker.orderbook.Supply;
import sparecore.broker.orderbook.Want;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;

/**
 * Which bids and asks a match may join: an index of the state, never more than it, so that a match does not look at all that stands.
 * {@link MarketState} says what an event has touched; what that means is found out before the next match. A bid that found nothing rests
 * until it is touched itself, or something comes that it might take, or its time does. Standing, bans and hours count as at the full
 * minute, when all that rest are looked at again. Owned by one thread.
 */
final class Candidates {
    static final long MINUTE_MILLIS = 60_000;

    private record Place(BidQueue queue, Bid bid) {}

    private record Wake(long atMillis, Bid bid) {}

    private final Supplies supplies = new Supplies();
    private final Map<Want, BidQueue> queues = new LinkedHashMap<>();
    private final Map<BidId, Place> places = new HashMap<>();

    /** Their buyers are banned, which others' doings may change. */
    private final Set<BidId> banned = new LinkedHashSet<>();

    /** When a seller is no longer kept apart from a bid that found nothing. */
    private final TreeSet<Wake> wakes = new TreeSet<>(Comparator.comparingLong(Wake::atMillis)
            .thenComparingLong(wake -> wake.bid().number()));

    private final Set<AskKey> asksTouched = new LinkedHashSet<>();
    private final Set<BidId> bidsTouched = new LinkedHashSet<>();
    private long minute = Long.MIN_VALUE;

    /** The full minute before. */
    static long minute(long nowMillis) {
        return nowMillis - Math.floorMod(nowMillis, MINUTE_MILLIS);
    }

    void touch(AskKey ask) {
        asksTouched.add(ask);
    }

    void touch(BidId bid) {
        bidsTouched.add(bid);
    }

    void touch(Account account) {
        if (account instanceof Account.Hold hold) {
            touch(hold.bid());
        }
    }

    /** The lease is as it is now. */
    void touch(MarketState state, Lease lease) {
        touch(new AskKey(lease.ticket().seller(), lease.ticket().ask()));
        touch(lease.ticket().bid());
        for (NodeId peer : List.of(lease.ticket().seller(), lease.ticket().buyer())) {
            if (state.leases().openOf(peer).size() >= MarketLimits.LEASES_PER_NODE_MAX - 1) {
                touchBidsOf(state, peer);
                state.orders().asksOf(peer).forEach(ask -> touch(ask.key()));
            }
        }
    }

    void touchBidsOf(MarketState state, NodeId buyer) {
        state.orders().undoneOf(buyer).forEach(bid -> touch(bid.id()));
    }

    /** Who is banned together with whom may have changed. */
    void touchBanned() {
        bidsTouched.addAll(banned);
    }

    Supplies supplies() {
        return supplies;
    }

    /**
     * Those who want something of the kind that the ask offers, whether it is free or not; the best of each queue first. Before it, call
     * {@link #refresh}.
     */
    Stream<Bid> wanting(Ask ask) {
        return queues.values().stream()
                .filter(queue -> queue.want().isMetBy(ask))
                .flatMap(BidQueue::all);
    }

    /** The queues with something to look at, that of the best bid first; before it, call {@link #refresh}. */
    PriorityQueue<BidQueue> queues() {
        PriorityQueue<BidQueue> heads = new PriorityQueue<>(BidQueue.BY_FIRST);
        queues.values().stream().filter(queue -> queue.first().isPresent()).forEach(heads::add);
        return heads;
    }

    /** Takes in what has been touched, and what time has changed. */
    void refresh(MarketState state, long nowMillis) {
        if (minute != minute(nowMillis)) {
            minute = minute(nowMillis);
            queues.values().forEach(BidQueue::wake);
            touchBanned();
        }
        while (!wakes.isEmpty() && wakes.first().atMillis() <= nowMillis) {
            Wake due = wakes.first();
            wakes.remove(due);
            touch(due.bid().id());
        }
        asksTouched.forEach(ask -> place(state, ask));
        asksTouched.clear();
        bidsTouched.forEach(bid -> place(state, bid, nowMillis));
        bidsTouched.clear();
    }

    private void place(MarketState state, AskKey key) {
        Optional<Ask> before = supplies.find(key).map(Supply::ask);
        Optional<Supply> supply = state.orders().find(key).flatMap(ask -> Slots.supply(state, ask));
        if (supply.isEmpty()) {
            supplies.remove(key);
            return;
        }
        supplies.put(supply.get());
        Ask ask = supply.get().ask();
        if (!before.equals(Optional.of(ask))) {
            queues.values().stream().filter(queue -> queue.want().isMetBy(ask)).forEach(BidQueue::wake);
        }
    }

    private void place(MarketState state, BidId id, long nowMillis) {
        remove(id);
        Optional<Bid> bid = state.orders().find(id).filter(Bid::isOpen);
        if (bid.isPresent() && Matching.mayBuy(state, bid.get())) {
            Matching.wanted(state, bid.get(), nowMillis).ifPresent(this::add);
        }
    }

    private void add(Demand demand) {
        BidQueue queue = queues.computeIfAbsent(Want.of(demand), BidQueue::new);
        queue.add(demand.bid());
        places.put(demand.bid().id(), new Place(queue, demand.bid()));
    }

    private void remove(BidId id) {
        banned.remove(id);
        Place place = places.remove(id);
        if (place != null) {
            place.queue().remove(place.bid());
            if (place.queue().isEmpty()) {
                queues.remove(place.queue().want());
            }
        }
    }

    /** The bid found nothing. It is looked at again when its buyer's ban may have ended. */
    void restBanned(Bid bid) {
        remove(bid.id());
        banned.add(bid.id());
    }

    /** The bid found nothing. @param unbarredAtMillis when it may have a seller that is kept apart from it now */
    void rest(BidQueue queue, Bid bid, long unbarredAtMillis) {
        queue.setAside(bid, supplies);
        if (unbarredAtMillis != Long.MAX_VALUE) {
            wakes.add(new Wake(unbarredAtMillis, bid));
        }
    }
}
