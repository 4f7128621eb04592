package sparecore.sandbox;

/** This process can't run programs safely, so it won't run any. The message says why and what to do. */
public final class SandboxUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What is missing. */
    public enum Reason {
        /** Not Linux on x86-64. */
        WRONG_PLATFORM,
        /** The kernel lacks a system call that the lock-down needs. */
        KERNEL_TOO_OLD,
        /** This process already runs under a seccomp filter, and the kernel never changes the mode once set. */
        SECCOMP_ALREADY_ACTIVE,
        /** Programs can't be executed from memory. */
        MEMFD_EXEC_FORBIDDEN,
        /** One of the descriptors 0, 1 and 2 is closed. */
        STANDARD_STREAMS_CLOSED,
        /** A mandatory step of the lock-down failed in a trial run. */
        LOCK_DOWN_FAILED
    }

    private final Reason reason;

    /** Unavailable for {@code reason}; {@code message} says what to do. */
    public SandboxUnavailableException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** What is missing. */
    public Reason reason() {
        return reason;
    }
}
