package sparecore.buyer.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.terminal.Json;

/** The commands as processes of their own, as their users see them. */
final class CommandLineTest {
    private static final Path PROGRAMS = Path.of(System.getProperty("sparecore.root"), "buyer/target/programs");

    @TempDir
    private Path folder = Path.of("");

    private static String program(String name) {
        return PROGRAMS.resolve(name).toString();
    }

    private static Ran sparecore(String input, String... arguments) throws IOException {
        return Ran.sparecore(input.getBytes(StandardCharsets.UTF_8), arguments);
    }

    @Test
    void mapsLinesToOutputsInTheirOrder() throws IOException {
        Ran ran = sparecore("0\n1\n2\n3\n", "map", "--local", program("primes"), "{}", "4", "100");
        assertThat(ran.status()).as(ran.error()).isZero();
        assertThat(ran.out()).isEqualTo("9\n6\n6\n4\n");
        assertThat(ran.error()).isEmpty();
    }

    @Test
    void tellsWhichFragmentFailedAndPrintsTheOthers() throws IOException {
        Ran ran = sparecore("0\nx\n1\n", "map", "--local", program("primes"), "{}", "4", "100");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out()).isEqualTo("9\n6\n");
        assertThat(ran.error()).contains("fragment 1 (x 4 100): exited with status 2", "  | INDEX must be");
    }

    @Test
    void printsJsonWithASummary() throws IOException {
        Ran ran = sparecore("", "map", "--local", "--json", program("primes"), ":::", "0", "x");
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.out().lines()).hasSize(3);
        JsonObject summary =
                Json.parseObject(ran.out().lines().skip(2).findFirst().orElseThrow());
        assertThat(summary.getAsJsonObject("summary").get("fragments").getAsInt())
                .isEqualTo(2);
        assertThat(summary.getAsJsonObject("summary").get("succeeded").getAsInt())
                .isEqualTo(1);
    }

    @Test
    void refusesABadProgramInOneLine() throws IOException {
        Path script = Files.writeString(folder.resolve("script"), "#!/bin/sh\n");
        Ran ran = sparecore("1\n", "map", script.toString());
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.error()).hasLineCount(1).contains("script");
    }

    @Test
    void asksForAnErrorOrForReplicasAndNeverForBoth() throws IOException {
        Ran both = sparecore("1\n", "map", "--error", "1e-4", "--replicas", "2", program("noop"));
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.error()).hasLineCount(1).contains("--error and --replicas");
    }

    @Test
    void saysHowToStartADaemonWhereNoneRuns() throws IOException {
        Ran ran = sparecore("1\n", "map", "--data", folder.toString(), program("noop"));
        assertThat(ran.status()).isEqualTo(4);
        assertThat(ran.error()).hasLineCount(1).contains("sparecore buyer run");
    }

    @Test
    void refusesALineLongerThanABlock() throws IOException {
        Ran ran = sparecore(
                "a\n" + "x".repeat(2000) + "\n", "map", "--local", "--pipe", "--block", "1K", program("echo"));
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.error()).contains("longer than --block 1 KiB");
    }

    @ParameterizedTest
    @CsvSource({"hostile-crash, 139", "hostile-fork, 137", "hostile-loop, 137", "hostile-flood, 137"})
    void exitsAsTheProgramDidInTheSandbox(String name, int status) throws IOException {
        Ran ran = sparecore("", "sandbox", "exec", "--cpu-seconds", "1", program(name));
        assertThat(ran.status()).as(ran.error()).isEqualTo(status);
        assertThat(ran.error()).contains("CPU time", "layers that held: seccomp strict");
    }

    @Test
    void joinsTheProgramsStreamsToItsOwn() throws IOException {
        String input = "some text\n".repeat(100_000);
        Ran ran = sparecore(input, "sandbox", "exec", "--quiet", program("echo"));
        assertThat(ran.status()).as(ran.error()).isZero();
        assertThat(ran.out()).isEqualTo(input);
        assertThat(ran.error()).isEmpty();
    }

    @Test
    void runsAPackThatWasWrittenToAFileAsItsProgram() throws IOException {
        String packed = folder.resolve("packed").toString();
        assertThat(sparecore("", "pack", program("picture"), "-o", packed).status())
                .isZero();
        Ran ran = sparecore("", "sandbox", "exec", "--quiet", packed);
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.error()).startsWith("usage: picture TILE");
    }

    /** The picture is a glibc program: its CPUID is replaced, so it runs on machines that can't catch any. */
    @Test
    void saysWhatAProgramNeedsOfASeller() throws IOException {
        assertThat(sparecore("", "pack", program("picture")).out()).contains("needs     linux, x86-64-v2\n");
        JsonObject said = Json.parseObject(
                sparecore("", "pack", "--json", program("primes")).out());
        assertThat(said.get("abi").getAsString()).isEqualTo("raw");
        assertThat(said.get("cpuLevel").getAsInt()).isEqualTo(2);
        assertThat(said.get("needsCpuidFaulting").getAsBoolean()).isFalse();
        assertThat(sparecore("", "pack", "--cpu", "v3", program("primes")).out())
                .as("what its buyer says is bid for")
                .contains("needs     raw, x86-64-v3\n");
    }

    @Test
    void givesEverythingBehindTheProgramToTheProgram() throws IOException {
        Ran ran = sparecore("", "sandbox", "exec", program("primes"), "--json", "--help");
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.error()).startsWith("PARTS must be a number").contains("--help");
    }

    @Test
    void reportsInJsonAsTheLastLineOfStandardError() throws IOException {
        Ran ran = sparecore("", "sandbox", "exec", "--json", program("noop"));
        JsonObject report =
                Json.parseObject(ran.error().lines().reduce((a, b) -> b).orElseThrow());
        assertThat(report.get("outcome").getAsString()).isEqualTo("exited");
        assertThat(report.getAsJsonArray("layers")).isNotEmpty();
    }

    @Test
    void tellsAllCommands() throws IOException {
        Ran ran = sparecore("");
        assertThat(ran.status()).isZero();
        assertThat(ran.out()).contains("buyer", "map", "jobs", "sandbox", "bench", "demo", "broker", "seller");
        assertThat(ran.out()).doesNotContain("rehearsal");
    }
}
