package sparecore.vote;

import java.util.ArrayDeque;

/**
 * The failures of one cluster among its last thousand checks. Two are too many, unless honest machines that err as often as the
 * market's do would explain them ({@link Noise}): against machines that err in 0.2 % of all runs (Kondo et al. 2007), two in a
 * thousand alone would ban every honest seller in time. Not thread-safe.
 */
final class Strikes {
    static final int WINDOW_CHECKS = 1_000;
    static final int STRIKES_LEAST = 2;

    /** How improbable the failures of an honest machine must be. */
    private static final double DOUBT = 1e-6;

    private final ArrayDeque<Long> failures = new ArrayDeque<>();
    private long checks;

    void passed() {
        checks++;
    }

    void failed() {
        checks++;
        failures.add(checks);
        while (failures.peek() <= checks - WINDOW_CHECKS) {
            failures.remove();
        }
    }

    int checks() {
        return (int) Math.min(checks, WINDOW_CHECKS);
    }

    int failures() {
        return failures.size();
    }

    boolean isTooMany(double noise) {
        return failures() >= STRIKES_LEAST && Binomial.atLeast(failures(), checks(), noise) < DOUBT;
    }
}
