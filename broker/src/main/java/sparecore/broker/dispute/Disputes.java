package sparecore.broker.dispute;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import sparecore.content.Id;
import sparecore.identity.NodeId;

/** Those that wait for a referee, and the last {@link #DECIDED_KEPT} that are decided. Owned by one thread. */
public final class Disputes {
    public static final int DECIDED_KEPT = 1_000;

    private final TreeMap<Long, Dispute> all = new TreeMap<>();
    private final TreeSet<Long> decided = new TreeSet<>();

    /** Adds the dispute or replaces its older state. */
    public void put(Dispute dispute) {
        all.put(dispute.number(), dispute);
        if (dispute.state().isFinal()) {
            decided.add(dispute.number());
            if (decided.size() > DECIDED_KEPT) {
                all.remove(decided.pollFirst());
            }
        }
    }

    public Optional<Dispute> find(long number) {
        return Optional.ofNullable(all.get(number));
    }

    public Optional<Dispute> find(NodeId claimant, Id command) {
        return first(dispute -> dispute.matter().claimant().equals(claimant)
                && dispute.command().equals(command));
    }

    /** One about the very same, whatever became of it. */
    public Optional<Dispute> about(Matter matter) {
        return first(dispute -> dispute.matter().kind() == matter.kind()
                && dispute.matter().lease().equals(matter.lease())
                && dispute.matter().assignment() == matter.assignment());
    }

    private Optional<Dispute> first(Predicate<Dispute> which) {
        return all.values().stream().filter(which).findFirst();
    }

    /** In the order in which they were opened. */
    public Collection<Dispute> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** Those in which the node is one of the two sides. */
    public List<Dispute> of(NodeId node) {
        return all.values().stream()
                .filter(dispute -> dispute.matter().claimant().equals(node)
                        || dispute.matter().accused().equals(node))
                .toList();
    }

    /** How many of these wait for a referee. */
    public long waiting(Predicate<Dispute> which) {
        return all.values().stream()
                .filter(dispute -> !dispute.state().isFinal())
                .filter(which)
                .count();
    }

    /** Those that nobody has come for in time. */
    public List<Long> due(long nowMillis) {
        return all.values().stream()
                .filter(dispute -> dispute.isDue(nowMillis))
                .map(Dispute::number)
                .toList();
    }
}
