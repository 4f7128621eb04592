package sparecore.sandbox.process;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;

/**
 * The thread that spawns for callers that may end before their process, and lives as long as any of them.
 *
 * <p>A process spawned by a worker would die with that worker. Callers hand over an order and go on; they see the spawned process
 * through its pipes.
 *
 * <p>The thread is woken by a byte in a pipe rather than by a lock: the kernel takes a pipe's writer to be about to sleep and
 * wakes the reader on the same processor (WF_SYNC in kernel/sched/fair.c). There are never more orders than calling threads,
 * and each waits for its run, so the queue is bounded by them.
 */
public final class Spawner implements Spawning, AutoCloseable {
    private final Queue<SpawnOrder> orders = new ConcurrentLinkedQueue<>();
    private final NativeMemory bell = new NativeMemory(1);
    private final Pipe bellPipe = Pipe.open(new NativeMemory(2 * Integer.BYTES));

    /** Starts the thread. */
    public Spawner() {
        Thread thread = new Thread(this::serve, "sandbox-spawner");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public CompletableFuture<Integer> spawn(Image image, ChildPipes pipes) {
        SpawnOrder order = new SpawnOrder(image, pipes, new CompletableFuture<>());
        orders.add(order);
        ring();
        return order.pid();
    }

    /** Ends the thread, and with it every process that it spawned. No order may follow. */
    @Override
    public void close() {
        Libc.close(bellPipe.writeEnd());
    }

    private void ring() {
        long written;
        do {
            written = Libc.write(bellPipe.writeEnd(), bell.address(), 1);
        } while (written < 0 && Errno.last() == Errno.EINTR);
        KernelException.check("wake the spawner", (int) written);
    }

    private void serve() {
        CloneCall call = new CloneCall();
        NativeMemory rung = new NativeMemory(1);
        while (awaitBell(rung)) {
            SpawnOrder order = orders.remove(); // one for each byte, put there before it
            order.carryOut(call);
        }
        Libc.close(bellPipe.readEnd());
    }

    /** Waits for a byte; false when the pipe is closed. */
    private boolean awaitBell(NativeMemory rung) {
        long count;
        do {
            count = Libc.read(bellPipe.readEnd(), rung.address(), 1);
        } while (count < 0 && Errno.last() == Errno.EINTR);
        return count > 0;
    }
}
