package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sparecore.api.buyer.FragmentResult;
import sparecore.api.buyer.FragmentState;
import sparecore.api.buyer.Job;
import sparecore.api.buyer.JobState;
import sparecore.buyer.jobs.BuyerClient;
import sparecore.buyer.jobs.Patience;
import sparecore.buyer.jobs.ResultStream;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * Runs fragments on the market, by way of the buyer daemon: one thread feeds the input to the job, the calling thread passes the
 * results on. Goes on when the daemon restarts. {@link #run} may be called once; {@link #cancel} by any thread.
 */
public final class MarketRuns implements Runs {
    private final BuyerClient client;
    private final ByteString job;
    private final Window window;
    private final Consumer<String> tell;
    private final ResultStream results;
    private final Map<Integer, Fragment> underWay = new ConcurrentHashMap<>();
    private final Tally tally = new Tally();
    private volatile @Nullable Throwable inputFailure;
    private volatile boolean over;

    /**
     * @param job an open job without fragments
     * @param window whoever passes the results on lets them leave it
     * @param tell gets a line for people when something unusual happens
     */
    public MarketRuns(BuyerClient client, ByteString job, Window window, Consumer<String> tell) {
        this.client = client;
        this.job = job;
        this.window = window;
        this.tell = tell;
        this.results = new ResultStream(client, job, 0, tell);
    }

    @Override
    public Totals run(FragmentSource source, ResultSink ended) throws IOException {
        Thread input = new Thread(() -> feed(source, ended), "input");
        input.setDaemon(true);
        input.start();
        return collect(ended);
    }

    /** Passes on the results of a job that has got its fragments; {@link #run} without an input. */
    public Totals collect(ResultSink ended) throws IOException {
        try {
            for (Optional<FragmentResult> next = results.next(); next.isPresent(); next = results.next()) {
                give(ended, ended(next.get()));
            }
        } catch (IOException e) {
            cancel();
            throw e;
        }
        return finish();
    }

    private void feed(FragmentSource source, ResultSink ended) {
        try {
            new Feeder(client, job, window, new Patience(client, tell)).feed(source, listener(ended));
        } catch (IOException | RuntimeException e) {
            inputFailure = e;
            cancel();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Feeder.Listener listener(ResultSink ended) {
        return new Feeder.Listener() {
            @Override
            public void sending(int index, Fragment fragment) {
                underWay.put(index, fragment.withoutInput());
            }

            @Override
            public void refused(Fragment fragment) throws IOException {
                give(ended, Ended.refused(fragment));
            }
        };
    }

    private synchronized void give(ResultSink ended, Ended result) throws IOException {
        tally.count(result);
        ended.accept(result);
    }

    private Ended ended(FragmentResult result) {
        Fragment fragment = underWay.remove(result.getIndex());
        long line = fragment == null ? result.getIndex() : fragment.line();
        return ended(result, line, fragment == null ? "" : fragment.label());
    }

    /** The daemon's words in ours. */
    static Ended ended(FragmentResult result, long line, String label) {
        boolean accepted = result.getState() == FragmentState.FRAGMENT_STATE_ACCEPTED;
        return Unpacking.judge(new Ended(
                line,
                label,
                accepted ? Ended.State.ACCEPTED : Ended.State.ABANDONED,
                result.getEnding(),
                "",
                accepted && result.getSucceeded(),
                result.getExitCode(),
                result.getSignal(),
                result.getOutput(),
                result.getError(),
                result.getCpuMicros(),
                result.getPaid(),
                result.getReplicas()));
    }

    private Totals finish() throws IOException {
        over = true;
        Job last = new Patience(client, tell).call(() -> client.job(job));
        if (last.getState() == JobState.JOB_STATE_FAILED) {
            throw new Failure(ExitCode.MARKET, "the job has failed: " + last.getNote());
        }
        rethrow();
        Totals counted;
        synchronized (this) {
            counted = tally.totals(HexFormat.of().formatHex(job.toByteArray()));
        }
        return counted.withCosts(last);
    }

    @Override
    public void cancel() {
        window.open();
        try {
            client.cancel(job);
        } catch (Failure alreadyGone) {
            tellUnlessOver("the job could not be cancelled: " + alreadyGone.getMessage());
        }
        results.close();
    }

    /** A job that ends before its input does fails the input too, and then nobody wants it to be cancelled. */
    private void tellUnlessOver(String text) {
        if (!over) {
            tell.accept(text);
        }
    }

    private void rethrow() throws IOException {
        if (inputFailure instanceof IOException e) {
            throw e;
        }
        if (inputFailure instanceof RuntimeException e) {
            throw e;
        }
    }
}
