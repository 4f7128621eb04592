package sparecore.seller.door;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sparecore.link.Link;
import sparecore.wire.Frame;
import sparecore.wire.SignedStatements;

/**
 * Results of one lease that the seller has committed to: they wait until the buyer asks for them, and then for room on the link. Of those
 * that went out the latest stay, for a buyer that comes back without them.
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
     * @param commitments those that were signed together with its own
     */
    record Result(
            long number, Frame.@Nullable Builder frame, long bytes, SignedStatements commitments, long sinceMillis) {}

    private final Map<Long, Result> waiting = new LinkedHashMap<>();
    private final Queue<Result> asked = new ArrayDeque<>();
    private final Map<Long, Result> shown = new LinkedHashMap<>();
    private long bytes;
    private long shownBytes;

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
            keep(next);
        }
    }

    private void keep(Result result) {
        shown.put(result.number(), result);
        shownBytes += result.bytes();
        while (shownBytes > Kept.BYTES_MOST || shown.size() > Kept.RESULTS_MOST) {
            forget(shown.keySet().iterator().next());
        }
    }

    /** The buyer has this one. */
    void judged(long number) {
        forget(number);
    }

    private void forget(long number) {
        Result result = shown.remove(number);
        if (result != null) {
            shownBytes -= result.bytes();
        }
    }

    /** Whether it can be shown, or shown again. */
    boolean has(long number) {
        return waiting.containsKey(number)
                || shown.containsKey(number)
                || asked.stream().anyMatch(result -> result.number() == number);
    }

    /**
     * The buyer is back, and waits for these: all begin anew with their commitments.
     *
     * @return what it has not seen, and does not want any more
     */
    List<Long> resume(Set<Long> awaited, long nowMillis) {
        List<Result> unseen = new ArrayList<>(asked);
        unseen.addAll(waiting.values());
        List<Result> all = new ArrayList<>(shown.values());
        all.addAll(unseen);
        drop();
        for (Result result : all) {
            if (awaited.contains(result.number())) {
                add(new Result(result.number(), result.frame(), result.bytes(), result.commitments(), nowMillis));
            }
        }
        return unseen.stream()
                .map(Result::number)
                .filter(number -> !awaited.contains(number))
                .toList();
    }

    /** Of all that wait to be asked for, each batch once. */
    List<SignedStatements> commitments() {
        return waiting.values().stream().map(Result::commitments).distinct().toList();
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
        shown.clear();
        bytes = 0;
        shownBytes = 0;
        return dropped;
    }
}
