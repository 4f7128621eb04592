package sparecore.sandbox.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Writes the head of an executable: the header, the table of segments and padding up to whole pages.
 *
 * <p>The bytes of the segments follow at the offsets that the caller chose.
 */
public final class ElfWriter {
    /** Page size of x86-64. */
    private static final int PAGE_BYTES = 4096;

    private ElfWriter() {}

    /** Bytes that the head of a file with {@code segments} segments takes, in whole pages. */
    public static int headBytes(int segments) {
        int bytes = ElfFormat.HEADER_BYTES + (segments + 2) * ElfFormat.ROW_BYTES + DispatchNote.BYTES;
        return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }

    /** The head of an ET_EXEC file which starts at {@code entry} and has a non-executable stack. */
    public static byte[] head(long entry, List<Segment> segments) {
        ByteBuffer head = ByteBuffer.allocate(headBytes(segments.size())).order(ByteOrder.LITTLE_ENDIAN);
        putHeader(head, entry, segments.size() + 1);
        putRows(head, segments);
        return head.array();
    }

    /** The same for a program of the linux ABI, with its note behind the table. */
    public static byte[] head(long entry, List<Segment> segments, CallDispatch dispatch) {
        int rows = segments.size() + 2;
        int noteAt = ElfFormat.HEADER_BYTES + rows * ElfFormat.ROW_BYTES;
        ByteBuffer head = ByteBuffer.allocate(headBytes(segments.size())).order(ByteOrder.LITTLE_ENDIAN);
        putHeader(head, entry, rows);
        putRows(head, segments);
        putRow(head, ElfFormat.ROW_NOTE, new Segment(0, noteAt, DispatchNote.BYTES, DispatchNote.BYTES, Segment.READ));
        head.put(noteAt, DispatchNote.write(dispatch));
        return head.array();
    }

    private static void putRows(ByteBuffer head, List<Segment> segments) {
        for (Segment segment : segments) {
            putRow(head, ElfFormat.ROW_LOAD, segment);
        }
        putRow(head, ElfFormat.ROW_GNU_STACK, new Segment(0, 0, 0, 0, Segment.READ | Segment.WRITE));
    }

    private static void putHeader(ByteBuffer head, long entry, int rows) {
        head.putInt(ElfFormat.MAGIC);
        head.put((byte) ElfFormat.CLASS_64).put((byte) ElfFormat.LITTLE_ENDIAN).put((byte) ElfFormat.VERSION);
        head.position(ElfFormat.TYPE_AT);
        head.putShort((short) ElfFormat.TYPE_EXECUTABLE).putShort((short) ElfFormat.MACHINE_X86_64);
        head.putInt(ElfFormat.VERSION).putLong(entry);
        head.putLong(ElfFormat.HEADER_BYTES).putLong(0).putInt(0); // table, no sections, no flags
        head.putShort((short) ElfFormat.HEADER_BYTES).putShort((short) ElfFormat.ROW_BYTES);
        head.putShort((short) rows).putShort((short) ElfFormat.SECTION_ROW_BYTES);
        head.putShort((short) 0).putShort((short) 0); // no sections, no names
    }

    private static void putRow(ByteBuffer head, int type, Segment segment) {
        head.putInt(type).putInt(segment.access()).putLong(segment.fileOffset());
        head.putLong(segment.address()).putLong(segment.address()); // virtual and physical
        head.putLong(segment.fileBytes()).putLong(segment.memoryBytes()).putLong(PAGE_BYTES);
    }
}
