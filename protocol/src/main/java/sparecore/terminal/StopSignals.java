package sparecore.terminal;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/**
 * SIGTERM and Ctrl-C of a daemon, which then ends in order and with exit status 0, as whoever supervises it expects of one that was asked
 * to stop. Thread-safe.
 */
public final class StopSignals {
    private final AtomicInteger count = new AtomicInteger();
    private final CompletableFuture<Boolean> first = new CompletableFuture<>();
    private final Runnable hurried;

    private StopSignals(Runnable hurried) {
        this.hurried = hurried;
    }

    /** Takes the place of the platform's handlers, which would end this process. */
    public static StopSignals install() {
        return install(() -> {});
    }

    /** For a daemon that closes within moments: the first signal runs this, another one ends the process at once. */
    public static void run(Runnable stop) {
        install(() -> Runtime.getRuntime().halt(ExitCode.INTERRUPTED.status()))
                .first
                .thenRunAsync(stop);
    }

    private static StopSignals install(Runnable hurried) {
        StopSignals signals = new StopSignals(hurried);
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> signals.arrive());
        }
        return signals;
    }

    private void arrive() {
        if (count.incrementAndGet() > 1) {
            hurried.run();
        }
        first.complete(true);
    }

    /** Waits for the first signal. @throws Failure if the daemon cannot go on */
    public void await(CompletableFuture<Failure> fatal) {
        try {
            CompletableFuture.anyOf(first, fatal).get();
        } catch (InterruptedException e) {
            throw new Failure(ExitCode.INTERRUPTED, "interrupted", e);
        } catch (ExecutionException e) {
            throw new Failure(ExitCode.BUG, "an error in Sparecore itself: " + e.getCause(), e);
        }
        if (fatal.isDone() && !first.isDone()) {
            throw fatal.join();
        }
    }

    /** Whether somebody asked more than once. */
    public boolean isHurried() {
        return count.get() > 1;
    }
}
