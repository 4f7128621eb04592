package sparecore.sandbox.kernel;

/** The kernel refused an operation of ours that should work: out of descriptors or memory, or forbidden by the host. */
public final class KernelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int errno;
    private final String explanation;

    private KernelException(int errno, String explanation) {
        super(explanation);
        this.errno = errno;
        this.explanation = explanation;
    }

    /** {@code operation} failed with {@code errno}. */
    public static KernelException of(String operation, int errno) {
        return new KernelException(errno, operation + ": " + Errno.describe(errno));
    }

    /** Answers {@code result} unless it is negative, which means that {@code operation} failed. */
    public static int check(String operation, int result) {
        if (result < 0) {
            throw of(operation, Errno.last());
        }
        return result;
    }

    /** The operation and the reason in words. */
    public String explanation() {
        return explanation;
    }

    /** The reason, see {@link Errno}. */
    public int errno() {
        return errno;
    }
}
