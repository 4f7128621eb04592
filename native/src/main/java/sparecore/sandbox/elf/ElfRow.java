package sparecore.sandbox.elf;

import java.nio.ByteBuffer;
import sparecore.sandbox.elf.BadProgramException.Reason;

/**
 * One row of a program's table of segments, as it stands in the file.
 *
 * @param type what it describes
 * @param access PF_X, PF_W and PF_R
 * @param fileOffset where its bytes begin in the file
 * @param address where it wants to be, before the base of a position-independent program is added
 * @param fileBytes how many bytes come from the file
 * @param memoryBytes how many bytes it takes
 * @param alignment 0, 1 or a power of two
 */
record ElfRow(int type, int access, long fileOffset, long address, long fileBytes, long memoryBytes, long alignment) {

    /** Every page of a program is loaded by its own number: offset and address must agree within a page. */
    private static final long PAGE_MASK = 0xfff;

    static ElfRow read(ByteBuffer file, int at) {
        return new ElfRow(
                file.getInt(at),
                file.getInt(at + 4),
                file.getLong(at + 8),
                file.getLong(at + 16),
                file.getLong(at + 32),
                file.getLong(at + 40),
                file.getLong(at + 48));
    }

    /** Checks that the bytes of the row are in a file of {@code size} bytes. */
    void requireInFile(long size) throws BadProgramException {
        if (fileOffset < 0 || fileBytes < 0) {
            throw bad("a segment has a negative offset or size");
        }
        if (fileOffset > size || fileBytes > size - fileOffset) {
            throw ElfHeader.truncated("a segment");
        }
    }

    /** Checks everything that can be said of a loadable row alone. */
    void requireLoadable(long size) throws BadProgramException {
        requireInFile(size);
        if (memoryBytes < fileBytes) {
            throw bad("a segment is larger in the file than in memory");
        }
        if (((fileOffset ^ address) & PAGE_MASK) != 0) {
            throw bad("a segment's offset and address differ within the page");
        }
        if (alignment < 0 || (alignment & (alignment - 1)) != 0) {
            throw bad("a segment's alignment is not a power of two");
        }
    }

    private static BadProgramException bad(String what) {
        return new BadProgramException(Reason.BAD_SEGMENT, what + "; link the program again with gcc -static");
    }
}
