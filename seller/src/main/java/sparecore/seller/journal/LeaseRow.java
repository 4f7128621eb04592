package sparecore.seller.journal;

import java.util.Optional;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.SignedVoucher;

/**
 * What is known of one lease that the broker has not settled for good.
 *
 * @param voucher the highest one, if any came
 * @param cumulative what that voucher promises
 * @param settled what the broker has settled of it
 * @param endReason unspecified while the lease is open
 * @param endedByUs whether the broker has to be told of the end
 */
public record LeaseRow(
        LeaseId lease,
        Optional<SignedVoucher> voucher,
        Credits cumulative,
        Credits settled,
        LeaseEndReason endReason,
        boolean endedByUs) {
    public boolean isEnded() {
        return endReason != LeaseEndReason.LEASE_END_REASON_UNSPECIFIED;
    }

    /** Whether the broker can be told anything that it does not know. */
    public boolean needsSettlement() {
        return isEnded() || cumulative.compareTo(settled) > 0;
    }
}
