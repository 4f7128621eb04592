package sparecore.broker.cashier;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import sparecore.identity.NodeId;

/**
 * The requests that wait, and the last {@link #DECIDED_KEPT} that are decided, so that a late repeat still gets its answer. Owned by
 * one thread.
 */
public final class MoneyRequests {
    /** Decided requests in memory; older ones are in the store alone. */
    public static final int DECIDED_KEPT = 10_000;

    private final TreeMap<Long, MoneyRequest> byNumber = new TreeMap<>();
    private final Map<MoneyKey, Long> numbers = new HashMap<>();
    private final Map<NodeId, TreeSet<Long>> ofNode = new HashMap<>();
    private final TreeSet<Long> decided = new TreeSet<>();
    private final Set<String> references = new HashSet<>();

    /** Adds the request or replaces its older state. */
    public void put(MoneyRequest request) {
        byNumber.put(request.number(), request);
        numbers.put(request.key(), request.number());
        ofNode.computeIfAbsent(request.key().node(), none -> new TreeSet<>()).add(request.number());
        if (!request.waits()) {
            decided.add(request.number());
            if (request.state() == MoneyState.CONFIRMED) {
                references.add(reference(request.direction(), request.reference()));
            }
            forgetOldest();
        }
    }

    private void forgetOldest() {
        if (decided.size() <= DECIDED_KEPT) {
            return;
        }
        MoneyRequest oldest = byNumber.remove(decided.pollFirst());
        if (oldest != null) {
            numbers.remove(oldest.key());
            references.remove(reference(oldest.direction(), oldest.reference()));
            ofNode.computeIfPresent(oldest.key().node(), (same, known) -> {
                known.remove(oldest.number());
                return known.isEmpty() ? null : known;
            });
        }
    }

    private static String reference(Direction direction, String reference) {
        return direction + " " + reference;
    }

    public Optional<MoneyRequest> find(long number) {
        return Optional.ofNullable(byNumber.get(number));
    }

    public Optional<MoneyRequest> find(MoneyKey key) {
        return Optional.ofNullable(numbers.get(key)).map(byNumber::get);
    }

    /** Whether a payment with this reference has confirmed a request in this direction already. */
    public boolean isUsed(Direction direction, String reference) {
        return references.contains(reference(direction, reference));
    }

    /** In the order in which they were made. */
    public List<MoneyRequest> of(NodeId node) {
        return ofNode.getOrDefault(node, new TreeSet<>()).stream()
                .map(number -> byNumber.get(number))
                .toList();
    }

    public long waitingOf(NodeId node) {
        return of(node).stream().filter(MoneyRequest::waits).count();
    }

    public int waiting() {
        return byNumber.size() - decided.size();
    }

    /** Deposits that are not expected any more. */
    public List<Long> due(long nowMillis) {
        return byNumber.values().stream()
                .filter(request -> request.isDue(nowMillis))
                .map(MoneyRequest::number)
                .toList();
    }

    /** In the order in which they were made. */
    public Collection<MoneyRequest> all() {
        return Collections.unmodifiableCollection(byNumber.values());
    }
}
