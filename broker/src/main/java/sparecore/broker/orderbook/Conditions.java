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
 */
public record Conditions(SlotClass slotClass, Hours hours, long leaseMillisLeast, NodeId payee) {
    public Conditions {
        if (leaseMillisLeast < 0 || leaseMillisLeast > Ticket.DURATION_MILLIS_MAX) {
            throw new IllegalArgumentException("the least lease lies between 0 and one hour, not " + leaseMillisLeast);
        }
    }
}
