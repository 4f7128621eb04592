package sparecore.buyer.job;

/**
 * Arithmetic for estimates and limits, on numbers that are not negative. It stops at the largest long where money's own arithmetic
 * would throw: what a seller claims must not be able to end the engine. Never for what is paid.
 */
public final class Amounts {
    private Amounts() {}

    public static long plus(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    public static long times(long one, long other) {
        return other != 0 && one > Long.MAX_VALUE / other ? Long.MAX_VALUE : one * other;
    }
}
