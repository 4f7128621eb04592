package sparecore.sandbox.elf;

/**
 * The addresses that a program may have.
 *
 * @param start the lowest
 * @param end behind the highest
 * @param sharedBase where a position-independent program goes
 */
public record AddressWindow(long start, long end, long sharedBase) {
    /** Checks the order. */
    public AddressWindow {
        if (start <= 0 || start > sharedBase || sharedBase >= end) {
            throw new IllegalArgumentException("bad window " + start + " " + sharedBase + " " + end);
        }
    }

    /** Whether a range lies wholly inside; never overflows. */
    boolean holds(long address, long bytes) {
        return address >= start && bytes >= 0 && address <= end && bytes <= end - address;
    }
}
