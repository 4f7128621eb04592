package sparecore.buyer.job;

import sparecore.content.Digest;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.result.RunLimits;
import sparecore.slot.ProgramNeeds;
import sparecore.vote.Acceptance;

/**
 * What a caller asked for.
 *
 * @param name for people; printable
 * @param needs what the program needs of a slot
 * @param rule when the votes on a fragment are enough
 * @param cap the most that the job may ever cost
 * @param slots how many slots to ask the market for
 * @param whenSpent what happens when the cap is used up
 * @param deadlineMillis when the job fails if it is not done; zero for never
 */
public record JobSpec(
        JobId id,
        String name,
        Digest program,
        ProgramNeeds needs,
        Acceptance rule,
        Price priceMost,
        Credits cap,
        RunLimits limits,
        int slots,
        long deadlineMillis,
        WhenSpent whenSpent) {
    public static final int NAME_LENGTH_MAX = 200;
    public static final int SLOTS_MAX = 1024;

    public JobSpec {
        name = name.replaceAll("[^ -~]", "?");
        if (name.length() > NAME_LENGTH_MAX) {
            name = name.substring(0, NAME_LENGTH_MAX);
        }
        if (slots < 1 || slots > SLOTS_MAX) {
            throw new IllegalArgumentException("slots: 1 to 1024, not " + slots);
        }
        if (!cap.isPositive()) {
            throw new IllegalArgumentException("a job's cap must be above zero");
        }
        if (deadlineMillis < 0) {
            throw new IllegalArgumentException("a job's deadline lies before 1970");
        }
    }

    /** The same job with what its caller may change while it runs. */
    public JobSpec amended(Price newPriceMost, Credits newCap, int newSlots, long newDeadlineMillis) {
        return new JobSpec(
                id, name, program, needs, rule, newPriceMost, newCap, limits, newSlots, newDeadlineMillis, whenSpent);
    }

    public boolean isOver(long nowMillis) {
        return deadlineMillis != 0 && deadlineMillis <= nowMillis;
    }
}
