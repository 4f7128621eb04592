package sparecore.seller.door;

import java.util.Optional;
import sparecore.identity.NodeId;
import sparecore.lease.Ticket;
import sparecore.money.Price;
import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;

/**
 * Which tickets this seller honours. The broker's signature is checked before; but a broker that errs must not make the seller
 * lend more than it has.
 *
 * @param unpaidCpuSeconds credit for each slot, in reference CPU-seconds
 */
public record HouseRules(NodeId seller, Price price, int slots, long memoryBytesPerSlot, long unpaidCpuSeconds) {
    /** Why the peer may not open this lease; empty if it may. */
    Optional<Refusal> check(Ticket ticket, NodeId peer, long nowMillis) {
        if (!ticket.seller().equals(seller)) {
            return refuse(RefusalReason.REFUSAL_REASON_NOT_YOURS, "the ticket names another seller");
        }
        if (!ticket.buyer().equals(peer)) {
            return refuse(RefusalReason.REFUSAL_REASON_NOT_YOURS, "the ticket names another buyer");
        }
        if (nowMillis >= ticket.expiresAtMillis()) {
            return refuse(RefusalReason.REFUSAL_REASON_ENDED, "the ticket has expired");
        }
        if (ticket.slots() > slots || ticket.memoryBytesPerSlot() > memoryBytesPerSlot) {
            return refuse(RefusalReason.REFUSAL_REASON_LIMIT, "the ticket grants more than this seller has");
        }
        if (ticket.price().compareTo(price) < 0) {
            return refuse(RefusalReason.REFUSAL_REASON_CONFLICT, "the ticket's price is below the ask");
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refuse(RefusalReason reason, String text) {
        return Optional.of(refusal(reason, text));
    }

    static Refusal refusal(RefusalReason reason, String text) {
        return Refusal.newBuilder().setReason(reason).setText(text).build();
    }
}
