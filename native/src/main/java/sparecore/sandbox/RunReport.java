package sparecore.sandbox;

/**
 * How a run ended and what it used.
 *
 * @param outcome how it ended
 * @param exitCode 0 to 255 for {@link Outcome#EXITED}, otherwise 0
 * @param signal the signal that ended it, or 0
 * @param output standard output, at most {@link Limits#outputBytes}; empty if it went to {@link Streams}
 * @param error the first {@link Limits#errorBytes} of standard error; empty if it went to {@link Streams}
 * @param cpuMicros user and system time of the process
 * @param wallMicros time from start to end without pauses
 * @param peakMemoryBytes most memory in use at once, counted in page faults: an upper bound
 * @param launch which layers held
 */
public record RunReport(
        Outcome outcome,
        int exitCode,
        int signal,
        byte[] output,
        byte[] error,
        long cpuMicros,
        long wallMicros,
        long peakMemoryBytes,
        LaunchReport launch) {

    /** One sentence for a person, with the exit code, signal or failed step. */
    public String describe() {
        return switch (outcome) {
            case EXITED -> outcome.describe() + " with status " + exitCode;
            case LAUNCH_FAILED -> outcome.describe() + ": " + launch.failure();
            case CRASHED -> outcome.describe() + " with signal " + signal;
            case FORBIDDEN_CALL, CPU_LIMIT, WALL_LIMIT, OUTPUT_LIMIT, KILLED -> outcome.describe();
        };
    }

    /** What a shell would answer: the exit code, or 128+n when signal n ended it. */
    public int shellStatus() {
        return signal == 0 ? exitCode : 128 + signal;
    }
}
