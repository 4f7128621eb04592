package sparecore.broker.standing;

/**
 * How long after a lease's end it was paid, by the broker's own clock: the end is when the first of both sides told it, and what is paid is
 * paid by the buyer's signature, on a voucher or on receipts. Shown with the notes of {@link Deed#PAID} and {@link Deed#DID_NOT_PAY}; a
 * seller that keeps a voucher to itself makes it longer, so that it moves no points by itself.
 */
public final class PayDelay {
    private static final long SECOND_MILLIS = 1_000;
    private static final long MINUTE_MILLIS = 60 * SECOND_MILLIS;
    private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;
    private static final long DAY_MILLIS = 24 * HOUR_MILLIS;

    private PayDelay() {}

    /** For a person. */
    public static String text(long millis) {
        long[] units = {DAY_MILLIS, HOUR_MILLIS, MINUTE_MILLIS};
        String[] names = {" days", " hours", " minutes"};
        for (int i = 0; i < units.length; i++) {
            if (millis >= 2 * units[i]) {
                return millis / units[i] + names[i] + " after the lease's end";
            }
        }
        return Math.max(0, millis / SECOND_MILLIS) + " seconds after the lease's end";
    }
}
