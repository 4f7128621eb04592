package sparecore.buyer.job;

/** What happens when a budget is used up; the number is what journal and callers keep. */
public enum WhenSpent {
    /** The work ends: jobs fail. */
    STOP(0),
    /** The work rests until there is more. */
    WAIT(1);

    private final int number;

    WhenSpent(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such action */
    public static WhenSpent ofNumber(int number) {
        for (WhenSpent action : values()) {
            if (action.number == number) {
                return action;
            }
        }
        throw new IllegalArgumentException("a spent budget stops or waits, and " + number + " is neither");
    }
}
