package sparecore.sandbox.process;

import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;

/**
 * Two ends of a connection that keeps messages apart and carries descriptors: unix(7), SOCK_SEQPACKET. Closed by exec.
 *
 * <p>Layouts: struct msghdr, sendmsg(2); struct cmsghdr, cmsg(3); struct timeval, gettimeofday(2). For one thread at a time.
 */
final class Socket {
    private static final int AF_UNIX = 1;
    private static final int SOCK_SEQPACKET = 5;
    private static final int SOCK_CLOEXEC = 0x8_0000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_NOSIGNAL = 0x4000;

    private static final int VECTOR_AT = 16;
    private static final int VECTORS_AT = 24;
    private static final int CONTROL_AT = 32;
    private static final int CONTROL_LENGTH_AT = 40;
    private static final int HEADER_BYTES = 56;
    private static final int VECTOR_BYTES = 16;
    private static final int CONTROL_HEADER_BYTES = 16;
    private static final int DESCRIPTORS = 3;
    private static final int CONTROL_BYTES = CONTROL_HEADER_BYTES + DESCRIPTORS * Integer.BYTES;
    private static final int TIME_BYTES = 16;

    private final int ours;
    private final int theirs;
    private final NativeMemory header = new NativeMemory(HEADER_BYTES);
    private final NativeMemory vector = new NativeMemory(VECTOR_BYTES);
    private final NativeMemory control = new NativeMemory(CONTROL_BYTES);
    private final NativeMemory text = new NativeMemory(Long.BYTES);

    private Socket(int ours, int theirs) {
        this.ours = ours;
        this.theirs = theirs;
        vector.putLong(0, text.address());
        vector.putLong(Long.BYTES, 1);
        header.putLong(VECTOR_AT, vector.address());
        header.putLong(VECTORS_AT, 1);
        header.putLong(CONTROL_AT, control.address());
        header.putLong(CONTROL_LENGTH_AT, CONTROL_BYTES);
        control.putLong(0, CONTROL_BYTES);
        control.putInt(Long.BYTES, SOL_SOCKET);
        control.putInt(Long.BYTES + Integer.BYTES, SCM_RIGHTS);
    }

    /** Opens one whose {@link #receive} waits at most {@code seconds}. */
    static Socket open(int seconds) {
        NativeMemory pair = new NativeMemory(2 * Integer.BYTES);
        KernelException.check("socketpair", Libc.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.address()));
        Socket socket = new Socket(pair.getInt(0), pair.getInt(Integer.BYTES));
        NativeMemory time = new NativeMemory(TIME_BYTES);
        time.putLong(0, seconds);
        int set = Libc.setsockopt(socket.ours, SOL_SOCKET, SO_RCVTIMEO, time.address(), TIME_BYTES);
        if (set < 0) {
            KernelException refused = KernelException.of("setsockopt", Errno.last());
            socket.closeTheirs();
            socket.closeOurs();
            throw refused;
        }
        return socket;
    }

    /** The end for the other process. */
    int theirs() {
        return theirs;
    }

    /** Sends a message of one byte with three descriptors, which stay open here too; false if the other end is closed. */
    boolean send(byte message, int first, int second, int third) {
        text.putLong(0, message);
        control.putInt(CONTROL_HEADER_BYTES, first);
        control.putInt(CONTROL_HEADER_BYTES + Integer.BYTES, second);
        control.putInt(CONTROL_HEADER_BYTES + 2 * Integer.BYTES, third);
        long sent;
        do {
            sent = Libc.sendmsg(ours, header.address(), MSG_NOSIGNAL);
        } while (sent < 0 && Errno.last() == Errno.EINTR);
        return sent == 1;
    }

    /** Waits for a message of exactly {@code bytes}, at most 8, and answers it as a number; -1 if the other end has ended or hangs. */
    int receive(int bytes) {
        long count;
        do {
            count = Libc.read(ours, text.address(), Long.BYTES);
        } while (count < 0 && Errno.last() == Errno.EINTR);
        return count == bytes ? text.getInt(0) : -1;
    }

    void closeTheirs() {
        Libc.close(theirs);
    }

    void closeOurs() {
        Libc.close(ours);
    }
}
