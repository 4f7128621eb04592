package sparecore.sandbox.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import sparecore.sandbox.asm.Assembler;
import sparecore.sandbox.kernel.SystemCall;

/** A valid program whose fields tests overwrite. */
public final class ElfFiles {
    static final AddressWindow WINDOW = new AddressWindow(0x2_0000L, 0x10_0000_0000L, 0x1000_0000L);
    static final int ROW_0 = 64;
    static final int ROW_1 = 64 + 56;
    static final int ROW_TYPE = 0;
    static final int ROW_FLAGS = 4;
    static final int ROW_OFFSET = 8;
    static final int ROW_ADDRESS = 16;
    static final int ROW_FILE_BYTES = 32;
    static final int ROW_MEMORY_BYTES = 40;
    static final int ROW_ALIGNMENT = 48;

    private ElfFiles() {}

    /** One executable segment of 100 bytes, and a row for the stack. */
    static byte[] valid() {
        return RawElf.of(code());
    }

    /** Exits with 0; 100 bytes. */
    private static byte[] code() {
        byte[] exit = new Assembler().systemCall(SystemCall.EXIT, 0).bytes();
        return Arrays.copyOf(exit, 100);
    }

    static byte[] withByte(int at, int value) {
        byte[] file = valid();
        file[at] = (byte) value;
        return file;
    }

    static byte[] withShort(int at, int value) {
        byte[] file = valid();
        buffer(file).putShort(at, (short) value);
        return file;
    }

    static byte[] withInt(int at, int value) {
        byte[] file = valid();
        buffer(file).putInt(at, value);
        return file;
    }

    static byte[] withLong(int at, long value) {
        byte[] file = valid();
        buffer(file).putLong(at, value);
        return file;
    }

    /** The second row becomes a loadable one as well. */
    public static byte[] withSecondSegment(long offset, long address, long fileBytes, long memoryBytes) {
        byte[] file = valid();
        ByteBuffer buffer = buffer(file);
        buffer.putInt(ROW_1 + ROW_TYPE, ElfFormat.ROW_LOAD);
        buffer.putLong(ROW_1 + ROW_OFFSET, offset);
        buffer.putLong(ROW_1 + ROW_ADDRESS, address);
        buffer.putLong(ROW_1 + ROW_FILE_BYTES, fileBytes);
        buffer.putLong(ROW_1 + ROW_MEMORY_BYTES, memoryBytes);
        return file;
    }

    /** The file as little-endian numbers. */
    public static ByteBuffer buffer(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }
}
