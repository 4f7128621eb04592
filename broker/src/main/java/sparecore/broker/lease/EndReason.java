package sparecore.broker.lease;

import sparecore.number.Numbered;

/**
 * Why a lease ended. The numbers are those of the wire's {@code LeaseEndReason}, and what the store keeps.
 */
public enum EndReason implements Numbered {
    NONE(0, 0),
    JOB_DONE(1, 0),
    NEVER_CONNECTED(2, EndReason.LONG_REST_MILLIS),
    EXPIRED(3, 0),
    BUYER_GONE(4, EndReason.SHORT_REST_MILLIS),
    SELLER_GONE(5, EndReason.SHORT_REST_MILLIS),
    SELLER_DRAINS(6, EndReason.SHORT_REST_MILLIS),
    UNPAID(7, EndReason.LONG_REST_MILLIS),
    ESCROW_DRY(8, 0),
    MISTRUST(9, Long.MAX_VALUE),
    BID_CANCELLED(10, 0),
    PROGRAM_REFUSED(11, Long.MAX_VALUE);

    /** Long enough that a peer that cannot be reached is not tried in a loop, short enough for one that starts again. */
    private static final long SHORT_REST_MILLIS = 3_000;

    private static final long LONG_REST_MILLIS = 60_000;

    private final int number;
    private final long restMillis;

    EndReason(int number, long restMillis) {
        this.number = number;
        this.restMillis = restMillis;
    }

    @Override
    public int number() {
        return number;
    }

    /** @throws IllegalArgumentException if there is no such reason */
    public static EndReason ofNumber(int number) {
        return Numbered.of(EndReason.class, number);
    }

    /**
     * Until when the two should not be matched for the same bid again, so that the cheapest seller does not get a bid over and over
     * with which nothing comes of it; {@code Long.MAX_VALUE} for always.
     */
    public long barsUntilMillis(long endedAtMillis) {
        return restMillis == Long.MAX_VALUE ? Long.MAX_VALUE : endedAtMillis + restMillis;
    }
}
