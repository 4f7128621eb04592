package sparecore.broker.orderbook;

import sparecore.identity.NodeId;
import sparecore.lease.Ticket;
import sparecore.slot.Hours;
import sparecore.slot.SlotClass;

/**
 * What an ask says besides price and size: what it runs, when and for how long, and who earns.
 *
 * @param leaseMillisLeast no lease of it is shorter
 * @param payee the account that leases of it are paid to
 * @param buyerPointsLeast no buyer of a lower standing; {@link #ANY_BUYER} for none
 */
public record Conditions(SlotClass slotClass, Hours hours, long leaseMillisLeast, NodeId payee, int buyerPointsLeast) {
    public static final int ANY_BUYER = Integer.MIN_VALUE;

    public Conditions {
        if (leaseMillisLeast < 0 || leaseMillisLeast > Ticket.DURATION_MILLIS_MAX) {
            throw new IllegalArgumentException("the least lease lies between 0 and one hour, not " + leaseMillisLeast);
        }
    }

    /** For all buyers. */
    public Conditions(SlotClass slotClass, Hours hours, long leaseMillisLeast, NodeId payee) {
        this(slotClass, hours, leaseMillisLeast, payee, ANY_BUYER);
    }
}
