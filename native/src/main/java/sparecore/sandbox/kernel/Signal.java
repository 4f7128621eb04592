package sparecore.sandbox.kernel;

/** Signals and the words of wait(2), from asm/signal.h. */
public final class Signal {
    /** Bad instruction. */
    public static final int SIGILL = 4;
    /** Can't be caught, blocked or ignored. */
    public static final int SIGKILL = 9;
    /** Bad address or forbidden instruction. */
    public static final int SIGSEGV = 11;
    /** Goes on after SIGSTOP. */
    public static final int SIGCONT = 18;
    /** Freezes; can't be caught, blocked or ignored. */
    public static final int SIGSTOP = 19;

    private Signal() {}

    /** WIFEXITED(status). */
    public static boolean exited(int status) {
        return (status & 0x7f) == 0;
    }

    /** WEXITSTATUS(status). */
    public static int exitCode(int status) {
        return (status >> 8) & 0xff;
    }

    /** WTERMSIG(status). */
    public static int terminating(int status) {
        return status & 0x7f;
    }
}
