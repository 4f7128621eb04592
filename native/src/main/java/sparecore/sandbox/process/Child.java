package sparecore.sandbox.process;

import java.util.Optional;
import java.util.OptionalInt;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.Signal;

/**
 * A process, or why there is none, until it is reaped. Any thread may signal it; only its {@link Exchange} reaps it.
 *
 * <p>A process id is ours until wait4 has taken it, so a signal is only sent before: afterwards the id may be a stranger's.
 * Only SIGKILL, SIGSTOP and SIGCONT are used, because a program can block all others.
 */
final class Child {
    private final OptionalInt pid;
    /** How it ended before it could become a process of its own. */
    private final Exit stillborn;

    private final Optional<KernelException> refusal;
    private boolean reaping;
    private Cut cut = Cut.NONE;

    private Child(OptionalInt pid, Exit stillborn, Optional<KernelException> refusal) {
        this.pid = pid;
        this.stillborn = stillborn;
        this.refusal = refusal;
    }

    /** The process {@code pid}, which this one has to reap. */
    static Child of(int pid) {
        return new Child(OptionalInt.of(pid), new Exit(0, 0, 0), Optional.empty());
    }

    /** No process: what should have made it ended with {@code exit}. */
    static Child stillborn(Exit exit) {
        return new Child(OptionalInt.empty(), exit, Optional.empty());
    }

    /** No process: the kernel did not want to. */
    static Child refused(KernelException why) {
        return new Child(OptionalInt.empty(), new Exit(0, 0, 0), Optional.of(why));
    }

    /** The process id, if there is a process. */
    OptionalInt pid() {
        return pid;
    }

    /** What the kernel refused, if it did. */
    Optional<KernelException> refusal() {
        return refusal;
    }

    /** Kills it; the first reason counts. */
    synchronized void kill(Cut why) {
        if (!reaping && cut == Cut.NONE) {
            cut = why;
        }
        send(Signal.SIGKILL);
    }

    /** Freezes it. */
    synchronized void stop() {
        send(Signal.SIGSTOP);
    }

    /** Lets it go on. */
    synchronized void resume() {
        send(Signal.SIGCONT);
    }

    synchronized Cut cut() {
        return cut;
    }

    /** Waits for its end, which must be certain: its pipes are closed, and a program in strict mode can't close them itself. */
    Exit reap() {
        synchronized (this) {
            reaping = true;
        }
        return pid.isPresent() ? Scratch.ofThread().wait.await(pid.getAsInt()) : stillborn;
    }

    private void send(int signal) {
        if (!reaping && pid.isPresent()) {
            Libc.kill(pid.getAsInt(), signal); // fails only if it has ended, which is what the exchange will see
        }
    }
}
