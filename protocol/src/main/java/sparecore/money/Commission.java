package sparecore.money;

import java.math.BigInteger;

/** The operator's share of every payment, in basis points (hundredths of a percent). */
public record Commission(int basisPoints) {
    public static final int WHOLE = 10_000;
    public static final int BASIS_POINTS_MAX = 5_000;

    public Commission {
        if (basisPoints < 0 || basisPoints > BASIS_POINTS_MAX) {
            throw new IllegalArgumentException("a commission lies between 0 and 5000 basis points, not " + basisPoints);
        }
    }

    /**
     * The share of a lease's cumulative payment, rounded down. Taken of the cumulative amount, so that many small settlements
     * cost the seller exactly what one large one would.
     */
    public Credits of(Credits cumulative) {
        return Credits.ofMicro(BigInteger.valueOf(cumulative.micro())
                .multiply(BigInteger.valueOf(basisPoints))
                .divide(BigInteger.valueOf(WHOLE))
                .longValueExact());
    }
}
