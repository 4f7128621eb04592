package sparecore.sandbox.process;

import sparecore.sandbox.kernel.NativeMemory;

/** Native buffers of one thread, so that a run allocates none. Nothing in them outlives a method. */
final class Scratch {
    /** As much as a pipe holds: pipe(7). */
    static final int BUFFER_BYTES = 64 << 10;

    private static final ThreadLocal<Scratch> OF_THREAD = ThreadLocal.withInitial(Scratch::new);

    /** Bytes on their way. */
    final NativeMemory buffer = new NativeMemory(BUFFER_BYTES);
    /** The descriptors to poll. */
    final PollSet poll = new PollSet();
    /** What wait4 answers. */
    final WaitResult wait = new WaitResult();
    /** What pipe2 answers. */
    final NativeMemory pipe = new NativeMemory(2 * Integer.BYTES);

    private Scratch() {}

    static Scratch ofThread() {
        return OF_THREAD.get();
    }
}
