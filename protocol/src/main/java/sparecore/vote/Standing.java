package sparecore.vote;

/**
 * What one buyer knows of one cluster of sellers: keys that share an owner, a deposit, a network or a machine vote as one, and are
 * trusted as one. It outlives jobs. Changed by {@link CredibilityRule} only. Not thread-safe.
 */
public final class Standing {
    /** What others say of a seller counts as at most so many passed checks: reputation is the buyer's own. */
    public static final int IMPORTED_CHECKS_MOST = 10;

    /** Until it has passed so many checks its results get three votes at least. */
    public static final int PROBATION_CHECKS = 10;

    /** Shares are of about the last so many votes. */
    private static final int MEMORY_VOTES = 200;

    private double passed;
    private int strikes;
    private boolean banned;
    private double votes;
    private double compared;
    private final Strikes recent = new Strikes();

    private Standing(double passed) {
        this.passed = passed;
    }

    public static Standing newcomer() {
        return new Standing(0);
    }

    /** A seller that others know. */
    public static Standing imported(double checksPassed) {
        return new Standing(Math.max(0, Math.min(IMPORTED_CHECKS_MOST, checksPassed)));
    }

    /** A seller that this buyer knows itself, from jobs before. */
    public static Standing remembered(double checksPassed) {
        return new Standing(Math.max(0, checksPassed));
    }

    /** {@code k}: checks passed since the last failure; an agreement with others counts as a part of one. */
    public double checksPassed() {
        return passed;
    }

    /** Failures, ever. */
    public int strikes() {
        return strikes;
    }

    public boolean isBanned() {
        return banned;
    }

    /** Whether its results are never taken alone. */
    public boolean isOnProbation() {
        return passed < PROBATION_CHECKS;
    }

    /** Which share of its recent votes was compared with others' or with a known answer. */
    double comparedShare() {
        return votes == 0 ? 0 : compared / votes;
    }

    void voted() {
        votes++;
        if (votes > MEMORY_VOTES) {
            votes /= 2;
            compared /= 2;
        }
    }

    void pass(double credit) {
        passed += credit;
        compared = Math.min(votes, compared + 1);
        recent.passed();
    }

    void strike() {
        passed = 0;
        strikes++;
        compared = Math.min(votes, compared + 1);
        recent.failed();
    }

    /** @return whether it was not before */
    boolean ban() {
        boolean newly = !banned;
        banned = true;
        return newly;
    }

    Strikes recent() {
        return recent;
    }
}
