package sparecore.sandbox.process;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;

/**
 * The thread that spawns every process and lives as long as any of them.
 *
 * <p>PR_SET_PDEATHSIG means the thread that created the process (prctl(2)): a process spawned by a worker would die with that
 * worker. Callers hand over an order and go on; they see the spawned process through its pipes.
 *
 * <p>The thread is woken by a byte in a pipe rather than by a lock: the kernel takes a pipe's writer to be about to sleep and
 * wakes the reader on the same processor, which saves the interrupt that wakes another one (about 40 µs in a virtual
 * machine). There are never more orders than calling threads, and each waits for its run, so the queue is bounded by them.
 */
public final class Spawner implements AutoCloseable {
    private final Queue<SpawnOrder> orders = new ConcurrentLinkedQueue<>();
    private final NativeMemory bell = new NativeMemory(1);
    private final Pipe bellPipe = Pipe.open(new NativeMemory(2 * Integer.BYTES));

    /** Starts the thread. */
    public Spawner() {
        Thread thread = new Thread(this::serve, "sandbox-spawner");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Orders a process. Takes over the hold on {@code image} and the child's ends of {@code pipes}: both are given back
     * whatever happens.
     */
    CompletableFuture<Integer> spawn(Image image, ChildPipes pipes) {
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
        SpawnCall call = new SpawnCall(List.of("sparecore-job"));
        NativeMemory rung = new NativeMemory(1);
        while (awaitBell(rung)) {
            SpawnOrder order = orders.remove(); // one for each byte, put there before it
            serve(call, order);
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

    private static void serve(SpawnCall call, SpawnOrder order) {
        ChildPipes pipes = order.pipes();
        try {
            int pid = call.spawn(
                    order.image().path(),
                    pipes.input().readEnd(),
                    pipes.output().writeEnd(),
                    pipes.error().writeEnd());
            order.pid().complete(pid);
        } catch (KernelException e) {
            order.pid().completeExceptionally(e);
        } finally {
            pipes.closeChildEnds();
            order.image().release();
        }
    }
}
