package sparecore.broker.orderbook;

import sparecore.number.Numbered;

/** Why a bid takes no more leases; the number is what the store keeps. */
public enum BidEnd implements Numbered {
    /** It does take them. */
    NONE(0),
    CANCELLED_BY_BUYER(1),
    DEADLINE(2);

    private final int number;

    BidEnd(int number) {
        this.number = number;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such end */
    public static BidEnd ofNumber(int number) {
        return Numbered.of(BidEnd.class, number);
    }
}
