package sparecore.seller.door;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import sparecore.content.PartList;
import sparecore.seller.programs.ProgramCache;

/** What the links share for taking in programs: the cache, one thread that writes and checks them, and room for the ones on their way. */
public final class ProgramDesk implements AutoCloseable {
    /** Each link has a few tasks at once, and there are at most a few hundred links. */
    private static final int TASKS_WAITING_MAX = 16_384;

    private final ProgramCache cache;
    private final LongSupplier nowMillis;
    private final long onTheWayBytesMax;
    private final AtomicLong onTheWayBytes = new AtomicLong();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(TASKS_WAITING_MAX), task -> {
                Thread thread = new Thread(task, "programs");
                thread.setDaemon(true);
                return thread;
            });

    public ProgramDesk(ProgramCache cache, LongSupplier nowMillis) {
        this.cache = cache;
        this.nowMillis = nowMillis;
        this.onTheWayBytesMax = Math.max(PartList.BYTES_MAX, cache.diskBytesMax() / 2);
    }

    ProgramCache cache() {
        return cache;
    }

    long nowMillis() {
        return nowMillis.getAsLong();
    }

    /** What it is given is done in order. */
    Executor thread() {
        return thread;
    }

    /**
     * Announced bytes on their way over all links may be half of what the cache holds, so that the other half can stay.
     *
     * @return false if there is no room now; else {@link #release} must follow
     */
    boolean reserve(long bytes) {
        if (onTheWayBytes.addAndGet(bytes) > onTheWayBytesMax) {
            onTheWayBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        onTheWayBytes.addAndGet(-bytes);
    }

    /** Announced bytes on their way now. */
    long onTheWayBytes() {
        return onTheWayBytes.get();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
