package sparecore.terminal;

import java.util.Locale;

/** A number of bytes as people write it: {@code 64M}, {@code 512K}, {@code 1G} or plain bytes; powers of 1024. */
public record ByteSize(long bytes) {
    private static final String UNITS = "KMGT";

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a negative number of bytes: " + bytes);
        }
    }

    /** @throws IllegalArgumentException with what is wrong */
    public static ByteSize parse(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT).replaceAll("(IB|B)$", "");
        int unit = upper.isEmpty() ? -1 : UNITS.indexOf(upper.charAt(upper.length() - 1));
        String digits = unit < 0 ? upper : upper.substring(0, upper.length() - 1);
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(digits), 1L << (10 * (unit + 1))));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is not a size, such as 512K, 64M or 1G", e);
        }
    }

    /** Such as {@code 64 MiB}. */
    public static String show(long bytes) {
        long value = bytes;
        int unit = 0;
        while (value >= 1024 && value % 1024 == 0 && unit < UNITS.length()) {
            value /= 1024;
            unit++;
        }
        return unit == 0 ? value + " bytes" : value + " " + UNITS.charAt(unit - 1) + "iB";
    }
}
