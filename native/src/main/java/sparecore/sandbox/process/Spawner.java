package sparecore.sandbox.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import sparecore.sandbox.kernel.KernelException;

/**
 * The thread that makes templates, and lives as long as any of them.
 *
 * <p>PR_SET_PDEATHSIG means the thread that created the process (prctl(2)), and a template's runs count as this thread's children:
 * all of them die with it, and with nobody else.
 */
final class Spawner implements AutoCloseable {
    private final CloneCall call = new CloneCall();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "sandbox-spawner");
        made.setDaemon(true);
        return made;
    });

    /**
     * Executes {@code file} in a new process whose descriptor 0 is {@code socket}.
     *
     * @return its process id
     * @throws KernelException if the kernel refuses
     */
    int spawn(int file, int socket) {
        try {
            return CompletableFuture.supplyAsync(() -> call.spawn(file, socket), thread)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof KernelException refused) {
                throw refused;
            }
            throw e;
        }
    }

    /** Ends the thread, and with it every process that it spawned. */
    @Override
    public void close() {
        thread.shutdown();
    }
}
