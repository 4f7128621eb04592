package sparecore.vote;

/**
 * The formulas that weigh votes when saboteurs may all give the same wrong answer to the same fragments. Pure.
 *
 * <p>Credibility of a group of equal votes comes from Sarmenta, "Sabotage-Tolerance Mechanisms for Volunteer Computing Systems"
 * (CCGrid 2001). His votes are independent. A cartel's are not: if it attacks a share {@code s} of the fragments, n bad votes on
 * one have probability {@code s·fⁿ}, not {@code (s·f)ⁿ}, and all of its members together pass K checks with probability
 * {@code (1−s)^K}. The worst {@code s} is {@code 1/(K+1)}, which makes {@code s·(1−s)^K} into {@link #passing}.
 */
public final class Credibility {
    private Credibility() {}

    /** {@code L = ln((1−f)/f)}: what one vote weighs where a share f of the votes is bad. */
    public static double voteWeight(double saboteurs) {
        return Math.log((1 - saboteurs) / saboteurs);
    }

    /**
     * {@code g(K) = (1/(K+1))·(K/(K+1))^K}, {@code g(0) = 1}: the most that a saboteur can expect of cheating once after it has
     * passed K checks, whatever share of fragments it falsifies. About {@code 1/(e·K)}.
     */
    public static double passing(double checks) {
        return checks <= 0 ? 1 : Math.exp(checks * Math.log(checks / (checks + 1))) / (checks + 1);
    }

    /**
     * {@code n·L + ln(1/g(K))}: how credible n equal votes are whose voters have passed K checks together; {@code ln(1/E)} is
     * enough for an error of E. A lone vote has nobody to catch what an honest but flaky machine does: f there is
     * {@code min(0.5, f+h)}.
     */
    public static double score(int votes, double checks, Terms terms) {
        if (votes == 0) {
            return 0;
        }
        double saboteurs = votes == 1 ? Math.min(0.5, terms.saboteurs() + terms.flaky()) : terms.saboteurs();
        return votes * voteWeight(saboteurs) - Math.log(passing(checks));
    }

    /**
     * {@code (n_a−n_b)·L − (K_a−K_b)·ln(1−ρ/2)}: how far a group is ahead of its strongest rival.
     *
     * @param votesAhead {@code n_a−n_b}
     * @param checksAhead {@code K_a−K_b}
     * @param conflictShare ρ, of all groups with two votes or more
     */
    public static double lead(int votesAhead, double checksAhead, double conflictShare, double saboteurs) {
        return votesAhead * voteWeight(saboteurs) - checksAhead * Math.log1p(-conflictShare / 2);
    }

    /** {@code max(ln 4, ln(ρ/E))}: conflicts are a share ρ of the fragments, so each may be decided wrong with {@code E/ρ}. */
    public static double leadNeeded(double conflictShare, double error) {
        return Math.max(Math.log(4), Math.log(conflictShare / error));
    }

    /** {@code 1 − f^(n−1)}: how much of a passed check it is to have voted with n−1 others: less if they may all be one's friends. */
    public static double membership(int votes, double saboteurs) {
        return 1 - Math.pow(saboteurs, votes - 1);
    }

    /**
     * First to m equal votes, where each vote is the saboteurs' one wrong answer with probability φ:
     * {@code Σ C(2m−1,j) φ^j (1−φ)^(2m−1−j)}, j from m to 2m−1. Same source.
     */
    public static double majorityError(int majority, double badVotes) {
        return Binomial.atLeast(majority, 2L * majority - 1, badVotes);
    }
}
