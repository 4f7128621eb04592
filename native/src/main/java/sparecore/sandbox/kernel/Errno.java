package sparecore.sandbox.kernel;

import com.sun.jna.Native;

/** Why a call of the C library failed: <a href="https://man7.org/linux/man-pages/man3/errno.3.html">errno(3)</a>. */
public final class Errno {
    /** Interrupted by a signal: try again. */
    public static final int EINTR = 4;
    /** Nothing can be read or written now. */
    public static final int EAGAIN = 11;
    /** Permission denied. */
    public static final int EACCES = 13;
    /** Invalid argument: often a flag that this kernel does not know. */
    public static final int EINVAL = 22;
    /** Nobody reads the other end. */
    public static final int EPIPE = 32;

    private Errno() {}

    /** The reason why this thread's last call failed. */
    public static int last() {
        return Native.getLastError();
    }

    /** {@code errno} in words, with its number. */
    public static String describe(int errno) {
        return Libc.strerror(errno) + " (errno " + errno + ")";
    }
}
