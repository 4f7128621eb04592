package sparecore.broker.orderbook;

import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.slot.ProgramNeeds;

/**
 * What a buyer orders.
 *
 * @param priceMost the most that it pays per reference CPU-second
 * @param cap the most that the bid may ever cost
 * @param sellersLeast leases go to different sellers until so many hold one
 * @param needs what its program needs of a slot
 * @param deadlineMillis no lease runs longer, and the bid ends then; zero for never
 */
public record Terms(
        Price priceMost,
        int slots,
        long memoryBytesPerSlot,
        Credits cap,
        int sellersLeast,
        ProgramNeeds needs,
        long deadlineMillis) {
    public static final int SELLERS_LEAST_MAX = 64;

    /** A thousand million credits: sums of all caps stay far from overflow. */
    public static final Credits CAP_MAX = Credits.ofWhole(1_000_000_000);

    public Terms {
        requireSound(slots, cap, deadlineMillis);
        if (memoryBytesPerSlot < 1 || memoryBytesPerSlot > Ask.MEMORY_BYTES_MAX) {
            throw new IllegalArgumentException("a bid wants 1 byte to 4 TiB per slot, not " + memoryBytesPerSlot);
        }
        if (sellersLeast < 0 || sellersLeast > SELLERS_LEAST_MAX) {
            throw new IllegalArgumentException("a bid wants 0 to 64 different sellers, not " + sellersLeast);
        }
    }

    /** What may be amended. @throws IllegalArgumentException with what is wrong */
    public static void requireSound(int slots, Credits cap, long deadlineMillis) {
        if (slots < 1 || slots > Ticket.SLOTS_MAX) {
            throw new IllegalArgumentException("a bid has 1 to 1024 slots, not " + slots);
        }
        if (!cap.isPositive() || cap.compareTo(CAP_MAX) > 0) {
            throw new IllegalArgumentException("a bid's cap lies above 0 and up to " + CAP_MAX + ", not " + cap);
        }
        if (deadlineMillis < 0) {
            throw new IllegalArgumentException("a bid's deadline lies before 1970");
        }
    }

    /** The same order with what a buyer may change while it stands. */
    public Terms amended(Price newPriceMost, int newSlots, Credits newCap, long newDeadlineMillis) {
        return new Terms(newPriceMost, newSlots, memoryBytesPerSlot, newCap, sellersLeast, needs, newDeadlineMillis);
    }

    /** When a lease that is matched now, and runs until {@code untilMillis} otherwise, must end. */
    long cutAtDeadline(long untilMillis) {
        return deadlineMillis == 0 ? untilMillis : Math.min(untilMillis, deadlineMillis);
    }
}
