package sparecore.buyer.whole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.buyer.main.Ran;
import sparecore.sandbox.Program;
import sparecore.terminal.ExitCode;

/**
 * What {@code sparecore map} says of a file that is no program for the market. There is no daemon here: the line is of the file,
 * and not of the daemon that is missing, so nobody was asked for anything.
 */
class BadProgramsTest {
    /** Places in an ELF file's header, and in its program headers (elf(5)). */
    private static final int CLASS = 4;

    private static final int MACHINE = 18;
    private static final int ROW_0 = 64;
    private static final int ROW_BYTES = 56;
    private static final int ROW_TYPE = 0;
    private static final int ROW_ADDRESS = 16;
    private static final int PT_INTERP = 3;
    private static final int EM_AARCH64 = 183;

    private static final Path GOOD = Path.of(System.getProperty("sparecore.root"), "buyer/target/programs/primes");

    @TempDir
    private Path folder = Path.of("");

    private byte[] bad(String what) throws IOException {
        byte[] file = Files.readAllBytes(GOOD);
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        switch (what) {
            case "truncated" -> {
                return Arrays.copyOf(file, file.length / 2);
            }
            case "script" -> {
                return "#!/bin/sh\necho hello\n".getBytes(StandardCharsets.US_ASCII);
            }
            case "32-bit" -> elf.put(CLASS, (byte) 1);
            case "another machine" -> elf.putShort(MACHINE, (short) EM_AARCH64);
            case "dynamic" -> elf.putInt(ROW_0 + 2 * ROW_BYTES + ROW_TYPE, PT_INTERP);
            case "out of range" -> elf.putLong(ROW_0 + ROW_ADDRESS, 0);
            case "overlapping" ->
                elf.putLong(ROW_0 + ROW_BYTES + ROW_ADDRESS, elf.getLong(ROW_0 + ROW_ADDRESS) + pageOffset(elf));
            default -> throw new AssertionError(what);
        }
        return file;
    }

    /** The second segment's address must go on fitting its place in the file: congruent modulo the page (elf(5), p_align). */
    private static long pageOffset(ByteBuffer elf) {
        return (elf.getLong(ROW_0 + ROW_BYTES + ROW_ADDRESS) - elf.getLong(ROW_0 + ROW_ADDRESS)) & 0xfff;
    }

    @ParameterizedTest
    @CsvSource({
        "truncated, ends",
        "script, script",
        "32-bit, 64-bit",
        "another machine, x86-64",
        "dynamic, dynamic",
        "out of range, outside",
        "overlapping, overlap",
        "too large, the limit is 64 MiB",
    })
    void isRefusedInOneLineBeforeAnyoneIsAsked(String what, String words) throws IOException {
        Path file = folder.resolve("program");
        if (what.equals("too large")) {
            try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
                large.setLength(Program.PROGRAM_BYTES_MAX + 1L);
            }
        } else {
            Files.write(file, bad(what));
        }
        Ran ran = Ran.sparecore(
                "1\n".getBytes(StandardCharsets.US_ASCII), "map", "--data", folder.toString(), file.toString());
        assertThat(ran.status()).as(ran.error()).isEqualTo(ExitCode.USAGE.status());
        assertThat(ran.out()).isEmpty();
        assertThat(ran.error()).hasLineCount(1).startsWith("sparecore: ").contains(file.toString(), words);
    }
}
