package sparecore.sandbox.process;

import java.util.function.LongSupplier;

/** Time that a run has taken without its pauses. Any thread. */
final class RunClock {
    private final LongSupplier nanoTime;
    private final long start;
    private long pausedNanos;
    private long pausedAt;
    private boolean paused;

    /** Begins now. */
    RunClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        start = nanoTime.getAsLong();
    }

    synchronized void pause() {
        if (!paused) {
            paused = true;
            pausedAt = nanoTime.getAsLong();
        }
    }

    synchronized void resume() {
        if (paused) {
            paused = false;
            pausedNanos += nanoTime.getAsLong() - pausedAt;
        }
    }

    synchronized boolean paused() {
        return paused;
    }

    synchronized long elapsedNanos() {
        long now = paused ? pausedAt : nanoTime.getAsLong();
        return now - start - pausedNanos;
    }
}
