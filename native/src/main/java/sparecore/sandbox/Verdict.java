package sparecore.sandbox;

import java.util.List;
import java.util.Optional;
import sparecore.sandbox.kernel.Signal;
import sparecore.sandbox.process.Cut;
import sparecore.sandbox.process.Ending;
import sparecore.sandbox.stub.Step;
import sparecore.sandbox.stub.Stub;

/**
 * What an ending means; pure.
 *
 * @param outcome how the run ended
 * @param failure why it was not started, or an empty string
 */
record Verdict(Outcome outcome, String failure) {
    /**
     * The kernel compares its tick-based sum with RLIMIT_CPU, and reports a precise one: they differ by some ticks, and on a virtual
     * machine whose time is stolen by some percent. A program that dies this close before its limit by its own fault is told that
     * it was the limit.
     */
    private static final long CPU_TOLERANCE_MICROS = 500_000;

    private static final long CPU_TOLERANCE_DIVISOR = 10;

    private static final long MICROS_PER_SECOND = 1_000_000;

    /** Judges the end of a run whose lock-down had {@code steps}. */
    static Verdict of(Ending ending, List<Step> steps, int cpuSecondsMax) {
        if (ending.refusal().isPresent()) {
            return failed(ending.refusal().get().explanation());
        }
        int signal = Signal.terminating(ending.exit().status());
        if (signal == Signal.SIGKILL || ending.cut() == Cut.OUTPUT) {
            return killed(ending, cpuSecondsMax);
        }
        if (!ending.ready()) {
            return failed(failure(ending.exit().status(), steps));
        }
        return ended(signal == 0 ? Outcome.EXITED : Outcome.CRASHED);
    }

    private static Verdict killed(Ending ending, int cpuSecondsMax) {
        return switch (ending.cut()) {
            case REQUESTED -> ended(Outcome.KILLED);
            case WALL_TIME -> ended(Outcome.WALL_LIMIT);
            case OUTPUT -> ended(Outcome.OUTPUT_LIMIT);
            case NONE -> killedByKernel(ending, cpuSecondsMax);
        };
    }

    private static Verdict killedByKernel(Ending ending, int cpuSecondsMax) {
        if (!ending.ready()) {
            return failed("killed before the lock-down was complete; is the machine out of memory?");
        }
        long limit = cpuSecondsMax * MICROS_PER_SECOND;
        long near = limit - Math.max(CPU_TOLERANCE_MICROS, limit / CPU_TOLERANCE_DIVISOR);
        return ended(ending.exit().cpuMicros() >= near ? Outcome.CPU_LIMIT : Outcome.FORBIDDEN_CALL);
    }

    private static String failure(int status, List<Step> steps) {
        if (!Signal.exited(status)) {
            return "signal " + Signal.terminating(status) + " before the lock-down was complete";
        }
        return failedStep(status, steps)
                .map(step -> "step " + (steps.indexOf(step) + 1) + " of " + steps.size() + " of the lock-down failed: "
                        + step.name() + " (" + step.layer().label() + ")")
                .orElse("status " + Signal.exitCode(status) + " before the lock-down was complete");
    }

    /** The step at which a lock-down ended with {@code status}. Means nothing once it was ready. */
    static Optional<Step> failedStep(int status, List<Step> steps) {
        int number = Signal.exited(status) ? Signal.exitCode(status) - Stub.FAILURE_STATUS : 0;
        return number < 1 || number > steps.size() ? Optional.empty() : Optional.of(steps.get(number - 1));
    }

    private static Verdict ended(Outcome outcome) {
        return new Verdict(outcome, "");
    }

    private static Verdict failed(String why) {
        return new Verdict(Outcome.LAUNCH_FAILED, why);
    }
}
