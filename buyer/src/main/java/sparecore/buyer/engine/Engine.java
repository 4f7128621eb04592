package sparecore.buyer.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns {@link Buying}. Takes events from a bounded inbox in batches; what a batch writes is one transaction,
 * and what it says to others is let out only after the commit. A failed commit ends the process: what is in memory would be more
 * than what is on disk.
 */
public final class Engine implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Engine.class);

    private static final int BATCH_MAX = 512;
    private static final long TICK_MILLIS = 50;
    private static final long STOP_MILLIS = 5_000;

    /** From one commit to the next, at least. */
    private static final long PACE_NANOS = 10_000_000;

    private final Journal journal;
    private final Outbox outbox;
    private final Buying buying;
    private final Consumer<Throwable> onBroken;
    private final Inbox inbox;
    private final Thread thread = new Thread(this::run, "engine");
    private volatile boolean stopping;

    /** @param onBroken told once, when the engine cannot go on */
    public Engine(Journal journal, Inbox inbox, Outbox outbox, Buying buying, Consumer<Throwable> onBroken) {
        this.journal = journal;
        this.inbox = inbox;
        this.outbox = outbox;
        this.buying = buying;
        this.onBroken = onBroken;
    }

    public void start() {
        thread.start();
    }

    private void run() {
        List<Inbox.Event> batch = new ArrayList<>(BATCH_MAX);
        long nextTickNanos = System.nanoTime();
        long lastCommitNanos = nextTickNanos - PACE_NANOS;
        try {
            while (!stopping) {
                long waitNanos = Math.max(0, nextTickNanos - System.nanoTime());
                inbox.drain(batch, BATCH_MAX, waitNanos);
                if (!batch.isEmpty() && batch.size() < BATCH_MAX) {
                    awaitPace(lastCommitNanos);
                    inbox.drain(batch, BATCH_MAX, 0);
                }
                if (System.nanoTime() >= nextTickNanos) {
                    batch.add((core, out) -> core.tick());
                    nextTickNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
                }
                carryOut(batch);
                batch.clear();
                lastCommitNanos = System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            log.error("the engine cannot go on: {}", e.getMessage(), e);
            onBroken.accept(e);
        }
    }

    /**
     * Takes the batch that waits, and does what time demands: for whoever drives the engine in place of {@link #start}, as a simulation
     * does. What a failed commit throws comes out here; then the engine must not be used any more.
     */
    public void step() throws InterruptedException {
        List<Inbox.Event> batch = new ArrayList<>();
        inbox.drain(batch, BATCH_MAX, 0);
        batch.add((core, out) -> core.tick());
        carryOut(batch);
    }

    /** Under load, events come one by one faster than it pays to commit each. The first one after a rest does not wait. */
    private static void awaitPace(long lastCommitNanos) throws InterruptedException {
        long leftNanos = lastCommitNanos + PACE_NANOS - System.nanoTime();
        if (leftNanos > 0) {
            LockSupport.parkNanos(leftNanos);
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void carryOut(List<Inbox.Event> batch) {
        journal.keep(() -> {
            batch.forEach(event -> event.happen(buying, outbox));
            buying.settle();
        });
        outbox.release();
    }

    /** Stops after the batch under way. */
    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join(STOP_MILLIS);
    }
}
