package sparecore.sandbox.image;

import sparecore.sandbox.elf.AddressWindow;

/**
 * Where things are in a sandboxed process. Everything is fixed, so that equal runs are equal to the last pointer.
 *
 * <pre>
 *   0x0000010000  stub, 8 KiB
 *   0x0000020000  program window up to 64 GiB
 *   0x2000000000  heap
 *   0x3f00000000  end of the stack, which grows down
 * </pre>
 */
public final class AddressSpace {
    /** Page size of x86-64. */
    public static final int PAGE_BYTES = 4096;
    /** The lowest address that vm.mmap_min_addr allows by default. */
    public static final long STUB = 0x1_0000L;
    /** Where the heap begins. */
    public static final long HEAP = 0x20_0000_0000L;
    /** Behind the last byte of the stack. */
    public static final long STACK_END = 0x3f_0000_0000L;
    /** A raw program gets a stack of 1 MiB. */
    public static final long STACK_BYTES = 1L << 20;
    /**
     * Programs are linked to 0x400000 by default, where there is room before them for the runtime of a packed one;
     * position-independent ones go to 0x10000000.
     */
    public static final AddressWindow PROGRAM = new AddressWindow(0x2_0000L, 0x10_0000_0000L, 0x1000_0000L);

    private AddressSpace() {}

    /** {@code address} rounded down to a page. */
    static long pageDown(long address) {
        return address & -PAGE_BYTES;
    }

    /** {@code address} rounded up to a page. */
    static long pageUp(long address) {
        return pageDown(address + PAGE_BYTES - 1);
    }
}
