package sparecore.buyer.code;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Where a program's functions are, by its own table of symbols (elf(5)); empty if it is stripped. Immutable.
 *
 * <p>Whatever does not fit the file is passed by: the table is a help, and nobody has checked it.
 */
final class FunctionTable {
    private static final int TYPE_AT = 16;
    private static final int TYPE_SHARED = 3;
    private static final int SECTIONS_AT = 40;
    private static final int SECTION_BYTES_AT = 58;
    private static final int SECTION_COUNT_AT = 60;
    private static final int HEADER_BYTES = 64;
    private static final int SECTION_BYTES = 64;
    private static final int SECTION_SYMBOLS = 2;
    private static final int SYMBOL_BYTES = 24;
    private static final int SYMBOL_FUNCTION = 2;
    private static final int SYMBOL_INDIRECT_FUNCTION = 10;

    private final NavigableMap<Long, Long> functions;

    private FunctionTable(NavigableMap<Long, Long> functions) {
        this.functions = functions;
    }

    /**
     * A function.
     *
     * @param start where it begins
     * @param end behind its last byte; if the size is unknown, where the next one begins
     * @param sized whether the program says its size
     */
    record Function(long start, long end, boolean sized) {}

    /** The functions of {@code file}, of which a position-independent one lies at {@code sharedBase}. */
    static FunctionTable of(byte[] file, long sharedBase) {
        NavigableMap<Long, Long> functions = new TreeMap<>();
        if (file.length >= HEADER_BYTES) {
            ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
            long base = elf.getShort(TYPE_AT) == TYPE_SHARED ? sharedBase : 0;
            addSections(elf, base, functions);
        }
        return new FunctionTable(functions);
    }

    private static void addSections(ByteBuffer elf, long base, NavigableMap<Long, Long> functions) {
        long table = elf.getLong(SECTIONS_AT);
        int count = Short.toUnsignedInt(elf.getShort(SECTION_COUNT_AT));
        if (elf.getShort(SECTION_BYTES_AT) != SECTION_BYTES || !within(elf, table, (long) count * SECTION_BYTES)) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int row = (int) table + i * SECTION_BYTES;
            long offset = elf.getLong(row + 24);
            long bytes = elf.getLong(row + 32);
            boolean symbols = elf.getInt(row + 4) == SECTION_SYMBOLS && elf.getLong(row + 56) == SYMBOL_BYTES;
            if (symbols && within(elf, offset, bytes)) {
                addSymbols(elf, (int) offset, (int) (bytes / SYMBOL_BYTES), base, functions);
            }
        }
    }

    private static boolean within(ByteBuffer elf, long offset, long bytes) {
        return offset >= 0 && bytes >= 0 && offset <= elf.capacity() && bytes <= elf.capacity() - offset;
    }

    private static void addSymbols(ByteBuffer elf, int offset, int count, long base, Map<Long, Long> functions) {
        for (int i = 0; i < count; i++) {
            int at = offset + i * SYMBOL_BYTES;
            int type = elf.get(at + 4) & 0xf;
            boolean defined = elf.getShort(at + 6) != 0;
            if (defined && (type == SYMBOL_FUNCTION || type == SYMBOL_INDIRECT_FUNCTION)) {
                functions.merge(base + elf.getLong(at + 8), elf.getLong(at + 16), Math::max);
            }
        }
    }

    /** All of them. */
    List<Function> all() {
        return functions.keySet().stream().map(this::holding).toList();
    }

    /** Whether one begins at {@code address}. */
    boolean begins(long address) {
        return functions.containsKey(address);
    }

    /** The function that has {@code address}; its size is 0 if there is none. */
    Function holding(long address) {
        Map.Entry<Long, Long> entry = functions.floorEntry(address);
        if (entry == null) {
            return new Function(address, address, false);
        }
        long start = entry.getKey();
        long bytes = entry.getValue();
        Long next = functions.higherKey(start);
        if (bytes == 0) {
            return new Function(start, next == null ? Long.MAX_VALUE : next, false);
        }
        return new Function(start, start + bytes, true);
    }
}
