package sparecore.vote.trial;

import java.util.SplittableRandom;

/**
 * BOINC's: a host with more than ten consecutive valid results CV is believed alone, but for a share of {@code 1/CV} of its work;
 * the rest needs two equal results. Anderson, "BOINC: A Platform for Volunteer Computing" (J. Grid Computing 2020), section 3.4.
 */
final class AdaptiveReplication implements Scheme {
    private static final int VALID_LEAST = 10;
    private static final int QUORUM = 2;

    private final int[] valid;

    AdaptiveReplication(int sellers) {
        valid = new int[sellers];
    }

    @Override
    public int decide(int[] sellers, int[] answers, int votes, SplittableRandom random) {
        int last = answers[votes - 1];
        if (votes == 1) {
            int consecutive = valid[sellers[0]];
            return consecutive > VALID_LEAST && random.nextDouble() >= 1.0 / consecutive ? last : MORE;
        }
        return Scheme.count(answers, votes, last) >= QUORUM ? last : MORE;
    }

    @Override
    public void accepted(int[] sellers, int[] answers, int votes, int answer) {
        for (int i = 0; i < votes && votes > 1; i++) {
            valid[sellers[i]] = answers[i] == answer ? valid[sellers[i]] + 1 : 0;
        }
    }
}
