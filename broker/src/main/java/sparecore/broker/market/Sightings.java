package sparecore.broker.market;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.identity.NodeId;

/** The latest sighting of each node and side; those of which nothing was seen for longest are forgotten. Owned by one thread. */
public final class Sightings {
    /** More nodes than one broker has links to. */
    static final int KEPT = 8_192;

    private record Who(NodeId node, Side side) {}

    private final Map<Who, Sighting> latest = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Who, Sighting> eldest) {
            return size() > KEPT;
        }
    };

    void opened(Session session) {
        change(session.node(), session.side(), seen -> seen.linked(session));
    }

    void put(Sighting seen) {
        latest.put(new Who(seen.node(), seen.side()), seen);
    }

    void leaseChanged(Lease lease) {
        if (lease.endReason() == EndReason.NEVER_CONNECTED) {
            change(lease.ticket().seller(), Side.SELLER, seen -> seen.missed(lease.endedAtMillis()));
        }
    }

    private void change(NodeId node, Side side, UnaryOperator<Sighting> change) {
        Who who = new Who(node, side);
        latest.put(who, change.apply(latest.getOrDefault(who, Sighting.none(node, side))));
    }

    public Sighting of(NodeId node, Side side) {
        return latest.getOrDefault(new Who(node, side), Sighting.none(node, side));
    }

    public Collection<Sighting> all() {
        return Collections.unmodifiableCollection(latest.values());
    }
}
