package sparecore.buyer.code;

import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import sparecore.buyer.code.ElfSections.Section;

/**
 * Reads where functions are from the table by which Go's runtime walks its stacks, {@code .gopclntab}, which is there also in a stripped
 * program: Go's {@code debug/gosym}, of Go 1.18 and later. Pure; any thread.
 *
 * <p>A table that does not say where the code begins is passed by, and so is one of a position-independent program.
 */
final class GoFunctions {
    private static final String SECTION = ".gopclntab";
    private static final int MAGIC_1_18 = 0xffff_fff0;
    private static final int MAGIC_1_20 = 0xffff_fff1;
    private static final int POINTER_BYTES_AT = 7;
    private static final int COUNT_AT = 8;
    private static final int TEXT_AT = 24;
    private static final int TABLE_AT = 64;
    private static final int HEADER_BYTES = 72;
    private static final int ROW_BYTES = 8;

    private GoFunctions() {}

    /** Tells {@code functions} the start and the size of each that {@code section} names, if it is of this kind. */
    static void read(Section section, BiConsumer<Long, Long> functions) {
        ByteBuffer content = section.content();
        if (!section.name().equals(SECTION) || section.base() != 0 || content.limit() < HEADER_BYTES) {
            return;
        }
        int magic = content.getInt(0);
        boolean known = (magic == MAGIC_1_18 || magic == MAGIC_1_20) && content.get(POINTER_BYTES_AT) == Long.BYTES;
        long text = content.getLong(TEXT_AT);
        long table = content.getLong(TABLE_AT);
        long count = content.getLong(COUNT_AT);
        boolean within =
                table >= 0 && table <= content.limit() && count >= 0 && count < (content.limit() - table) / ROW_BYTES;
        if (!known || text == 0 || !within) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int row = (int) table + i * ROW_BYTES;
            long start = Integer.toUnsignedLong(content.getInt(row));
            long end = Integer.toUnsignedLong(content.getInt(row + ROW_BYTES));
            if (end > start) {
                functions.accept(text + start, end - start);
            }
        }
    }
}
