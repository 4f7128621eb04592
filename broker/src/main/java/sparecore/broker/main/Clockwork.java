package sparecore.broker.main;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done every second beside the engine, on a thread of its own, until it is closed. */
final class Clockwork implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Clockwork.class);
    private static final long TICK_MILLIS = 1_000;

    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "timer"));

    Clockwork(Runnable... steps) {
        for (Runnable step : List.of(steps)) {
            var unused =
                    timer.scheduleWithFixedDelay(() -> doWell(step), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** What fails once must not stop what is to be done again. */
    private static void doWell(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            log.error("a task beside the engine failed", e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
