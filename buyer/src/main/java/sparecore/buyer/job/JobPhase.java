package sparecore.buyer.job;

import sparecore.number.Numbered;

/** RUNNING → DONE (every fragment ended), CANCELLED (by the caller) or FAILED (no money, no way on). The last three are final. */
public enum JobPhase implements Numbered {
    RUNNING(1),
    DONE(2),
    CANCELLED(3),
    FAILED(4);

    private final int number;

    JobPhase(int number) {
        this.number = number;
    }

    /** The stable number in the journal. */
    @Override
    public int number() {
        return number;
    }

    public static JobPhase of(int number) {
        return Numbered.of(JobPhase.class, number);
    }

    public boolean isFinal() {
        return this != RUNNING;
    }
}
