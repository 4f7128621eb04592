package sparecore.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.process.Cut;
import sparecore.sandbox.process.Ending;
import sparecore.sandbox.process.Exit;
import sparecore.sandbox.stub.Layer;
import sparecore.sandbox.stub.Step;

/** The whole table of wait status × readiness × reason of our kill. */
final class VerdictTest {
    private static final List<Step> STEPS =
            List.of(new Step("first", Layer.NOT_DUMPABLE), new Step("second", Layer.TSC_FAULT));
    private static final int CPU_SECONDS = 2;
    private static final int SIGKILL = 9;
    private static final int SIGSEGV = 11;

    static Stream<Arguments> endings() {
        return Stream.of(
                arguments(exited(0), true, Cut.NONE, 0L, Outcome.EXITED),
                arguments(exited(101), true, Cut.NONE, 0L, Outcome.EXITED),
                arguments(exited(0), true, Cut.REQUESTED, 0L, Outcome.EXITED),
                arguments(exited(0), true, Cut.WALL_TIME, 0L, Outcome.EXITED),
                arguments(exited(0), true, Cut.OUTPUT, 0L, Outcome.OUTPUT_LIMIT),
                arguments(SIGKILL, true, Cut.NONE, 0L, Outcome.FORBIDDEN_CALL),
                arguments(SIGKILL, true, Cut.NONE, 1_400_000L, Outcome.FORBIDDEN_CALL),
                arguments(SIGKILL, true, Cut.NONE, 1_600_000L, Outcome.CPU_LIMIT),
                arguments(SIGKILL, true, Cut.NONE, 2_100_000L, Outcome.CPU_LIMIT),
                arguments(SIGKILL, true, Cut.REQUESTED, 0L, Outcome.KILLED),
                arguments(SIGKILL, true, Cut.WALL_TIME, 0L, Outcome.WALL_LIMIT),
                arguments(SIGKILL, true, Cut.OUTPUT, 0L, Outcome.OUTPUT_LIMIT),
                arguments(SIGSEGV, true, Cut.NONE, 0L, Outcome.CRASHED),
                arguments(SIGSEGV, true, Cut.REQUESTED, 0L, Outcome.CRASHED),
                arguments(SIGSEGV, true, Cut.OUTPUT, 0L, Outcome.OUTPUT_LIMIT),
                arguments(exited(0), false, Cut.NONE, 0L, Outcome.LAUNCH_FAILED),
                arguments(exited(101), false, Cut.NONE, 0L, Outcome.LAUNCH_FAILED),
                arguments(exited(103), false, Cut.NONE, 0L, Outcome.LAUNCH_FAILED),
                arguments(SIGSEGV, false, Cut.NONE, 0L, Outcome.LAUNCH_FAILED),
                arguments(SIGKILL, false, Cut.NONE, 0L, Outcome.LAUNCH_FAILED),
                arguments(SIGKILL, false, Cut.REQUESTED, 0L, Outcome.KILLED),
                arguments(SIGKILL, false, Cut.WALL_TIME, 0L, Outcome.WALL_LIMIT));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void judges(int status, boolean ready, Cut cut, long cpuMicros, Outcome expected) {
        Ending ending = new Ending(new Exit(status, cpuMicros, 0), ready, cut, 0, Optional.empty());
        Verdict verdict = Verdict.of(ending, STEPS, CPU_SECONDS);
        assertThat(verdict.outcome()).isEqualTo(expected);
        assertThat(verdict.failure().isEmpty()).isEqualTo(expected != Outcome.LAUNCH_FAILED);
    }

    @Test
    void namesTheStepThatFailed() {
        Ending ending = new Ending(new Exit(exited(102), 0, 0), false, Cut.NONE, 0, Optional.empty());
        assertThat(Verdict.of(ending, STEPS, CPU_SECONDS).failure())
                .isEqualTo("step 2 of 2 of the lock-down failed: second (TSC fault)");
        assertThat(Verdict.failedStep(exited(103), STEPS)).isEmpty();
        assertThat(Verdict.failedStep(exited(100), STEPS)).isEmpty();
        assertThat(Verdict.failedStep(SIGSEGV, STEPS)).isEmpty();
    }

    @Test
    void namesWhatTheKernelRefused() {
        Ending ending =
                new Ending(new Exit(0, 0, 0), false, Cut.NONE, 0, Optional.of(KernelException.of("posix_spawn", 13)));
        Verdict verdict = Verdict.of(ending, STEPS, CPU_SECONDS);
        assertThat(verdict.outcome()).isEqualTo(Outcome.LAUNCH_FAILED);
        assertThat(verdict.failure()).isEqualTo("posix_spawn: Permission denied (errno 13)");
    }

    private static int exited(int code) {
        return code << 8;
    }
}
