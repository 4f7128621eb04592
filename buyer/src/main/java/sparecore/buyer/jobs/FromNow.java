package sparecore.buyer.jobs;

import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** A moment as people name it: so many seconds, minutes or hours from now. Pure. */
public final class FromNow {
    private static final long SECOND_MILLIS = 1_000;
    private static final long MINUTE_MILLIS = 60 * SECOND_MILLIS;
    private static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;

    private FromNow() {}

    /** @return in milliseconds since 1970; zero for an empty text @throws Failure if it names no moment */
    public static long atMillis(String option, String text, long nowMillis) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("[1-9][0-9]{0,6}[smh]")) {
            throw new Failure(ExitCode.USAGE, option + " is \"" + text + "\", must be such as 90s, 30m or 12h");
        }
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        long unit =
                switch (text.charAt(text.length() - 1)) {
                    case 's' -> SECOND_MILLIS;
                    case 'm' -> MINUTE_MILLIS;
                    default -> HOUR_MILLIS;
                };
        return nowMillis + count * unit;
    }
}
