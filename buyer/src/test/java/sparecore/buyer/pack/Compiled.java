package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Compiles the programs of {@code buyer/src/test/c}, once per build, as a buyer would. */
final class Compiled {
    private static final Path ROOT = Path.of(System.getProperty("sparecore.root"), "buyer");
    private static final Path SOURCES = ROOT.resolve("src/test/c");
    private static final Path FOLDER = ROOT.resolve("target/test-programs");
    private static final long SECONDS_MAX = 110;

    private Compiled() {}

    /** With glibc. */
    static Path gcc(String source, String... options) throws Exception {
        return compile("gcc", "glibc", source, options);
    }

    /** With musl. */
    static Path musl(String source, String... options) throws Exception {
        return compile("musl-gcc", "musl", source, options);
    }

    /** With glibc and libraries that may not be there; {@code header} tells. */
    static Path linked(String source, String header, String... libraries) throws Exception {
        requireCommand("gcc", "gcc");
        if (!Files.exists(Path.of("/usr/include", header))) {
            missing(header, "liblua5.4-dev libsqlite3-dev libzstd-dev zlib1g-dev");
        }
        List<String> command = new ArrayList<>(List.of("gcc", "-O2", "-w", "-static", "-o"));
        return made(source, "linked", command, libraries);
    }

    /** Position independent, with glibc. */
    static Path pie(String source) throws Exception {
        return compile("gcc", "pie", source, "-static-pie", "-fPIE");
    }

    /** With glibc, without a table of symbols. */
    static Path stripped(String source) throws Exception {
        return compile("gcc", "stripped", source, "-static", "-s");
    }

    static Path cxx(String source) throws Exception {
        return compile("g++", "cxx", source);
    }

    static Path rust(String source) throws Exception {
        requireCommand("rustc", "rustc");
        return made(source, "rust", List.of("rustc", "-O", "-C", "target-feature=+crt-static", "-o"));
    }

    static Path go(String source) throws Exception {
        requireCommand("go", "golang-go");
        return made(source, "go", List.of("go", "build", "-o"));
    }

    /** Without symbols, as Go programs are often shipped. */
    static Path goStripped(String source) throws Exception {
        requireCommand("go", "golang-go");
        return made(source, "go-stripped", List.of("go", "build", "-ldflags", "-s -w", "-o"));
    }

    /** A file of the SDK, by the command that its first comment names. */
    static Path sdk(String source) throws Exception {
        Path file = ROOT.resolve("sdk/hello").resolve(source);
        List<String> words = Files.readAllLines(file).stream()
                .limit(3)
                .filter(line -> line.contains(source))
                .findFirst()
                .map(line -> List.of(
                        line.replaceFirst("^[ /*]+", "").split("  +")[0].trim().split(" ")))
                .orElseThrow();
        requireCommand(words.get(0), words.get(0));
        Files.createDirectories(FOLDER);
        Path program = FOLDER.resolve("hello-" + source);
        List<String> command = new ArrayList<>(words.subList(0, words.indexOf(source)));
        command.addAll(List.of(file.toString(), "-o", program.toString()));
        run(command);
        return program;
    }

    private static Path compile(String compiler, String kind, String source, String... options) throws Exception {
        requireCommand(compiler, compiler.equals("musl-gcc") ? "musl-tools" : compiler);
        List<String> command = new ArrayList<>(List.of(compiler, "-O2", "-w"));
        command.addAll(options.length > 0 ? List.of(options) : List.of("-static"));
        command.addAll(List.of("-lm", "-lpthread", "-o"));
        return made(source, kind, command);
    }

    /** {@code command} without the output and the source, which are its last words. */
    private static synchronized Path made(String source, String kind, List<String> command, String... libraries)
            throws Exception {
        Path from = SOURCES.resolve(source);
        Path program = FOLDER.resolve(source.substring(0, source.lastIndexOf('.')) + "-" + kind);
        if (Files.exists(program) && newer(program, from)) {
            return program;
        }
        Files.createDirectories(FOLDER);
        Path fresh = Files.createTempFile(FOLDER, "new", "");
        List<String> words = new ArrayList<>(command);
        words.add(fresh.toString());
        words.add(from.toString());
        if (command.contains("-lm")) { // libraries go behind the source
            words.removeAll(List.of("-lm", "-lpthread"));
            words.addAll(List.of("-lm", "-lpthread"));
        }
        if (libraries.length > 0) {
            words.addAll(List.of(libraries));
            words.addAll(List.of("-lm", "-ldl", "-lpthread"));
        }
        run(words);
        return Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static boolean newer(Path program, Path source) throws IOException {
        return Files.getLastModifiedTime(program).compareTo(Files.getLastModifiedTime(source)) > 0;
    }

    private static void run(List<String> words) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().put("CGO_ENABLED", "0");
        builder.environment().put("GOCACHE", FOLDER.resolve("go-cache").toString());
        builder.environment().put("GO111MODULE", "off");
        Process process = builder.start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("%s said: %s", words, said).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Says loudly which test is left out, and what to install. */
    private static void requireCommand(String command, String debianPackage) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(":", -1)) {
            if (Files.isExecutable(Path.of(folder, command))) {
                return;
            }
        }
        missing(command, debianPackage);
    }

    /** Leaves the test out, saying what to install; a check that has installed everything says so, and may leave out nothing. */
    static void missing(String what, String debianPackages) {
        String message = what + " is not installed (Debian: apt-get install " + debianPackages + ")";
        if (System.getenv("SPARECORE_SKIP_NOTHING") != null) {
            throw new AssertionError(message);
        }
        Assumptions.abort(message);
    }
}
