package sparecore.vote.trial;

import java.util.SplittableRandom;

/** Another scheme of accepting results, as simple as its authors describe it. Sellers and answers are numbers. Not thread-safe. */
interface Scheme {
    /** No answer is accepted yet. */
    int MORE = -1;

    /** @return the accepted answer, or {@link #MORE} */
    int decide(int[] sellers, int[] answers, int votes, SplittableRandom random);

    /** This answer was accepted: what it means for who voted. */
    void accepted(int[] sellers, int[] answers, int votes, int answer);

    /** How often a seller gets a fragment whose answer is known. */
    default double checkRate() {
        return 0;
    }

    default void checked(int seller, boolean passed) {}

    default boolean isBanned(int seller) {
        return false;
    }

    static int count(int[] answers, int votes, int answer) {
        int count = 0;
        for (int i = 0; i < votes; i++) {
            count += answers[i] == answer ? 1 : 0;
        }
        return count;
    }
}
