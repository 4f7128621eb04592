package sparecore.buyer.tenancy;

import java.util.List;
import sparecore.evidence.Receipt;
import sparecore.money.Credits;

/** What a seller is told: all that it is owed under the lease so far, and the verdicts since the last time. */
public record Settlement(Credits cumulative, List<Receipt> receipts) {
    /** Verdicts in one message: about 130 bytes each. */
    public static final int VERDICTS_MAX = 4_000;

    public Settlement {
        receipts = List.copyOf(receipts);
    }
}
