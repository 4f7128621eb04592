package sparecore.buyer.tenancy;

import java.util.List;
import sparecore.money.Credits;

/** What a seller is told: all that it is owed under the lease so far, and the verdicts since the last time. */
public record Settlement(Credits cumulative, List<Long> accepted, List<Long> rejected) {
    /** Verdicts of each kind in one message; ten bytes each, so that it stays below the smallest frame that a seller takes. */
    public static final int VERDICTS_MAX = 2_000;

    public Settlement {
        accepted = List.copyOf(accepted);
        rejected = List.copyOf(rejected);
    }
}
