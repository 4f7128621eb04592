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

    /** A lease may be renewed in its last five minutes; a shorter one in its last third. */
    public static final long RENEW_MILLIS_MAX = 300_000;

    private static final int RENEW_SHARE = 3;

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

    /** From when on the buyer asks for its renewal, and the broker grants it. */
    public long renewableFromMillis() {
        return expiresAtMillis - Math.min(RENEW_MILLIS_MAX, (expiresAtMillis - startsAtMillis) / RENEW_SHARE);
    }

    /**
     * Whether this is the same lease, for longer: nothing of it differs but its time, which goes on, its escrow, which is not less, and how
     * the two come together. So whatever was promised and signed under the older ticket holds under this one.
     */
    public boolean renews(Ticket older) {
        return expiresAtMillis > older.expiresAtMillis
                && startsAtMillis >= older.startsAtMillis
                && escrow.compareTo(older.escrow) >= 0
                && equals(new Ticket(
                        older.lease,
                        older.bid,
                        older.ask,
                        older.broker,
                        older.buyer,
                        older.seller,
                        older.slots,
                        older.price,
                        escrow,
                        older.commission,
                        older.speed,
                        older.memoryBytesPerSlot,
                        startsAtMillis,
                        expiresAtMillis,
                        sellerAddress,
                        route));
    }

    /** The same lease, from now on until then, with so much in escrow. */
    public Ticket renewed(long fromMillis, long untilMillis, Credits newEscrow) {
        return new Ticket(
                lease,
                bid,
                ask,
                broker,
                buyer,
                seller,
                slots,
                price,
                newEscrow,
                commission,
                speed,
                memoryBytesPerSlot,
                fromMillis,
                untilMillis,
                sellerAddress,
                route);
    }
}
