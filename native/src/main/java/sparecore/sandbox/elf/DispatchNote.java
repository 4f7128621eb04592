package sparecore.sandbox.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sparecore.sandbox.elf.BadProgramException.Reason;

/**
 * The note in a program's file by which it says that it is of the linux ABI; a program without it is raw.
 *
 * <p>An ELF note (elf(5)) with the name "Sparecore". Its descriptor is little-endian and says {@code abi}, {@code version},
 * {@code handler}, {@code restorer}, {@code gateStart}, {@code gateBytes}, {@code signalStack}, {@code signalStackBytes},
 * {@code stackBytes}, {@code cpuLevel}, {@code flags}: 32-bit numbers at both ends, 64-bit ones between them.
 */
public final class DispatchNote {
    /** The name with its final zero. */
    private static final byte[] NAME = "Sparecore\0".getBytes(StandardCharsets.US_ASCII);

    private static final int TYPE_ABI = 1;
    private static final int ABI_RAW = 0;
    private static final int ABI_LINUX = 1;
    private static final int VERSION = 1;
    private static final int FLAG_ASKS_CPUID = 1;

    private static final int HEADER_BYTES = 12;
    private static final int DESCRIPTOR_AT = HEADER_BYTES + 12; // the name is padded to a multiple of four
    private static final int DESCRIPTOR_BYTES = 72;
    private static final int RAW_DESCRIPTOR_BYTES = 8;
    private static final long PAGE_MASK = 0xfff;

    /** The size of a whole note of the linux ABI. */
    public static final int BYTES = DESCRIPTOR_AT + DESCRIPTOR_BYTES;

    private DispatchNote() {}

    /** The note that asks for {@code dispatch}. */
    public static byte[] write(CallDispatch dispatch) {
        ByteBuffer note = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        note.putInt(NAME.length).putInt(DESCRIPTOR_BYTES).putInt(TYPE_ABI).put(NAME);
        note.position(DESCRIPTOR_AT);
        note.putInt(ABI_LINUX).putInt(VERSION);
        note.putLong(dispatch.handler()).putLong(dispatch.restorer());
        note.putLong(dispatch.gateStart()).putLong(dispatch.gateBytes());
        note.putLong(dispatch.signalStack()).putLong(dispatch.signalStackBytes());
        note.putLong(dispatch.stackBytes());
        note.putInt(dispatch.cpuLevel()).putInt(dispatch.asksCpuid() ? FLAG_ASKS_CPUID : 0);
        return note.array();
    }

    /** Whether a program says of itself that it is raw: made for the four system calls, with no need of a runtime. */
    public static boolean saysRaw(byte[] file) throws BadProgramException {
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        ElfHeader header = ElfHeader.read(buffer);
        for (ElfRow row : ElfReader.rows(buffer, header)) {
            if (find(buffer, row) >= 0 && buffer.getInt(find(buffer, row)) == ABI_RAW) {
                return true;
            }
        }
        return false;
    }

    /** What {@code rows} of {@code file} ask for, checked against the program's own {@code segments}; empty if it is raw. */
    static Optional<CallDispatch> read(ByteBuffer file, List<ElfRow> rows, List<Segment> segments)
            throws BadProgramException {
        Optional<CallDispatch> found = Optional.empty();
        for (ElfRow row : rows) {
            int at = find(file, row);
            if (at < 0 || file.getInt(at) == ABI_RAW) {
                continue;
            }
            require(found.isEmpty(), "there are two of them");
            CallDispatch dispatch = parse(file, at, (int) (row.fileOffset() + row.fileBytes()));
            requireSound(dispatch, segments);
            found = Optional.of(dispatch);
        }
        return found;
    }

    /** Where our descriptor begins in a row of notes, or -1. Only a row that begins with our note is looked at. */
    private static int find(ByteBuffer file, ElfRow row) throws BadProgramException {
        if (row.type() != ElfFormat.ROW_NOTE) {
            return -1;
        }
        row.requireInFile(file.capacity());
        if (row.fileBytes() < DESCRIPTOR_AT + RAW_DESCRIPTOR_BYTES) {
            return -1;
        }
        int at = (int) row.fileOffset();
        boolean ours = file.getInt(at) == NAME.length && file.getInt(at + 8) == TYPE_ABI;
        byte[] name = new byte[NAME.length];
        file.get(at + HEADER_BYTES, name);
        return ours && Arrays.equals(name, NAME) ? at + DESCRIPTOR_AT : -1;
    }

    private static CallDispatch parse(ByteBuffer file, int at, int end) throws BadProgramException {
        if (file.getInt(at) != ABI_LINUX || file.getInt(at + 4) != VERSION) {
            throw new BadProgramException(
                    Reason.BAD_NOTE,
                    "the program is packed for ABI " + file.getInt(at) + ", version " + file.getInt(at + 4)
                            + "; this machine knows ABI 1, version 1");
        }
        require(end - at >= DESCRIPTOR_BYTES, "it is cut off");
        int flags = file.getInt(at + 68);
        require((flags & ~FLAG_ASKS_CPUID) == 0, "it has unknown flags");
        return new CallDispatch(
                file.getLong(at + 8),
                file.getLong(at + 16),
                file.getLong(at + 24),
                file.getLong(at + 32),
                file.getLong(at + 40),
                file.getLong(at + 48),
                file.getLong(at + 56),
                file.getInt(at + 64),
                flags != 0);
    }

    private static void requireSound(CallDispatch dispatch, List<Segment> segments) throws BadProgramException {
        long signalStackBytes = dispatch.signalStackBytes();
        require(inside(segments, dispatch.handler(), 1, Segment.EXECUTE), "the handler is not in its code");
        require(
                dispatch.gateBytes() > 0
                        && inside(segments, dispatch.gateStart(), dispatch.gateBytes(), Segment.EXECUTE),
                "the gate is not in its code");
        require(
                dispatch.restorer() >= dispatch.gateStart() && dispatch.restorer() < dispatch.gateEnd(),
                "the restorer is not in the gate");
        require(
                signalStackBytes >= CallDispatch.SIGNAL_STACK_BYTES_MIN
                        && signalStackBytes <= CallDispatch.SIGNAL_STACK_BYTES_MAX
                        && inside(segments, dispatch.signalStack(), signalStackBytes, Segment.WRITE),
                "the signal stack is not in its memory");
        require(
                dispatch.stackBytes() >= CallDispatch.STACK_BYTES_MIN
                        && dispatch.stackBytes() <= CallDispatch.STACK_BYTES_MAX
                        && (dispatch.stackBytes() & PAGE_MASK) == 0,
                "the stack has a bad size");
        require(
                dispatch.cpuLevel() >= CallDispatch.CPU_LEVEL_MIN && dispatch.cpuLevel() <= CallDispatch.CPU_LEVEL_MAX,
                "it asks for an unknown processor");
    }

    private static boolean inside(List<Segment> segments, long address, long bytes, int access) {
        return segments.stream().anyMatch(segment -> segment.holds(address, bytes, access));
    }

    private static void require(boolean holds, String why) throws BadProgramException {
        if (!holds) {
            throw new BadProgramException(
                    Reason.BAD_NOTE, "the note about the program's ABI is wrong: " + why + "; pack the program again");
        }
    }
}
