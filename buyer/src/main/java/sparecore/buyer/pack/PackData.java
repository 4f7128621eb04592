package sparecore.buyer.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.BadProgramException.Reason;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;

/**
 * What the runtime is told about its program: {@code struct pack} of {@code buyer/runtime/kernel/pack.h}, followed by what it points to, but
 * for the contents of files. All addresses are fixed, so they are written here.
 *
 * @param header {@code struct pack}, which goes to {@link PackRuntime#HEADER_ADDRESS}
 * @param tables what it points to
 * @param tablesAddress where that goes
 * @param files what goes to {@link PackRuntime#FILES_ADDRESS}, each from the next page on: every content once, maybe nothing
 */
record PackData(byte[] header, byte[] tables, long tablesAddress, List<InputFile> files) {
    private static final int MAGIC = 0x4b43_4150;
    private static final int SEGMENTS_MAX = 16;
    private static final int SEGMENT_BYTES = 24;
    /** The size of the header. */
    static final int HEADER_BYTES = 104 + SEGMENTS_MAX * SEGMENT_BYTES;

    private static final int FILE_ROW_BYTES = 24;

    /**
     * The tables lie behind the patches if there is room, since that is one mapping less, and otherwise where there is more.
     *
     * @throws BadProgramException if environment and names of files are too long
     */
    static PackData of(String name, ParsedElf program, PackOptions options, long stackBytes, PreparedPatches patches)
            throws BadProgramException {
        long behindPatches = PackRuntime.ROOM_ADDRESS + patches.region().length;
        PackData data = at(behindPatches, name, program, options, stackBytes, patches);
        if (data.tables.length <= PackRuntime.ROOM_END - behindPatches) {
            return data;
        }
        data = at(PackRuntime.PACK_ADDRESS, name, program, options, stackBytes, patches);
        if (data.tables.length > PackRuntime.PACK_END - PackRuntime.PACK_ADDRESS) {
            throw new BadProgramException(
                    Reason.TOO_LARGE,
                    "environment and names of files take " + data.tables.length + " bytes, at most "
                            + (PackRuntime.PACK_END - PackRuntime.PACK_ADDRESS)
                            + " can be passed; pass the rest as a file");
        }
        return data;
    }

    private static PackData at(
            long tablesAddress,
            String name,
            ParsedElf program,
            PackOptions options,
            long stackBytes,
            PreparedPatches patches) {
        int variables = options.environment().size();
        int files = options.files().size();
        int filesAt = variables * Long.BYTES;
        int tableBytes = filesAt + files * FILE_ROW_BYTES;
        Blobs texts = new Blobs(tablesAddress, tableBytes);
        Contents contents = new Contents();
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(MAGIC).putInt(PackRuntime.VERSION);
        header.putInt(options.bits()).putInt(options.cpuLevel());
        header.putLong(program.entry()).putLong(program.tableAddress());
        header.putInt(program.tableRows()).putInt(program.segments().size());
        header.putLong(stackBytes);
        header.putLong(tablesAddress).putLong(variables);
        header.putLong(tablesAddress + filesAt).putLong(files);
        header.putLong(texts.add(text(name)));
        header.putLong(patches.rowsAddress()).putLong(patches.rows());
        program.segments().forEach(segment -> putSegment(header, segment));
        ByteBuffer tables = ByteBuffer.allocate(tableBytes).order(ByteOrder.LITTLE_ENDIAN);
        options.environment().forEach((key, value) -> tables.putLong(texts.add(text(key + "=" + value))));
        for (InputFile file : options.files()) {
            tables.putLong(texts.add(text(file.name())));
            tables.putLong(contents.add(file));
            tables.putLong(file.bytes());
        }
        return new PackData(header.array(), texts.join(tables.array()), tablesAddress, contents.files);
    }

    /** Whole pages, as the kernel maps them; the rights that the program itself asks for. */
    private static void putSegment(ByteBuffer tables, Segment segment) {
        long page = AddressSpace.PAGE_BYTES;
        tables.putLong(segment.address() & -page).putLong((segment.end() + page - 1) & -page);
        tables.putInt(segment.access()).putInt(0);
    }

    private static byte[] text(String text) {
        return (text + "\0").getBytes(StandardCharsets.UTF_8);
    }

    /** Where the contents of files are: equal ones in one place. */
    private static final class Contents {
        private final List<InputFile> files = new ArrayList<>();
        private final Map<InputFile, Long> addresses = new HashMap<>();
        private final Map<Long, List<InputFile>> bySize = new HashMap<>();
        private long next = PackRuntime.FILES_ADDRESS;

        /** Answers where it will be. */
        long add(InputFile file) {
            if (file.bytes() == 0) {
                return PackRuntime.FILES_ADDRESS;
            }
            List<InputFile> alike = bySize.computeIfAbsent(file.bytes(), size -> new ArrayList<>());
            for (InputFile other : alike) {
                if (other.sameBytes(file)) {
                    return addresses.getOrDefault(other, 0L);
                }
            }
            long address = next;
            alike.add(file);
            files.add(file);
            addresses.put(file, address);
            next = pageUp(address + file.bytes());
            return address;
        }
    }

    /** {@code address} rounded up to a page. */
    static long pageUp(long address) {
        return (address + AddressSpace.PAGE_BYTES - 1) & -AddressSpace.PAGE_BYTES;
    }

    /** Bytes one after the other, from an address on. */
    private static final class Blobs {
        private final List<byte[]> blobs = new ArrayList<>();
        private final long start;
        private int at;

        Blobs(long start, int at) {
            this.start = start;
            this.at = at;
        }

        /** Answers where it will be. */
        long add(byte[] blob) {
            blobs.add(blob);
            long address = start + at;
            at = Math.addExact(at, blob.length);
            return address;
        }

        byte[] join(byte[] before) {
            ByteBuffer all = ByteBuffer.allocate(at).put(before);
            blobs.forEach(all::put);
            return all.array();
        }
    }
}
