package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sparecore.sandbox.kernel.SystemCall;

/** The process that is made ahead: who gets it, and that nobody can tell a run that began as one from another. */
final class SparesTest {
    private static final int START_BYTES = 4096;
    private static final long SOON_MILLIS = 30_000;
    private static final long STEP_MILLIS = 50;
    private static final Limits LIMITS = Limits.DEFAULT.withCpuSeconds(1).withOutputBytes(START_BYTES);
    private static final Invocation PLAIN = Invocation.of("a", "b");

    private Sandbox sandbox;
    /** The spare of the trial run with which a sandbox opens. */
    private Set<Long> fromTrial = Set.of();

    @BeforeEach
    void open() throws Exception {
        sandbox = Sandbox.open(SandboxPolicy.DEFAULT.withIdleScheduling(false));
        Thread.sleep(STEP_MILLIS);
        fromTrial = spares();
    }

    @AfterEach
    void close() {
        sandbox.close();
        assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive))
                .isEmpty();
    }

    @Test
    void theNextRunOfAProgramIsTheSpareOfTheLast() throws Exception {
        long spare = afterARest(Programs.exit(7));
        Run run = sandbox.start(Programs.exit(7), LIMITS, PLAIN);
        assertThat(run.pid()).isEqualTo(spare);
        assertThat(run.await().exitCode()).isEqualTo(7);
    }

    @Test
    void anotherProgramDoesNotGetIt() throws Exception {
        long spare = afterARest(Programs.exit(7));
        Run run = sandbox.start(Programs.exit(8), LIMITS, PLAIN);
        assertThat(run.pid()).isNotEqualTo(spare);
        assertThat(run.await().exitCode()).isEqualTo(8);
    }

    @Test
    void thereIsOneAtMost() throws Exception {
        long first = afterARest(Programs.exit(1));
        long second = afterARest(Programs.exit(2));
        assertThat(second).isNotEqualTo(first);
        assertThat(spares()).containsExactly(second);
    }

    @Test
    void noneIsMadeForLongRuns() throws Exception {
        sandbox.run(Programs.spin(), LIMITS.withWallTime(Duration.ofMillis(300)), PLAIN);
        Thread.sleep(10 * STEP_MILLIS);
        assertThat(spares()).isEmpty();
    }

    @Test
    void oneThatWasKilledIsPassedOver() throws Exception {
        Program program = Programs.copyTo(1);
        Invocation invocation = new Invocation(List.of("copy"), Map.of(), new byte[9]);
        afterARest(program);
        Processes.kill(Processes.waiting());
        RunReport report = sandbox.run(program, LIMITS, invocation);
        assertThat(report.exitCode()).as(report.describe()).isEqualTo(7);
        assertThat(report.output()).hasSize(9);
    }

    @Test
    void itsStartBlockIsTheSame() throws Exception {
        Program program = Programs.dumpStart(START_BYTES);
        byte[] first = sandbox.run(program, LIMITS, PLAIN).output();
        long spare = afterARest(program);
        Run second = sandbox.start(program, LIMITS, PLAIN);
        assertThat(second.pid()).isEqualTo(spare);
        assertThat(second.await().output()).isEqualTo(first).hasSize(START_BYTES);
    }

    @Test
    void itIsLockedLikeAnyOther() throws Exception {
        Program program = Programs.call(SystemCall.SOCKET);
        assertThat(sandbox.run(program, LIMITS, PLAIN).outcome()).isEqualTo(Outcome.FORBIDDEN_CALL);
        long spare = afterARest(program);
        Run run = sandbox.start(program, LIMITS, PLAIN);
        assertThat(run.pid()).isEqualTo(spare);
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
        afterARest(Programs.exit(0));
        Poll.until("the spare has ended", () -> spares().isEmpty());
        assertThat(sandbox.run(Programs.exit(0), LIMITS, PLAIN).exitCode()).isZero();
    }

    /**
     * Runs a program until there is a spare of it, and answers that. Again and again, since on a machine that is busy a run may take
     * so long that none is made.
     */
    private long afterARest(Program program) throws Exception {
        Invocation invocation = new Invocation(List.of("a", "b"), Map.of(), new byte[9]);
        Set<Long> before = spares();
        long end = System.nanoTime() + SOON_MILLIS * 1_000_000;
        Set<Long> made;
        do {
            assertThat(System.nanoTime()).as("a spare").isLessThan(end);
            sandbox.run(program, LIMITS, invocation);
            Thread.sleep(STEP_MILLIS);
            made = new HashSet<>(spares());
            made.removeAll(before);
        } while (made.size() != 1);
        return made.iterator().next();
    }

    /** The spares of this test's own runs. */
    private Set<Long> spares() {
        return Processes.spares().stream()
                .map(ProcessHandle::pid)
                .filter(pid -> !fromTrial.contains(pid))
                .collect(Collectors.toSet());
    }
}
