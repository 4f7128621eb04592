package sparecore.buyer.main;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a tree of its own, whose jars only tell how they were started. */
final class LauncherTest {
    private static final List<String> MODULES = List.of("broker", "seller", "buyer");

    @TempDir
    private Path folder = Path.of("");

    private Path root = Path.of("");
    private Path launcher = Path.of("");

    @BeforeEach
    void makeTree() throws IOException {
        root = Files.createDirectories(folder.resolve("a folder with spaces"));
        launcher = root.resolve("sparecore");
        Files.copy(Path.of(System.getProperty("sparecore.root"), "sparecore"), launcher);
        makeExecutable(launcher);
        for (String module : MODULES) {
            Files.createDirectories(root.resolve(module).resolve("src/main"));
            Files.createDirectories(root.resolve(module).resolve("target"));
        }
    }

    @AfterEach
    void endDaemons() throws IOException {
        daemons().forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
    }

    private void makeJars() throws IOException {
        for (String module : MODULES) {
            makeJar(root.resolve(module).resolve("target/sparecore-" + module + ".jar"));
        }
    }

    private static void makeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, LauncherProbe.class.getName());
        String classFile = LauncherProbe.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest);
                InputStream bytes = LauncherProbe.class.getClassLoader().getResourceAsStream(classFile)) {
            entries.putNextEntry(new ZipEntry(classFile));
            bytes.transferTo(entries);
        }
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void makeScript(String name, String text) throws IOException {
        makeExecutable(Files.writeString(root.resolve(name), "#!/bin/sh\n" + text + "\n"));
    }

    private ProcessBuilder launch(Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("/bin/bash", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("SPARECORE_AS_BUILT", "1");
        return builder;
    }

    private static Ran run(ProcessBuilder builder) throws IOException {
        return Ran.run(builder, new byte[0]);
    }

    @Test
    void startsTheModuleThatACommandBelongsTo() throws IOException {
        makeJars();
        assertThat(run(launch(launcher, "broker", "run")).out()).startsWith("sparecore-broker.jar [run]\n");
        assertThat(run(launch(launcher, "seller", "run")).out()).startsWith("sparecore-seller.jar [run]\n");
        assertThat(run(launch(launcher, "buyer", "run")).out()).startsWith("sparecore-buyer.jar [buyer, run]\n");
        assertThat(run(launch(launcher, "map", "x")).out()).startsWith("sparecore-buyer.jar [map, x]\n");
        assertThat(run(launch(launcher)).out()).startsWith("sparecore-buyer.jar []\n");
    }

    @Test
    void passesOnArgumentsAndExitStatusAsTheyAreThroughLinksFromAnywhere() throws IOException {
        makeJars();
        Path link = Files.createSymbolicLink(folder.resolve("link"), launcher);
        Path second = Files.createSymbolicLink(folder.resolve("second"), link.getFileName());
        Ran ran = run(launch(second, "map", "a b", "", "*", "größe", "@x"));
        assertThat(ran.out()).contains("[map, a b, , *, größe, @x]").contains("root " + root.toRealPath());
        assertThat(ran.status()).isEqualTo(42);
        assertThat(ran.error()).isEmpty();
    }

    @Test
    void saysHowToGetJavaWhereThereIsNone() throws IOException {
        ProcessBuilder builder = launch(launcher, "--help");
        builder.environment().remove("JAVA_HOME");
        builder.environment().put("PATH", folder.toString());
        Ran ran = run(builder);
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.error()).hasLineCount(1).contains("Java is missing", "apt-get install openjdk-17");
    }

    @Test
    void saysThatJavaIsTooOld() throws IOException {
        Path old = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
        makeExecutable(Files.writeString(java.util.Objects.requireNonNull(old).resolve("bin/java"), "#!/bin/sh\n"));
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"11.0.20\"\n");
        ProcessBuilder builder = launch(launcher, "--help");
        builder.environment().put("JAVA_HOME", old.toString());
        Ran ran = run(builder);
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.error()).hasLineCount(1).contains("is Java 11.0.20", "17 or later");
    }

    @Test
    void buildsWhatIsMissingAndOnlyThen() throws IOException {
        Path store = Files.createDirectories(root.resolve("jars"));
        for (String module : MODULES) {
            makeJar(store.resolve("sparecore-" + module + ".jar"));
        }
        makeScript(
                "mvnw",
                "echo noise; echo run >> builds; for m in broker seller buyer; do cp jars/sparecore-$m.jar $m/target/; done");
        ProcessBuilder builder = launch(launcher, "map");
        builder.environment().remove("SPARECORE_AS_BUILT");
        builder.environment().put("CC", "sh");
        Ran first = run(builder);
        assertThat(first.status()).as(first.error()).isEqualTo(42);
        assertThat(first.error()).hasLineCount(1).contains("building").doesNotContain("noise");
        assertThat(run(builder).error()).isEmpty();
        assertThat(root.resolve("builds")).hasContent("run\n");
    }

    @Test
    void buildsTheSimulationWhenItIsAskedForAndRunsASeed() throws IOException {
        makeJars();
        Files.writeString(root.resolve("classpath"), System.getProperty("java.class.path"));
        makeScript("mvnw", "cp classpath buyer/target/test.classpath");
        ProcessBuilder builder = launch(launcher, "bench", "simulate", "--seed", "3");
        builder.environment().put("CC", "sh");
        Ran ran = run(builder);
        assertThat(ran.status()).as(ran.error()).isZero();
        assertThat(ran.out()).startsWith("1 markets in ");
        assertThat(ran.error()).hasLineCount(1).contains("building the simulation");
    }

    @Test
    void showsWhatAFailedBuildSaid() throws IOException {
        makeScript("mvnw", "echo 'this is wrong'; exit 1");
        ProcessBuilder builder = launch(launcher, "map");
        builder.environment().put("CC", "sh");
        Ran ran = run(builder);
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.error()).contains("this is wrong\n", "the build failed");
    }

    @Test
    void saysHowToGetACompilerBeforeItBuilds() throws IOException {
        ProcessBuilder builder = launch(launcher, "map");
        builder.environment().put("CC", "no-such-compiler");
        Ran ran = run(builder);
        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.error()).hasLineCount(1).contains("no-such-compiler is missing", "apt-get install gcc");
    }

    /** The launcher where daemons are rehearsed that start and are never ready. */
    private ProcessBuilder rehearsing() throws IOException {
        makeJars();
        Files.createFile(Files.createDirectories(root.resolve("target")).resolve("built"));
        ProcessBuilder builder = launch(launcher, "map");
        builder.environment().remove("SPARECORE_AS_BUILT");
        builder.environment().put(LauncherProbe.STAYS, pids().toString());
        builder.environment().put("TMPDIR", Files.createDirectories(temporary()).toString());
        return builder;
    }

    private Path pids() {
        return folder.resolve("pids");
    }

    private Path temporary() {
        return folder.resolve("temporary");
    }

    /** The process ids of the daemons that were started. */
    private List<Long> daemons() throws IOException {
        return Files.exists(pids())
                ? Files.readAllLines(pids()).stream().map(Long::valueOf).toList()
                : List.of();
    }

    private void assertNothingIsLeft() throws IOException {
        assertThat(daemons()).hasSize(2).noneMatch(pid -> ProcessHandle.of(pid).isPresent());
        assertThat(temporary()).isEmptyDirectory();
    }

    @Test
    void waitsNoLongerThanItSaysForWhatItRehearses() throws IOException {
        Path hurry = Files.createDirectories(folder.resolve("bin"));
        makeExecutable(Files.writeString(hurry.resolve("sleep"), "#!/bin/sh\nexec /bin/sleep 0.01\n"));
        ProcessBuilder builder = rehearsing();
        builder.environment().merge("PATH", hurry.toString(), (path, first) -> first + ":" + path);
        assertThat(run(builder).status()).isEqualTo(42);
        assertNothingIsLeft();
    }

    @Test
    void endsWhatItRehearsesAtCtrlC() throws Exception {
        ProcessBuilder builder = rehearsing();
        // A terminal sends it to a group of processes, and nobody there ignores it, as whoever runs these tests may.
        builder.command().addAll(0, List.of("env", "--default-signal=INT", "setsid"));
        Process process = builder.redirectErrorStream(true).start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (daemons().size() < 2) {
                assertThat(System.nanoTime()).as("the daemons start").isLessThan(end);
                Thread.sleep(20);
            }
            assertThat(run(new ProcessBuilder("/bin/bash", "-c", "kill -INT -- -" + process.pid()))
                            .status())
                    .isZero();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
        assertNothingIsLeft();
    }
}
