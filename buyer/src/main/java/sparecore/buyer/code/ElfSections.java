package sparecore.buyer.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The sections of a program's file (elf(5)), which no loader looks at; none if it has no table of them.
 *
 * <p>Whatever does not fit the file is passed by: the table is a help, and nobody has checked it.
 */
final class ElfSections {
    private static final int TYPE_AT = 16;
    private static final int TYPE_SHARED = 3;
    private static final int TABLE_AT = 40;
    private static final int ROW_BYTES_AT = 58;
    private static final int COUNT_AT = 60;
    private static final int NAMES_AT = 62;
    private static final int HEADER_BYTES = 64;
    private static final int ROW_BYTES = 64;

    private ElfSections() {}

    /**
     * A section that lies in the file.
     *
     * @param name empty if it has none
     * @param base where a position-independent program lies; 0 of any other
     * @param address where it lies in memory
     * @param entryBytes the size of each of its entries, if they have one
     * @param content its bytes, from 0 to the limit, little endian
     */
    record Section(String name, int type, long base, long address, long entryBytes, ByteBuffer content) {}

    /** Those of {@code file}, of which a position-independent one lies at {@code sharedBase}. */
    static List<Section> of(byte[] file, long sharedBase) {
        List<Section> sections = new ArrayList<>();
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        if (file.length < HEADER_BYTES || elf.getShort(ROW_BYTES_AT) != ROW_BYTES) {
            return sections;
        }
        long table = elf.getLong(TABLE_AT);
        int count = Short.toUnsignedInt(elf.getShort(COUNT_AT));
        if (!within(elf, table, (long) count * ROW_BYTES)) {
            return sections;
        }
        long base = elf.getShort(TYPE_AT) == TYPE_SHARED ? sharedBase : 0;
        ByteBuffer names = names(elf, (int) table, count);
        for (int i = 0; i < count; i++) {
            int row = (int) table + i * ROW_BYTES;
            if (hasContent(elf, row)) {
                sections.add(new Section(
                        name(names, elf.getInt(row)),
                        elf.getInt(row + 4),
                        base,
                        base + elf.getLong(row + 16),
                        elf.getLong(row + 56),
                        content(elf, row)));
            }
        }
        return sections;
    }

    private static ByteBuffer names(ByteBuffer elf, int table, int count) {
        int index = Short.toUnsignedInt(elf.getShort(NAMES_AT));
        int row = table + index * ROW_BYTES;
        return index < count && hasContent(elf, row) ? content(elf, row) : ByteBuffer.allocate(0);
    }

    private static String name(ByteBuffer names, int start) {
        int end = start;
        while (end >= 0 && end < names.limit() && names.get(end) != 0) {
            end++;
        }
        if (start < 0 || end >= names.limit()) {
            return "";
        }
        byte[] name = new byte[end - start];
        names.get(start, name);
        return new String(name, StandardCharsets.ISO_8859_1);
    }

    private static boolean hasContent(ByteBuffer elf, int row) {
        return within(elf, elf.getLong(row + 24), elf.getLong(row + 32));
    }

    private static ByteBuffer content(ByteBuffer elf, int row) {
        return elf.slice((int) elf.getLong(row + 24), (int) elf.getLong(row + 32))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean within(ByteBuffer elf, long offset, long bytes) {
        return offset >= 0 && bytes >= 0 && offset <= elf.capacity() && bytes <= elf.capacity() - offset;
    }
}
