package sparecore.vote;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a job's expected number of wrong results within a budget, at the fewest votes, whatever the saboteurs do and whenever.
 *
 * <p>The idea: every attack pays in conflicts. A wrong result slips through or meets a vote that differs, and
 * {@link Level#exposure} is the ratio of the two, because the sellers who vote, and the fragments that get one vote more, are
 * drawn at random and unknown to the attacker. So (wrong results accepted − Σ exposure over the conflicts seen) never grows on
 * average: it is a supermartingale, for any strategy that may look at everything before. Each conflict is therefore
 * <em>charged</em> with the exposure of its level; and the level is such that the charges, the next one included, stay within
 * {@code E·N}. Then the expected number of wrong results is within it too (optional stopping; Doob, "Stochastic Processes", 1953).
 * It is not necessary to know who is honest, nor that anyone behaves today as yesterday.
 *
 * <p>Levels change while votes are on their way. A fragment is held to the strictest since its first vote, m(j) at vote j, and charged by that
 * ({@link Group#askedAt}): if it ends at vote J, then m(j) ≤ m(J) ≤ J, and Σ f^(j−2)·(1−f)·exposure(m(j)) ≥ exposure(J)·(1−f^(J−1)) = f^(J−1).
 *
 * <p>A conflict may be decided wrong: that chance is charged with it ({@link #conflictErrorMost(Level, boolean)}).
 *
 * <p>The forecast only avoids that a job with steady conflicts, such as of flaky machines, spends its budget early and pays for
 * it with votes later; the promise does not depend on it. Not thread-safe.
 */
final class ErrorBudget {
    /** Even in peace so many fragments get a second vote: hidden copies. */
    static final double EXTRA_LEAST = 0.03;

    private static final double STEP = 0.01;
    private static final double CONFLICT_ERROR_MOST = 0.25;
    private static final double CONFLICT_ERROR_SHARE = 0.25;

    /** What is believed of the votes before any was compared: one conflict in 100,000, as firmly as 5,000 compared votes say. */
    private static final double PRIOR_CONFLICTS = 0.05;

    private static final double PRIOR_COMPARED = 5_000;

    private final double error;
    private final double saboteurs;
    private final double saboteursHurried;
    private long fragments;
    private long accepted;
    private double charged;
    private long conflicts;
    private long compared;
    private long nextLook;
    private Level level;
    private @Nullable Level levelHurried;

    /** @param error the share of wrong results that is allowed */
    ErrorBudget(double error, Terms terms) {
        this.error = error;
        this.saboteurs = terms.saboteurs();
        this.saboteursHurried = terms.hurried().saboteurs();
        this.level = choose(saboteurs);
    }

    /** The job has grown. */
    void add(long more) {
        fragments += more;
        chooseAgain();
    }

    /** A fragment was accepted after so many votes on it. */
    void accepted(int votes) {
        accepted++;
        compared += votes > 1 ? votes : 0;
        if (accepted >= nextLook) {
            nextLook = accepted + 1 + accepted / 64;
            chooseAgain();
        }
    }

    /** Votes on a fragment differ, that had been asked for at this level. @param hurried of {@link Group#isHurried} */
    void conflict(Level asked, boolean hurried) {
        conflicts++;
        charged += charge(asked, saboteurs(hurried));
        chooseAgain();
    }

    /** A conflict was decided, and the vote that came first was right: nothing wrong could have slipped through there. */
    void refund(Level asked, boolean hurried) {
        charged = Math.max(0, charged - refundable(asked, saboteurs(hurried)));
        chooseAgain();
    }

    Level level() {
        return level;
    }

    /** What a hurried fragment is held to: never less than others are. */
    Level level(boolean hurried) {
        if (!hurried) {
            return level;
        }
        if (levelHurried == null) {
            levelHurried = choose(saboteursHurried).orStricter(level.votes());
        }
        return levelHurried;
    }

    private void chooseAgain() {
        level = choose(saboteurs);
        levelHurried = null;
    }

    private double saboteurs(boolean hurried) {
        return hurried ? saboteursHurried : saboteurs;
    }

    /** What was charged so far, as a share of all fragments: a bound of the expected error, at this moment. */
    double chargedShare() {
        return fragments == 0 ? 0 : charged / fragments;
    }

    /** How improbable a wrong decision of a conflict has to be at this level. */
    double conflictErrorMost(Level asked, boolean hurried) {
        return conflictErrorMost(asked, saboteurs(hurried));
    }

    private static double conflictErrorMost(Level asked, double saboteurs) {
        return Math.min(CONFLICT_ERROR_MOST, CONFLICT_ERROR_SHARE * asked.exposure(saboteurs));
    }

    private static double charge(Level asked, double saboteurs) {
        return refundable(asked, saboteurs) + conflictErrorMost(asked, saboteurs);
    }

    /** A conflict that is decided wrong is refunded wrongly: the others make up for it. */
    private static double refundable(Level asked, double saboteurs) {
        return asked.exposure(saboteurs) / (1 - conflictErrorMost(asked, saboteurs));
    }

    /** What a wrong vote costs on average: it is the first of its fragment, and somebody differs, or it differs itself. */
    private static double chargePerWrongVote(Level asked, double saboteurs) {
        return asked.disputedFirst() * refundable(asked, saboteurs)
                + asked.compared() * conflictErrorMost(asked, saboteurs);
    }

    private Level choose(double against) {
        double left = error * fragments - charged;
        double expected = (conflicts + PRIOR_CONFLICTS) / (compared + PRIOR_COMPARED) * (fragments - accepted);
        for (double votes = 1 + EXTRA_LEAST; votes < Level.VOTES_MOST; votes += STEP) {
            Level candidate = new Level(votes);
            if (charge(candidate, against) + expected * chargePerWrongVote(candidate, against) <= left) {
                return candidate;
            }
        }
        return new Level(Level.VOTES_MOST);
    }
}
