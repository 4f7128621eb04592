package sparecore.broker.orderbook;

import sparecore.lease.Ticket;
import sparecore.money.Price;
import sparecore.money.Speed;

/**
 * A seller's standing offer. It stands as long as the session that placed it.
 *
 * @param number its place in the order of all orders and leases
 * @param price the least that it takes
 * @param address where buyers dial, "host:port"; empty if they cannot
 */
public record Ask(
        long number,
        AskKey key,
        long session,
        Price price,
        int slots,
        long memoryBytesPerSlot,
        Speed speed,
        String address,
        Conditions conditions) {
    /** More than any machine has; keeps sums of slots far from overflow. */
    public static final long MEMORY_BYTES_MAX = 1L << 42;

    public Ask {
        if (slots < 1 || slots > Ticket.SLOTS_MAX) {
            throw new IllegalArgumentException("an ask has 1 to 1024 slots, not " + slots);
        }
        if (memoryBytesPerSlot < 1 || memoryBytesPerSlot > MEMORY_BYTES_MAX) {
            throw new IllegalArgumentException("an ask has 1 byte to 4 TiB per slot, not " + memoryBytesPerSlot);
        }
        if (address.length() > Ticket.ADDRESS_LENGTH_MAX || !address.matches("|[!-~]+:[0-9]{1,5}")) {
            throw new IllegalArgumentException(
                    "an ask's address is empty, or host:port in printable ASCII, at most 300 characters");
        }
    }

    /** The same at its place in the order of all orders and leases. */
    public Ask numbered(long newNumber) {
        return new Ask(newNumber, key, session, price, slots, memoryBytesPerSlot, speed, address, conditions);
    }
}
