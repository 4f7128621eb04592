package sparecore.lease;

import sparecore.identity.NodeId;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;

/**
 * The terms of one lease, as the broker matched it: who sells how many slots to whom, at what price, paid from what escrow, and
 * until when. Both peers show it to each other; see {@link SignedTicket}.
 *
 * @param escrow the most that this lease can ever pay
 * @param speed of one slot, by the seller's rating
 * @param sellerAddress where the buyer dials, "host:port"; empty if the seller listens nowhere
 * @param route who dials whom
 */
public record Ticket(
        LeaseId lease,
        BidId bid,
        AskId ask,
        NodeId broker,
        NodeId buyer,
        NodeId seller,
        int slots,
        Price price,
        Credits escrow,
        Commission commission,
        Speed speed,
        long memoryBytesPerSlot,
        long startsAtMillis,
        long expiresAtMillis,
        String sellerAddress,
        Route route) {
    public static final int SLOTS_MAX = 1024;
    public static final long DURATION_MILLIS_MAX = 3_600_000;
    public static final int ADDRESS_LENGTH_MAX = 300;

    /** The terms of a lease whose buyer dials. */
    public Ticket(
            LeaseId lease,
            BidId bid,
            AskId ask,
            NodeId broker,
            NodeId buyer,
            NodeId seller,
            int slots,
            Price price,
            Credits escrow,
            Commission commission,
            Speed speed,
            long memoryBytesPerSlot,
            long startsAtMillis,
            long expiresAtMillis,
            String sellerAddress) {
        this(
                lease,
                bid,
                ask,
                broker,
                buyer,
                seller,
                slots,
                price,
                escrow,
                commission,
                speed,
                memoryBytesPerSlot,
                startsAtMillis,
                expiresAtMillis,
                sellerAddress,
                Route.TO_SELLER);
    }

    public Ticket {
        if (slots < 1 || slots > SLOTS_MAX) {
            throw new IllegalArgumentException("a lease has 1 to 1024 slots, not " + slots);
        }
        if (escrow.isNegative()) {
            throw new IllegalArgumentException("a lease's escrow is negative");
        }
        if (memoryBytesPerSlot <= 0) {
            throw new IllegalArgumentException("a lease's memory is not positive");
        }
        if (startsAtMillis < 0) {
            throw new IllegalArgumentException("a lease starts before 1970");
        }
        if (expiresAtMillis <= startsAtMillis || expiresAtMillis - startsAtMillis > DURATION_MILLIS_MAX) {
            throw new IllegalArgumentException("a lease lasts up to one hour");
        }
        if (sellerAddress.length() > ADDRESS_LENGTH_MAX) {
            throw new IllegalArgumentException("the seller's address is too long");
        }
        if (buyer.equals(seller)) {
            throw new IllegalArgumentException("a lease joins two different nodes");
        }
    }
}
