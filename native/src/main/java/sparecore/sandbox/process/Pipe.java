package sparecore.sandbox.process;

import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;
import sparecore.sandbox.kernel.OpenFlag;

/**
 * Two ends of a pipe, closed by exec.
 *
 * @param readEnd the end to read from
 * @param writeEnd the end to write to
 */
record Pipe(int readEnd, int writeEnd) {
    /** Opens one, with the help of eight bytes of memory. */
    static Pipe open(NativeMemory scratch) {
        KernelException.check("pipe2", Libc.pipe2(scratch.address(), OpenFlag.O_CLOEXEC));
        return new Pipe(scratch.getInt(0), scratch.getInt(Integer.BYTES));
    }

    /** Makes our end answer EAGAIN instead of waiting. The other end is another open file and stays as it is. */
    static void neverWait(int end) {
        KernelException.check("fcntl", Libc.fcntl(end, OpenFlag.F_SETFL, OpenFlag.O_NONBLOCK));
    }

    void close() {
        Libc.close(readEnd);
        Libc.close(writeEnd);
    }
}
