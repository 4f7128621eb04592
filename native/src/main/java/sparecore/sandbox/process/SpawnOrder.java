package sparecore.sandbox.process;

import java.util.concurrent.CompletableFuture;
import sparecore.sandbox.image.Image;

/**
 * A process to be spawned.
 *
 * @param image what to execute, held for the spawn
 * @param pipes its standard streams
 * @param pid completed with its process id, or with the kernel's refusal
 */
record SpawnOrder(Image image, ChildPipes pipes, CompletableFuture<Integer> pid) {}
