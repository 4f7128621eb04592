package sparecore.buyer.exchange;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.wire.Quote;

/**
 * What a job would cost: all that its buyer pays, commission included. Pure.
 *
 * @param worst every run to its CPU limit on the fastest slots, at the highest price that may be asked, as often as votes pay for
 * @param expected at the mean price of the cheapest slots, by what the caller expects of a run; zero if it expects nothing, or nothing
 *     is offered
 */
record Cost(Credits worst, Credits expected) {
    private static final BigInteger PPM = BigInteger.valueOf(Speed.REFERENCE_PPM);
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double SECONDS_MAX = 1e9;

    /**
     * Sums are cut at what an account can ever hold.
     *
     * @param runsEach how often a fragment runs, on average
     * @throws IllegalArgumentException with what is wrong
     */
    static Cost of(
            Quote quote, double runsEach, Price priceMost, long fragments, int cpuSeconds, double expectSeconds) {
        if (fragments < 1 || expectSeconds < 0 || expectSeconds > SECONDS_MAX) {
            throw new IllegalArgumentException(
                    "--fragments is above zero, and --expect between 0 and a thousand million");
        }
        BigInteger runs = BigDecimal.valueOf(runsEach)
                .multiply(BigDecimal.valueOf(fragments))
                .setScale(0, RoundingMode.CEILING)
                .toBigInteger();
        long speed = Math.max(Speed.REFERENCE_PPM, quote.getSpeedPpmHighest());
        // Reference microseconds of one run that uses its CPU limit on the fastest slot.
        BigInteger longest = BigInteger.valueOf(cpuSeconds).multiply(BigInteger.valueOf(speed));
        BigInteger usual = BigInteger.valueOf(Math.round(expectSeconds * MICROS_PER_SECOND));
        return new Cost(times(runs, longest, priceMost.micro()), times(runs, usual, quote.getPriceMean()));
    }

    /** Rounded up. */
    private static Credits times(BigInteger runs, BigInteger referenceMicros, long price) {
        BigInteger[] parts = runs.multiply(referenceMicros)
                .multiply(BigInteger.valueOf(price))
                .divideAndRemainder(PPM);
        BigInteger up = parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
        return Credits.ofMicro(up.min(BigInteger.valueOf(Long.MAX_VALUE)).longValueExact());
    }
}
