package sparecore.seller.tenancy;

import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;

/**
 * What the seller demands of a lease.
 *
 * @param unpaidMost the seller stops taking work when more than this is unpaid
 */
public record Terms(Credits unpaidMost) {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long CPU_SECONDS_MAX = 1_000_000;

    public Terms {
        if (unpaidMost.isNegative()) {
            throw new IllegalArgumentException("a seller cannot lend a negative amount");
        }
    }

    /** Credit for so many reference CPU-seconds on each slot of the lease, at its price. */
    public static Terms of(Ticket ticket, long unpaidCpuSeconds) {
        if (unpaidCpuSeconds < 1 || unpaidCpuSeconds > CPU_SECONDS_MAX) {
            throw new IllegalArgumentException(
                    "unpaid CPU-seconds lie between 1 and 1,000,000, not " + unpaidCpuSeconds);
        }
        Price price = ticket.price();
        return new Terms(price.of(unpaidCpuSeconds * MICROS_PER_SECOND * ticket.slots(), Speed.REFERENCE));
    }
}
