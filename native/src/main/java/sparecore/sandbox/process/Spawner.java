package sparecore.sandbox.process;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.KernelException;

/**
 * The thread that spawns every process and lives as long as any of them.
 *
 * <p>PR_SET_PDEATHSIG means the thread that created the process (prctl(2)): a process spawned by a worker would die with that
 * worker. Callers hand over an order and go on; they see the spawned process through its pipes.
 */
public final class Spawner implements AutoCloseable {
    /** More callers than this wait for a free place. */
    private static final int ORDERS_MAX = 1024;

    private final BlockingQueue<SpawnOrder> orders = new ArrayBlockingQueue<>(ORDERS_MAX);
    private final Thread thread;

    /** Starts the thread. */
    public Spawner() {
        thread = new Thread(this::serve, "sandbox-spawner");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Orders a process. Takes over the hold on {@code image} and the child's ends of {@code pipes}: both are given back
     * whatever happens.
     */
    CompletableFuture<Integer> spawn(Image image, ChildPipes pipes) {
        CompletableFuture<Integer> pid = new CompletableFuture<>();
        try {
            orders.put(new SpawnOrder(image, pipes, pid));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            pipes.closeChildEnds();
            image.release();
            pid.completeExceptionally(KernelException.of("posix_spawn", Errno.EINTR));
        }
        return pid;
    }

    /** Ends the thread, and with it every process that it spawned. No order may follow. */
    @Override
    public void close() {
        thread.interrupt();
    }

    private void serve() {
        SpawnCall call = new SpawnCall();
        try {
            while (true) {
                serve(call, orders.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
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
