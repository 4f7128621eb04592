package sparecore.buyer.job;

import sparecore.number.Numbered;

/** What happens when a budget is used up; the number is what journal and callers keep. */
public enum WhenSpent implements Numbered {
    /** The work ends: jobs fail. */
    STOP(0),
    /** The work rests until there is more. */
    WAIT(1);

    private final int number;

    WhenSpent(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such action */
    public static WhenSpent ofNumber(int number) {
        return Numbered.of(WhenSpent.class, number);
    }
}
