package sparecore.broker.lease;

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
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Ticket;

/**
 * All leases that are not closed, and the last {@link #CLOSED_KEPT} that are, so that a late repeat still gets its answer. Owned by
 * one thread.
 */
public final class Leases {
    /** Closed leases in memory; older ones are in the store alone. */
    public static final int CLOSED_KEPT = 1024;

    private static final Comparator<Lease> BY_CLOSING =
            Comparator.comparingLong(Lease::closedAtMillis).thenComparingLong(Lease::number);

    private record AskOf(NodeId seller, AskId ask) {}

    private final Map<LeaseId, Lease> all = new HashMap<>();
    private final Map<BidId, Map<LeaseId, Lease>> byBid = new HashMap<>();
    private final Map<NodeId, Map<LeaseId, Lease>> openByNode = new HashMap<>();
    private final Map<LeaseId, Lease> open = new LinkedHashMap<>();
    private final TreeSet<Lease> closed = new TreeSet<>(BY_CLOSING);

    /** Slots of live leases: counted as they change, since every match asks for those of all orders. */
    private final Map<AskOf, Integer> slotsOfAsk = new HashMap<>();

    private final Map<BidId, Integer> slotsOfBid = new HashMap<>();

    /** Adds the lease or replaces its older state. @return the one that is forgotten for it */
    public Optional<Lease> put(Lease lease) {
        Lease before = all.put(lease.id(), lease);
        if (before != null) {
            closed.remove(before);
            count(before, -1);
        }
        count(lease, 1);
        byBid.computeIfAbsent(lease.ticket().bid(), none -> new LinkedHashMap<>())
                .put(lease.id(), lease);
        if (lease.state() == LeaseState.CLOSED) {
            open.remove(lease.id());
            removeOpen(lease.ticket().buyer(), lease.id());
            removeOpen(lease.ticket().seller(), lease.id());
            closed.add(lease);
            return forgetOldest();
        }
        open.put(lease.id(), lease);
        putOpen(lease.ticket().buyer(), lease);
        putOpen(lease.ticket().seller(), lease);
        return Optional.empty();
    }

    private void count(Lease lease, int sign) {
        if (lease.state().isLive()) {
            Ticket ticket = lease.ticket();
            add(slotsOfAsk, new AskOf(ticket.seller(), ticket.ask()), sign * ticket.slots());
            add(slotsOfBid, ticket.bid(), sign * ticket.slots());
        }
    }

    private static <K> void add(Map<K, Integer> counts, K key, int slots) {
        int now = counts.getOrDefault(key, 0) + slots;
        if (now == 0) {
            counts.remove(key);
        } else {
            counts.put(key, now);
        }
    }

    private void putOpen(NodeId node, Lease lease) {
        openByNode.computeIfAbsent(node, none -> new LinkedHashMap<>()).put(lease.id(), lease);
    }

    private void removeOpen(NodeId node, LeaseId id) {
        openByNode.computeIfPresent(node, (same, leases) -> {
            leases.remove(id);
            return leases.isEmpty() ? null : leases;
        });
    }

    private Optional<Lease> forgetOldest() {
        if (closed.size() <= CLOSED_KEPT) {
            return Optional.empty();
        }
        Lease oldest = closed.first();
        closed.remove(oldest);
        all.remove(oldest.id());
        byBid.computeIfPresent(oldest.ticket().bid(), (same, leases) -> {
            leases.remove(oldest.id());
            return leases.isEmpty() ? null : leases;
        });
        return Optional.of(oldest);
    }

    public Optional<Lease> find(LeaseId id) {
        return Optional.ofNullable(all.get(id));
    }

    /** In the order in which they were matched. */
    public List<Lease> all() {
        List<Lease> list = new ArrayList<>(all.values());
        list.sort(Comparator.comparingLong(Lease::number));
        return list;
    }

    /** The last that were closed, the latest last. */
    public Collection<Lease> closed() {
        return Collections.unmodifiableCollection(closed);
    }

    public Collection<Lease> ofBid(BidId bid) {
        return byBid.getOrDefault(bid, Map.of()).values();
    }

    /** Those not closed in which the node buys or sells. */
    public Collection<Lease> openOf(NodeId node) {
        return openByNode.getOrDefault(node, Map.of()).values();
    }

    /** How many slots of an ask are taken. */
    public int slotsTaken(NodeId seller, AskId ask) {
        return slotsOfAsk.getOrDefault(new AskOf(seller, ask), 0);
    }

    /** How many slots work for a bid. */
    public int slotsLeased(BidId bid) {
        return slotsOfBid.getOrDefault(bid, 0);
    }

    /** Those that time changes now. */
    public List<LeaseId> due(long nowMillis, long listeningSinceMillis) {
        return open.values().stream()
                .filter(lease -> LeaseRules.dueAtMillis(lease, listeningSinceMillis) <= nowMillis)
                .map(Lease::id)
                .toList();
    }
}
