package sparecore.result;

/** How a run ended. The wire's numbers are declared in peer.proto. */
public enum Ending {
    EXITED(sparecore.wire.Ending.ENDING_EXITED, "exited with status %d"),
    CRASHED(sparecore.wire.Ending.ENDING_CRASHED, "crashed: killed by signal %d"),
    FORBIDDEN_CALL(
            sparecore.wire.Ending.ENDING_FORBIDDEN_CALL,
            "killed: it made a system call that the sandbox forbids (such as fork, open or socket)"),
    CPU_LIMIT(sparecore.wire.Ending.ENDING_CPU_LIMIT, "killed: it used more CPU time than allowed (--cpu-seconds)"),
    OUTPUT_LIMIT(sparecore.wire.Ending.ENDING_OUTPUT_LIMIT, "killed: it wrote more output than allowed"),
    WALL_LIMIT(sparecore.wire.Ending.ENDING_WALL_LIMIT, "killed: it took longer than allowed");

    private final sparecore.wire.Ending wire;
    private final String sentence;

    Ending(sparecore.wire.Ending wire, String sentence) {
        this.wire = wire;
        this.sentence = sentence;
    }

    /** @throws IllegalArgumentException if this version does not know the number */
    public static Ending fromWire(sparecore.wire.Ending wire) {
        for (Ending ending : values()) {
            if (ending.wire == wire) {
                return ending;
            }
        }
        throw new IllegalArgumentException("unknown ending " + wire);
    }

    public sparecore.wire.Ending toWire() {
        return wire;
    }

    /** Whether the output up to the end is the same on every machine: a limit may strike a little earlier or later. */
    boolean outputCounts() {
        return this == EXITED || this == CRASHED || this == FORBIDDEN_CALL;
    }

    /** For people. */
    public String describe(int exitCode, int signal) {
        return switch (this) {
            case EXITED -> sentence.replace("%d", Integer.toString(exitCode));
            case CRASHED -> sentence.formatted(signal) + signalHint(signal);
            default -> sentence;
        };
    }

    /** signal(7), on x86-64. */
    private static String signalHint(int signal) {
        return switch (signal) {
            case 4 -> " (SIGILL: an instruction that this CPU lacks)";
            case 6 -> " (SIGABRT)";
            case 7 -> " (SIGBUS)";
            case 8 -> " (SIGFPE: such as a division by zero)";
            case 11 -> " (SIGSEGV: a bad address, no memory left, or a forbidden instruction)";
            default -> "";
        };
    }
}
