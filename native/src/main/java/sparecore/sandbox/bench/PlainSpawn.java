package sparecore.sandbox.bench;

import java.util.List;
import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;
import sparecore.sandbox.kernel.OpenFlag;
import sparecore.sandbox.process.SpawnCall;

/**
 * Spawns a file by posix_spawn with two pipes and without any sandbox: what the sandbox is compared with. Never used on a
 * stranger's program. For one thread.
 */
final class PlainSpawn {
    private static final int BUFFER_BYTES = 4096;
    private static final int STANDARD_ERROR = 2;

    private final NativeMemory path;
    private final SpawnCall call;
    private final NativeMemory descriptors = new NativeMemory(2 * Integer.BYTES);
    private final NativeMemory buffer = new NativeMemory(BUFFER_BYTES);
    private final NativeMemory status = new NativeMemory(Integer.BYTES);

    /** Prepares to execute {@code argv}, the first of which is the path. */
    PlainSpawn(List<String> argv) {
        path = NativeMemory.ofText(argv.get(0));
        call = new SpawnCall(argv);
    }

    /** Spawns, reads everything and reaps. */
    Times run() {
        long start = System.nanoTime();
        int input = pipe();
        int inputEnd = descriptors.getInt(Integer.BYTES);
        int output = pipe();
        int outputEnd = descriptors.getInt(Integer.BYTES);
        int pid = call.spawn(path, input, outputEnd, STANDARD_ERROR);
        Libc.close(input);
        Libc.close(outputEnd);
        Libc.close(inputEnd);
        requireByte(output);
        long firstByte = System.nanoTime();
        while (Libc.read(output, buffer.address(), BUFFER_BYTES) > 0) {
            // to the end
        }
        Libc.close(output);
        reap(pid);
        return new Times(firstByte - start, System.nanoTime() - start);
    }

    private int pipe() {
        KernelException.check("pipe2", Libc.pipe2(descriptors.address(), OpenFlag.O_CLOEXEC));
        return descriptors.getInt(0);
    }

    private void requireByte(int output) {
        if (Libc.read(output, buffer.address(), BUFFER_BYTES) <= 0) {
            throw new IllegalStateException("a spawned program wrote nothing; see its message above");
        }
    }

    private void reap(int pid) {
        int reaped;
        do {
            reaped = Libc.wait4(pid, status.address(), 0, 0);
        } while (reaped < 0 && Errno.last() == Errno.EINTR);
        KernelException.check("wait4", reaped);
        if (status.getInt(0) != 0) {
            throw new IllegalStateException("a spawned program failed with wait status " + status.getInt(0));
        }
    }
}
