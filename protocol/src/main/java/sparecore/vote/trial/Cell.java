package sparecore.vote.trial;

/**
 * One measured line of the comparison: a scheme in one market.
 *
 * @param error that was asked for; zero where the scheme cannot be asked
 * @param ours whether the scheme is the one that ships, whose promise counts
 */
public record Cell(String scheme, boolean ours, double saboteurs, String plan, double rate, double error, Score score) {
    /** The upper bound of what was measured may be above what was asked by so much: fewer fragments have wider bounds. */
    public static final double KEPT = 1.5;

    /** Whether the measured error's upper 95 % bound is within {@link #KEPT} times what was asked. */
    public boolean isKept() {
        return score.errorUpper() <= KEPT * error;
    }

    /** Whether a promise of ours is broken. */
    public boolean isBroken() {
        return ours && !isKept();
    }
}
