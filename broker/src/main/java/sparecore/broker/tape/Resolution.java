package sparecore.broker.tape;

import sparecore.number.Numbered;

/** How long a candle is, and how many are kept; the number is what the store keeps. */
public enum Resolution implements Numbered {
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

    @Override
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
        return Numbered.of(Resolution.class, number);
    }
}
