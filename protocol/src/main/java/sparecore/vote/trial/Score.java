package sparecore.vote.trial;

import sparecore.vote.Binomial;

/**
 * How it went.
 *
 * @param fragments accepted
 * @param wrong of them
 * @param runs all executions: votes, checks, and what the buyer computed itself
 */
public record Score(
        long fragments,
        long wrong,
        long runs,
        long checks,
        long own,
        long conflicts,
        long lies,
        int bannedGood,
        int bannedBad) {
    private static final double CONFIDENCE = 0.95;

    public static final Score NONE = new Score(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public Score plus(Score other) {
        return new Score(
                fragments + other.fragments,
                wrong + other.wrong,
                runs + other.runs,
                checks + other.checks,
                own + other.own,
                conflicts + other.conflicts,
                lies + other.lies,
                bannedGood + other.bannedGood,
                bannedBad + other.bannedBad);
    }

    public double error() {
        return (double) wrong / fragments;
    }

    /** With 95 % confidence the error's probability is not above this (Clopper and Pearson). */
    public double errorUpper() {
        return Binomial.upperBound(wrong, fragments, CONFIDENCE);
    }

    /** {@code R}: executions per fragment. */
    public double redundancy() {
        return (double) runs / fragments;
    }
}
