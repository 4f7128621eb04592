package sparecore.sandbox.elf;

/** Offsets and numbers of the ELF-64 format: <a href="https://man7.org/linux/man-pages/man5/elf.5.html">elf(5)</a>. */
final class ElfFormat {
    static final int MAGIC = 0x464c_457f;
    static final int MAGIC_BYTES = 4;
    static final int SCRIPT_MAGIC = 0x2123; // "#!" as a little-endian number
    static final int CLASS_AT = 4;
    static final int CLASS_64 = 2;
    static final int ENCODING_AT = 5;
    static final int LITTLE_ENDIAN = 1;
    static final int VERSION_AT = 6;
    static final int VERSION = 1;
    static final int SYSTEM_AT = 7;
    static final int SYSTEM_V = 0;
    static final int SYSTEM_GNU = 3;
    static final int TYPE_AT = 16;
    static final int TYPE_EXECUTABLE = 2;
    static final int TYPE_SHARED = 3;
    static final int MACHINE_AT = 18;
    static final int MACHINE_X86_64 = 62;
    static final int VERSION_WORD_AT = 20;
    static final int ENTRY_AT = 24;
    static final int TABLE_AT = 32;
    static final int HEADER_SIZE_AT = 52;
    static final int HEADER_BYTES = 64;
    static final int ROW_SIZE_AT = 54;
    static final int ROW_BYTES = 56;
    static final int ROWS_AT = 56;
    static final int SECTION_ROW_BYTES = 64;

    static final int ROW_LOAD = 1;
    static final int ROW_DYNAMIC = 2;
    static final int ROW_INTERPRETER = 3;
    static final int ROW_NOTE = 4;
    static final int ROW_GNU_STACK = 0x6474_e551;

    static final int DYNAMIC_ENTRY_BYTES = 16;
    static final long DYNAMIC_END = 0;
    static final long DYNAMIC_NEEDED = 1;

    private ElfFormat() {}
}
