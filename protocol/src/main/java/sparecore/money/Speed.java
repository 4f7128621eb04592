package sparecore.money;

import java.math.BigInteger;

/**
 * How fast a slot is: millionths of the reference CPU. A slot at 2,000,000 does two reference CPU-seconds of work in one second.
 */
public record Speed(long ppm) {
    public static final long REFERENCE_PPM = 1_000_000;

    /** A thousandth of, and a hundred times, the reference CPU: nothing real lies outside. */
    public static final long PPM_MIN = 1_000;

    public static final long PPM_MAX = 100_000_000;
    public static final Speed REFERENCE = new Speed(REFERENCE_PPM);

    public Speed {
        if (ppm < PPM_MIN || ppm > PPM_MAX) {
            throw new IllegalArgumentException("a speed lies between 1,000 and 100,000,000 ppm, not " + ppm);
        }
    }

    /** What so much CPU time at this speed is on the reference CPU, rounded down; as much as a long holds at most. */
    public long referenceMicros(long cpuMicros) {
        return BigInteger.valueOf(cpuMicros)
                .multiply(BigInteger.valueOf(ppm))
                .divide(BigInteger.valueOf(REFERENCE_PPM))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
    }
}
