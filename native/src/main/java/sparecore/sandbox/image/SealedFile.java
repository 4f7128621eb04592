package sparecore.sandbox.image;

import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;
import sparecore.sandbox.kernel.OpenFlag;

/** An executable file without a name, which nobody can change once it is sealed. One thread writes it. */
final class SealedFile {
    private static final int CHUNK_BYTES = 64 << 10;

    private final int fd;
    private final NativeMemory chunk = new NativeMemory(CHUNK_BYTES);

    private SealedFile(int fd) {
        this.fd = fd;
    }

    /** Creates a file of {@code bytes} zeros. */
    static SealedFile create(long bytes) {
        SealedFile file = new SealedFile(memfd());
        try {
            KernelException.check("ftruncate", Libc.ftruncate(file.fd, bytes));
        } catch (KernelException e) {
            file.discard();
            throw e;
        }
        return file;
    }

    /** Kernels before 6.3 don't know MFD_EXEC, and execute every memfd. */
    private static int memfd() {
        int flags = OpenFlag.MFD_CLOEXEC | OpenFlag.MFD_ALLOW_SEALING;
        int fd = Libc.memfd_create("sparecore", flags | OpenFlag.MFD_EXEC);
        if (fd < 0 && Errno.last() == Errno.EINVAL) {
            fd = Libc.memfd_create("sparecore", flags);
        }
        return KernelException.check("memfd_create", fd);
    }

    /** Writes {@code length} bytes of {@code source} at {@code from} to {@code offset}. */
    void write(long offset, byte[] source, int from, int length) {
        int done = 0;
        while (done < length) {
            int part = Math.min(CHUNK_BYTES, length - done);
            chunk.putBytes(0, source, from + done, part);
            done += pwrite(offset + done, part);
        }
    }

    private int pwrite(long offset, int part) {
        long written;
        do {
            written = Libc.pwrite(fd, chunk.address(), part, offset);
        } while (written < 0 && Errno.last() == Errno.EINTR);
        return KernelException.check("write to a memfd", (int) written);
    }

    /** Forbids every further change and answers the descriptor, which the caller has to close. */
    int seal() {
        KernelException.check("seal a memfd", Libc.fcntl(fd, OpenFlag.F_ADD_SEALS, OpenFlag.SEAL_EVERYTHING));
        return fd;
    }

    /** Closes it without use. */
    void discard() {
        Libc.close(fd);
    }
}
