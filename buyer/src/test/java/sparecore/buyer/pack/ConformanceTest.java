package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import sparecore.sandbox.Program;

/** Programs give the same bytes in the sandbox as natively, and the same ones every time. */
final class ConformanceTest {
    private static final int TIMES = 20;
    private static final byte[] INPUT =
            "three\nshort\nlines, and one without an end".getBytes(StandardCharsets.US_ASCII);

    @RegisterExtension
    private static final Sandboxed sandbox = new Sandboxed();

    @TempDir
    Path folder;

    /** Where the program comes from; it may not be there. */
    interface Source extends Callable<Path> {}

    private static Arguments program(String name, Source source) {
        return arguments(name, source);
    }

    /** Each tells the result of every call in a sequence, so that it is the runtime's answers that are compared with the kernel's. */
    static Stream<Arguments> calls() {
        return Stream.of(
                        "memory_calls",
                        "shared_calls",
                        "file_calls",
                        "pipe_calls",
                        "signal_calls",
                        "process_calls",
                        "thread_calls",
                        "more_calls",
                        "folder_calls",
                        "mask_calls",
                        "error_files",
                        "error_calls",
                        "trap_calls",
                        "bad_return")
                .flatMap(name -> Stream.of(
                        program(name + " with glibc", () -> Compiled.gcc(name + ".c")),
                        program(name + " with musl", () -> Compiled.musl(name + ".c"))));
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                program("C with glibc", () -> Compiled.gcc("stdio.c")),
                program("C with musl", () -> Compiled.musl("stdio.c")),
                program("static PIE", () -> Compiled.pie("stdio.c")),
                program("numbers with musl", () -> Compiled.musl("numbers.c")),
                program("C++ with exceptions, iostream and threads", () -> Compiled.cxx("streams.cc")),
                program("Rust with threads", () -> Compiled.rust("channels.rs")),
                program("Go with goroutines", () -> Compiled.go("goroutines.go")),
                program("C with glibc, stripped", () -> Compiled.stripped("stdio.c")),
                program("Go with goroutines, stripped", () -> Compiled.goStripped("goroutines.go")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"calls", "programs"})
    void saysWhatItSaysNatively(String name, Source source) throws Exception {
        Path program = source.call();
        if (sandbox.mustRefuse(program, PackOptions.DEFAULT)) {
            return;
        }
        Ran natively = Sandboxed.natively(program, folder, INPUT, "one", "two words", "");
        Ran packed = sandbox.run(program, PackOptions.DEFAULT, INPUT, "one", "two words", "");
        assertThat(packed.text()).isEqualTo(natively.text());
        assertThat(packed.errorText()).isEqualTo(natively.errorText());
        assertThat(packed.status()).isEqualTo(natively.status());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"calls", "programs"})
    void saysTheSameWhetherOrNotCallsArePatched(String name, Source source) throws Exception {
        Path program = source.call();
        PackOptions unpatched = PackOptions.DEFAULT.withSwitches(Set.of(PackOptions.Switch.UNPATCHED));
        if (sandbox.mustRefuse(program, unpatched)) {
            return;
        }
        Ran packed = sandbox.run(program, PackOptions.DEFAULT, INPUT, "x");
        Ran bySignal = sandbox.run(program, unpatched, INPUT, "x");
        assertThat(bySignal.text()).isEqualTo(packed.text());
        assertThat(bySignal.status()).isEqualTo(packed.status());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"calls", "programs"})
    void isTheSameEveryTime(String name, Source source) throws Exception {
        Path program = source.call();
        if (sandbox.mustRefuse(program, PackOptions.DEFAULT)) {
            return;
        }
        Program pack = sandbox.parsed(program, PackOptions.DEFAULT);
        byte[] first = again(pack);
        assertThat(first).isNotEmpty();
        IntStream.range(1, TIMES)
                .parallel()
                .forEach(i -> assertThat(again(pack)).isEqualTo(first));
    }

    private static final sparecore.sandbox.Limits LIMITS =
            sparecore.sandbox.Limits.DEFAULT.withMemoryBytes(1L << 30).withOutputBytes(16 << 20);

    private static byte[] again(Program pack) {
        try {
            return sandbox.report(pack, LIMITS, INPUT, "p").output();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"hello.c, C", "hello.cc, C++", "hello.rs, Rust"})
    void theSdkSaysHelloInEachLanguageByTheCommandThatItNames(String source, String language) throws Exception {
        Ran ran = sandbox.run(Compiled.sdk(source), PackOptions.DEFAULT, INPUT, "market");
        assertThat(ran.text()).isEqualTo("hello from " + language + ", market\n");
        assertThat(ran.status()).isZero();
    }

    /** What its processor and its layers allow. */
    static int levelOfThisMachine(Sandboxed sandbox) throws Exception {
        byte[] pack = Sandboxed.pack(Compiled.gcc("addresses.c"), PackOptions.DEFAULT.withCpuLevel(3));
        try {
            sandbox.report(pack, LIMITS, INPUT, "p");
            return 3;
        } catch (sparecore.sandbox.elf.BadProgramException lacks) {
            return 2;
        }
    }

    @Test
    void addressesAndTimesAreTheSameEveryTime() throws Exception {
        Path program = Compiled.gcc("addresses.c");
        Ran first = sandbox.run(program, PackOptions.DEFAULT, INPUT);
        Ran second = sandbox.run(program, PackOptions.DEFAULT, INPUT);
        assertThat(first.text()).isEqualTo(second.text()).contains("clock 1577836800.0000");
        assertThat(Sandboxed.natively(program, folder, INPUT).text()).isNotEqualTo(first.text());
    }

    /** glibc has other code for sines on processors with FMA: the last bits differ. What CPUID says decides, not the processor. */
    @Test
    void theLevelOfTheProcessorDecidesWhichBitsItsMathematicsHas() throws Exception {
        Path program = Compiled.gcc("numbers.c");
        Ran level2 = sandbox.run(program, PackOptions.DEFAULT, INPUT);
        Ran level3;
        try {
            level3 = sandbox.run(program, PackOptions.DEFAULT.withCpuLevel(3), INPUT);
        } catch (sparecore.sandbox.elf.BadProgramException lacks) {
            assertThat(lacks.reason()).isEqualTo(sparecore.sandbox.elf.BadProgramException.Reason.HOST_LACKS);
            return;
        }
        assertThat(level2.text()).isNotEqualTo(level3.text());
        assertThat(Sandboxed.natively(program, folder, INPUT).text()).isEqualTo(level3.text());
    }
}
