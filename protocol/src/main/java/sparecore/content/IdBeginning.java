package sparecore.content;

import java.util.regex.Pattern;

/**
 * The first digits of an {@link Id}, as people write one.
 *
 * @param digits hexadecimal, in small letters
 */
public record IdBeginning(String digits) {
    /** Fewer would find what was not meant. */
    public static final int DIGITS_MIN = 4;

    private static final int DIGITS_MAX = 2 * Id.BYTES;
    private static final int BITS_PER_DIGIT = 4;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{" + DIGITS_MIN + "," + DIGITS_MAX + "}");

    /** @throws IllegalArgumentException if these are no such digits */
    public IdBeginning {
        if (!FORM.matcher(digits).matches()) {
            throw new IllegalArgumentException(
                    "an id begins with " + DIGITS_MIN + " to " + DIGITS_MAX + " hexadecimal digits");
        }
    }

    /** Whether there is nothing more of the id. */
    public boolean isWhole() {
        return digits.length() == DIGITS_MAX;
    }

    /** The id with zeros for what is not said: the lowest that begins so. */
    public Id lowest() {
        return Id.fromHex(digits + "0".repeat(DIGITS_MAX - digits.length()));
    }

    public boolean begins(Id id) {
        Id lowest = lowest();
        int bits = BITS_PER_DIGIT * digits.length();
        if (bits <= Long.SIZE) {
            return (id.high() ^ lowest.high()) >>> Long.SIZE - bits == 0;
        }
        return id.high() == lowest.high() && (id.low() ^ lowest.low()) >>> 2 * Long.SIZE - bits == 0;
    }
}
