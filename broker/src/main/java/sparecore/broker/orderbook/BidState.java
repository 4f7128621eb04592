package sparecore.broker.orderbook;

/** Where a bid is in its life: OPEN → CANCELLED (leases still settle) → DONE. The number is what the store keeps. */
public enum BidState {
    OPEN(1),
    /** Takes no more leases; what its leases give back goes to the buyer. */
    CANCELLED(2),
    /** Cancelled, and its last lease is closed. */
    DONE(3);

    private final int number;

    BidState(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such state */
    public static BidState ofNumber(int number) {
        for (BidState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        throw new IllegalArgumentException("no state of a bid has the number " + number);
    }
}
