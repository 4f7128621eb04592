package sparecore.money;

/**
 * An amount of money in micro-credits; 1 credit is 1,000,000 of them. May be negative only where a ledger needs it. Arithmetic is
 * exact: an overflow is an {@link ArithmeticException}, never a wrong amount.
 */
public record Credits(long micro) implements Comparable<Credits> {
    public static final long MICRO_PER_CREDIT = 1_000_000;
    public static final Credits ZERO = new Credits(0);

    public static Credits ofMicro(long micro) {
        return micro == 0 ? ZERO : new Credits(micro);
    }

    /** @throws ArithmeticException on overflow */
    public static Credits ofWhole(long credits) {
        return new Credits(Math.multiplyExact(credits, MICRO_PER_CREDIT));
    }

    /**
     * Reads an amount in credits, such as {@code 12} or {@code 0.25}: at most six digits after the point.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Credits parse(String text) {
        try {
            return new Credits(
                    new java.math.BigDecimal(text.strip()).movePointRight(6).longValueExact());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not an amount of credits, such as 12 or 0.25", e);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is out of range: at most six digits after the point and 9,000,000,000,000 credits",
                    e);
        }
    }

    public Credits plus(Credits other) {
        return ofMicro(Math.addExact(micro, other.micro));
    }

    public Credits minus(Credits other) {
        return ofMicro(Math.subtractExact(micro, other.micro));
    }

    public Credits negated() {
        return ofMicro(Math.negateExact(micro));
    }

    public Credits min(Credits other) {
        return micro <= other.micro ? this : other;
    }

    public Credits max(Credits other) {
        return micro >= other.micro ? this : other;
    }

    public boolean isPositive() {
        return micro > 0;
    }

    public boolean isNegative() {
        return micro < 0;
    }

    @Override
    public int compareTo(Credits other) {
        return Long.compare(micro, other.micro);
    }

    /** In credits with six digits after the point, such as {@code 0.250000}. */
    @Override
    public String toString() {
        long whole = Math.abs(micro / MICRO_PER_CREDIT);
        long part = Math.abs(micro % MICRO_PER_CREDIT);
        return (micro < 0 ? "-" : "") + whole + "."
                + Long.toString(MICRO_PER_CREDIT + part).substring(1);
    }
}
