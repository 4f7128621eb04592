package sparecore.buyer.simulation;

import java.util.List;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A thread of a node: what it is given happens in order, each a moment later; what it is given for later happens then. */
final class SimulatedExecutor extends AbstractExecutorService implements ScheduledExecutorService {
    private final Timeline timeline;
    private final Life life;
    private final Random random;
    private final int slowestMillis;
    private final Consumer<Runnable> carriesOut;
    private long freeAtMillis;
    private boolean shut;

    /** @param slowestMillis how long one task may take */
    SimulatedExecutor(Timeline timeline, Life life, Random random, int slowestMillis) {
        this(timeline, life, random, slowestMillis, Runnable::run);
    }

    /** @param carriesOut runs what {@link #execute} was given */
    SimulatedExecutor(Timeline timeline, Life life, Random random, int slowestMillis, Consumer<Runnable> carriesOut) {
        this.carriesOut = carriesOut;
        this.timeline = timeline;
        this.life = life;
        this.random = random;
        this.slowestMillis = slowestMillis;
    }

    @Override
    public void execute(Runnable task) {
        freeAtMillis = Math.max(freeAtMillis, timeline.nowMillis()) + random.nextInt(slowestMillis + 1);
        timeline.after(freeAtMillis - timeline.nowMillis(), life, () -> carriesOut.accept(task));
    }

    private static final class Later extends FutureTask<Boolean> implements ScheduledFuture<Boolean> {
        Later(Runnable task) {
            super(task, true);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        Later later = new Later(task);
        timeline.after(unit.toMillis(delay), life, () -> {
            later.run();
            rethrow(later);
        });
        return later;
    }

    /** A task that failed is a bug here, and must not hide in a future that nobody reads. */
    private static void rethrow(Later later) {
        if (!later.isCancelled()) {
            try {
                later.get();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException("a task failed: " + e.getCause(), e.getCause());
            }
        }
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
        return schedule(
                () -> {
                    task.run();
                    var ignored = scheduleWithFixedDelay(task, delay, delay, unit);
                },
                first,
                unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
        return scheduleWithFixedDelay(task, first, period, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public void shutdown() {
        shut = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shut = true;
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return shut;
    }

    @Override
    public boolean isTerminated() {
        return shut;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
