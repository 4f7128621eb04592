package sparecore.broker.dispute;

import sparecore.number.Numbered;

/** What is disputed; the number is what the wire and the store keep. */
public enum DisputeKind implements Numbered {
    /** By the seller: what the buyer has accepted with its signature is not paid. */
    UNPAID(1, true),
    /** By the seller: the buyer rejected, or reported as wrong, what is right. */
    WRONG_VERDICT(2, true),
    /** By the buyer: the seller reports more CPU time than its run can have taken. */
    OVERCHARGED(3, false),
    /** By the buyer: the seller's signed result is wrong. */
    WRONG_RESULT(4, false);

    private final int number;
    private final boolean bySeller;

    DisputeKind(int number, boolean bySeller) {
        this.number = number;
        this.bySeller = bySeller;
    }

    @Override
    public int number() {
        return number;
    }

    /** Whether it is the seller who opens it; otherwise it is the buyer. */
    public boolean isBySeller() {
        return bySeller;
    }

    /** @throws IllegalArgumentException if there is no such kind */
    public static DisputeKind ofNumber(int number) {
        return Numbered.of(DisputeKind.class, number);
    }
}
