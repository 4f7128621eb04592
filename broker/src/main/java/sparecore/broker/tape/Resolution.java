package sparecore.broker.tape;

/** How long a candle is, and how many are kept; the number is what the store keeps. */
public enum Resolution {
    /** Four hours of them, if something is traded in each. */
    MINUTE(1, 60_000, 240),
    /** Four weeks. */
    HOUR(2, 3_600_000, 672);

    private final int number;
    private final long millis;
    private final int kept;

    Resolution(int number, long millis, int kept) {
        this.number = number;
        this.millis = millis;
        this.kept = kept;
    }

    public int number() {
        return number;
    }

    public long millis() {
        return millis;
    }

    /** Older ones are forgotten. */
    public int kept() {
        return kept;
    }

    public long startOf(long nowMillis) {
        return nowMillis - Math.floorMod(nowMillis, millis);
    }

    /** @throws IllegalArgumentException if there is no such resolution */
    public static Resolution ofNumber(int number) {
        for (Resolution resolution : values()) {
            if (resolution.number == number) {
                return resolution;
            }
        }
        throw new IllegalArgumentException("no resolution has the number " + number);
    }
}
