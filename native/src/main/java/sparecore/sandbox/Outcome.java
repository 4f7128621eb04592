package sparecore.sandbox;

/** How a run ended. */
public enum Outcome {
    /** The program called exit; its exit code says the rest. */
    EXITED("the program ended by itself"),
    /** A signal of its own doing, SIGSEGV for example. */
    CRASHED("the program crashed"),
    /** SIGKILL from the kernel: seccomp strict mode allows read, write, exit and rt_sigreturn only. */
    FORBIDDEN_CALL("the program made a forbidden system call and was killed by the kernel"),
    /** The kernel killed it when its CPU time was used up. */
    CPU_LIMIT("the program used up its CPU time and was killed"),
    /** It took too long. */
    WALL_LIMIT("the program ran longer than it may and was killed"),
    /** It wrote too much. */
    OUTPUT_LIMIT("the program wrote more than it may and was killed"),
    /** Ended by {@link Run#kill()} or {@link Sandbox#close()}. */
    KILLED("the run was killed on request"),
    /** The lock-down could not be completed, so nothing of the program ran. */
    LAUNCH_FAILED("the program was not started because the sandbox could not be set up");

    private final String sentence;

    Outcome(String sentence) {
        this.sentence = sentence;
    }

    /** One sentence for a person, without full stop. */
    public String describe() {
        return sentence;
    }
}
