package sparecore.lease;

import sparecore.identity.NodeId;
import sparecore.money.Credits;

/**
 * A buyer's promise to pay a seller this much, all in all, for one lease. Cumulative: the highest voucher replaces all before it,
 * so the last one that a seller got is enough.
 */
public record Voucher(LeaseId lease, NodeId buyer, NodeId seller, Credits cumulative) {
    /** Vouchers, each of another lease, that a seller presents to its broker in one message: 50 KiB, if their paths are as long as may be. */
    public static final int PRESENTED_TOGETHER_MAX = 64;

    public Voucher {
        if (cumulative.isNegative()) {
            throw new IllegalArgumentException("a voucher promises a negative amount");
        }
    }
}
