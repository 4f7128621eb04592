package sparecore.slot;

import java.util.ArrayList;
import java.util.List;

/**
 * The hours of the day, UTC, in which slots are sold.
 *
 * @param mask bit h stands for the hour from h:00 to h:59
 */
public record Hours(int mask) {
    public static final int HOURS_PER_DAY = 24;
    private static final int ALL = (1 << HOURS_PER_DAY) - 1;
    private static final long HOUR_MILLIS = 3_600_000;

    /** The whole day. */
    public static final Hours ALWAYS = new Hours(ALL);

    public Hours {
        if (mask <= 0 || mask > ALL) {
            throw new IllegalArgumentException("hours name one hour of the day at least, and 24 at most");
        }
    }

    /** When the slots that are open now close; {@code nowMillis} if they are closed, never if they are always open. */
    public long closesAtMillis(long nowMillis) {
        if (mask == ALL) {
            return Long.MAX_VALUE;
        }
        long hour = Math.floorDiv(nowMillis, HOUR_MILLIS);
        if (!includes(hour)) {
            return nowMillis;
        }
        do {
            hour++;
        } while (includes(hour));
        return hour * HOUR_MILLIS;
    }

    private boolean includes(long hourSince1970) {
        return (mask >> Math.floorMod(hourSince1970, HOURS_PER_DAY) & 1) != 0;
    }

    /** Reads such as {@code 22-6} or {@code 0-8,20-24}; the end is not included. @throws IllegalArgumentException with what is wrong */
    public static Hours parse(String text) {
        int mask = 0;
        for (String span : text.split(",", HOURS_PER_DAY + 1)) {
            String[] ends = span.strip().split("-", 3);
            if (ends.length != 2) {
                throw new IllegalArgumentException("'" + text + "' does not name hours, such as 22-6 or 0-8,20-24");
            }
            int from = hour(ends[0], text);
            int until = hour(ends[1], text);
            int count = Math.floorMod(until - from, HOURS_PER_DAY);
            for (int i = 0; i < (count == 0 ? HOURS_PER_DAY : count); i++) {
                mask |= 1 << (from + i) % HOURS_PER_DAY;
            }
        }
        return new Hours(mask);
    }

    private static int hour(String text, String whole) {
        try {
            int hour = Integer.parseInt(text.strip());
            if (hour >= 0 && hour <= HOURS_PER_DAY) {
                return hour;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + whole + "' does not name hours, such as 22-6 or 0-8,20-24", e);
        }
        throw new IllegalArgumentException("'" + whole + "': hours go from 0 to 24");
    }

    /** As it is read, such as {@code 22-6}; {@code always}. */
    @Override
    public String toString() {
        if (mask == ALL) {
            return "always";
        }
        List<String> spans = new ArrayList<>();
        for (int hour = 0; hour < HOURS_PER_DAY; hour++) {
            if (includes(hour) && !includes(hour - 1L)) {
                int end = hour;
                while (includes(end)) {
                    end++;
                }
                spans.add(hour + "-" + (end > HOURS_PER_DAY ? end - HOURS_PER_DAY : end));
            }
        }
        return String.join(",", spans);
    }
}
