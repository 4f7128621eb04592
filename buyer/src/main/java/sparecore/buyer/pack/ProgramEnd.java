package sparecore.buyer.pack;

/**
 * How a packed program ended, as its runtime saw it.
 *
 * @param way what ended it
 * @param value the exit status or the signal
 */
public record ProgramEnd(Way way, int value) {
    /** What ended it; the order is that of {@code enum output_end} in {@code buyer/runtime/output/output.h}. */
    public enum Way {
        /** It called exit. */
        EXITED,
        /** A signal that it sent itself, or that one of its instructions caused. */
        SIGNALLED,
        /** All its threads waited for each other. */
        DEADLOCKED,
        /** The runtime did not start it. */
        REFUSED
    }

    /** One sentence for a person, without full stop. */
    public String describe() {
        return switch (way) {
            case EXITED -> "the program ended by itself with status " + value;
            case SIGNALLED -> "the program was ended by signal " + value + signalName();
            case DEADLOCKED -> "all threads of the program waited for each other";
            case REFUSED -> "the runtime refused the pack (" + value + "): pack the program again";
        };
    }

    private String signalName() {
        return switch (value) {
            case 4 -> " (SIGILL: bad instruction)";
            case 5 -> " (SIGTRAP: breakpoint)";
            case 6 -> " (SIGABRT: abort)";
            case 7 -> " (SIGBUS: bad address)";
            case 8 -> " (SIGFPE: bad arithmetic)";
            case 9 -> " (SIGKILL)";
            case 11 -> " (SIGSEGV: bad address)";
            case 13 -> " (SIGPIPE: nobody reads)";
            case 14 -> " (SIGALRM: alarm)";
            case 15 -> " (SIGTERM)";
            case 31 -> " (SIGSYS: bad system call)";
            default -> "";
        };
    }

    /** Whether it says that all went well. */
    public boolean succeeded() {
        return way == Way.EXITED && value == 0;
    }
}
