package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.content.Digest;
import sparecore.content.PartList;
import sparecore.sandbox.Program;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.elf.ElfReader;
import sparecore.sandbox.elf.RawElf;
import sparecore.sandbox.image.AddressSpace;
import sparecore.sandbox.image.PartedFile;

final class PackerTest {
    private static final byte[] NOTHING = {};

    @RegisterExtension
    private static final Sandboxed sandbox = new Sandboxed();

    @TempDir
    Path folder;

    private InputFile file(String name, String text) throws Exception {
        return InputFile.at(name, Files.writeString(Files.createTempFile(folder, "input", ""), text));
    }

    @Test
    void equalInputsGiveEqualBytesAndAllOfThemCount() throws Exception {
        Path program = Compiled.musl("files.c");
        PackOptions options = PackOptions.DEFAULT.withFiles(List.of(file("a", "1")));
        byte[] pack = Sandboxed.pack(program, options);
        assertThat(Sandboxed.pack(program, options)).isEqualTo(pack);
        assertThat(Sandboxed.pack(program, options.withFiles(List.of(file("a", "2")))))
                .isNotEqualTo(pack);
        assertThat(Sandboxed.pack(program, options.withEnvironment(Map.of("A", "b"))))
                .isNotEqualTo(pack);
        assertThat(Sandboxed.pack(program, options.withCpuLevel(3))).isNotEqualTo(pack);
    }

    @Test
    void eachInputFileIsAPartOfItsOwnAndEqualOnesAreOne() throws Exception {
        Path program = Compiled.musl("files.c");
        InputFile long1 = file("a/long", "x".repeat(5_000));
        InputFile long2 = file("b/long", "x".repeat(5_000));
        PackOptions options =
                PackOptions.DEFAULT.withFiles(List.of(long1, file("in.txt", "short"), long2, file("empty", "")));
        String name = String.valueOf(program.getFileName());
        PartedFile pack = Packer.pack(name, Files.readAllBytes(program), options);
        PartedFile without = Packer.pack(name, Files.readAllBytes(program), PackOptions.DEFAULT);
        assertThat(pack.rest()).extracting(PartedFile.Part::bytes).containsExactly(5_000L, 5L);
        assertThat(without.rest()).isEmpty();
        assertThat(pack.front().length - without.front().length).isLessThanOrEqualTo(AddressSpace.PAGE_BYTES);
        PartList parts = new PartList(List.of(
                new PartList.Part(Digest.of(pack.front()), pack.front().length),
                new PartList.Part(long1.digest(), 5_000),
                new PartList.Part(options.files().get(1).digest(), 5)));
        for (int i = 0; i < pack.rest().size(); i++) {
            assertThat(pack.rest().get(i).offset()).isEqualTo(parts.offset(i + 1));
        }
        assertThat(parts.bytes()).isEqualTo(pack.sizeBytes());
        assertThat(Program.parse(pack).sha256())
                .isEqualTo(Digest.of(Sandboxed.pack(program, options)).toHex());
    }

    @Test
    void anInputFileThatIsGoneWhenTheProgramStartsIsToldAndNobodyElsesTrouble() throws Exception {
        InputFile input = file("in.txt", "hello");
        byte[] program = Files.readAllBytes(Compiled.musl("files.c"));
        Program packed = Program.parse(Packer.pack("p", program, PackOptions.DEFAULT.withFiles(List.of(input))));
        Files.delete(input.path());
        assertThatThrownBy(() -> sandbox.report(packed, NOTHING, "p"))
                .isInstanceOf(BadProgramException.class)
                .hasMessageContaining("no longer at hand");
        Files.writeString(input.path(), "hello");
        assertThat(new String(sandbox.report(packed, NOTHING, "p").output(), StandardCharsets.UTF_8))
                .contains("in.txt: hello");
    }

    @Test
    void theSandboxAndTheMarketHaveTheSameLimits() {
        assertThat(ElfReader.FILE_BYTES_MAX).isEqualTo(PartList.FIRST_BYTES_MAX);
        assertThat((long) ElfReader.WHOLE_BYTES_MAX).isEqualTo(PartList.BYTES_MAX);
    }

