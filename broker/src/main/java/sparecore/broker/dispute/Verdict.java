package sparecore.broker.dispute;

/**
 * What follows from the signatures.
 *
 * @param claimantLied the claimant's own signatures contradict each other
 * @param why for both sides
 */
public record Verdict(DisputeState state, boolean claimantLied, String why) {
    static Verdict upheld(String why) {
        return new Verdict(DisputeState.UPHELD, false, why);
    }

    static Verdict dismissed(String why) {
        return new Verdict(DisputeState.DISMISSED, false, why);
    }

    static Verdict unclear(String why) {
        return new Verdict(DisputeState.NEEDS_REFEREE, false, why);
    }
}
