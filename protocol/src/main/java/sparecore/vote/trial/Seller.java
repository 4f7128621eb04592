package sparecore.vote.trial;

import java.util.SplittableRandom;
import sparecore.vote.Standing;

/** A simulated cluster of sellers. Answers are numbers: 0 is right, 1 the cartel's lie, any other nobody else's. */
final class Seller {
    static final int RIGHT = 0;
    static final int LIE = 1;

    private final int number;
    private final boolean bad;
    private Standing standing = Standing.newcomer();
    private long votes;
    private long mistakes;

    Seller(int number, boolean bad) {
        this.number = number;
        this.bad = bad;
    }

    boolean isBad() {
        return bad;
    }

    int number() {
        return number;
    }

    Standing standing() {
        return standing;
    }

    void renew() {
        standing = Standing.newcomer();
        votes = 0;
    }

    /** @param mark the fragment's own number in [0, 1): a cartel falsifies those below its rate */
    boolean lies(
            Saboteurs saboteurs,
            double jobDone,
            double mark,
            int fellowsBefore,
            int fellowsNow,
            SplittableRandom random) {
        votes++;
        if (!bad) {
            return false;
        }
        double rate = saboteurs.plan().rate(new Saboteurs.View(jobDone, votes - 1, fellowsBefore, fellowsNow));
        return rate > 0 && (saboteurs.together() ? mark : random.nextDouble()) < rate;
    }

    int answer(boolean lies, boolean together, double noise, SplittableRandom random) {
        if (lies && together) {
            return LIE;
        }
        boolean wrong = lies || (noise > 0 && random.nextDouble() < noise);
        return wrong ? 2 + number + 1_000_000 * (int) (++mistakes % 1_000) : RIGHT;
    }
}
