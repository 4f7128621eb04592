package sparecore.broker.dispute;

import sparecore.number.Numbered;

/** Where a dispute is in its life; see {@link Dispute}. The number is what the wire and the store keep. */
public enum DisputeState implements Numbered {
    /** Signatures cannot tell: somebody must run the work again. */
    NEEDS_REFEREE(1),
    /** The claim is right. */
    UPHELD(2),
    /** The claim is wrong. */
    DISMISSED(3),
    /** No referee has come in time: nothing follows, for nobody. */
    LAPSED(4);

    private final int number;

    DisputeState(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such state */
    public static DisputeState ofNumber(int number) {
        return Numbered.of(DisputeState.class, number);
    }

    public boolean isFinal() {
        return this != NEEDS_REFEREE;
    }
}
