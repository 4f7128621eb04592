package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobState;
import sparecore.buyer.exec.LocalSandbox;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.jobs.JobName;
import sparecore.buyer.jobs.Patience;
import sparecore.buyer.jobs.PromiseText;
import sparecore.content.Digest;
import sparecore.money.Credits;
import sparecore.sandbox.Sandbox;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.terminal.ProgressBar;
import sparecore.vote.Terms;

/** One call of {@code map}: wires input, runs, printing and progress, and says how it ended. One thread, and the clock's adapter. */
final class MapSession {
    private static final double MILLIS_PER_SECOND = 1000;
    private static final double MICROS_PER_SECOND = 1e6;

    /** What is to be done. */
    record Task(String name, Order order, FragmentSource source) {}

    /** Runs fragments until all have ended. */
    @FunctionalInterface
    private interface Work {
        Totals run(ResultSink printing) throws IOException;
    }

    private final LongSupplier clockMillis = () -> System.nanoTime() / 1_000_000;
    private final long startMillis = clockMillis.getAsLong();
    private final Window window = new Window();
    private final boolean unordered;
    private final boolean json;
    private final boolean quiet;
    private final Notices notices;
    private final @Nullable Path folder;

    /** @param folder where files go that programs leave in /out, or null: they are dropped */
    MapSession(boolean unordered, boolean json, boolean quiet, @Nullable Path folder) {
        this.folder = folder;
        this.unordered = unordered;
        this.json = json;
        this.quiet = quiet;
        // A bar and results on one terminal would write over each other.
        boolean outputOnTerminal = "1".equals(System.getenv("SPARECORE_STDOUT_TTY"));
        this.notices = new Notices(System.err, ProgressBar.isTerminal() && !outputOnTerminal && !quiet);
    }

    /** Runs it on this machine. @param slots how many fragments at once; 0: one per core */
    ExitCode runHere(Task task, int slots) {
        int atOnce = slots > 0 ? slots : Runtime.getRuntime().availableProcessors();
        try (Sandbox sandbox = LocalSandbox.open()) {
            LocalRuns runs = new LocalRuns(sandbox, task.order(), atOnce, window);
            Totals totals = run(() -> runs.cancel(), printing -> runs.run(task.source(), printing));
            return totals.allSucceeded() ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    /** Runs it on the market. */
    ExitCode buy(MarketOptions market, Task task) {
        try (BuyerClient client = market.daemon.connect()) {
            ByteString job = submit(client, market, task);
            MarketRuns runs = new MarketRuns(client, job, window, notices::tell);
            Runnable stop = () -> {
                runs.cancel();
                notices.tell("cancelled job " + JobName.of(job) + "; what had run by then is paid");
            };
            return watched(client, job, task.name(), () -> run(stop, printing -> runs.run(task.source(), printing)));
        }
    }

    /** Gives it to the daemon and leaves. */
    ExitCode leave(MarketOptions market, Task task) {
        try (BuyerClient client = market.daemon.connect()) {
            ByteString job = submit(client, market, task);
            window.open();
            Leaving leaving = new Leaving(notices);
            new Feeder(client, job, window, new Patience(client, notices::tell)).feed(task.source(), leaving);
            System.out.println(JobName.of(job));
            return leaving.refused() == 0 ? ExitCode.OK : ExitCode.FAILED;
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot read the input: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.INTERRUPTED;
        }
    }

    /** Prints all results of an earlier job. */
    ExitCode resume(MarketOptions market, String name) {
        try (BuyerClient client = market.daemon.connect()) {
            Job job = JobName.find(client, name);
            if (job.getState() == JobState.JOB_STATE_RUNNING) {
                client.add(job.getJob(), List.of(), true);
            }
            MarketRuns runs = new MarketRuns(client, job.getJob(), window, notices::tell);
            Runnable stop = () -> notices.tell("left job " + JobName.of(job.getJob()) + " to the daemon");
            return watched(client, job.getJob(), job.getName(), () -> run(stop, runs::collect));
        }
    }

    private ByteString submit(BuyerClient client, MarketOptions market, Task task) {
        Digest program = client.upload(task.order().program());
        if (!quiet && market.votes.rule() instanceof Terms terms) {
            notices.tell(PromiseText.before(terms, task.source().size(), market.priceMost));
        }
        return client.submit(market.request(
                        task.name(),
                        program,
                        task.order().cpuLevel(),
                        task.order().limits(),
                        new SecureRandom()))
                .getJob();
    }

    private ExitCode watched(BuyerClient client, ByteString job, String name, Supplier<Totals> run) {
        if (quiet) {
            return status(run.get());
        }
        Totals totals;
        JobProgress progress = new JobProgress(client, job, clockMillis);
        try (ProgressWatch watching = new ProgressWatch(name, notices, progress, clockMillis)) {
            totals = run.get();
        }
        notices.tell(String.format(
                Locale.ROOT,
                "%,d of %,d fragments succeeded; %.3f s of CPU time for %s credits, in %.1f s",
                totals.succeeded(),
                totals.fragments(),
                totals.cpuMicros() / MICROS_PER_SECOND,
                Credits.ofMicro(totals.spentMicro()),
                seconds()));
        if (totals.last().getError() != 0) {
            notices.tell(PromiseText.after(totals.last()));
        }
        String differences = PromiseText.differences(totals.last());
        if (!differences.isEmpty()) {
            notices.tell(differences);
        }
        return status(totals);
    }

    private ExitCode status(Totals totals) {
        boolean kept = PromiseText.isKept(totals.last());
        if (!kept) {
            notices.tell(PromiseText.notKept(totals.last()));
        }
        return kept && totals.allSucceeded() ? ExitCode.OK : ExitCode.FAILED;
    }

    private Totals run(Runnable stop, Work work) {
        try (Interruption interruption = new Interruption(stop);
                Printing printing = new Printing(window, unordered, json, notices, folder)) {
            Totals totals = work.run(printing);
            interruption.awaitIfBegun();
            printing.summarize(totals, seconds());
            return totals;
        } catch (OutputClosedException e) {
            if (e.isReaderGone()) {
                throw new ReaderGoneException(e);
            }
            throw new Failure(ExitCode.ENVIRONMENT, "cannot write to standard output: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot read the input: " + e, e);
        }
    }

    private double seconds() {
        return (clockMillis.getAsLong() - startMillis) / MILLIS_PER_SECOND;
    }
}
