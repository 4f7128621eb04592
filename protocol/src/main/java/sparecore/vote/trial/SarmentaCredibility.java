package sparecore.vote.trial;

import java.util.SplittableRandom;

/**
 * Sarmenta's credibility-based fault tolerance with blacklisting (CCGrid 2001): a worker that has passed k spot-checks is wrong with
 * probability {@code f/k}, or f before the first; groups of independent votes are weighed by Bayes' rule; a failed check bans.
 */
final class SarmentaCredibility implements Scheme {
    private static final double CHECK_RATE = 0.1;

    private final double error;
    private final double saboteurs;
    private final int[] passed;
    private final boolean[] banned;

    SarmentaCredibility(double error, double saboteurs, int sellers) {
        this.error = error;
        this.saboteurs = saboteurs;
        this.passed = new int[sellers];
        this.banned = new boolean[sellers];
    }

    @Override
    public int decide(int[] sellers, int[] answers, int votes, SplittableRandom random) {
        int last = answers[votes - 1];
        double others = 0;
        double odds = 1;
        for (int i = 0; i < votes; i++) {
            if (answers[i] == last) {
                odds *= oddsOf(sellers[i]);
            } else if (Scheme.count(answers, i, answers[i]) == 0) {
                double rival = 1;
                for (int j = i; j < votes; j++) {
                    rival *= answers[j] == answers[i] ? oddsOf(sellers[j]) : 1;
                }
                others += rival;
            }
        }
        return odds / (1 + others + odds) >= 1 - error ? last : MORE;
    }

    private double oddsOf(int seller) {
        double wrong = saboteurs / Math.max(1, passed[seller]);
        return (1 - wrong) / wrong;
    }

    @Override
    public void accepted(int[] sellers, int[] answers, int votes, int answer) {}

    @Override
    public double checkRate() {
        return CHECK_RATE;
    }

    @Override
    public void checked(int seller, boolean ok) {
        passed[seller]++;
        banned[seller] |= !ok;
    }

    @Override
    public boolean isBanned(int seller) {
        return banned[seller];
    }
}
