package sparecore.sandbox.process;

import java.util.concurrent.CompletableFuture;
import sparecore.sandbox.image.Image;

/**
 * Makes processes. Which thread does it matters: PR_SET_PDEATHSIG means the thread that created the process (prctl(2)), so a
 * process dies with it.
 */
public interface Spawning {
    /**
     * On the calling thread: a wake-up of another one is saved, which costs as much as the rest of a spawn. The thread must not end
     * before it has seen the process's end.
     */
    Spawning HERE = (image, pipes) -> {
        SpawnOrder order = new SpawnOrder(image, pipes, new CompletableFuture<>());
        order.carryOut(Scratch.ofThread().clone);
        return order.pid();
    };

    /**
     * Orders a process. Takes over the hold on {@code image} and the child's ends of {@code pipes}: both are given back
     * whatever happens.
     *
     * @return the process id, or fails with a {@link sparecore.sandbox.kernel.KernelException}
     */
    CompletableFuture<Integer> spawn(Image image, ChildPipes pipes);
}
