package sparecore.seller.door;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import sparecore.seller.programs.ProgramCache;

/** What the links share for taking in programs: the cache, one thread that checks them, and room for the ones on their way. */
public final class ProgramDesk implements AutoCloseable {
    /** Announced bytes of all programs on their way, over all links. */
    static final long ON_THE_WAY_BYTES_MAX = 128L << 20;

    private static final int CHECKS_WAITING_MAX = 256;

    private final ProgramCache cache;
    private final int programBytesMax;
    private final AtomicLong onTheWayBytes = new AtomicLong();
    private final ThreadPoolExecutor checker =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(CHECKS_WAITING_MAX), task -> {
                Thread thread = new Thread(task, "programs");
                thread.setDaemon(true);
                return thread;
            });

    public ProgramDesk(ProgramCache cache, int programBytesMax) {
        this.cache = cache;
        this.programBytesMax = programBytesMax;
    }

    ProgramCache cache() {
        return cache;
    }

    int programBytesMax() {
        return programBytesMax;
    }

    Executor checker() {
        return checker;
    }

    /** @return false if there is no room now; else {@link #release} must follow */
    boolean reserve(long bytes) {
        if (onTheWayBytes.addAndGet(bytes) > ON_THE_WAY_BYTES_MAX) {
            onTheWayBytes.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    void release(long bytes) {
        onTheWayBytes.addAndGet(-bytes);
    }

    @Override
    public void close() {
        checker.shutdownNow();
    }
}
