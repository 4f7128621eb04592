package sparecore.broker.orderbook;

import sparecore.number.Numbered;

/** Where a bid is in its life: OPEN → CANCELLED (leases still settle) → DONE. The number is what the store keeps. */
public enum BidState implements Numbered {
    OPEN(1),
    /** Takes no more leases; what its leases give back goes to the buyer. */
    CANCELLED(2),
    /** Cancelled, and its last lease is closed. */
    DONE(3);

    private final int number;

    BidState(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such state */
    public static BidState ofNumber(int number) {
        return Numbered.of(BidState.class, number);
    }
}
