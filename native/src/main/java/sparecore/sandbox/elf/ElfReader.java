package sparecore.sandbox.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import sparecore.sandbox.elf.BadProgramException.Reason;

/**
 * Reads a stranger's program and refuses it for every reason that its bytes can give.
 *
 * <p>Whatever it accepts lies within the window, has its bytes in the file, and starts in one of its own segments. The
 * order of checks decides which reason is told when several hold.
 */
public final class ElfReader {
    /** Most bytes of a file that are looked at. */
    public static final int FILE_BYTES_MAX = 64 << 20;
    /** Largest file whose further parts are read-only: 256 MiB more, and a page of zeros before each of 1,024 parts. */
    public static final int WHOLE_BYTES_MAX = FILE_BYTES_MAX + (256 << 20) + 1024 * 4096;
    /** A linker writes two to eight; each costs a step of the lock-down. */
    public static final int LOADABLE_ROWS_MAX = 16;

    private final ByteBuffer file;
    private final long wholeBytes;
    private final AddressWindow window;

    private ElfReader(byte[] front, long wholeBytes, AddressWindow window) {
        this.file = ByteBuffer.wrap(front).order(ByteOrder.LITTLE_ENDIAN);
        this.wholeBytes = wholeBytes;
        this.window = window;
    }

    /** Validates {@code file} for {@code window}. */
    public static ParsedElf read(byte[] file, AddressWindow window) throws BadProgramException {
        return read(file, file.length, window);
    }

    /**
     * Validates a file of {@code wholeBytes} bytes of which only {@code front} is at hand. Whatever says how to load it, and all that may run,
     * must be in the front; the rest can only be read-only data.
     */
    public static ParsedElf read(byte[] front, long wholeBytes, AddressWindow window) throws BadProgramException {
        if (front.length > FILE_BYTES_MAX || wholeBytes > WHOLE_BYTES_MAX) {
            throw new BadProgramException(
                    Reason.TOO_LARGE,
                    "the program has " + Math.max(front.length, wholeBytes) + " bytes, at most " + FILE_BYTES_MAX
                            + " are taken; strip it, or pass its data as input");
        }
        if (wholeBytes < front.length) {
            throw new IllegalArgumentException("a file of " + wholeBytes + " bytes begins with " + front.length);
        }
        return new ElfReader(front, wholeBytes, window).read();
    }

    private ParsedElf read() throws BadProgramException {
        ElfHeader header = ElfHeader.read(file);
        List<ElfRow> rows = rows(file, header);
        requireStatic(rows);
        long base = header.shared() ? window.sharedBase() : 0;
        List<Segment> segments = segments(rows, base);
        requireNoOverlap(segments);
        requireCompact(segments);
        long entry = base + header.entry();
        requireEntry(segments, entry);
        return new ParsedElf(
                segments,
                entry,
                tableAddress(header, segments),
                header.tableRows(),
                DispatchNote.read(file, rows, segments));
    }

    static List<ElfRow> rows(ByteBuffer file, ElfHeader header) {
        List<ElfRow> rows = new ArrayList<>();
        for (int i = 0; i < header.tableRows(); i++) {
            rows.add(ElfRow.read(file, header.tableOffset() + i * ElfFormat.ROW_BYTES));
        }
        return rows;
    }

    private void requireStatic(List<ElfRow> rows) throws BadProgramException {
        for (ElfRow row : rows) {
            if (row.type() == ElfFormat.ROW_INTERPRETER) {
                throw dynamic("it asks for a dynamic linker");
            }
            if (row.type() == ElfFormat.ROW_DYNAMIC) {
                row.requireInFile(file.capacity());
                requireNothingNeeded(row);
            }
        }
    }

    private void requireNothingNeeded(ElfRow row) throws BadProgramException {
        int end = (int) (row.fileOffset() + row.fileBytes());
        for (int at = (int) row.fileOffset();
                at <= end - ElfFormat.DYNAMIC_ENTRY_BYTES;
                at += ElfFormat.DYNAMIC_ENTRY_BYTES) {
            long tag = file.getLong(at);
            if (tag == ElfFormat.DYNAMIC_END) {
                return;
            }
            if (tag == ElfFormat.DYNAMIC_NEEDED) {
                throw dynamic("it needs a shared library");
            }
        }
    }

    private static BadProgramException dynamic(String why) {
        return new BadProgramException(
                Reason.DYNAMIC, "the program is dynamic: " + why + "; link it with gcc -static or musl-gcc -static");
    }

