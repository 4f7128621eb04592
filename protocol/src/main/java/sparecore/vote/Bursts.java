package sparecore.vote;

/**
 * Notices when failures come all at once: more than the mean and four standard deviations among the last 200 checks of all
 * sellers, where the mean is that of the time before, and at least what honest machines err. Not thread-safe.
 */
final class Bursts {
    static final int WINDOW_CHECKS = 200;
    private static final double SIGMAS = 4;

    /** Kondo et al. 2007: the share of wrong results over all hosts. */
    private static final double NOISE = 2.2e-3;

    private final boolean[] window = new boolean[WINDOW_CHECKS];
    private int failuresInWindow;
    private long checksBefore;
    private long failuresBefore;
    private long checks;

    /** @return whether there is a burst now */
    boolean checked(boolean failed) {
        int at = (int) (checks++ % WINDOW_CHECKS);
        if (checks > WINDOW_CHECKS) {
            checksBefore++;
            failuresBefore += window[at] ? 1 : 0;
        }
        failuresInWindow += (failed ? 1 : 0) - (window[at] ? 1 : 0);
        window[at] = failed;
        return failed && failuresInWindow > threshold();
    }

    private double threshold() {
        double share = Math.max(NOISE, checksBefore == 0 ? 0 : (double) failuresBefore / checksBefore);
        double mean = WINDOW_CHECKS * share;
        return mean + SIGMAS * Math.sqrt(mean * (1 - share));
    }
}
