package sparecore.seller.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The machine's slots: one thread each, which runs one assignment at a time. At most {@link #setOpen} of them run at any moment;
 * when that number falls, the latest runs are frozen at once, and end after a grace time. Thread-safe; no tenant is told anything
 * with the lock held.
 */
public final class SlotPool implements Slots, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SlotPool.class);

    /** How long a frozen run may hold its memory before it is given back to the buyer. */
    public static final long PAUSE_GRACE_MILLIS = 30_000;

    static final String OWNER_BACK = "the seller's owner needs the machine";
    private static final long STOP_SECONDS = 5;
    private static final long MILLI_NANOS = 1_000_000;

    private final ProgramRunner runner;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final SlotQueue queue = new SlotQueue();
    private final List<SlotRun> runs = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private int open;
    private boolean closed;

    /** Starts the threads; nothing runs before {@link #setOpen}. */
    public SlotPool(int slots, ProgramRunner runner, LongSupplier nanoTime) {
        this.runner = runner;
        this.nanoTime = nanoTime;
        for (int i = 0; i < slots; i++) {
            Thread thread = new Thread(this::work, "slot-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    public int slots() {
        return threads.size();
    }

    @Override
    public void submit(Tenant tenant, Assignment assignment) {
        lock.lock();
        try {
            queue.add(tenant, assignment);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Assignment> withdraw(Tenant tenant, long number, String reason) {
        lock.lock();
        try {
            Optional<Assignment> waiting = queue.remove(tenant, number);
            if (waiting.isPresent()) {
                return waiting;
            }
            for (SlotRun run : runs) {
                if (run.turn().tenant() == tenant && run.turn().assignment().number() == number) {
                    run.kill(reason);
                }
            }
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Assignment> withdrawWaiting(Tenant tenant) {
        lock.lock();
        try {
            return queue.removeAll(tenant);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void killRuns(Tenant tenant, String reason) {
        lock.lock();
        try {
            runs.stream().filter(run -> run.turn().tenant() == tenant).forEach(run -> run.kill(reason));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isAtWork(Tenant tenant, long forMillis) {
        lock.lock();
        try {
            long before = nowMillis() - forMillis;
            return runs.stream().anyMatch(run -> run.turn().tenant() == tenant && run.beganMillis() <= before);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Sets how many slots may run from now on: freezes or thaws runs, the latest first. */
    public void setOpen(int slotsOpen) {
        lock.lock();
        try {
            open = slotsOpen;
            balance();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what has been frozen for too long. Called now and then. */
    public void endLongPauses() {
        lock.lock();
        try {
            long before = nowMillis() - PAUSE_GRACE_MILLIS;
            runs.stream().filter(run -> run.pausedSince(before)).forEach(run -> run.kill(OWNER_BACK));
        } finally {
            lock.unlock();
        }
    }

    /** How many assignments are on slots, frozen ones included. */
    public int running() {
        lock.lock();
        try {
            return runs.size();
        } finally {
            lock.unlock();
        }
    }

    /** The processes that run now. */
    public List<Long> pids() {
        lock.lock();
        try {
            return runs.stream().map(SlotRun::pid).filter(pid -> pid > 0).toList();
        } finally {
            lock.unlock();
        }
    }

    private void balance() {
        int active = active();
        for (int i = runs.size() - 1; i >= 0 && active > open; i--) {
            if (!runs.get(i).isPaused()) {
                runs.get(i).pause(nowMillis());
                active--;
            }
        }
        for (SlotRun run : runs) {
            if (active < open && run.isPaused()) {
                run.resume();
                active++;
            }
        }
    }

    private int active() {
        int active = 0;
        for (SlotRun run : runs) {
            active += run.isPaused() ? 0 : 1;
        }
        return active;
    }

    private void work() {
        for (SlotRun run = take(); run != null; run = take()) {
            RunEnd end = execute(run);
            leave(run);
            run.turn().tenant().ended(run.turn().assignment(), end);
        }
    }

    /** Waits for the next assignment. @return null when the pool is closed */
    private @Nullable SlotRun take() {
        lock.lock();
        try {
            while (!closed) {
                SlotQueue.Turn turn = active() < open ? queue.next() : null;
                if (turn != null) {
                    SlotRun run = new SlotRun(turn, nowMillis());
                    runs.add(run);
                    return run;
                }
                changed.awaitUninterruptibly();
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private RunEnd execute(SlotRun run) {
        Assignment assignment = run.turn().assignment();
        try {
            Execution execution = runner.start(assignment.program(), assignment.work());
            lock.lock();
            try {
                run.started(execution);
            } finally {
                lock.unlock();
            }
            return explained(run, execution.await());
        } catch (UnfitProgramException e) {
            return new RunEnd.Abandoned(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            log.error("a run failed on an error of our own", e);
            return new RunEnd.Abandoned("an error in the seller");
        }
    }

    /** A killed run is abandoned for the reason for which we killed it. */
    private RunEnd explained(SlotRun run, RunEnd end) {
        lock.lock();
        try {
            return end instanceof RunEnd.Abandoned && !run.killReason().isEmpty()
                    ? new RunEnd.Abandoned(run.killReason())
                    : end;
        } finally {
            lock.unlock();
        }
    }

    private void leave(SlotRun run) {
        lock.lock();
        try {
            runs.remove(run);
            queue.leave(run.turn().tenant());
            balance();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private long nowMillis() {
        return nanoTime.getAsLong() / MILLI_NANOS;
    }

    /** Kills what runs and ends the threads. What waits is dropped. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            runs.forEach(run -> run.kill("the seller stops"));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
