package sparecore.seller.door;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import sparecore.link.Link;
import sparecore.wire.Frame;

/**
 * Results of one lease that its buyer has not judged: those that ended while it was away, and those that it may have missed. They are
 * shown, or shown again, when it comes back and says that it waits for them. Of too many the oldest are forgotten. Guarded by the
 * session's monitor.
 */
final class Kept {
    static final long BYTES_MOST = 8L << 20;

    static final int RESULTS_MOST = 4_096;

    /** No link is broken for so long without anybody noticing. */
    static final long KEPT_MILLIS = 60_000;

    /** What a result costs beside its bytes. */
    private static final long RESULT_BYTES = 500;

    private record Result(Frame.Builder frame, long bytes, long sinceMillis) {}

    private final Map<Long, Result> results = new LinkedHashMap<>();
    private final Queue<Frame.Builder> again = new ArrayDeque<>();
    private long bytes;

    void add(long number, Frame.Builder frame, long sizeBytes, long nowMillis) {
        results.put(number, new Result(frame, sizeBytes + RESULT_BYTES, nowMillis));
        bytes += sizeBytes + RESULT_BYTES;
        forgetOld(nowMillis);
    }

    /** To be called now and then. */
    void forgetOld(long nowMillis) {
        for (Iterator<Result> oldest = results.values().iterator(); oldest.hasNext(); ) {
            Result result = oldest.next();
            boolean tooMany = bytes > BYTES_MOST || results.size() > RESULTS_MOST;
            if (!tooMany && nowMillis - result.sinceMillis() < KEPT_MILLIS) {
                return;
            }
            bytes -= result.bytes();
            oldest.remove();
        }
    }

    /** The buyer has this one. */
    void judged(long number) {
        Result result = results.remove(number);
        if (result != null) {
            bytes -= result.bytes();
        }
    }

    boolean has(long number) {
        return results.containsKey(number);
    }

    /** The buyer is back, and waits for these; the others it has. {@link #show} follows. */
    void resume(Set<Long> awaited) {
        again.clear();
        results.forEach((number, result) -> {
            if (awaited.contains(number)) {
                again.add(result.frame());
            }
        });
    }

    /** Shows again what is awaited, as much as the link takes. */
    void show(Link to) {
        while (to.isWritable()) {
            Frame.Builder next = again.poll();
            if (next == null) {
                return;
            }
            to.send(next);
        }
    }

    void clear() {
        results.clear();
        again.clear();
        bytes = 0;
    }
}
