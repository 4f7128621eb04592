package sparecore.sandbox.process;

import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.image.ImageCache;
import sparecore.sandbox.image.ImageKey;
import sparecore.sandbox.kernel.KernelException;

/**
 * The spare of a launcher: one process, made while it has nothing to do, for the next run of the program that ran last. Any thread.
 *
 * <p>A run that begins as a spare is there in half the time, but costs more processor time in all, for two more changes of process. So
 * none is made while runs follow each other, when it is processors that they wait for.
 */
public final class Spares implements AutoCloseable {
    /** How long nothing must have begun or ended. */
    private static final long REST_MILLIS = 5;
    /** A longer run gains nothing. */
    private static final long SHORT_RUN_MILLIS = 100;
    /** One that is not used ends, so that an idle machine is left without it. */
    private static final long KEPT_MILLIS = 10_000;

    private static final long CLOSE_SECONDS_MAX = 30;

    private final Templates templates;
    private final ImageCache images;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread made = new Thread(task, "sandbox-spares");
        made.setDaemon(true);
        return made;
    });
    private volatile Activity last = new Activity(Optional.empty(), 0);
    /** Guarded by this. */
    private Optional<Spare> ready = Optional.empty();

    /**
     * What happened last.
     *
     * @param ended the image of the run that ended, or nothing if one began
     * @param nanoTime when
     */
    private record Activity(Optional<ImageKey> ended, long nanoTime) {}

    /** Makes them with {@code templates}, of what is in {@code images}. */
    public Spares(Templates templates, ImageCache images) {
        this.templates = templates;
        this.images = images;
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // what comes after close()
    }

    /** Takes the spare for a run of {@code image} that begins now, if there is one. */
    Optional<Spare> take(Image image) {
        last = new Activity(Optional.empty(), System.nanoTime());
        return takeIf(spare -> spare.image() == image);
    }

    /** Says that a run of the image for {@code key} has ended as {@code ending}. */
    public void ended(ImageKey key, Ending ending) {
        boolean gains = ending.ready() && ending.wallNanos() < TimeUnit.MILLISECONDS.toNanos(SHORT_RUN_MILLIS);
        last = new Activity(gains ? Optional.of(key) : Optional.empty(), System.nanoTime());
        if (gains && scheduled.compareAndSet(false, true)) {
            schedule(this::prepare, REST_MILLIS);
        }
    }

    private void prepare() {
        scheduled.set(false);
        Activity seen = last;
        if (seen.ended().isEmpty()) {
            return; // its end will come here again
        }
        long restedMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - seen.nanoTime());
        if (restedMillis < REST_MILLIS) {
            if (scheduled.compareAndSet(false, true)) {
                schedule(this::prepare, REST_MILLIS - restedMillis);
            }
            return;
        }
        Optional<Image> image = images.acquireKept(seen.ended().get());
        try {
            image.ifPresent(this::provide);
        } finally {
            image.ifPresent(Image::release);
        }
    }

    private void provide(Image image) {
        takeIf(spare -> spare.image() != image).ifPresent(Spare::end);
        if (!waits()) {
            try {
                put(Spare.make(templates, image));
            } catch (KernelException e) {
                return; // the next run does without
            }
        }
    }

    private void put(Spare spare) {
        synchronized (this) {
            ready = Optional.of(spare);
        }
        schedule(() -> takeIf(one -> one == spare).ifPresent(Spare::end), KEPT_MILLIS);
    }

    private synchronized boolean waits() {
        return ready.isPresent();
    }

    private synchronized Optional<Spare> takeIf(Predicate<Spare> wanted) {
        Optional<Spare> taken = ready.filter(wanted);
        if (taken.isPresent()) {
            ready = Optional.empty();
        }
        return taken;
    }

    private void schedule(Runnable task, long millis) {
        thread.schedule(task, millis, TimeUnit.MILLISECONDS);
    }

    /** Ends the spare, if there is one. */
    public void drop() {
        takeIf(spare -> true).ifPresent(Spare::end);
    }

    /** Ends the spare; there are no more. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        drop();
    }
}
