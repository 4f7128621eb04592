package sparecore.vote.trial;

import java.util.SplittableRandom;

/**
 * iExec's: each vote weighs {@code max(score/3, 3) − 1}, whole numbers, the score being the right results of a worker so far; a
 * group weighs the product of its votes; it is accepted when its share of all groups' weight, one more included, is at least
 * {@code 1 − 1/trust}. iExec, "Proof of Contribution" (technical documentation and contract IexecPoco, 2019).
 */
final class ProofOfContribution implements Scheme {
    private static final int DIVISOR = 3;
    private static final int LEAST = 3;

    private final double trust;
    private final int[] scores;

    ProofOfContribution(double error, int sellers) {
        trust = 1 / error;
        scores = new int[sellers];
    }

    @Override
    public int decide(int[] sellers, int[] answers, int votes, SplittableRandom random) {
        double total = 1;
        double ofLast = 0;
        int last = answers[votes - 1];
        for (int i = 0; i < votes; i++) {
            if (Scheme.count(answers, i, answers[i]) > 0) {
                continue;
            }
            double weight = 1;
            for (int j = i; j < votes; j++) {
                weight *= answers[j] == answers[i] ? Math.max(scores[sellers[j]] / DIVISOR, LEAST) - 1 : 1;
            }
            total += weight;
            ofLast = answers[i] == last ? weight : ofLast;
        }
        return ofLast * trust >= total * (trust - 1) ? last : MORE;
    }

    @Override
    public void accepted(int[] sellers, int[] answers, int votes, int answer) {
        for (int i = 0; i < votes; i++) {
            scores[sellers[i]] = answers[i] == answer ? scores[sellers[i]] + 1 : 0;
        }
    }
}
