package sparecore.seller.door;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import sparecore.link.Link;
import sparecore.wire.Frame;

/**
 * Results of one lease that the seller has committed to: they wait until the buyer asks for them, and then for room on the link.
 * Guarded by the session's monitor.
 */
final class Sealed {
    /** Held for one lease; above this its next runs wait. */
    static final long BYTES_MOST = 16L << 20;

    /** A buyer that has not asked for a result by then does not mean to pay for it. */
    static final long WANTED_WITHIN_MILLIS = 60_000;

    /**
     * A result under its seal.
     *
     * @param frame what shows it; null for one that is never shown
     */
    record Result(long number, Frame.@Nullable Builder frame, long bytes, long sinceMillis) {}

    private final Map<Long, Result> waiting = new LinkedHashMap<>();
    private final Queue<Result> asked = new ArrayDeque<>();
    private long bytes;

    void add(Result result) {
        waiting.put(result.number(), result);
        bytes += result.bytes();
    }

    boolean isEmpty() {
        return waiting.isEmpty() && asked.isEmpty();
    }

    boolean isFull() {
        return bytes > BYTES_MOST;
    }

    /** The buyer asks for these. Those that are not here change nothing. */
    void ask(List<Long> numbers) {
        for (long number : numbers) {
            Result result = waiting.remove(number);
            if (result != null) {
                asked.add(result);
            }
        }
    }

    /** Shows what was asked for, as much as the link takes. */
    void show(Link to) {
        while (to.isWritable()) {
            Result next = asked.poll();
            if (next == null) {
                return;
            }
            bytes -= next.bytes();
            if (next.frame() != null) {
                to.send(next.frame());
            }
        }
    }

    /** Whether one has waited for too long to be asked for. */
    boolean isUnwanted(long nowMillis) {
        return !waiting.isEmpty()
                && waiting.values().iterator().next().sinceMillis() < nowMillis - WANTED_WITHIN_MILLIS;
    }

    /** Nobody will ask any more. @return the assignments that were not shown */
    List<Long> drop() {
        List<Long> dropped = new ArrayList<>(waiting.keySet());
        asked.forEach(result -> dropped.add(result.number()));
        waiting.clear();
        asked.clear();
        bytes = 0;
        return dropped;
    }
}
