package sparecore.seller.main;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sun.misc.Signal;

/** SIGTERM and Ctrl-C: the first one asks to stop in order, the second one at once. Thread-safe. */
final class StopSignals {
    private final AtomicInteger count = new AtomicInteger();
    private final CompletableFuture<Boolean> first = new CompletableFuture<>();

    private StopSignals() {}

    /** Takes the place of the platform's handlers, which would end this process. */
    static StopSignals install() {
        StopSignals signals = new StopSignals();
        for (String name : new String[] {"TERM", "INT"}) {
            Signal.handle(new Signal(name), signal -> signals.arrive());
        }
        return signals;
    }

    private void arrive() {
        count.incrementAndGet();
        first.complete(true);
    }

    /** Waits for the first signal. @throws Failure if the daemon cannot go on */
    void await(CompletableFuture<Failure> fatal) {
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

    boolean isHurried() {
        return count.get() > 1;
    }
}
