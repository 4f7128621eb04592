package sparecore.sandbox.image;

import java.nio.ByteBuffer;
import sparecore.sandbox.elf.ParsedElf;

/**
 * What the kernel would tell a program about itself (getauxval(3)), and where its heap is.
 *
 * @param elf the program
 * @param heapBytes the size of its heap
 */
record AuxiliaryVector(ParsedElf elf, long heapBytes) {
    /** Our own entries, out of the way of the kernel's numbers: where the heap begins. */
    static final long AT_SPARECORE_HEAP_START = 0x5350_0001L;
    /** And how large it is. */
    static final long AT_SPARECORE_HEAP_BYTES = 0x5350_0002L;

    private static final long AT_NULL = 0;
    private static final long AT_PHDR = 3;
    private static final long AT_PHENT = 4;
    private static final long AT_PHNUM = 5;
    private static final long AT_PAGESZ = 6;
    private static final long AT_ENTRY = 9;
    private static final long AT_RANDOM = 25;
    private static final int PAIRS = 9;
    private static final int ROW_BYTES = 56;

    /** 64-bit words that it takes. */
    int words() {
        return 2 * PAIRS;
    }

    /** Appends the vector, with the random bytes at {@code random}. */
    void put(ByteBuffer block, long random) {
        block.putLong(AT_PHDR).putLong(elf.tableAddress());
        block.putLong(AT_PHENT).putLong(ROW_BYTES);
        block.putLong(AT_PHNUM).putLong(elf.tableAddress() == 0 ? 0 : elf.tableRows());
        block.putLong(AT_PAGESZ).putLong(AddressSpace.PAGE_BYTES);
        block.putLong(AT_ENTRY).putLong(elf.entry());
        block.putLong(AT_RANDOM).putLong(random);
        block.putLong(AT_SPARECORE_HEAP_START).putLong(AddressSpace.HEAP);
        block.putLong(AT_SPARECORE_HEAP_BYTES).putLong(heapBytes);
        block.putLong(AT_NULL).putLong(0);
    }
}
