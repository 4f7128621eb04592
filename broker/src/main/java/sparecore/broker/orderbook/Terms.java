package sparecore.broker.orderbook;

import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.money.Price;

/**
 * What a buyer orders.
 *
 * @param priceMost the most that it pays per reference CPU-second
 * @param cap the most that the bid may ever cost
 * @param sellersLeast leases go to different sellers until so many hold one
 */
public record Terms(Price priceMost, int slots, long memoryBytesPerSlot, Credits cap, int sellersLeast) {
    public static final int SELLERS_LEAST_MAX = 64;

    /** A thousand million credits: sums of all caps stay far from overflow. */
    public static final Credits CAP_MAX = Credits.ofWhole(1_000_000_000);

    public Terms {
        if (slots < 1 || slots > Ticket.SLOTS_MAX) {
            throw new IllegalArgumentException("a bid has 1 to 1024 slots, not " + slots);
        }
        if (memoryBytesPerSlot < 1 || memoryBytesPerSlot > Ask.MEMORY_BYTES_MAX) {
            throw new IllegalArgumentException("a bid wants 1 byte to 4 TiB per slot, not " + memoryBytesPerSlot);
        }
        if (!cap.isPositive() || cap.compareTo(CAP_MAX) > 0) {
            throw new IllegalArgumentException("a bid's cap lies above 0 and up to " + CAP_MAX + ", not " + cap);
        }
        if (sellersLeast < 0 || sellersLeast > SELLERS_LEAST_MAX) {
            throw new IllegalArgumentException("a bid wants 0 to 64 different sellers, not " + sellersLeast);
        }
    }
}
