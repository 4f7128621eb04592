package sparecore.buyer.pack;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.BadProgramException.Reason;
import sparecore.sandbox.elf.CallDispatch;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.ElfWriter;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;
import sparecore.sandbox.image.PartedFile;

/** Writes packed programs. Equal inputs give equal bytes. */
public final class Packer {
    private static final int PAGE_BYTES = AddressSpace.PAGE_BYTES;
    /** Tables and files. */
    private static final int MORE_SEGMENTS_MAX = 2;

    private final List<Segment> segments = new ArrayList<>();
    private final List<byte[]> parts = new ArrayList<>();
    private int offset;

    private Packer(int headBytes) {
        offset = headBytes;
    }

    /**
     * Packs {@code program}, an ordinary static Linux program. The contents of input files stay where they are, as parts of the packed file
     * behind its front: each begins on a page, and equal ones are one part.
     *
     * @param name what the program sees as its own file's name
     * @throws BadProgramException if no sandbox would run it, or not in a pack
     */
    public static PartedFile pack(String name, byte[] program, PackOptions options) throws BadProgramException {
        ParsedElf elf = ElfReader.read(program, AddressSpace.PROGRAM);
        PackRuntime runtime = PackRuntime.built();
        if (elf.dispatch().isPresent()) {
            throw new BadProgramException(Reason.BAD_NOTE, "the program is packed already; run it as it is");
        }
        requireRoom(elf, runtime.elf());
        boolean patched = !options.switches().contains(PackOptions.Switch.UNPATCHED);
        PreparedPatches patches =
                patched ? PreparedPatches.of(program, elf, runtime.vectors()) : PreparedPatches.none(program, elf);
        CallDispatch dispatch = runtime.dispatch(options.cpuLevel(), patches.leavesCpuid());
        PackData data = PackData.of(name, elf, options, dispatch.stackBytes(), patches);
        int segments = runtime.elf().segments().size() + elf.segments().size() + MORE_SEGMENTS_MAX;
        Packer packer = new Packer(ElfWriter.headBytes(segments));
        boolean apart = data.tablesAddress() == PackRuntime.PACK_ADDRESS;
        byte[] room = apart ? patches.region() : join(patches.region(), data.tables());
        packer.add(runtime.file(data.header(), room), runtime.elf().segments(), 0);
        packer.add(patches.program(), elf.segments(), patched ? Segment.WRITE : 0);
        packer.addData(PackRuntime.PACK_ADDRESS, apart ? data.tables() : new byte[0]);
        List<PartedFile.Part> files = packer.addFiles(data.files());
        return PartedFile.of(packer.join(runtime.elf().entry(), dispatch), files);
    }

    /** Says in the program's own terms what the sandbox would say of the pack. */
    private static void requireRoom(ParsedElf program, ParsedElf runtime) throws BadProgramException {
        for (Segment segment : program.segments()) {
            if (segment.address() < PackRuntime.PACK_END || segment.end() > PackRuntime.FILES_ADDRESS) {
                throw new BadProgramException(
                        Reason.OUT_OF_RANGE,
                        "a segment at 0x" + Long.toHexString(segment.address())
                                + " is where a pack has its runtime; link"
                                + " the program to 0x400000, as linkers do by themselves");
            }
        }
        if (program.segments().size() + runtime.segments().size() + MORE_SEGMENTS_MAX > ElfReader.LOADABLE_ROWS_MAX) {
            throw new BadProgramException(
                    Reason.BAD_HEADER, "the program has too many segments; link it with the default linker script");
        }
    }

    /** Adds a whole file and its segments; executable ones get {@code moreForCode}, so that calls in them can be patched. */
    private void add(byte[] file, List<Segment> of, int moreForCode) {
        for (Segment segment : of) {
            int more = segment.isExecutable() ? moreForCode : 0;
            segments.add(new Segment(
                    segment.address(),
                    segment.fileBytes() == 0 ? (int) (segment.address() % PAGE_BYTES) : offset + segment.fileOffset(),
                    segment.fileBytes(),
                    segment.memoryBytes(),
                    segment.access() | more));
        }
        append(file);
    }

    private static byte[] join(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }

    private void addData(long address, byte[] data) {
        if (data.length > 0) {
            segments.add(new Segment(address, offset, data.length, data.length, Segment.READ));
            append(data);
        }
    }

    /** All contents are one segment behind everything else. */
    private List<PartedFile.Part> addFiles(List<InputFile> files) {
        List<PartedFile.Part> parts = new ArrayList<>();
        long end = offset;
        for (InputFile file : files) {
            long at = PackData.pageUp(end);
            parts.add(new PartedFile.Part(at, file.bytes(), file.path()));
            end = at + file.bytes();
        }
        if (end > offset) {
            int bytes = Math.toIntExact(end - offset);
            segments.add(new Segment(PackRuntime.FILES_ADDRESS, offset, bytes, bytes, Segment.READ));
        }
        return parts;
    }

    /** Each part begins on a page, so that offsets and addresses go on agreeing within one. */
    private void append(byte[] part) {
        parts.add(part);
        int padded = Math.addExact(part.length, PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        parts.add(new byte[padded - part.length]);
        offset = Math.addExact(offset, padded);
    }

    private byte[] join(long entry, CallDispatch dispatch) {
        ByteBuffer all = ByteBuffer.allocate(offset).put(ElfWriter.head(entry, segments, dispatch));
        parts.forEach(all::put);
        return all.array();
    }
}
