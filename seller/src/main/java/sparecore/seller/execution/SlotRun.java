package sparecore.seller.execution;

import org.jspecify.annotations.Nullable;

/**
 * One assignment on its slot. Wishes to pause or kill may come before the process exists; they hold as soon as it does. Not
 * thread-safe: the pool's lock guards it.
 */
final class SlotRun {
    static final long NOT_PAUSED = -1;

    private final SlotQueue.Turn turn;
    private final long beganMillis;
    private @Nullable Execution execution;
    private long pausedAtMillis = NOT_PAUSED;
    private String killReason = "";

    SlotRun(SlotQueue.Turn turn, long beganMillis) {
        this.turn = turn;
        this.beganMillis = beganMillis;
    }

    long beganMillis() {
        return beganMillis;
    }

    SlotQueue.Turn turn() {
        return turn;
    }

    /** The process exists: what was wished for it meanwhile is done now. */
    void started(Execution started) {
        execution = started;
        if (!killReason.isEmpty()) {
            started.kill();
            return;
        }
        if (isPaused()) {
            started.pause();
        }
    }

    boolean isPaused() {
        return pausedAtMillis != NOT_PAUSED;
    }

    boolean pausedSince(long millis) {
        return isPaused() && pausedAtMillis <= millis;
    }

    void pause(long nowMillis) {
        pausedAtMillis = nowMillis;
        if (execution != null) {
            execution.pause();
        }
    }

    void resume() {
        pausedAtMillis = NOT_PAUSED;
        if (execution != null) {
            execution.resume();
        }
    }

    /** The first reason counts. */
    void kill(String reason) {
        if (!killReason.isEmpty()) {
            return;
        }
        killReason = reason;
        if (execution != null) {
            execution.kill();
        }
    }

    /** Why it was killed; empty if it was not. */
    String killReason() {
        return killReason;
    }

    /** The process, or 0 while there is none. */
    long pid() {
        return execution == null ? 0 : execution.pid();
    }
}
