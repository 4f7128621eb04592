package sparecore.sandbox.process;

import java.util.OptionalInt;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.Signal;
import sparecore.sandbox.stub.Stub;

/**
 * A process that has an image's memory and has run nothing of its program, and makes others like itself: a run is a copy of it.
 *
 * <p>The copy saves what is the same for all runs of an image, exec and half of the lock-down. It shares pages with its template
 * until it writes to them, as two processes of one file do anyway, and the template only reads them. The runs are this
 * process's own children. For one thread at a time.
 */
final class Template {
    /** Our own code answers at once; one that does not was stopped or is starved, and is replaced. */
    private static final int ANSWER_SECONDS_MAX = 20;

    private final int pid;
    private final Socket socket;
    private boolean ended;
    private Exit exit = new Exit(0, 0, 0);

    private Template(int pid, Socket socket) {
        this.pid = pid;
        this.socket = socket;
    }

    /**
     * Makes one and waits until it is ready; {@link #end()} tells how it ended if it never was.
     *
     * @throws KernelException if the kernel refuses a process
     */
    static Template make(Image image, Spawner spawner) {
        Socket socket = Socket.open(ANSWER_SECONDS_MAX);
        int pid;
        try {
            pid = spawner.spawn(image.descriptor(), socket.theirs());
        } catch (KernelException e) {
            socket.closeOurs();
            throw e;
        } finally {
            socket.closeTheirs();
        }
        Template template = new Template(pid, socket);
        if (socket.receive(1) != Stub.READY_BYTE) {
            template.end();
        }
        return template;
    }

    /**
     * Makes a process with the child's ends of {@code pipes} and answers its id, or nothing if this template is no more.
     *
     * @param order {@link Stub#MAKE_RUN} or {@link Stub#MAKE_SPARE}
     */
    OptionalInt copy(byte order, ChildPipes pipes) {
        if (!ended
                && socket.send(
                        order,
                        pipes.output().writeEnd(),
                        pipes.error().writeEnd(),
                        pipes.input().readEnd())) {
            int made = socket.receive(Integer.BYTES);
            if (made > 0) {
                return OptionalInt.of(made);
            }
        }
        end();
        return OptionalInt.empty();
    }

    /** Ends it, if nothing else has, and answers how it ended. Its runs go on. */
    Exit end() {
        if (!ended) {
            ended = true;
            socket.closeOurs();
            Libc.kill(pid, Signal.SIGKILL); // not ours to lose before the next line has taken its id
            exit = Scratch.ofThread().wait.await(pid);
        }
        return exit;
    }
}
