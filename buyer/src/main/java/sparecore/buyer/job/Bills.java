package sparecore.buyer.job;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparecore.identity.NodeId;
import sparecore.vote.MedianBill;

/**
 * How much of their reports sellers are paid for. Where several computed the same, the median; where a seller was believed alone, its
 * report is cut by what the medians have cut of its other ones. Forgotten at a restart. Not thread-safe.
 */
final class Bills {
    private record Compared(long reportedMicros, long paidMicros) {
        static final Compared NONE = new Compared(0, 0);
    }

    private final Map<NodeId, Compared> compared = new HashMap<>();

    /** @param right all right votes of one fragment */
    MedianBill of(List<Vote> right) {
        if (right.isEmpty()) {
            return new MedianBill(0);
        }
        if (right.size() == 1) {
            return new MedianBill(believed(right.get(0)));
        }
        MedianBill bill =
                MedianBill.of(right.stream().map(Vote::referenceMicros).toList());
        right.forEach(vote -> note(vote, bill));
        return bill;
    }

    private void note(Vote vote, MedianBill bill) {
        Compared before = compared.getOrDefault(vote.seller(), Compared.NONE);
        compared.put(
                vote.seller(),
                new Compared(
                        Amounts.plus(before.reportedMicros(), vote.referenceMicros()),
                        Amounts.plus(before.paidMicros(), bill.payableMicros(vote.referenceMicros()))));
    }

    private long believed(Vote vote) {
        Compared known = compared.getOrDefault(vote.seller(), Compared.NONE);
        if (known.reportedMicros() == 0) {
            return vote.referenceMicros();
        }
        return BigInteger.valueOf(vote.referenceMicros())
                .multiply(BigInteger.valueOf(known.paidMicros()))
                .divide(BigInteger.valueOf(known.reportedMicros()))
                .longValue();
    }
}
