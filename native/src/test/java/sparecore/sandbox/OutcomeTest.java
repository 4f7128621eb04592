package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.sandbox.elf.BadProgramException;
import sparecore.sandbox.image.StartBlockSize;

/** Every way in which a run can end, with real processes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutcomeTest {
    private static final Limits SMALL = Limits.DEFAULT.withCpuSeconds(1);
    private static final int SIGSEGV = 11;
    private static final int SIGKILL = 9;

    private Sandbox sandbox;

    @BeforeAll
    void open() throws Exception {
        sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false));
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void everyMandatoryLayerHoldsAndAbsentOnesSayWhy() {
        for (LayerState layer : sandbox.layers().layers()) {
            assertThat(layer.detail()).isNotEmpty();
        }
        assertThat(layer("seccomp strict").holds()).isTrue();
        assertThat(layer("fixed memory").holds()).isTrue();
        assertThat(layer("idle scheduling"))
                .isEqualTo(new LayerState("idle scheduling", false, "switched off by the policy"));
    }

    @Test
    void copiesInputToOutputAndKeepsTheExitCode() throws Exception {
        RunReport report = sandbox.run(Programs.copyTo(1), SMALL, input("hello"));
        assertThat(report.describe()).isEqualTo("the program ended by itself with status 7");
        assertThat(report.output()).isEqualTo(bytes("hello"));
        assertThat(report.shellStatus()).isEqualTo(7);
        assertThat(report.launch().launched()).isTrue();
        assertThat(report.cpuMicros()).isPositive();
        assertThat(report.peakMemoryBytes()).isBetween(4096L, 1L << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 99, 100, 101, 110, 125, 200, 255})
    void exitCodesAreTheProgramsOwnEvenWhereTheyLookLikeAFailedStep(int status) throws Exception {
        RunReport report = sandbox.run(Programs.exit(status), SMALL, Invocation.of("exit"));
        assertThat(report.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(report.exitCode()).isEqualTo(status);
    }

    @Test
    void passesMegabytesThrough() throws Exception {
        byte[] input = new byte[3_000_001];
        new Random(1).nextBytes(input);
        Invocation invocation = Invocation.of("copy").withInput(input);
        RunReport report = sandbox.run(Programs.copyTo(1), Limits.DEFAULT, invocation);
        assertThat(report.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(report.output()).isEqualTo(input);
    }

    @Test
    void keepsTheFirstErrorsAndDropsTheRest() throws Exception {
        Invocation invocation = Invocation.of("copy").withInput(new byte[500_000]);
        RunReport report = sandbox.run(Programs.copyTo(2), SMALL.withErrorBytes(1000), invocation);
        assertThat(report.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(report.error()).hasSize(1000);
        assertThat(report.output()).isEmpty();
    }

    @Test
    void takesExactlyTheOutputLimitAndNotOneByteMore() throws Exception {
        Invocation invocation = Invocation.of("copy").withInput(new byte[100_000]);
        RunReport fitting = sandbox.run(Programs.copyTo(1), SMALL.withOutputBytes(100_000), invocation);
        assertThat(fitting.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(fitting.output()).hasSize(100_000);
        RunReport tooMuch = sandbox.run(Programs.copyTo(1), SMALL.withOutputBytes(99_999), invocation);
        assertThat(tooMuch.outcome()).isEqualTo(Outcome.OUTPUT_LIMIT);
        assertThat(tooMuch.output()).hasSize(99_999);
    }

    @Test
    void killsWhatWritesForEver() throws Exception {
        RunReport report = sandbox.run(Programs.writeForEver(1), SMALL, Invocation.of("flood"));
        assertThat(report.outcome()).isEqualTo(Outcome.OUTPUT_LIMIT);
        assertThat(report.signal()).isEqualTo(SIGKILL);
        assertThat(report.output()).hasSize((int) SMALL.outputBytes());
    }

    @Test
    void errorsWithoutEndEndAtTheCpuLimit() throws Exception {
        RunReport report = sandbox.run(Programs.writeForEver(2), SMALL, Invocation.of("flood"));
        assertThat(report.outcome()).isEqualTo(Outcome.CPU_LIMIT);
    }

    @Test
    void killsWhatComputesTooLong() throws Exception {
        RunReport report = sandbox.run(Programs.spin(), SMALL, Invocation.of("spin"));
        assertThat(report.outcome()).isEqualTo(Outcome.CPU_LIMIT);
        assertThat(report.cpuMicros()).isBetween(700_000L, 2_500_000L);
    }

    @Test
    void killsWhatWaitsTooLong() throws Exception {
        Limits limits = SMALL.withWallTime(Duration.ofMillis(50));
        RunReport report;
        try (TestPipe silent = TestPipe.open()) {
            Streams streams = new Streams(silent.readEnd(), System.out, System.err);
            report = sandbox.start(Programs.copyTo(1), limits, Invocation.of("wait"), streams)
                    .await();
        }
        assertThat(report.outcome()).isEqualTo(Outcome.WALL_LIMIT);
        assertThat(report.wallMicros()).isBetween(50_000L, 20_000_000L);
    }

    @Test
    void reportsACrash() throws Exception {
        RunReport report = sandbox.run(Programs.readAddress(0), SMALL, Invocation.of("crash"));
        assertThat(report.outcome()).isEqualTo(Outcome.CRASHED);
        assertThat(report.signal()).isEqualTo(SIGSEGV);
        assertThat(report.shellStatus()).isEqualTo(128 + SIGSEGV);
    }

    @Test
    void reportsAForbiddenCall() throws Exception {
        RunReport report = sandbox.run(Programs.call(39), SMALL, Invocation.of("getpid"));
        assertThat(report.outcome()).isEqualTo(Outcome.FORBIDDEN_CALL);
        assertThat(report.describe()).contains("forbidden system call");
    }

    @Test
    void refusesAProgramThatNeedsMoreMemoryThanItMayHave() throws Exception {
        Program program = Programs.withZeros(8 << 20);
        assertThat(program.memoryBytesMin()).isBetween(9L << 20, (9L << 20) + 8192);
        Limits tooSmall = SMALL.withMemoryBytes(8 << 20);
        BadProgramException refusal = catchThrowableOfType(
                BadProgramException.class, () -> sandbox.run(program, tooSmall, Invocation.of("x")));
        assertThat(refusal.reason()).isEqualTo(BadProgramException.Reason.NEEDS_MORE_MEMORY);
        assertThat(refusal).hasMessageContaining("raise the limit");
        Limits exact = SMALL.withMemoryBytes(program.memoryBytesMin());
        program.requireFits(exact);
        assertThat(sandbox.run(program, exact, Invocation.of("x")).outcome()).isEqualTo(Outcome.EXITED);
    }

    @Test
    void givesTheRestOfTheMemoryAsHeapAndNotOneByteMore() throws Exception {
        Program program = Programs.touchEndOfHeap(0);
        assertThat(sandbox.run(program, SMALL, Invocation.of("x")).outcome()).isEqualTo(Outcome.EXITED);
        Program beyond = Programs.touchEndOfHeap(1);
        assertThat(sandbox.run(beyond, SMALL, Invocation.of("x")).outcome()).isEqualTo(Outcome.CRASHED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 150, 500, 3000})
    void passesArgumentsAndEnvironment(int count) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("program", "", "zwei Wörter", "🙂"));
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < count; i++) {
            arguments.add("a" + i);
            environment.put("N" + i % 100, "v=" + i);
        }
        Invocation invocation = new Invocation(arguments, environment, new byte[0]);
        int size = StartBlockSize.fitting(invocation.argumentBytes()).bytes();
        RunReport report = sandbox.run(Programs.dumpStart(size), SMALL, invocation);
        StartBlockReader start = new StartBlockReader(report.output());
        assertThat(start.arguments()).isEqualTo(arguments);
        assertThat(start.environment()).isEqualTo(environment);
        assertThat(start.auxiliary(6)).isEqualTo(4096);
        assertThat(start.auxiliary(0x53500001)).isEqualTo(0x20_0000_0000L);
        assertThat(start.auxiliary(0x53500002)).isBetween(60L << 20, 63L << 20);
        assertThat(start.auxiliary(9)).isEqualTo(0x40_0000);
        assertThat(start.auxiliary(25)).isNotZero();
    }

    @Test
    void refusesWhatCannotBePassed() {
        String big = "x".repeat(Invocation.ARGUMENT_BYTES_MAX);
        assertThatThrownBy(() -> Invocation.of("p", big)).hasMessageContaining("pass the rest as input");
        assertThat(Invocation.of("p", "x".repeat(Invocation.ARGUMENT_BYTES_MAX - 20))
                        .argumentBytes())
                .isLessThanOrEqualTo(Invocation.ARGUMENT_BYTES_MAX);
        assertThatThrownBy(() -> new Invocation(List.of(), Map.of(), new byte[0]))
                .hasMessageContaining("name");
        assertThatThrownBy(() -> Invocation.of("a\0b")).hasMessageContaining("zero byte");
        assertThatThrownBy(() -> new Invocation(List.of("p"), Map.of("A=B", "c"), new byte[0]))
                .hasMessageContaining("'='");
    }

    @Test
    void passesTheLargestArguments() throws Exception {
        String big = "x".repeat(Invocation.ARGUMENT_BYTES_MAX - 9 - "p".length() - 9);
        Invocation invocation = Invocation.of("p", big).withInput(new byte[200_000]);
        assertThat(invocation.argumentBytes()).isEqualTo(Invocation.ARGUMENT_BYTES_MAX);
        RunReport report = sandbox.run(Programs.copyTo(1), SMALL, invocation);
        assertThat(report.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(report.output()).hasSize(200_000);
    }

    @Test
    void inputThatNobodyReadsHarmsNobody() throws Exception {
        Invocation invocation = Invocation.of("exit").withInput(new byte[10_000_000]);
        RunReport report = sandbox.run(Programs.exit(3), SMALL, invocation);
        assertThat(report.outcome()).isEqualTo(Outcome.EXITED);
        assertThat(report.exitCode()).isEqualTo(3);
    }

    @Test
    void equalRunsAreEqualToTheLastPointer() throws Exception {
        Invocation invocation = Invocation.of("program", "argument");
        byte[] first = sandbox.run(Programs.dumpStart(4096), SMALL, invocation).output();
        byte[] second = sandbox.run(Programs.dumpStart(4096), SMALL, invocation).output();
        assertThat(first).isEqualTo(second).hasSize(4096);
    }

    private LayerState layer(String name) {
        return sandbox.layers().layers().stream()
                .filter(state -> state.layer().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Invocation input(String text) {
        return Invocation.of("program").withInput(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
