package sparecore.vote;

/** Tails of the binomial distribution, summed term by term in logarithms. Pure. */
public final class Binomial {
    private static final int BISECTIONS = 100;

    private Binomial() {}

    /** The probability of at most {@code hits} in {@code trials}, each with probability {@code p}. */
    public static double atMost(long hits, long trials, double p) {
        if (hits >= trials || p <= 0) {
            return 1;
        }
        if (p >= 1 || hits < 0) {
            return 0;
        }
        double logOdds = Math.log(p) - Math.log1p(-p);
        double logTerm = trials * Math.log1p(-p);
        double sum = Math.exp(logTerm);
        for (long j = 1; j <= hits; j++) {
            logTerm += Math.log((double) (trials - j + 1) / j) + logOdds;
            sum += Math.exp(logTerm);
        }
        return Math.min(1, sum);
    }

    /** The probability of at least {@code hits}; exact also where it is tiny. */
    public static double atLeast(long hits, long trials, double p) {
        if (hits <= 0) {
            return 1;
        }
        return hits > trials ? 0 : atMost(trials - hits, trials, 1 - p);
    }

    /**
     * The upper end of the one-sided interval of Clopper and Pearson ("The use of confidence or fiducial limits", Biometrika 26,
     * 1934): with this probability per trial, as few hits as were seen, or fewer, come with probability {@code 1 − confidence}.
     */
    public static double upperBound(long hits, long trials, double confidence) {
        if (hits >= trials) {
            return 1;
        }
        double low = (double) hits / trials;
        double high = 1;
        for (int i = 0; i < BISECTIONS && high - low > 1e-6 * high; i++) {
            double middle = (low + high) / 2;
            if (atMost(hits, trials, middle) > 1 - confidence) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
