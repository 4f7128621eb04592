package sparecore.buyer.map;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import sparecore.terminal.ProgressBar;

/** Shows progress on a thread of its own until it is closed. */
public final class ProgressWatch implements AutoCloseable {
    private static final long BAR_MILLIS = 250;

    /** Who reads plain lines wants few of them, and none about a job that is over before the first is due. */
    private static final long LINE_MILLIS = 5_000;

    private final Notices notices;
    private final Supplier<Snapshot> snapshots;
    private final LongSupplier clockMillis;
    private final ProgressBar progress;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    public ProgressWatch(String name, Notices notices, Supplier<Snapshot> snapshots, LongSupplier clockMillis) {
        this.notices = notices;
        this.snapshots = snapshots;
        this.clockMillis = clockMillis;
        this.progress = notices.progressBar(name);
        this.thread = new Thread(this::watch, "progress");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            while (!closed.await(notices.hasBar() ? BAR_MILLIS : LINE_MILLIS, TimeUnit.MILLISECONDS)) {
                notices.update(progress, snapshots.get(), clockMillis.getAsLong());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Shows the end, if anything was shown before. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (notices.hasBar()) {
            notices.update(progress, snapshots.get(), clockMillis.getAsLong());
        }
        notices.finish(progress);
    }
}
