package sparecore.exchange;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows of comma-separated values (RFC 4180). Some of what is in them was written by others, and spreadsheets run what begins like a
 * formula: such a value gets an apostrophe in front. Pure.
 */
public final class Csv {
    private static final String FORMULA_BEGINS = "=+-@\t\r";

    private Csv() {}

    /** Ends with a line feed. */
    public static String row(List<?> values) {
        return values.stream().map(Csv::value).collect(Collectors.joining(",")) + "\n";
    }

    /** Numbers of our own are none of a stranger's words. */
    private static String value(Object value) {
        String text = String.valueOf(value);
        if (value instanceof CharSequence && !text.isEmpty() && FORMULA_BEGINS.indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? "\"" + text.replace("\"", "\"\"") + "\"" : text;
    }
}
