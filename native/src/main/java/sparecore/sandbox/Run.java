package sparecore.sandbox;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import sparecore.sandbox.process.Ending;
import sparecore.sandbox.process.Exchange;

/**
 * One execution of a program. Any thread may pause, resume or kill it; the thread that awaits it drives it.
 *
 * <p>Until some thread is in {@link #await()} nobody reads what the program writes and nobody watches its wall time.
 */
public final class Run {
    private final Exchange exchange;
    private final Function<Ending, RunReport> reporting;
    private final Consumer<Run> atEnd;
    private final AtomicBoolean driven = new AtomicBoolean();
    private final CompletableFuture<RunReport> report = new CompletableFuture<>();

    Run(Exchange exchange, Function<Ending, RunReport> reporting, Consumer<Run> atEnd) {
        this.exchange = exchange;
        this.reporting = reporting;
        this.atEnd = atEnd;
    }

    /** The process id, waiting for the spawn; 0 if the launch failed. */
    public long pid() {
        return exchange.pid();
    }

    /** Freezes the program; its wall time stands still. Does nothing after its end. */
    public void pause() {
        exchange.pause();
    }

    /** Goes on after {@link #pause()}. */
    public void resume() {
        exchange.resume();
    }

    /** Ends the program with SIGKILL; {@link #await()} then answers {@link Outcome#KILLED}. */
    public void kill() {
        exchange.kill();
    }

    /** Drives the run to its end. Further callers get the same report. */
    public RunReport await() {
        if (driven.compareAndSet(false, true)) {
            drive();
        }
        return report.join();
    }

    private void drive() {
        try {
            report.complete(reporting.apply(exchange.finish()));
        } catch (RuntimeException e) {
            report.completeExceptionally(e);
            throw e;
        } finally {
            atEnd.accept(this);
        }
    }
}
