package sparecore.sandbox.process;

import java.util.concurrent.CompletableFuture;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.kernel.KernelException;

/**
 * A process to be spawned.
 *
 * @param image what to execute, held for the spawn
 * @param pipes its standard streams
 * @param pid completed with its process id, or with the kernel's refusal
 */
record SpawnOrder(Image image, ChildPipes pipes, CompletableFuture<Integer> pid) {
    /** Spawns it on this thread, and gives back what the child needed of us. */
    void carryOut(CloneCall call) {
        try {
            pid.complete(call.spawn(
                    image.descriptor(),
                    pipes.input().readEnd(),
                    pipes.output().writeEnd(),
                    pipes.error().writeEnd()));
        } catch (KernelException e) {
            pid.completeExceptionally(e);
        } finally {
            pipes.closeChildEnds();
            image.release();
        }
    }
}
