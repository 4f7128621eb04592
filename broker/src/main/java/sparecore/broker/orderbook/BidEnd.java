package sparecore.broker.orderbook;

/** Why a bid takes no more leases; the number is what the store keeps. */
public enum BidEnd {
    /** It does take them. */
    NONE(0),
    CANCELLED_BY_BUYER(1),
    DEADLINE(2);

    private final int number;

    BidEnd(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such end */
    public static BidEnd ofNumber(int number) {
        for (BidEnd end : values()) {
            if (end.number == number) {
                return end;
            }
        }
        throw new IllegalArgumentException("no end of a bid has the number " + number);
    }
}
