package sparecore.sandbox.kernel;

/** Flags of mmap(2) and advice of madvise(2), from asm-generic/mman-common.h. */
public final class MemoryProtection {
    /** Pages may be read. */
    public static final int PROT_READ = 1;
    /** Pages may be written. */
    public static final int PROT_WRITE = 2;
    /** Pages may be executed. */
    public static final int PROT_EXEC = 4;
    /** Copy on write. */
    public static final int MAP_PRIVATE = 2;
    /** Zeroed, without a file. */
    public static final int MAP_ANONYMOUS = 0x20;
    /** Take no swap space in advance. */
    public static final int MAP_NORESERVE = 0x4000;
    /** At this address or not at all. */
    public static final int MAP_FIXED_NOREPLACE = 0x10_0000;

    /** Map pages in for reading: madvise(2), since Linux 5.14. */
    public static final int MADV_POPULATE_READ = 22;
    /** Likewise for writing, with pages of their own. */
    public static final int MADV_POPULATE_WRITE = 23;

    private MemoryProtection() {}
}
