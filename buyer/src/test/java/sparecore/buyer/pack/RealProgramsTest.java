package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Program;

/** Programs that others wrote, as Debian ships them or linked with what it ships. */
final class RealProgramsTest {
    private static final Path BUSYBOX = Path.of("/usr/bin/busybox");
    private static final byte[] INPUT =
            "pear 3\napple 1\nquince 20\napple 1\n\ttab\n".repeat(50).getBytes(StandardCharsets.US_ASCII);

    private static final int TIMES = 20;
    private static final Limits LIMITS =
            Limits.DEFAULT.withMemoryBytes(1L << 30).withOutputBytes(16 << 20);

    @RegisterExtension
    private static final Sandboxed sandbox = new Sandboxed();

    @TempDir
    Path folder;

    /** What these say does not depend on the machine. */
    static Stream<List<String>> applets() {
        return Stream.of(
                        "sort",
                        "sort|-k2|-n",
                        "uniq|-c",
                        "sha256sum",
                        "sha512sum",
                        "sha1sum",
                        "md5sum",
                        "cksum",
                        "gzip|-c",
                        "bzip2|-c",
                        "awk|{ s += $2 } END { print s, NR }",
                        "sed|s/a\\(.\\)/\\1a/g",
                        "tr|a-z|A-Z",
                        "wc",
                        "grep|-n|ap*l",
                        "base64",
                        "cut|-d |-f1",
                        "xxd",
                        "head|-n3",
                        "tail|-n|2",
                        "rev",
                        "tac",
                        "nl",
                        "cat|-n",
                        "od|-c",
                        "fold|-w3",
                        "dd|bs=7|count=9",
                        "expand",
                        "factor|123456789012|97",
                        "seq|1|3|40",
                        "expr|6|*|7",
                        "dc|-e|2 100 ^ p",
                        "printf|%05d %s\\n|42|x",
                        "basename|/a/b.c|.c",
                        "sh|-c|for i in 1 2 3; do echo $((i * i)); done; exit 5",
                        "date|-u|-d|@86400",
                        "ls|-la|/nothing",
                        "test|1|=|2",
                        "strings",
                        "comm|-|/dev/null",
                        "paste|-|-",
                        "sum",
                        "tsort",
                        "unexpand|-a",
                        "sh|-c|echo text > f; while read l; do echo [$l]; done < f; test -s f && echo there; cd /tmp; pwd")
                .map(words -> Arrays.asList(words.split("\\|", -1)));
    }

    @ParameterizedTest
    @MethodSource("applets")
    void busyboxSaysWhatItSaysNatively(List<String> words) throws Exception {
        if (!Files.isExecutable(BUSYBOX)) {
            Compiled.missing("busybox", "busybox-static");
        }
        String[] arguments = words.toArray(new String[0]);
        Ran natively = Sandboxed.natively(BUSYBOX, folder, INPUT, arguments);
        Ran packed = sandbox.run(BUSYBOX, PackOptions.DEFAULT, INPUT, arguments);
        assertThat(packed.text()).isEqualTo(natively.text());
        assertThat(packed.errorText()).isEqualTo(natively.errorText());
        assertThat(packed.status()).isEqualTo(natively.status());
    }

    static Stream<Arguments> programs() {
        return Stream.of(
                program("Lua", "100000", () -> Compiled.linked("lua.c", "lua5.4/lua.h", "-llua5.4")),
                program(
                        "SQLite in memory and on a file",
                        "2000",
                        () -> Compiled.linked("sqlite.c", "sqlite3.h", "-lsqlite3")),
                program(
                        "SQLite with a log and a mapped file",
                        "1000",
                        () -> Compiled.linked("sqlite_wal.c", "sqlite3.h", "-lsqlite3")),
                program("zstd and zlib, 100 MB", "5", () -> Compiled.linked("zstd.c", "zstd.h", "-lzstd", "-lz")),
                program("a Fourier transform", "x", () -> Compiled.musl("fourier.c")),
                program("bodies and eigenvalues", "x", () -> Compiled.cxx("bodies.cc")));
    }

    /** With an argument that makes long ones do less, for what is run many times. */
    private static Arguments program(String name, String less, ConformanceTest.Source source) {
        return arguments(name, less, source);
    }

    /** At the level of this machine's own processor, so that the mathematics library makes the same choices. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void saysWhatItSaysNatively(String name, String less, ConformanceTest.Source source) throws Exception {
        Path program = source.call();
        int level = ConformanceTest.levelOfThisMachine(sandbox);
        Ran natively = Sandboxed.natively(program, folder, INPUT);
        Ran packed = sandbox.run(program, PackOptions.DEFAULT.withCpuLevel(level), INPUT);
        assertThat(packed.text()).isEqualTo(natively.text());
        assertThat(packed.errorText()).isEqualTo(natively.errorText());
        assertThat(packed.status()).isEqualTo(natively.status());
    }

    /** Several at once, so that each runs under the others' load. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("programs")
    void isTheSameEveryTime(String name, String less, ConformanceTest.Source source) throws Exception {
        requireSameEveryTime(sandbox.parsed(source.call(), PackOptions.DEFAULT), less);
    }

    @ParameterizedTest
    @MethodSource("applets")
    void busyboxSaysTheSameEveryTime(List<String> words) throws Exception {
        if (!Files.isExecutable(BUSYBOX)) {
            Compiled.missing("busybox", "busybox-static");
        }
        requireSameEveryTime(sandbox.parsed(BUSYBOX, PackOptions.DEFAULT), words.toArray(new String[0]));
    }

    private static void requireSameEveryTime(Program pack, String... arguments) {
        byte[] first = output(pack, arguments);
        assertThat(first).isNotEmpty();
        IntStream.range(1, TIMES)
                .parallel()
                .forEach(i -> assertThat(output(pack, arguments)).isEqualTo(first));
    }

    private static byte[] output(Program pack, String... arguments) {
        try {
            return sandbox.report(pack, LIMITS, INPUT, "p", arguments).output();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
