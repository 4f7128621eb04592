package sparecore.buyer.tenancy;

/**
 * A pause for a seller that hands fragments back, doubling until it gives a result: otherwise one that hands back at once would get
 * the same fragment again and again, and keep it from the others. Not thread-safe.
 */
final class Rest {
    static final long FIRST_MILLIS = 200;
    static final long MOST_MILLIS = 20_000;

    /** So many pauses in a row without one result: 200 ms doubling to 12.8 s, 25 s in all. */
    static final int IN_A_ROW_MAX = 7;

    private long untilMillis = Long.MIN_VALUE;
    private int inARow;

    /** Further ones during a pause belong to the same cause. */
    void begin(long nowMillis) {
        if (!isResting(nowMillis)) {
            untilMillis = nowMillis + Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(inARow, 10));
            inARow++;
        }
    }

    boolean isResting(long nowMillis) {
        return nowMillis < untilMillis;
    }

    boolean isHopeless() {
        return inARow > IN_A_ROW_MAX;
    }

    void over() {
        inARow = 0;
        untilMillis = Long.MIN_VALUE;
    }
}
