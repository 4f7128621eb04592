package sparecore.vote.trial;

import java.util.SplittableRandom;

/** First to so many equal votes; a quorum of two is the usual one. */
record Majority(int needed) implements Scheme {
    @Override
    public int decide(int[] sellers, int[] answers, int votes, SplittableRandom random) {
        int last = answers[votes - 1];
        return Scheme.count(answers, votes, last) >= needed ? last : MORE;
    }

    @Override
    public void accepted(int[] sellers, int[] answers, int votes, int answer) {}
}
