package sparecore.buyer.pack;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import sparecore.sandbox.elf.ParsedElf;
import sparecore.sandbox.elf.Segment;
import sparecore.sandbox.image.AddressSpace;

/**
 * What the runtime is told about its program: {@code struct pack} of {@code buyer/runtime/kernel/pack.h}, followed by what it points to. All
 * addresses are fixed, so they are written here.
 */
final class PackData {
    private static final int MAGIC = 0x4b43_4150;
    private static final int SEGMENTS_MAX = 16;
    private static final int SEGMENT_BYTES = 24;
    private static final int HEADER_BYTES = 88 + SEGMENTS_MAX * SEGMENT_BYTES;
    private static final int FILE_ROW_BYTES = 24;
    private static final int ALIGNMENT = 64;

    private final List<byte[]> blobs = new ArrayList<>();
    private final int tablesEnd;
    private int at;

    private PackData(int tablesEnd) {
        this.tablesEnd = tablesEnd;
        this.at = tablesEnd;
    }

    static byte[] of(String name, ParsedElf program, PackOptions options, long stackBytes) {
        int variables = options.environment().size();
        int files = options.files().size();
        int environmentAt = HEADER_BYTES;
        int filesAt = environmentAt + variables * Long.BYTES;
        PackData data = new PackData(filesAt + files * FILE_ROW_BYTES);
        ByteBuffer tables = ByteBuffer.allocate(data.tablesEnd).order(ByteOrder.LITTLE_ENDIAN);
        tables.putInt(MAGIC).putInt(PackRuntime.VERSION);
        tables.putInt(options.bits()).putInt(options.cpuLevel());
        tables.putLong(program.entry()).putLong(program.tableAddress());
        tables.putInt(program.tableRows()).putInt(program.segments().size());
        tables.putLong(stackBytes);
        tables.putLong(address(environmentAt)).putLong(variables);
        tables.putLong(address(filesAt)).putLong(files);
        tables.putLong(data.add(text(name), 1));
        program.segments().forEach(segment -> putSegment(tables, segment));
        tables.position(environmentAt);
        options.environment().forEach((key, value) -> tables.putLong(data.add(text(key + "=" + value), 1)));
        for (InputFile file : options.files()) {
            tables.putLong(data.add(text(file.name()), 1));
            tables.putLong(data.add(file.bytes(), ALIGNMENT));
            tables.putLong(file.bytes().length);
        }
        return data.join(tables.array());
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

    private static long address(int offset) {
        return PackRuntime.PACK_ADDRESS + offset;
    }

    private long add(byte[] blob, int alignment) {
        int padding = -at & (alignment - 1);
        blobs.add(new byte[padding]);
        blobs.add(blob);
        long address = address(at + padding);
        at = Math.addExact(at + padding, blob.length);
        return address;
    }

    private byte[] join(byte[] tables) {
        ByteBuffer all = ByteBuffer.allocate(at).put(tables);
        blobs.forEach(all::put);
        return all.array();
    }
}
