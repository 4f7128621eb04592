package sparecore.broker.orderbook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;

/**
 * The orders that stand, and the last {@link #DONE_KEPT} bids that are done, so that a late repeat still gets its answer. Owned by
 * one thread.
 */
public final class OrderBook {
    /** Done bids in memory; older ones are in the store alone. */
    public static final int DONE_KEPT = 1024;

    static final Comparator<Bid> BY_PRIORITY = Comparator.comparing(
                    (Bid bid) -> bid.terms().priceMost(), Comparator.reverseOrder())
            .thenComparingLong(Bid::standing);
    private static final Comparator<Bid> BY_DEADLINE =
            Comparator.comparingLong((Bid bid) -> bid.terms().deadlineMillis()).thenComparingLong(Bid::number);
    private static final Comparator<Bid> BY_END =
            Comparator.comparingLong(Bid::doneAtMillis).thenComparingLong(Bid::number);

    private final Map<AskKey, Ask> asks = new LinkedHashMap<>();
    private final Map<NodeId, Map<AskKey, Ask>> asksBySeller = new HashMap<>();
    private final Map<BidId, Bid> bids = new HashMap<>();
    private final Map<NodeId, Map<BidId, Bid>> undoneByBuyer = new HashMap<>();
    private final TreeSet<Bid> open = new TreeSet<>(BY_PRIORITY);
    private final TreeSet<Bid> ending = new TreeSet<>(BY_DEADLINE);
    private final TreeSet<Bid> done = new TreeSet<>(BY_END);

    /** Adds the ask or replaces the one of the same key. */
    public void put(Ask ask) {
        asks.put(ask.key(), ask);
        asksBySeller
                .computeIfAbsent(ask.key().seller(), none -> new LinkedHashMap<>())
                .put(ask.key(), ask);
    }

    public void remove(AskKey key) {
        asks.remove(key);
        asksBySeller.computeIfPresent(key.seller(), (same, own) -> {
            own.remove(key);
            return own.isEmpty() ? null : own;
        });
    }

    public Optional<Ask> find(AskKey key) {
        return Optional.ofNullable(asks.get(key));
    }

    public Collection<Ask> asks() {
        return Collections.unmodifiableCollection(asks.values());
    }

    public List<Ask> asksOf(NodeId seller) {
        return List.copyOf(asksBySeller.getOrDefault(seller, Map.of()).values());
    }

    /** Adds the bid or replaces its older state. */
    public void put(Bid bid) {
        Bid before = bids.put(bid.id(), bid);
        if (before != null) {
            open.remove(before);
            ending.remove(before);
            done.remove(before);
        }
        if (bid.state() == BidState.DONE) {
            removeUndone(bid);
            done.add(bid);
            forgetOldest();
            return;
        }
        undoneByBuyer
                .computeIfAbsent(bid.buyer(), none -> new LinkedHashMap<>())
                .put(bid.id(), bid);
        if (bid.isOpen()) {
            open.add(bid);
            if (bid.terms().deadlineMillis() != 0) {
                ending.add(bid);
            }
        }
    }

    private void removeUndone(Bid bid) {
        undoneByBuyer.computeIfPresent(bid.buyer(), (same, undone) -> {
            undone.remove(bid.id());
            return undone.isEmpty() ? null : undone;
        });
    }

    private void forgetOldest() {
        if (done.size() > DONE_KEPT) {
            Bid oldest = done.first();
            done.remove(oldest);
            bids.remove(oldest.id());
        }
    }

    public Optional<Bid> find(BidId id) {
        return Optional.ofNullable(bids.get(id));
    }

    /** In the order in which they were placed. */
    public List<Bid> bids() {
        List<Bid> list = new ArrayList<>(bids.values());
        list.sort(Comparator.comparingLong(Bid::number));
        return list;
    }

    /** The last that were done, the latest last. */
    public Collection<Bid> done() {
        return Collections.unmodifiableCollection(done);
    }

    /** Those that are not done: they may hold credits. */
    public Collection<Bid> undoneOf(NodeId buyer) {
        return undoneByBuyer.getOrDefault(buyer, Map.of()).values();
    }

    /** The open ones whose deadline has come. */
    public List<BidId> expired(long nowMillis) {
        return ending.stream()
                .takeWhile(bid -> bid.terms().deadlineMillis() <= nowMillis)
                .map(Bid::id)
                .toList();
    }

    /** The open ones, in the order in which they are served: highest price first, then earliest. */
    public Collection<Bid> openByPriority() {
        return Collections.unmodifiableCollection(open);
    }
}
