package sparecore.sandbox.stub;

/**
 * A range of whole pages.
 *
 * @param address its first byte
 * @param bytes its size
 * @param protection PROT_ flags
 */
public record Mapping(long address, long bytes, int protection) {
    private static final long PAGE_MASK = 0xfff;

    /** Checks that it has whole pages. */
    public Mapping {
        if (address <= 0 || bytes <= 0 || ((address | bytes) & PAGE_MASK) != 0) {
            throw new IllegalArgumentException("bad pages: " + bytes + " bytes at " + address);
        }
    }

    /** The address behind its last byte. */
    public long end() {
        return address + bytes;
    }
}
