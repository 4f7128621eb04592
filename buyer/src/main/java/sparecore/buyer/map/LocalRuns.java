package sparecore.buyer.map;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import sparecore.sandbox.Run;
import sparecore.sandbox.Sandbox;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * Runs fragments here, each in a sandbox of its own, some at once: the same program, arguments, input and limits as on the
 * market, and so the same output. {@link #run} may be called once; {@link #cancel} by any thread.
 */
public final class LocalRuns implements Runs {
    private final LocalRun local;
    private final int atOnce;
    private final Window window;
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private final Tally tally = new Tally();
    private volatile boolean cancelled;
    private @Nullable Throwable failure;

    /**
     * @param atOnce how many fragments run at the same time
     * @param window whoever passes the results on lets them leave it
     */
    public LocalRuns(Sandbox sandbox, Order order, int atOnce, Window window) {
        this.local = new LocalRun(sandbox, order);
        this.atOnce = atOnce;
        this.window = window;
    }

    @Override
    public Totals run(FragmentSource source, ResultSink ended) throws IOException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            Thread thread = new Thread(() -> work(source, ended), "fragment-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            join(thread);
        }
        rethrow();
        return tally.totals("");
    }

    private void work(FragmentSource source, ResultSink ended) {
        try {
            for (Optional<Fragment> next = take(source); next.isPresent(); next = take(source)) {
                give(ended, end(next.get()));
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cancel();
        }
    }

    private Optional<Fragment> take(FragmentSource source) throws IOException, InterruptedException {
        window.enter();
        synchronized (source) {
            return cancelled ? Optional.empty() : source.next();
        }
    }

    private Ended end(Fragment fragment) {
        if (!fragment.refusal().isEmpty()) {
            return Ended.refused(fragment);
        }
        Run run = local.start(fragment);
        running.add(run);
        try {
            if (cancelled) {
                run.kill();
            }
            return local.end(fragment, run.await());
        } finally {
            running.remove(run);
        }
    }

    private synchronized void give(ResultSink ended, Ended result) throws IOException {
        if (!cancelled) {
            tally.count(result);
            ended.accept(result);
        }
    }

    private synchronized void fail(Throwable why) {
        if (failure == null) {
            failure = why;
        }
        cancel();
    }

    @Override
    public void cancel() {
        cancelled = true;
        window.open();
        running.forEach(Run::kill);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(ExitCode.INTERRUPTED, "interrupted", e);
        }
    }

    private synchronized void rethrow() throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
    }
}
