package sparecore.sandbox.elf;

import java.nio.ByteBuffer;
import sparecore.sandbox.elf.BadProgramException.Reason;

/**
 * The first 64 bytes of a program.
 *
 * @param shared whether it is position independent
 * @param entry where it starts, before the base of a position-independent program is added
 * @param tableOffset where the table of segments begins in the file
 * @param tableRows rows of the table
 */
record ElfHeader(boolean shared, long entry, int tableOffset, int tableRows) {
    /** The kernel takes many more, but a linker writes about ten. */
    static final int TABLE_ROWS_MAX = 64;

    /** Reads the header and checks that the table lies in the file. {@code file} is little-endian. */
    static ElfHeader read(ByteBuffer file) throws BadProgramException {
        checkMagic(file);
        checkIdentity(file);
        if (file.capacity() < ElfFormat.HEADER_BYTES) {
            throw truncated("its header");
        }
        checkKind(file);
        return readTable(file);
    }

    static BadProgramException truncated(String what) {
        return new BadProgramException(
                Reason.TRUNCATED, "the file ends within " + what + "; copy or download it again");
    }

    private static void checkMagic(ByteBuffer file) throws BadProgramException {
        if (file.capacity() >= 2 && file.getShort(0) == ElfFormat.SCRIPT_MAGIC) {
            throw new BadProgramException(
                    Reason.SCRIPT, "this is a script; pass a static x86-64 program instead of its source");
        }
        int present = Math.min(file.capacity(), ElfFormat.MAGIC_BYTES);
        for (int i = 0; i < present; i++) {
            if (file.get(i) != (byte) (ElfFormat.MAGIC >> (8 * i))) {
                throw notElf();
            }
        }
        if (present == 0) {
            throw new BadProgramException(Reason.NOT_ELF, "the file is empty; pass a static x86-64 Linux program");
        }
        if (file.capacity() <= ElfFormat.SYSTEM_AT) {
            throw truncated("its first bytes");
        }
    }

    private static BadProgramException notElf() {
        return new BadProgramException(
                Reason.NOT_ELF, "this is not an ELF file; pass a static x86-64 Linux program, made with gcc -static");
    }

    private static void checkIdentity(ByteBuffer file) throws BadProgramException {
        if (file.get(ElfFormat.CLASS_AT) != ElfFormat.CLASS_64
                || file.get(ElfFormat.ENCODING_AT) != ElfFormat.LITTLE_ENDIAN) {
            throw new BadProgramException(
                    Reason.NOT_64_BIT, "this is not a 64-bit little-endian program; compile it with gcc -m64 -static");
        }
        if (file.get(ElfFormat.VERSION_AT) != ElfFormat.VERSION) {
            throw new BadProgramException(Reason.BAD_HEADER, "the ELF version must be 1; link the program again");
        }
        int system = file.get(ElfFormat.SYSTEM_AT);
        if (system != ElfFormat.SYSTEM_V && system != ElfFormat.SYSTEM_GNU) {
            throw new BadProgramException(
                    Reason.WRONG_MACHINE, "this is built for another system than Linux; compile it on Linux");
        }
    }

    private static void checkKind(ByteBuffer file) throws BadProgramException {
        int machine = Short.toUnsignedInt(file.getShort(ElfFormat.MACHINE_AT));
        if (machine != ElfFormat.MACHINE_X86_64) {
            throw new BadProgramException(
                    Reason.WRONG_MACHINE,
                    "this is built for machine " + machine + ", not for x86-64 (62); compile it with gcc -m64 -static");
        }
        int type = Short.toUnsignedInt(file.getShort(ElfFormat.TYPE_AT));
        if (type != ElfFormat.TYPE_EXECUTABLE && type != ElfFormat.TYPE_SHARED) {
            throw new BadProgramException(
                    Reason.WRONG_TYPE, "this ELF file can't be started (type " + type + "); link it with gcc -static");
        }
    }

    private static ElfHeader readTable(ByteBuffer file) throws BadProgramException {
        int headerBytes = Short.toUnsignedInt(file.getShort(ElfFormat.HEADER_SIZE_AT));
        int rowBytes = Short.toUnsignedInt(file.getShort(ElfFormat.ROW_SIZE_AT));
        int rows = Short.toUnsignedInt(file.getShort(ElfFormat.ROWS_AT));
        long offset = file.getLong(ElfFormat.TABLE_AT);
        require(file.getInt(ElfFormat.VERSION_WORD_AT) == ElfFormat.VERSION, "the ELF version must be 1");
        require(headerBytes == ElfFormat.HEADER_BYTES, "the header size must be 64");
        require(rowBytes == ElfFormat.ROW_BYTES, "the size of a row in the segment table must be 56");
        require(rows >= 1 && rows <= TABLE_ROWS_MAX, "the segment table must have from 1 to 64 rows, not " + rows);
        require(offset >= ElfFormat.HEADER_BYTES, "the segment table overlaps the header");
        if (offset > file.capacity() - (long) rows * ElfFormat.ROW_BYTES) {
            throw truncated("its segment table");
        }
        boolean shared = file.getShort(ElfFormat.TYPE_AT) == ElfFormat.TYPE_SHARED;
        return new ElfHeader(shared, file.getLong(ElfFormat.ENTRY_AT), (int) offset, rows);
    }

    private static void require(boolean holds, String rule) throws BadProgramException {
        if (!holds) {
            throw new BadProgramException(Reason.BAD_HEADER, rule + "; link the program again");
        }
    }
}
