package sparecore.money;

import java.math.BigInteger;

/** A price in micro-credits per reference CPU-second. */
public record Price(long micro) implements Comparable<Price> {
    public static final long MICRO_MAX = 1_000_000_000_000L;

    private static final long DIVISOR = 1_000_000L * Speed.REFERENCE_PPM;
    private static final BigInteger MICROS_PER_SECOND = BigInteger.valueOf(1_000_000);
    private static final BigInteger PPM = BigInteger.valueOf(Speed.REFERENCE_PPM);

    public Price {
        if (micro < 0 || micro > MICRO_MAX) {
            throw new IllegalArgumentException(
                    "a price lies between 0 and 1,000,000 credits per CPU-second, not " + micro);
        }
    }

    /** Reads credits per reference CPU-second. @throws IllegalArgumentException with what is wrong */
    public static Price parse(String text) {
        return new Price(Credits.parse(text).micro());
    }

    /**
     * What CPU time on a slot of this speed costs: {@code ceil(price × cpu seconds × speed)}. Rounded up, so that a run that used
     * any time is never free.
     *
     * @param cpuMicros CPU time in microseconds, not negative
     * @throws ArithmeticException if the amount does not fit
     */
    public Credits of(long cpuMicros, Speed speed) {
        if (cpuMicros < 0) {
            throw new IllegalArgumentException("negative CPU time: " + cpuMicros);
        }
        if (fits(cpuMicros, speed)) {
            long product = micro * cpuMicros * speed.ppm();
            return Credits.ofMicro(product / DIVISOR + (product % DIVISOR == 0 ? 0 : 1));
        }
        BigInteger[] quotient = BigInteger.valueOf(micro)
                .multiply(BigInteger.valueOf(cpuMicros))
                .multiply(BigInteger.valueOf(speed.ppm()))
                .divideAndRemainder(MICROS_PER_SECOND.multiply(PPM));
        long whole = quotient[0].longValueExact();
        return Credits.ofMicro(quotient[1].signum() == 0 ? whole : Math.addExact(whole, 1));
    }

    /** Whether the product of the three is below 2^63, as that of most runs is. */
    private boolean fits(long cpuMicros, Speed speed) {
        return bits(micro) + bits(cpuMicros) + bits(speed.ppm()) < Long.SIZE;
    }

    private static int bits(long value) {
        return Long.SIZE - Long.numberOfLeadingZeros(value);
    }

    @Override
    public int compareTo(Price other) {
        return Long.compare(micro, other.micro);
    }

    @Override
    public String toString() {
        return Credits.ofMicro(micro).toString();
    }
}
