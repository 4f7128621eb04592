package sparecore.sandbox.kernel;

/** Signals and the words of wait(2), from asm/signal.h. */
public final class Signal {
    /** Bad instruction. */
    public static final int SIGILL = 4;
    /** Breakpoint. */
    public static final int SIGTRAP = 5;
    /** Bad access to memory. */
    public static final int SIGBUS = 7;
    /** Bad arithmetic. */
    public static final int SIGFPE = 8;
    /** Can't be caught, blocked or ignored. */
    public static final int SIGKILL = 9;
    /** Bad address or forbidden instruction. */
    public static final int SIGSEGV = 11;
    /** A child ended. */
    public static final int SIGCHLD = 17;
    /** Goes on after SIGSTOP. */
    public static final int SIGCONT = 18;
    /** Freezes; can't be caught, blocked or ignored. */
    public static final int SIGSTOP = 19;

    /** Bad system call, or one that is dispatched to the program. */
    public static final int SIGSYS = 31;

    /** sigaction: the handler gets the details. */
    public static final int SA_SIGINFO = 4;
    /** sigaction: the program names the code that returns. */
    public static final int SA_RESTORER = 0x0400_0000;
    /** sigaction: on the stack of sigaltstack(2). */
    public static final int SA_ONSTACK = 0x0800_0000;
    /** Size of the kernel's signal set. */
    public static final int SIGNAL_SET_BYTES = 8;

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
