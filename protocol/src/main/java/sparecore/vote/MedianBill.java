package sparecore.vote;

import java.util.List;

/**
 * Votes check the bill, too: sellers that computed the same fragment report how long it took, and nobody is paid for more than the
 * median of these. Of an even number it is the lower one of the middle two, so that of two sellers the one that pads its bill
 * gains nothing. Immutable.
 *
 * @param medianMicros CPU time on the reference CPU, in microseconds
 */
public record MedianBill(long medianMicros) {
    /**
     * @param reportedMicros of all right votes of one fragment
     * @throws IllegalArgumentException if there are none, or one is negative
     */
    public static MedianBill of(List<Long> reportedMicros) {
        List<Long> sorted = reportedMicros.stream().sorted().toList();
        if (sorted.isEmpty() || sorted.get(0) < 0) {
            throw new IllegalArgumentException("a bill needs reports of zero or more microseconds, not " + sorted);
        }
        return new MedianBill(sorted.get((sorted.size() - 1) / 2));
    }

    /** For how much of its report a seller is paid. */
    public long payableMicros(long reportedMicros) {
        return Math.min(reportedMicros, medianMicros);
    }
}
