package sparecore.buyer.code;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import sparecore.buyer.code.ElfSections.Section;

/** Where a program's functions are, by its own table of symbols (elf(5)) and what it has to unwind its stack; empty if it has neither.
 * Immutable. */
final class FunctionTable {
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
        for (Section section : ElfSections.of(file, sharedBase)) {
            if (section.type() == SECTION_SYMBOLS && section.entryBytes() == SYMBOL_BYTES) {
                addSymbols(section, functions);
            }
            CallFrames.read(section, (start, bytes) -> functions.merge(start, bytes, Math::max));
            GoFunctions.read(section, functions::putIfAbsent);
        }
        return new FunctionTable(functions);
    }

    private static void addSymbols(Section section, Map<Long, Long> functions) {
        ByteBuffer symbols = section.content();
        for (int at = 0; at + SYMBOL_BYTES <= symbols.limit(); at += SYMBOL_BYTES) {
            int type = symbols.get(at + 4) & 0xf;
            boolean defined = symbols.getShort(at + 6) != 0;
            if (defined && (type == SYMBOL_FUNCTION || type == SYMBOL_INDIRECT_FUNCTION)) {
                functions.merge(section.base() + symbols.getLong(at + 8), symbols.getLong(at + 16), Math::max);
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