    @Test
    void filesHaveALimitTogether() {
        List<InputFile> many = new ArrayList<>();
        for (int i = 0; i < PartList.PARTS_MAX; i++) {
            many.add(new InputFile("f" + i, folder, i + 1L));
        }
        assertThatThrownBy(() -> PackOptions.DEFAULT.withFiles(many)).isInstanceOf(IllegalArgumentException.class);
        long most = PartList.FILES_BYTES_MAX;
        InputFile large = new InputFile("large", folder, most);
        InputFile again = new InputFile("again", folder, most);
        assertThat(PackOptions.DEFAULT.withFiles(List.of(large, again)).files()).hasSize(2);
        assertThatThrownBy(() -> PackOptions.DEFAULT.withFiles(List.of(large, many.get(0))))
                .hasMessageContaining("256 MiB");
    }

    @Test
    void theProgramSeesItsFilesAndVariablesAndLeavesFiles() throws Exception {
        PackOptions options = PackOptions.DEFAULT
                .withFiles(List.of(file("in.txt", "hello"), file("deep/er/in.txt", "below"), file("empty", "")))
                .withEnvironment(
                        Map.of("NAME", "value with = and spaces", "LONG", "beyond the packer's room".repeat(1000)));
        byte[] frames =
                sandbox.report(Compiled.musl("files.c"), options, NOTHING).output();
        try (OutputFolder out = new OutputFolder(folder.resolve("results"))) {
            Transcript transcript = Transcript.read(frames, out);
            assertThat(new String(transcript.output(), StandardCharsets.UTF_8))
                    .isEqualTo("in.txt: hello\n/job/deep/er/in.txt: below\nempty: \nwrite: errno 13\nremove: 0\n"
                            + "NAME=value with = and spaces\nin /job: deep empty made\n");
            assertThat(transcript.unsupported()).isEqualTo("fork, socket (2 times)");
        }
        assertThat(folder.resolve("results/sum.txt")).hasContent("42");
        assertThat(folder.resolve("results/parts/one.txt")).hasContent("1");
        assertThat(folder.resolve("results/none")).isEmptyFile();
        assertThat(Files.isExecutable(folder.resolve("results/script"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/abs", "a//b", "..", "a/../b", "a/", "./a"})
    void anInputFileHasAPlainName(String name) {
        assertThatThrownBy(() -> new InputFile(name, folder, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/etc/x", "../x", "a/../../x", "a//b", "."})
    void aResultNeverLeavesItsFolder(String name) throws Exception {
        try (OutputFolder out = new OutputFolder(folder.resolve("inner"))) {
            assertThatThrownBy(() -> out.begin(name, 0600, 1)).isInstanceOf(java.io.IOException.class);
        }
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("inner"));
        }
    }

    @Test
    void aResultNeitherFollowsALinkNorReplacesAFile() throws Exception {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        Files.createSymbolicLink(inner.resolve("away"), folder);
        Files.writeString(inner.resolve("mine"), "kept");
        try (OutputFolder out = new OutputFolder(inner)) {
            assertThatThrownBy(() -> out.begin("away/x", 0600, 1)).isInstanceOf(java.io.IOException.class);
            assertThatThrownBy(() -> out.begin("mine", 0600, 1)).isInstanceOf(java.io.IOException.class);
            assertThatThrownBy(() -> out.write(NOTHING, 0, 1)).isInstanceOf(java.io.IOException.class);
        }
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(inner.resolve("mine")).hasContent("kept");
    }

    @Test
    void whatIsPackedOrRawIsNotPacked() throws Exception {
        byte[] pack = Sandboxed.pack(Compiled.musl("files.c"), PackOptions.DEFAULT);
        assertThat(Abi.of(pack)).isEqualTo(Abi.RAW);
        assertThatThrownBy(() -> Packer.pack("p", pack, PackOptions.DEFAULT)).isInstanceOf(BadProgramException.class);
        Path programs = Path.of(System.getProperty("sparecore.root"), "buyer/target/programs");
        assertThat(Abi.of(Files.readAllBytes(programs.resolve("primes")))).isEqualTo(Abi.RAW);
        assertThat(Abi.of(Files.readAllBytes(programs.resolve("picture")))).isEqualTo(Abi.LINUX);
    }

    @Test
    void namesInstructionsThatNobodyCanCatch() throws Exception {
        byte[] code = {
            0x0f,
            (byte) 0xc7,
            (byte) 0xf0, // rdrand eax
            0x48,
            0x0f,
            (byte) 0xc7,
            (byte) 0xf8, // rdseed rax
            (byte) 0xf3,
            0x0f,
            (byte) 0xc7,
            (byte) 0xf9, // rdpid rcx
            0x0f,
            0x01,
            (byte) 0xd0, // xgetbv
            (byte) 0x90
        };
        assertThat(CodeLint.findings(RawElf.of(code)))
                .extracting(finding -> finding.instruction() + " " + (finding.address() - RawElf.CODE_ADDRESS))
                .containsExactly("RDRAND 0", "RDSEED 4", "RDPID 7", "XGETBV 11");
        assertThat(CodeLint.findings(RawElf.of(new byte[] {0x0f, (byte) 0xc7, 0x0f, 0, 0}))) // cmpxchg8b [rdi]
                .isEmpty();
    }

    /** Wherever it is built, by the same compiler: no path and no time is in it. */
    @Test
    void theRuntimeIsBuiltToTheSameBytesEverywhere() throws Exception {
        Path copy = folder.resolve("elsewhere/runtime");
        Path source = Path.of(System.getProperty("sparecore.root"), "buyer/runtime");
        try (var files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Path to = copy.resolve(source.relativize(file));
                Files.createDirectories(to.getParent());
                if (!Files.isDirectory(file)) {
                    Files.copy(file, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Path built = folder.resolve("built");
        Process build = new ProcessBuilder(copy.resolve("build").toString(), built.toString())
                .inheritIO()
                .start();
        assertThat(build.waitFor()).isZero();
        assertThat(Files.readAllBytes(built)).isEqualTo(PackRuntime.built().file());
    }

    /** A hostile program goes no further than the validator, or becomes a pack that the validator takes. */
    @Test
    void packsOrRefusesWhateverTheBytesAre() throws Exception {
        byte[] original = Files.readAllBytes(Compiled.musl("files.c"));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int packed = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] file = original.clone();
            for (int j = 0; j <= random.nextInt(4); j++) {
                file[random.nextInt(64 + 8 * 56)] = (byte) random.nextInt();
            }
            if (random.nextInt(20) == 0) {
                file = Arrays.copyOf(file, random.nextInt(file.length));
            }
            try {
                Program program = Program.parse(Packer.pack("p", file, PackOptions.DEFAULT));
                assertThat(program.answersItsOwnCalls()).as("seed %s", seed).isTrue();
                packed++;
            } catch (BadProgramException e) {
                assertThat(e).as("seed %s", seed).hasMessageNotContaining("null");
            }
        }
        assertThat(packed).as("seed %s", seed).isPositive();
    }

    @Test
    void namesWhatHasOtherLastBitsOnOtherMakersProcessors() throws Exception {
        for (Path program :
                List.of(Compiled.gcc("unequal.c"), Compiled.pie("unequal.c"), Compiled.stripped("unequal.c"))) {
            assertThat(CodeLint.findings(Files.readAllBytes(program)).stream()
                            .filter(finding -> finding.why().contains("makers"))
                            .map(Finding::instruction))
                    .as(program.toString())
                    .containsExactlyInAnyOrder("RSQRTSS", "RCPPS", "FSIN");
        }
        assertThat(CodeLint.findings(Files.readAllBytes(Compiled.gcc("stdio.c"))))
                .noneMatch(finding -> finding.why().contains("makers"));
    }
}
