package sparecore.sandbox.kernel;

import com.sun.jna.Native;
import com.sun.jna.Platform;

/**
 * The C library's functions under their own names, by JNA direct mapping.
 *
 * <p>Pointers are passed as {@code long} because direct mapping is fastest with primitives only. {@code fcntl} is variadic in
 * C; passing integers as if it were not is right on x86-64 (System V ABI 3.5.7: only vector arguments need %al). A failed
 * call leaves its reason in {@link Errno#last()}.
 */
@SuppressWarnings("MemberName") // the C library's names
public final class Libc {
    static {
        Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    private Libc() {}

    /** <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>. */
    public static native int memfd_create(String name, int flags);

    /** <a href="https://man7.org/linux/man-pages/man2/ftruncate.2.html">ftruncate(2)</a>. */
    public static native int ftruncate(int fd, long bytes);

    /** <a href="https://man7.org/linux/man-pages/man2/pwrite.2.html">pwrite(2)</a>. */
    public static native long pwrite(int fd, long address, long bytes, long offset);

    /** <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>. */
    public static native int fcntl(int fd, int command, long argument);

    /** <a href="https://man7.org/linux/man-pages/man2/pipe.2.html">pipe2(2)</a>: two ints at {@code descriptors}. */
    public static native int pipe2(long descriptors, int flags);

    /** <a href="https://man7.org/linux/man-pages/man2/read.2.html">read(2)</a>. */
    public static native long read(int fd, long address, long bytes);

    /** <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a>. */
    public static native long write(int fd, long address, long bytes);

    /** <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>. */
    public static native int close(int fd);

    /** <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>: {@code count} pollfd of 8 bytes. */
    public static native int poll(long pollDescriptors, long count, int timeoutMillis);

    /** <a href="https://man7.org/linux/man-pages/man2/socketpair.2.html">socketpair(2)</a>: two ints at {@code pair}. */
    public static native int socketpair(int domain, int type, int protocol, long pair);

    /** <a href="https://man7.org/linux/man-pages/man2/setsockopt.2.html">setsockopt(2)</a>. */
    public static native int setsockopt(int fd, int level, int option, long value, int bytes);

    /** <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>: a msghdr at {@code message}. */
    public static native long sendmsg(int fd, long message, int flags);

    /** <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>: -1 on failure. */
    static native long mmap(long address, long bytes, int protection, int flags, int fd, long offset);

    /** <a href="https://man7.org/linux/man-pages/man2/mprotect.2.html">mprotect(2)</a>. */
    static native int mprotect(long address, long bytes, int protection);

    /** <a href="https://man7.org/linux/man-pages/man2/wait4.2.html">wait4(2)</a>. */
    public static native int wait4(int pid, long status, int options, long usage);

    /** <a href="https://man7.org/linux/man-pages/man2/kill.2.html">kill(2)</a>. */
    public static native int kill(int pid, int signal);

    /** <a href="https://man7.org/linux/man-pages/man2/getpid.2.html">getpid(2)</a>. */
    public static native int getpid();

    /** <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>: answers an errno. */
    public static native int posix_spawn(
            long pid, long path, long fileActions, long attributes, long arguments, long environment);

    /** <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn_file_actions_init(3)</a>. */
    public static native int posix_spawn_file_actions_init(long fileActions);

    /** <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn_file_actions_adddup2(3)</a>. */
    public static native int posix_spawn_file_actions_adddup2(long fileActions, int fd, int newFd);

    /** <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn_file_actions_destroy(3)</a>. */
    public static native int posix_spawn_file_actions_destroy(long fileActions);

    /** <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawnattr_init(3)</a>. */
    public static native int posix_spawnattr_init(long attributes);

    /** <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawnattr_setflags(3)</a>. */
    public static native int posix_spawnattr_setflags(long attributes, short flags);

    /** <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawnattr_setsigmask(3)</a>. */
    public static native int posix_spawnattr_setsigmask(long attributes, long set);

    /** <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawnattr_setsigdefault(3)</a>. */
    public static native int posix_spawnattr_setsigdefault(long attributes, long set);

    /** <a href="https://man7.org/linux/man-pages/man3/strerror.3.html">strerror(3)</a>. */
    static native String strerror(int errno);
}
