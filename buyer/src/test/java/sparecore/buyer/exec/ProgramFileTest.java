package sparecore.buyer.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.buyer.pack.Abi;
import sparecore.buyer.pack.InputFile;
import sparecore.buyer.pack.PackOptions;
import sparecore.result.RunLimits;
import sparecore.sandbox.Program;
import sparecore.terminal.ByteSize;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** Every bad program is refused in one line before anything is started or spent. */
final class ProgramFileTest {
    /** Places in an ELF file's header and in its first program header (elf(5)). */
    private static final int CLASS = 4;

    private static final int TYPE = 16;
    private static final int MACHINE = 18;
    private static final int ENTRY = 24;
    private static final int FIRST_SEGMENT = 64;
    private static final int SEGMENT_ADDRESS = FIRST_SEGMENT + 16;

    private static final Path GOOD = Path.of(System.getProperty("sparecore.root"), "buyer/target/programs/primes");

    @TempDir
    private Path folder = Path.of("");

    private Path changed(Consumer<ByteBuffer> change) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(GOOD)).order(ByteOrder.LITTLE_ENDIAN);
        change.accept(bytes);
        return Files.write(folder.resolve("program"), bytes.array());
    }

    private static void assertRefused(Path program, String words) {
        assertThatThrownBy(() -> ProgramFile.load(program))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining(program.toString())
                .message()
                .hasLineCount(1)
                .contains(words);
    }

    @Test
    void takesAGoodProgramUnderItsFilesName() {
        ProgramFile file = ProgramFile.load(GOOD);
        assertThat(file.name()).isEqualTo("primes");
        file.requireFits(RunLimits.of(64 << 20, 1, 0));
    }

    /** The limit of 64 MiB is that of the program; its files are beside it, in a pack too. */
    @Test
    void takesAPackThatWasWrittenWithLargeFiles() throws Exception {
        Path data = folder.resolve("data");
        try (RandomAccessFile file = new RandomAccessFile(data.toFile(), "rw")) {
            file.setLength(70 << 20);
        }
        PackOptions options = PackOptions.DEFAULT.withFiles(List.of(InputFile.at("data", data)));
        ProgramFile packed = ProgramFile.load(GOOD).packed(options);
        Path written = folder.resolve("written");
        try (OutputStream out = Files.newOutputStream(written)) {
            packed.program().file().write(out::write);
        }
        ProgramFile again = ProgramFile.load(written);
        assertThat(again.program().sha256()).isEqualTo(packed.program().sha256());
        assertThat(again.filesBytes()).isEqualTo(packed.filesBytes()).isEqualTo(70 << 20);
        assertThat(again.abi()).isEqualTo(Abi.RAW);
        again.requireFits(new RunOptions().limits(again));
    }

    /** Go's linker puts this at the beginning of its code, behind the headers. */
    @Test
    void programsOfGoGetByThemselvesTheMemoryThatGoReserves() throws IOException {
        byte[] mark = "\u00ff Go build ID: \"x\"".getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = Files.readAllBytes(GOOD);
        byte[] marked = Arrays.copyOf(bytes, bytes.length + mark.length);
        System.arraycopy(mark, 0, marked, bytes.length, mark.length);
        ProgramFile go = ProgramFile.load(Files.write(folder.resolve("go"), marked));
        assertThat(go.compiledByGo()).isTrue();
        assertThat(ProgramFile.load(GOOD).compiledByGo()).isFalse();
        RunOptions options = new RunOptions();
        assertThat(options.limits(go).memoryBytes()).isEqualTo(1L << 30);
        assertThat(options.limits(ProgramFile.load(GOOD)).memoryBytes()).isEqualTo(64L << 20);
        options.memory = new ByteSize(5 << 20);
        assertThat(options.limits(go).memoryBytes()).isEqualTo(5L << 20);
    }

    @Test
    void saysThatMemoryIsTooSmallForTheProgram() {
        ProgramFile file = ProgramFile.load(GOOD.resolveSibling("picture"));
        assertThatThrownBy(() -> file.requireFits(RunLimits.of(RunLimits.MEMORY_BYTES_MIN, 1, 0)))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("--memory");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertRefused(folder.resolve("nothing"), "there is no such file");
        assertRefused(folder, "is not a file");
    }

    @ParameterizedTest
    @CsvSource({
        "0, empty",
        "1, ends within its first bytes",
        "63, ends within its header",
        "100, ends within its segment table",
        "1000, ends"
    })
    void refusesAProgramThatIsCutOff(int bytes, String words) throws IOException {
        assertRefused(Files.write(folder.resolve("cut"), Arrays.copyOf(Files.readAllBytes(GOOD), bytes)), words);
    }

    @Test
    void refusesAScript() throws IOException {
        Path script = folder.resolve("script");
        Files.writeString(script, "#!/bin/sh\necho hello\n", StandardCharsets.US_ASCII);
        assertRefused(script, "script");
    }

    @Test
    void refusesWhatNeedsADynamicLinker() {
        assertRefused(Path.of(System.getProperty("java.home"), "bin", "java"), "dynamic");
    }

    @Test
    void refusesA32BitProgram() throws IOException {
        assertRefused(changed(bytes -> bytes.put(CLASS, (byte) 1)), "64-bit");
    }

    @Test
    void refusesAProgramForAnotherMachine() throws IOException {
        short aarch64 = 183;
        assertRefused(changed(bytes -> bytes.putShort(MACHINE, aarch64)), "x86-64");
    }

    @Test
    void refusesAnObjectFile() throws IOException {
        assertRefused(changed(bytes -> bytes.putShort(TYPE, (short) 1)), "can't be started");
    }

    @Test
    void refusesSegmentsOutOfRange() throws IOException {
        assertRefused(changed(bytes -> bytes.putLong(SEGMENT_ADDRESS, 0)), "outside");
        assertRefused(changed(bytes -> bytes.putLong(SEGMENT_ADDRESS, 0x7fff_ffff_f000L)), "outside");
        assertRefused(changed(bytes -> bytes.putLong(SEGMENT_ADDRESS, -4096)), "outside");
    }

    @Test
    void refusesAnEntryOutsideTheProgram() throws IOException {
        assertRefused(changed(bytes -> bytes.putLong(ENTRY, 0x12345)), "entry");
    }

    @Test
    void refusesAProgramThatIsTooLargeWithoutReadingIt() throws IOException {
        Path large = folder.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(Program.PROGRAM_BYTES_MAX + 1L);
        }
        assertRefused(large, "limit is 64 MiB");
    }
}
