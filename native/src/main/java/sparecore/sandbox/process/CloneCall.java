package sparecore.sandbox.process;

import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.NativeCode;

/** Spawns a file by its descriptor, with a descriptor 0 and without environment, by {@link CloneCode}. For one thread. */
final class CloneCall {
    private static final NativeCode CODE = NativeCode.load(CloneCode.write());

    private final CloneRequest request = new CloneRequest("sparecore-job");

    /** Spawns and answers the process id. The file is executed, or the child is gone, when this returns. */
    int spawn(int file, int socket) {
        request.set(file, socket);
        long pid = CODE.call(request.address());
        if (pid < 0) {
            throw KernelException.of("clone3", (int) -pid);
        }
        if (request.failure() != 0) {
            Scratch.ofThread().wait.await((int) pid);
            throw KernelException.of("dup2 or execveat", request.failure());
        }
        return (int) pid;
    }
}
