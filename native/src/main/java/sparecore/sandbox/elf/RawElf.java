package sparecore.sandbox.elf;

import java.nio.ByteBuffer;
import java.util.List;

/** Wraps machine code as a program file with one read-only, executable segment. */
public final class RawElf {
    /** Where the code is loaded and starts. */
    public static final long CODE_ADDRESS = 0x40_0000L;

    private RawElf() {}

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