    private List<Segment> segments(List<ElfRow> rows, long base) throws BadProgramException {
        List<Segment> segments = new ArrayList<>();
        for (ElfRow row : rows) {
            if (row.type() == ElfFormat.ROW_LOAD) {
                row.requireLoadable(wholeBytes);
                requireReadOnlyBehindFront(row);
                if (row.memoryBytes() > 0) {
                    segments.add(place(row, base));
                }
            }
        }
        if (segments.isEmpty() || segments.size() > LOADABLE_ROWS_MAX) {
            throw new BadProgramException(
                    Reason.BAD_HEADER,
                    "the program has " + segments.size() + " loadable segments, must have from 1 to "
                            + LOADABLE_ROWS_MAX + "; link it with gcc -static and the default linker script");
        }
        segments.sort(Comparator.comparingLong(Segment::address));
        return segments;
    }

    private void requireReadOnlyBehindFront(ElfRow row) throws BadProgramException {
        boolean inFront = row.fileOffset() + row.fileBytes() <= file.capacity();
        if (!inFront && (row.access() & (Segment.WRITE | Segment.EXECUTE)) != 0) {
            throw new BadProgramException(
                    Reason.BAD_SEGMENT, "a segment of an input file may be written or run; pack the program again");
        }
    }

    private Segment place(ElfRow row, long base) throws BadProgramException {
        boolean addressSane = row.address() >= 0 && row.address() <= window.end();
        if (!addressSane || row.memoryBytes() < 0 || !window.holds(base + row.address(), row.memoryBytes())) {
            throw new BadProgramException(
                    Reason.OUT_OF_RANGE,
                    "a segment of " + row.memoryBytes() + " bytes at 0x" + Long.toHexString(row.address())
                            + " is outside 0x" + Long.toHexString(window.start()) + " to 0x"
                            + Long.toHexString(window.end()) + "; link the program without a linker script");
        }
        int access = row.access() & (Segment.READ | Segment.WRITE | Segment.EXECUTE);
        return new Segment(
                base + row.address(), (int) row.fileOffset(), (int) row.fileBytes(), row.memoryBytes(), access);
    }

    private static void requireNoOverlap(List<Segment> segments) throws BadProgramException {
        for (int i = 1; i < segments.size(); i++) {
            if (segments.get(i).address() < segments.get(i - 1).end()) {
                throw new BadProgramException(
                        Reason.OVERLAPPING_SEGMENTS,
                        "two segments overlap at 0x"
                                + Long.toHexString(segments.get(i).address()) + "; link the program again");
            }
        }
    }

    /**
     * Keeps an image about as small as its file: a hostile table could name the same bytes many times, or hide gigabytes of
     * zeros between two segments that share a page.
     */
    private void requireCompact(List<Segment> segments) throws BadProgramException {
        long bytes = 0;
        for (int i = 0; i < segments.size(); i++) {
            bytes += segments.get(i).fileBytes();
            if (i > 0 && segments.get(i - 1).hidesZeroPagesBefore(segments.get(i))) {
                throw new BadProgramException(
                        Reason.BAD_SEGMENT,
                        "zeroed pages are followed by bytes of the file in the same page; link with the default script");
            }
        }
        if (bytes > wholeBytes) {
            throw new BadProgramException(
                    Reason.BAD_SEGMENT, "the segments use the same bytes of the file; link the program again");
        }
    }

    private static void requireEntry(List<Segment> segments, long entry) throws BadProgramException {
        for (Segment segment : segments) {
            if (segment.runs(entry)) {
                return;
            }
        }
        throw new BadProgramException(
                Reason.BAD_ENTRY,
                "the entry point 0x" + Long.toHexString(entry)
                        + " is in no executable segment; link the program with a _start symbol");
    }

    /** Where the table is in memory: the C library's start-up code looks for it through AT_PHDR. */
    private static long tableAddress(ElfHeader header, List<Segment> segments) {
        long end = header.tableOffset() + (long) header.tableRows() * ElfFormat.ROW_BYTES;
        for (Segment segment : segments) {
            long segmentEnd = (long) segment.fileOffset() + segment.fileBytes();
            if (header.tableOffset() >= segment.fileOffset() && end <= segmentEnd) {
                return segment.address() + (header.tableOffset() - segment.fileOffset());
            }
        }
        return 0;
    }
}
