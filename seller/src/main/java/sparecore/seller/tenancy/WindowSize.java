package sparecore.seller.tenancy;

/**
 * How many assignments a lease should hold at the seller: one running and one waiting on each slot; more where runs are so short
 * that the way to the buyer and back would leave slots empty. Counts CPU time: runs of a busy machine, where each waits for the
 * processor, are no reason to let less wait here. Not thread-safe.
 */
final class WindowSize {
    static final int PER_SLOT_LEAST = 2;
    static final int PER_SLOT_MOST = 256;

    /** Runs longer than this hide the way to the buyer behind one waiting assignment. */
    static final long SHORT_RUN_MICROS = 5_000;

    /** How much work should wait where runs are short. */
    static final long QUEUED_MICROS = 100_000;

    /**
     * Each run moves the mean by an eighth of its distance, and counts as four means at most: one long run among short ones
     * must not close the window, while runs that have become long do so within a dozen.
     */
    private static final long MEAN_WEIGHT = 8;

    private static final long OUTLIER_FACTOR = 4;

    private static final long UNKNOWN = -1;

    private long meanMicros = UNKNOWN;

    void ran(long cpuMicros) {
        long micros = Math.max(1, cpuMicros);
        if (meanMicros == UNKNOWN) {
            meanMicros = micros;
            return;
        }
        long counted = Math.min(micros, OUTLIER_FACTOR * meanMicros);
        meanMicros = Math.max(1, meanMicros + (counted - meanMicros) / MEAN_WEIGHT);
    }

    /** @param slots that the lease may use now */
    int of(int slots) {
        return slots * perSlot();
    }

    boolean isShort() {
        return meanMicros != UNKNOWN && meanMicros < SHORT_RUN_MICROS;
    }

    private int perSlot() {
        if (!isShort()) {
            return PER_SLOT_LEAST;
        }
        long waiting = QUEUED_MICROS / meanMicros;
        return (int) Math.min(PER_SLOT_MOST, Math.max(PER_SLOT_LEAST, 1 + waiting));
    }

    /** Whether the buyer should hear of the change: always from and to zero, else from a quarter on. */
    static boolean isNotable(int announced, int wanted) {
        if (announced == 0 || wanted == 0) {
            return announced != wanted;
        }
        return Math.abs(wanted - announced) * 4 >= announced;
    }
}
