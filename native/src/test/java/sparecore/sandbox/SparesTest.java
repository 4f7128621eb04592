package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.kernel.SystemCall;

/** The process that is made ahead: who gets it, and that nobody can tell a run that began as one from another. */
final class SparesTest {
    private static final String WAITING = "sparecore-ready";
    private static final int START_BYTES = 4096;
    private static final long SOON_MILLIS = 30_000;
    private static final long STEP_MILLIS = 50;
    private static final Limits LIMITS = Limits.DEFAULT.withCpuSeconds(1).withOutputBytes(START_BYTES);
    private static final Invocation PLAIN = Invocation.of("a", "b");

    private Sandbox sandbox;
    /** The template of the trial run with which a sandbox opens. */
    private Set<Long> fromTrial = Set.of();

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false));
        fromTrial = waiting();
    }

    @AfterEach
    void close() {
        sandbox.close();
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void theNextRunOfAProgramIsTheSpareOfTheLast() throws Exception {
        Set<Long> waiting = afterARest(Programs.exit(7));
        Run run = sandbox.start(Programs.exit(7), LIMITS, PLAIN);
        assertThat(waiting).contains(run.pid());
        assertThat(run.await().exitCode()).isEqualTo(7);
    }

    @Test
    void anotherProgramDoesNotGetIt() throws Exception {
        Set<Long> waiting = afterARest(Programs.exit(7));
        Run run = sandbox.start(Programs.exit(8), LIMITS, PLAIN);
        assertThat(waiting).doesNotContain(run.pid());
        assertThat(run.await().exitCode()).isEqualTo(8);
    }

    @Test
    void thereIsOneAtMost() throws Exception {
        Set<Long> first = afterARest(Programs.exit(1));
        runUntil(Programs.exit(2), () -> {
            Set<Long> now = waiting();
            Set<Long> left = new HashSet<>(now);
            left.retainAll(first);
            return now.size() == 3 && left.size() == 1; // two templates and the other spare
        });
    }

    @Test
    void noneIsMadeForLongRuns() throws Exception {
        sandbox.run(Programs.spin(), LIMITS.withWallTime(Duration.ofMillis(300)), PLAIN);
        Set<Long> template = waiting();
        assertThat(template).hasSize(1);
        Thread.sleep(10 * STEP_MILLIS);
        assertThat(waiting()).isEqualTo(template);
    }

    @Test
    void oneThatWasKilledIsPassedOver() throws Exception {
        Program program = Programs.copyTo(1);
        Invocation invocation = new Invocation(List.of("copy"), Map.of(), new byte[9]);
        afterARest(program);
        kill(waiting());
        RunReport report = sandbox.run(program, LIMITS, invocation);
        assertThat(report.exitCode()).as(report.describe()).isEqualTo(7);
        assertThat(report.output()).hasSize(9);
    }

    @Test
    void itsStartBlockIsTheSame() throws Exception {
        Program program = Programs.dumpStart(START_BYTES);
        byte[] first = sandbox.run(program, LIMITS, PLAIN).output();
        Set<Long> waiting = afterARest(program);
        Run second = sandbox.start(program, LIMITS, PLAIN);
        assertThat(waiting).contains(second.pid());
        assertThat(second.await().output()).isEqualTo(first).hasSize(START_BYTES);
    }

    @Test
    void itIsLockedLikeAnyOther() throws Exception {
        Program program = Programs.call(SystemCall.SOCKET);
        assertThat(sandbox.run(program, LIMITS, PLAIN).outcome()).isEqualTo(Outcome.FORBIDDEN_CALL);
        Set<Long> waiting = afterARest(program);
        Run run = sandbox.start(program, LIMITS, PLAIN);
        assertThat(waiting).contains(run.pid());
        assertThat(run.await().outcome()).isEqualTo(Outcome.FORBIDDEN_CALL);
    }

    @Test
    void itsWallTimeBeginsWithTheRun() throws Exception {
        afterARest(Programs.exit(0));
        Thread.sleep(300);
        RunReport report = sandbox.run(Programs.exit(0), LIMITS.withWallTime(Duration.ofMillis(250)), PLAIN);
        assertThat(report.outcome()).as(report.describe()).isEqualTo(Outcome.EXITED);
    }

    @Test
    void oneThatNobodyWantsEnds() throws Exception {
        Set<Long> before = afterARest(Programs.exit(0));
        until("the spare is gone", () -> waiting().size() < before.size());
        assertThat(sandbox.run(Programs.exit(0), LIMITS, PLAIN).exitCode()).isZero();
    }

    /** Runs the first program of a sandbox until its spare is there too, and answers the processes that wait. */
    private Set<Long> afterARest(Program program) throws Exception {
        runUntil(program, () -> waiting().size() == 2);
        return waiting();
    }

    /** Again and again, since on a machine that is busy a run may take so long that no spare is made. */
    private void runUntil(Program program, BooleanSupplier holds) throws Exception {
        Invocation invocation = new Invocation(List.of("a", "b"), Map.of(), new byte[9]);
        long end = System.nanoTime() + SOON_MILLIS * 1_000_000;
        do {
            assertThat(System.nanoTime()).as("a template and a spare").isLessThan(end);
            sandbox.run(program, LIMITS, invocation);
            Thread.sleep(STEP_MILLIS);
        } while (!holds.getAsBoolean());
    }

    private static void until(String what, BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + SOON_MILLIS * 1_000_000;
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(STEP_MILLIS);
        }
    }

    /** The templates and spares of this test's own runs. */
    private Set<Long> waiting() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .filter(SparesTest::waits)
                .filter(pid -> !fromTrial.contains(pid))
                .collect(Collectors.toSet());
    }

    private static boolean waits(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/comm")).strip().equals(WAITING);
        } catch (IOException gone) {
            return false;
        }
    }

    private static void kill(Set<Long> pids) {
        List<ProcessHandle> processes =
                pids.stream().flatMap(pid -> ProcessHandle.of(pid).stream()).toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
