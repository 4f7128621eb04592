package sparecore.sandbox.selftest;

import java.util.function.Predicate;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.RunReport;

/**
 * How a program must end.
 *
 * @param text the same for a person
 * @param test whether a report agrees
 */
record Expectation(String text, Predicate<RunReport> test) {
    private static final int SIGSEGV = 11;
    private static final int SIGILL = 4;

    /** Killed by the kernel for a forbidden call. */
    static Expectation killed() {
        return new Expectation("SIGKILL", report -> report.outcome() == Outcome.FORBIDDEN_CALL);
    }

    /** Ended by a fault. */
    static Expectation faulted() {
        return new Expectation("SIGSEGV", report -> crashed(report, SIGSEGV));
    }

    /** Ended by an instruction that is forbidden, or does not exist on this processor. */
    static Expectation faultedOrUnknown() {
        return new Expectation("SIGSEGV or SIGILL", report -> crashed(report, SIGSEGV) || crashed(report, SIGILL));
    }

    /** Ended in this way, whatever the status. */
    static Expectation ended(Outcome outcome) {
        return new Expectation(word(outcome), report -> report.outcome() == outcome);
    }

    /** Exited with this status. */
    static Expectation exited(int status) {
        return new Expectation(
                "exit " + status, report -> report.outcome() == Outcome.EXITED && report.exitCode() == status);
    }

    /** Either of two. */
    Expectation or(Expectation other) {
        return new Expectation(text + " or " + other.text, test.or(other.test));
    }

    boolean agrees(RunReport report) {
        return test.test(report);
    }

    /** What happened, in the words of {@link #text}. */
    static String got(RunReport report) {
        return switch (report.outcome()) {
            case EXITED -> "exit " + report.exitCode();
            case CRASHED -> signal(report.signal());
            case FORBIDDEN_CALL -> "SIGKILL";
            case LAUNCH_FAILED -> report.describe();
            case CPU_LIMIT, WALL_LIMIT, OUTPUT_LIMIT, KILLED -> word(report.outcome());
        };
    }

    private static boolean crashed(RunReport report, int signal) {
        return report.outcome() == Outcome.CRASHED && report.signal() == signal;
    }

    private static String signal(int signal) {
        return switch (signal) {
            case SIGILL -> "SIGILL";
            case SIGSEGV -> "SIGSEGV";
            default -> "signal " + signal;
        };
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case CPU_LIMIT -> "SIGKILL at the CPU limit";
            case OUTPUT_LIMIT -> "SIGKILL at the output limit";
            case WALL_LIMIT -> "SIGKILL at the wall time limit";
            case KILLED -> "SIGKILL on request";
            case EXITED -> "exit";
            case CRASHED -> "crash";
            case FORBIDDEN_CALL -> "SIGKILL";
            case LAUNCH_FAILED -> "failed launch";
        };
    }
}
