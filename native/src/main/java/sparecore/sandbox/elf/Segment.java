package sparecore.sandbox.elf;

/**
 * A part of a program that is loaded.
 *
 * @param address where it goes
 * @param fileOffset where its bytes begin in the file
 * @param fileBytes how many bytes come from the file; the rest is zero
 * @param memoryBytes how many bytes it takes
 * @param access what the program may do with it: {@link #EXECUTE}, {@link #WRITE}, {@link #READ}
 */
public record Segment(long address, int fileOffset, int fileBytes, long memoryBytes, int access) {
    private static final long PAGE_BYTES = 4096;

    /** PF_X. */
    public static final int EXECUTE = 1;
    /** PF_W. */
    public static final int WRITE = 2;
    /** PF_R. */
    public static final int READ = 4;

    /** The address behind its last byte. */
    public long end() {
        return address + memoryBytes;
    }

    /** The address behind its last byte that comes from the file. */
    public long fileEnd() {
        return address + fileBytes;
    }

    /** Whether whole pages of zeros lie between this segment's bytes and {@code next}, which begins in this one's last page. */
    boolean hidesZeroPagesBefore(Segment next) {
        long lastPage = (end() - 1) & -PAGE_BYTES;
        long nextPage = next.address() & -PAGE_BYTES;
        return nextPage <= lastPage && fileEnd() <= nextPage - PAGE_BYTES;
    }

    /** Whether the range lies wholly inside, and the program may do {@code right} with it; never overflows. */
    boolean holds(long place, long bytes, int right) {
        return (access & right) != 0 && place >= address && place < end() && bytes >= 0 && bytes <= end() - place;
    }

    /** Whether the program may run code here. */
    public boolean isExecutable() {
        return (access & EXECUTE) != 0;
    }

    /** Whether code may run at {@code place}. */
    boolean runs(long place) {
        return isExecutable() && place >= address && place < end();
    }
}
