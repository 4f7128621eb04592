package sparecore.buyer.map;

import java.util.Locale;
import java.util.function.LongSupplier;

/** Fragments a second since the beginning, and how long the rest will take at that rate. */
final class Rate {
    private static final double MILLIS_PER_SECOND = 1000;
    private static final long SECONDS_PER_MINUTE = 60;
    private static final long SECONDS_PER_HOUR = 3600;

    private final LongSupplier clockMillis;
    private final long startMillis;

    Rate(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
        this.startMillis = clockMillis.getAsLong();
    }

    /** Such as {@code 12.5/s, 40 s left}. */
    String describe(long done, long total) {
        double seconds = (clockMillis.getAsLong() - startMillis) / MILLIS_PER_SECOND;
        if (done == 0 || seconds <= 0) {
            return "0/s";
        }
        double perSecond = done / seconds;
        String left = done >= total ? "" : ", " + duration(Math.round((total - done) / perSecond)) + " left";
        return String.format(Locale.ROOT, "%,.1f/s%s", perSecond, left);
    }

    private static String duration(long seconds) {
        if (seconds < SECONDS_PER_MINUTE) {
            return seconds + " s";
        }
        if (seconds < SECONDS_PER_HOUR) {
            return seconds / SECONDS_PER_MINUTE + " min " + seconds % SECONDS_PER_MINUTE + " s";
        }
        return seconds / SECONDS_PER_HOUR + " h " + seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE + " min";
    }
}
