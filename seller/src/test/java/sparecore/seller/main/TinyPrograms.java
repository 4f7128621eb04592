package sparecore.seller.main;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/** Static x86-64 programs of a few instructions, as files. */
public final class TinyPrograms {
    private static final long ADDRESS = 0x400000;
    private static final int HEADER_BYTES = 64;
    private static final int SEGMENT_BYTES = 56;
    private static final int READ_AND_EXECUTE = 5;
    private static final int PAGE_BYTES = 4096;

    private TinyPrograms() {}

    /** Exits with status 0. */
    public static byte[] noop() {
        return elf(
                "31 FF", // xor edi, edi
                "B8 3C 00 00 00", // mov eax, 60 (exit)
                "0F 05" // syscall
                );
    }

    /** Copies its input to its output. */
    public static byte[] echo() {
        return elf(
                "48 81 EC 00 10 00 00", // sub rsp, 4096
                "31 FF", // again: xor edi, edi
                "48 89 E6", // mov rsi, rsp
                "BA 00 10 00 00", // mov edx, 4096
                "31 C0", // xor eax, eax (read)
                "0F 05", // syscall
                "85 C0", // test eax, eax
                "7E 10", // jle end
                "89 C2", // mov edx, eax
                "BF 01 00 00 00", // mov edi, 1
                "B8 01 00 00 00", // mov eax, 1 (write)
                "0F 05", // syscall
                "EB DE", // jmp again
                "31 FF", // end: xor edi, edi
                "B8 3C 00 00 00", // mov eax, 60 (exit)
                "0F 05" // syscall
                );
    }

    /** Calls fork. */
    public static byte[] fork() {
        return elf(
                "B8 39 00 00 00", // mov eax, 57 (fork)
                "0F 05", // syscall
                "EB FE" // jmp self
                );
    }

    /** Computes nothing for ever. */
    public static byte[] loop() {
        return elf("EB FE"); // jmp self
    }

    /** Writes for ever. */
    public static byte[] flood() {
        return elf(
                "48 81 EC 00 10 00 00", // sub rsp, 4096
                "BF 01 00 00 00", // again: mov edi, 1
                "48 89 E6", // mov rsi, rsp
                "BA 00 10 00 00", // mov edx, 4096
                "B8 01 00 00 00", // mov eax, 1 (write)
                "0F 05", // syscall
                "EB EA" // jmp again
                );
    }

    /** One segment that holds the whole file (elf(5)). */
    private static byte[] elf(String... instructions) {
        byte[] code = HexFormat.of().parseHex(String.join("", instructions).replace(" ", ""));
        int size = HEADER_BYTES + SEGMENT_BYTES + code.length;
        ByteBuffer file = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
        file.putShort((short) 2).putShort((short) 62).putInt(1);
        file.putLong(ADDRESS + HEADER_BYTES + SEGMENT_BYTES);
        file.putLong(HEADER_BYTES).putLong(0).putInt(0);
        file.putShort((short) HEADER_BYTES).putShort((short) SEGMENT_BYTES).putShort((short) 1);
        file.putShort((short) 64).putShort((short) 0).putShort((short) 0);
        file.putInt(1).putInt(READ_AND_EXECUTE).putLong(0).putLong(ADDRESS).putLong(ADDRESS);
        file.putLong(size).putLong(size).putLong(PAGE_BYTES);
        return file.put(code).array();
    }
}
