package sparecore.sandbox;

import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;
import sparecore.sandbox.kernel.OpenFlag;

/** A pipe of the test's own, which plays a terminal. */
final class TestPipe implements AutoCloseable {
    private final int readEnd;
    private int writeEnd;

    private TestPipe(int readEnd, int writeEnd) {
        this.readEnd = readEnd;
        this.writeEnd = writeEnd;
    }

    int readEnd() {
        return readEnd;
    }

    static TestPipe open() {
        NativeMemory ends = new NativeMemory(8);
        KernelException.check("pipe2", Libc.pipe2(ends.address(), OpenFlag.O_CLOEXEC));
        return new TestPipe(ends.getInt(0), ends.getInt(4));
    }

    void write(byte[] bytes) {
        NativeMemory memory = new NativeMemory(bytes.length);
        memory.putBytes(0, bytes, 0, bytes.length);
        KernelException.check("write", (int) Libc.write(writeEnd, memory.address(), bytes.length));
    }

    void closeWriteEnd() {
        if (writeEnd >= 0) {
            Libc.close(writeEnd);
            writeEnd = -1;
        }
    }

    @Override
    public void close() {
        Libc.close(readEnd);
        closeWriteEnd();
    }
}
