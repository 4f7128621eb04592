package sparecore.vote;

/**
 * How many equal votes make an accepted result: so many, and one more with the probability of the fraction. At 2.3, three of ten
 * fragments get a third vote. Which ones is drawn by the buyer, and nobody else knows. Immutable.
 *
 * @param votes from 1 to {@value #VOTES_MOST}
 */
public record Level(double votes) {
    public static final int VOTES_MOST = 9;

    public Level {
        if (!(votes >= 1 && votes <= VOTES_MOST)) {
            throw new IllegalArgumentException("votes: 1 to 9, not " + votes);
        }
    }

    /**
     * How many a fragment needs that drew this luck.
     *
     * @param luck uniform in [0, 1), drawn once for each fragment, so that a stricter level never asks for fewer votes
     */
    public int needed(double luck) {
        int whole = (int) votes;
        return luck < votes - whole ? whole + 1 : whole;
    }

    public Level orStricter(double other) {
        return other > votes ? new Level(other) : this;
    }

    Level orLaxer(double other) {
        return other < votes ? new Level(other) : this;
    }

    /** Whether no vote is accepted alone. */
    boolean comparesAll() {
        return votes >= 2;
    }

    /**
     * How many wrong results are accepted, on average, for each conflict that the attack causes. A cartel's member that gives a
     * wrong answer is confirmed by n−1 more, and if the fragment drew one by yet another, each bad with probability f:
     * {@code w = f^(n−1)·(1−q·(1−f))}; or else somebody differs. So {@code w/(1−w)}, infinite for a lone vote without more.
     */
    public double exposure(double saboteurs) {
        int whole = (int) votes;
        double slips = Math.pow(saboteurs, whole - 1) * (1 - (votes - whole) * (1 - saboteurs));
        return slips / (1 - slips);
    }

    /** How often the first vote of a fragment is compared with others. */
    double disputedFirst() {
        return Math.min(1, votes - 1);
    }

    /** How many votes of a fragment are compared with others', on average. */
    double compared() {
        return votes < 2 ? 2 * (votes - 1) : votes;
    }
}
