package sparecore.sandbox.elf;

import java.nio.ByteBuffer;
import java.util.List;

/** Wraps machine code as a program file with one read-only, executable segment. */
public final class RawElf {
    /** Where the code is loaded and starts. */
    public static final long CODE_ADDRESS = 0x40_0000L;

    private RawElf() {}

    /** Where a program that answers its own calls has its memory. */
    private static final long MEMORY_ADDRESS = 0x80_0000L;

    /**
     * The file of a program that consists of {@code code} and asks to have call dispatch armed, all of it for the code's first
     * byte.
     */
    public static byte[] dispatching(byte[] code) {
        int offset = ElfWriter.headBytes(2);
        long stackBytes = CallDispatch.SIGNAL_STACK_BYTES_MIN;
        Segment text = new Segment(CODE_ADDRESS, offset, code.length, code.length, Segment.READ | Segment.EXECUTE);
        Segment memory = new Segment(MEMORY_ADDRESS, 0, 0, stackBytes, Segment.READ | Segment.WRITE);
        CallDispatch dispatch = new CallDispatch(
                CODE_ADDRESS,
                CODE_ADDRESS,
                CODE_ADDRESS,
                code.length,
                MEMORY_ADDRESS,
                stackBytes,
                CallDispatch.STACK_BYTES_MIN,
                CallDispatch.CPU_LEVEL_MIN,
                false);
        return ByteBuffer.allocate(offset + code.length)
                .put(ElfWriter.head(CODE_ADDRESS, List.of(text, memory), dispatch))
                .put(code)
                .array();
    }

    /** The file of a program that consists of {@code code}. */
    public static byte[] of(byte[] code) {
        int offset = ElfWriter.headBytes(1);
        Segment segment = new Segment(CODE_ADDRESS, offset, code.length, code.length, Segment.READ | Segment.EXECUTE);
        return ByteBuffer.allocate(offset + code.length)
                .put(ElfWriter.head(CODE_ADDRESS, List.of(segment)))
                .put(code)
                .array();
    }
}
