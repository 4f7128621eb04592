package sparecore.buyer.pack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.RunReport;

/** Whatever a program does to its runtime, behind it is the kernel's strict mode. */
final class HostileUseTest {
    private static final Path LEFT_BEHIND = Path.of("/tmp/sparecore-hostile");
    private static final byte[] NOTHING = {};
    private static final Limits SMALL = Limits.DEFAULT.withCpuSeconds(2);
    /** read, write, rt_sigreturn, exit, and the kernel's own two for tracing, which do nothing outside of it. */
    private static final Set<Integer> LET_THROUGH = Set.of(0, 1, 15, 60, 335, 336);

    private static final int CALLS = 470;

    @RegisterExtension
    private static final Sandboxed sandbox = new Sandboxed();

    private static byte[] pack;

    @BeforeAll
    static void compile() throws Exception {
        PackOptions unbuffered = PackOptions.DEFAULT.withSwitches(Set.of(PackOptions.Switch.UNBUFFERED));
        pack = Sandboxed.pack(Compiled.musl("hostile.c"), unbuffered);
    }

    private static RunReport run(String... arguments) throws Exception {
        return sandbox.report(pack, SMALL, "some input".getBytes(StandardCharsets.US_ASCII), "hostile", arguments);
    }

    private static String said(RunReport report) throws Exception {
        return new String(Transcript.read(report.output(), null).output(), StandardCharsets.UTF_8);
    }

    /** The kill table of a raw program, made from inside the runtime. */
    @Test
    void noCallButFourGetsThroughTheGate() {
        IntStream.range(0, CALLS)
                .filter(call -> !LET_THROUGH.contains(call))
                .parallel()
                .forEach(call -> {
                    try {
                        RunReport report = run("gate", Integer.toString(call));
                        assertThat(report.outcome()).as("call %s", call).isEqualTo(Outcome.FORBIDDEN_CALL);
                        assertThat(said(report)).isEqualTo("begun\n");
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void noFileIsOpenedThroughTheGate() throws Exception {
        assertThat(run("open").outcome()).isEqualTo(Outcome.FORBIDDEN_CALL);
        assertThat(LEFT_BEHIND).doesNotExist();
    }

    @Test
    void aForgedSignalFrameLeadsToTheSameGate() throws Exception {
        assertThat(run("forge", "39").outcome()).isEqualTo(Outcome.FORBIDDEN_CALL);
        assertThat(run("forge", "2").outcome()).isEqualTo(Outcome.FORBIDDEN_CALL);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 39, 59, 231})
    void aFrameThatItsOwnHandlerHasForgedLeadsToTheSameGate(int call) throws Exception {
        RunReport report = run("forge-own", Integer.toString(call));
        assertThat(report.outcome()).isEqualTo(Outcome.FORBIDDEN_CALL);
        assertThat(said(report)).isEqualTo("begun\n");
    }

    @Test
    void aHandlerInTheGateHasNothingMoreThanTheGate() throws Exception {
        RunReport report = run("handler-in-gate");
        assertThat(report.outcome()).isIn(Outcome.FORBIDDEN_CALL, Outcome.CRASHED, Outcome.EXITED);
        assertThat(LEFT_BEHIND).doesNotExist();
    }

    @Test
    void noCallWritesIntoTheRuntime() throws Exception {
        assertThat(said(run("into-runtime"))).isEqualTo("begun\n0\n");
        assertThat(said(run("over-runtime"))).isEqualTo("begun\n0\n");
    }

    /** Restart, exit, fork, read, write, open, getpid, sigreturn, execve, mmap, rt_sigreturn, socket, exit_group, and one that there is not. */
    static Stream<Arguments> callsOfTheOldKind() {
        return Stream.of("int80", "code32")
                .flatMap(way -> IntStream.of(0, 1, 2, 3, 4, 5, 20, 119, 11, 90, 173, 359, 252, 999)
                        .mapToObj(call -> arguments(way, call)));
    }

    @ParameterizedTest
    @MethodSource("callsOfTheOldKind")
    void callsOfTheOldKindEndTheProgram(String way, int call) throws Exception {
        RunReport report = run(way, Integer.toString(call));
        Transcript transcript = Transcript.read(report.output(), null);
        boolean killed = report.outcome() == Outcome.FORBIDDEN_CALL || report.outcome() == Outcome.CRASHED;
        boolean refused = transcript.end().equals(java.util.Optional.of(new ProgramEnd(ProgramEnd.Way.SIGNALLED, 31)));
        assertThat(killed || refused)
                .as("%s, %s", report.describe(), transcript.end())
                .isTrue();
        assertThat(said(report)).isEqualTo("begun\n");
    }

    @Test
    void thePageOfOldCallsIsNoWayOut() throws Exception {
        assertThat(run("vsyscall").outcome()).isIn(Outcome.FORBIDDEN_CALL, Outcome.EXITED);
        assertThat(said(run("vsyscall"))).isEqualTo("begun\n");
    }

    @Test
    void theRuntimeCanNeitherBeUnmappedNorReplacedNorReadInto() throws Exception {
        assertThat(said(run("unmap"))).isEqualTo("begun\n0\nstill 1\n");
        assertThat(said(run("map"))).isEqualTo("begun\n1\n");
        assertThat(said(run("read-into-runtime"))).isEqualTo("begun\n-1\n");
        assertThat(Transcript.read(run("protect").output(), null).end())
                .contains(new ProgramEnd(ProgramEnd.Way.SIGNALLED, 11));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 0x41, 0xff})
    void whoOverwritesTheRuntimesDataOnlyHurtsItself(int with) throws Exception {
        RunReport report = run("overwrite", Integer.toString(with));
        assertThat(report.outcome()).isIn(Outcome.FORBIDDEN_CALL, Outcome.CRASHED, Outcome.EXITED);
        assertThat(LEFT_BEHIND).doesNotExist();
    }

    @Test
    void limitsHold() throws Exception {
        assertThat(run("spin").outcome()).isEqualTo(Outcome.CPU_LIMIT);
        assertThat(run("flood").outcome()).isEqualTo(Outcome.OUTPUT_LIMIT);
        RunReport full = run("eat");
        assertThat(said(full)).isEqualTo("begun\nno more\n");
        assertThat(full.peakMemoryBytes()).isLessThan(SMALL.memoryBytes() + (4 << 20));
    }

    @Test
    void whoWritesPastTheRuntimeIsToldThatItsOutputIsNoOutput() throws Exception {
        RunReport report = run("forged-frames");
        assertThatThrownBy(() -> Transcript.read(report.output(), null)).isInstanceOf(BadFramesException.class);
    }

    @Test
    void anotherProgramRunsAsIfNothingHadHappened() throws Exception {
        assertThat(run("overwrite", "7").outcome()).isNotEqualTo(Outcome.LAUNCH_FAILED);
        assertThat(Files.exists(LEFT_BEHIND)).isFalse();
        Ran ran = sandbox.run(Compiled.musl("addresses.c"), PackOptions.DEFAULT, NOTHING);
        assertThat(ran.status()).isZero();
    }
}
