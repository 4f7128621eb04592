package sparecore.seller.execution;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Assignments that wait for a slot: first in, first out for each tenant, the tenants in turn. Bounded by the tenants' windows. Not
 * thread-safe: the pool's lock guards it.
 */
final class SlotQueue {
    private static final class Lane {
        private final ArrayDeque<Assignment> waiting = new ArrayDeque<>();
        private int running;

        boolean isUnused() {
            return waiting.isEmpty() && running == 0;
        }
    }

    /** The next tenant to be served comes first. */
    private final Map<Tenant, Lane> lanes = new LinkedHashMap<>();

    void add(Tenant tenant, Assignment assignment) {
        lanes.computeIfAbsent(tenant, key -> new Lane()).waiting.add(assignment);
    }

    /** Takes the next assignment that may run, and counts it as running. */
    @Nullable
    Turn next() {
        for (Map.Entry<Tenant, Lane> entry : lanes.entrySet()) {
            Tenant tenant = entry.getKey();
            Lane lane = entry.getValue();
            Assignment assignment = lane.waiting.peek();
            if (assignment != null && lane.running < tenant.slots() && tenant.takesResults()) {
                lane.waiting.remove();
                lane.running++;
                lanes.remove(tenant);
                lanes.put(tenant, lane);
                return new Turn(tenant, assignment);
            }
        }
        return null;
    }

    /** A run of this tenant is over. */
    void leave(Tenant tenant) {
        Lane lane = lanes.get(tenant);
        if (lane != null) {
            lane.running--;
            dropIfUnused(tenant, lane);
        }
    }

    /** Takes out the assignment if it is waiting. */
    Optional<Assignment> remove(Tenant tenant, long number) {
        Lane lane = lanes.get(tenant);
        if (lane == null) {
            return Optional.empty();
        }
        for (Iterator<Assignment> each = lane.waiting.iterator(); each.hasNext(); ) {
            Assignment assignment = each.next();
            if (assignment.number() == number) {
                each.remove();
                dropIfUnused(tenant, lane);
                return Optional.of(assignment);
            }
        }
        return Optional.empty();
    }

    /** Empties the tenant's part of the queue. */
    List<Assignment> removeAll(Tenant tenant) {
        Lane lane = lanes.get(tenant);
        if (lane == null) {
            return List.of();
        }
        List<Assignment> removed = new ArrayList<>(lane.waiting);
        lane.waiting.clear();
        dropIfUnused(tenant, lane);
        return removed;
    }

    int size() {
        return lanes.values().stream().mapToInt(lane -> lane.waiting.size()).sum();
    }

    private void dropIfUnused(Tenant tenant, Lane lane) {
        if (lane.isUnused()) {
            lanes.remove(tenant);
        }
    }

    /** Whose assignment goes to the slot that asked. */
    record Turn(Tenant tenant, Assignment assignment) {}
}
