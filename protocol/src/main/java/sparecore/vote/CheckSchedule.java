package sparecore.vote;

/**
 * How often a seller gets a check: a fragment like any other, of which the buyer knows the answer. Votes that are compared with
 * others' are checks too, and count towards the rate. Pure.
 */
final class CheckSchedule {
    static final double RATE_LEAST = 0.05;
    private static final double RATE_FIRST = 0.1;
    private static final double HALF_AFTER_CHECKS = 10;

    private CheckSchedule() {}

    /**
     * {@code q = max(0.05, 0.1·10/(10+k))}. A seller that falsifies a share s and is checked at a rate q survives n fragments with
     * {@code (1−q·s)^n} (Sarmenta, CCGrid 2001); new ones are checked more, because what a new key risks is little.
     */
    static double rate(double checksPassed) {
        return Math.max(RATE_LEAST, RATE_FIRST * HALF_AFTER_CHECKS / (HALF_AFTER_CHECKS + checksPassed));
    }

    /** The probability that the next copy for this seller should be a check. */
    static double chance(Standing seller, boolean burst) {
        double wanted = rate(seller.checksPassed()) * (burst ? 2 : 1);
        return Math.max(0, wanted - seller.comparedShare());
    }
}
