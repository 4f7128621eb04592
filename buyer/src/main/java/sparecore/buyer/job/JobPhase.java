package sparecore.buyer.job;

/** RUNNING → DONE (every fragment ended), CANCELLED (by the caller) or FAILED (no money, no way on). The last three are final. */
public enum JobPhase {
    RUNNING(1),
    DONE(2),
    CANCELLED(3),
    FAILED(4);

    private final int number;

    JobPhase(int number) {
        this.number = number;
    }

    /** The stable number in the journal. */
    public int number() {
        return number;
    }

    public static JobPhase of(int number) {
        for (JobPhase phase : values()) {
            if (phase.number == number) {
                return phase;
            }
        }
        throw new IllegalArgumentException("no job phase has the number " + number);
    }

    public boolean isFinal() {
        return this != RUNNING;
    }
}
