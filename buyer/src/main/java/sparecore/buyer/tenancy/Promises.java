package sparecore.buyer.tenancy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import sparecore.evidence.Commitment;
import sparecore.evidence.Signed;

/**
 * What one seller has committed to and has not shown yet. It shows in the order in which it was asked, so only the oldest is waited
 * for; each that comes begins the wait anew. Not thread-safe.
 */
final class Promises {
    /** There is nothing to compute any more; a link that breaks is noticed apart. */
    static final long PATIENCE_MILLIS = 10_000;

    /** 200 kilobits a second, the slowest that a seller may send: the largest output gets three minutes. */
    static final long BYTES_PER_MILLI = 25;

    /** What one look counts for at most: a buyer that slept for an hour has not waited for an hour. */
    static final long LOOK_MILLIS_MAX = 1_000;

    private final Map<Long, Signed<Commitment>> open = new LinkedHashMap<>();
    private long waitedMillis;
    private long lookedMillis;

    /** @return false if it has committed to this before: the first one stands */
    boolean add(Signed<Commitment> commitment, long nowMillis) {
        if (open.isEmpty()) {
            waitedMillis = 0;
            lookedMillis = nowMillis;
        }
        return open.putIfAbsent(commitment.testimony().assignment(), commitment) == null;
    }

    @Nullable
    Signed<Commitment> find(long assignment) {
        return open.get(assignment);
    }

    /** It has been shown, or is not waited for any more. */
    void remove(long assignment) {
        if (open.remove(assignment) != null) {
            waitedMillis = 0;
        }
    }

    int size() {
        return open.size();
    }

    void clear() {
        open.clear();
    }

    /** To be asked several times a second. @return the oldest one, if it has been waited for too long */
    OptionalLong overdue(long nowMillis) {
        waitedMillis += Math.max(0, Math.min(LOOK_MILLIS_MAX, nowMillis - lookedMillis));
        lookedMillis = nowMillis;
        for (Signed<Commitment> oldest : open.values()) {
            Commitment commitment = oldest.testimony();
            long patience = PATIENCE_MILLIS + commitment.sizeBytes() / BYTES_PER_MILLI;
            return waitedMillis > patience ? OptionalLong.of(commitment.assignment()) : OptionalLong.empty();
        }
        return OptionalLong.empty();
    }
}
