package sparecore.sandbox.process;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.Signal;

/**
 * A process that was ordered, until it is reaped. Any thread may signal it; only its {@link Exchange} reaps it.
 *
 * <p>A process id is ours until wait4 has taken it, so a signal is only sent before: afterwards the id may be a stranger's.
 * Only SIGKILL, SIGSTOP and SIGCONT are used, because a program can block all others.
 */
final class Child {
    private final CompletableFuture<Integer> pid;
    private boolean reaping;
    private Cut cut = Cut.NONE;

    Child(CompletableFuture<Integer> pid) {
        this.pid = pid;
    }

    /** Waits for the spawn and answers the process id, or nothing if the spawn was refused. */
    Optional<Integer> pid() {
        try {
            return Optional.of(pid.join());
        } catch (CompletionException refused) {
            return Optional.empty();
        }
    }

    /** Why the spawn was refused, if it was. */
    Optional<KernelException> refusal() {
        try {
            pid.join();
            return Optional.empty();
        } catch (CompletionException e) {
            if (e.getCause() instanceof KernelException refused) {
                return Optional.of(refused);
            }
            throw e;
        }
    }

    /** Kills it; the first reason counts. */
    void kill(Cut why) {
        Optional<Integer> target = pid();
        synchronized (this) {
            if (!reaping && cut == Cut.NONE) {
                cut = why;
            }
            send(target, Signal.SIGKILL);
        }
    }

    /** Freezes it. */
    void stop() {
        Optional<Integer> target = pid();
        synchronized (this) {
            send(target, Signal.SIGSTOP);
        }
    }

    /** Lets it go on. */
    void resume() {
        Optional<Integer> target = pid();
        synchronized (this) {
            send(target, Signal.SIGCONT);
        }
    }

    synchronized Cut cut() {
        return cut;
    }

    /** Waits for its end, which must be certain: its pipes are closed, and a program in strict mode can't close them itself. */
    Exit reap() {
        int target = pid.join();
        synchronized (this) {
            reaping = true;
        }
        return Scratch.ofThread().wait.await(target);
    }

    private void send(Optional<Integer> target, int signal) {
        if (!reaping && target.isPresent()) {
            Libc.kill(target.get(), signal); // fails only if it has ended, which is what the exchange will see
        }
    }
}
