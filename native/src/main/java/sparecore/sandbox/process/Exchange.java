package sparecore.sandbox.process;

import java.util.Optional;
import java.util.function.LongSupplier;
import sparecore.sandbox.image.Image;
import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.KernelException;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;
import sparecore.sandbox.stub.Stub;

/**
 * A process and the bytes that go to and from it, until both of its outputs are closed and it is reaped.
 *
 * <p>States: started → ready (the first byte came) → ended (both outputs closed) → reaped. {@link #finish()} is called once, by
 * the thread that drives the exchange; the other methods by any thread.
 */
public final class Exchange {
    private static final int INPUT = 0;
    private static final int OUTPUT = 1;
    private static final int ERROR = 2;
    private static final int SOURCE = 3;
    private static final long NANOS_PER_MILLI = 1_000_000;
    /** A killed process is waited for in steps of this. */
    private static final int AFTER_KILL_MILLIS = 1000;
    /** While a run is paused its remaining time stands still, and might be next to nothing. */
    private static final int PAUSED_MILLIS_MIN = 20;

    private final Child child;
    private final RunClock clock;
    private final Exchanged bytes;
    private final InputFeed feed;
    private final long wallNanosMax;
    private int outputFd;
    private int errorFd;
    private boolean ready;

    private Exchange(Child child, RunClock clock, Exchanged bytes, InputFeed feed, long wallNanosMax) {
        this.child = child;
        this.clock = clock;
        this.bytes = bytes;
        this.feed = feed;
        this.wallNanosMax = wallNanosMax;
        outputFd = PollSet.NONE;
        errorFd = PollSet.NONE;
    }

    /**
     * Starts a spare, or makes a process if there is none. Takes over the hold on {@code image}. What the kernel refuses shows in
     * {@link #finish()}.
     */
    public static Exchange start(
            Templates templates,
            Spares spares,
            Image image,
            Exchanged bytes,
            long wallNanosMax,
            LongSupplier nanoTime) {
        RunClock clock = new RunClock(nanoTime);
        try {
            return spares.take(image)
                    .flatMap(spare -> begin(spare, clock, bytes, wallNanosMax))
                    .orElseGet(() -> copy(templates, image, clock, bytes, wallNanosMax));
        } finally {
            image.release();
        }
    }

    /** Nothing if something killed the spare. */
    private static Optional<Exchange> begin(Spare spare, RunClock clock, Exchanged bytes, long wallNanosMax) {
        InputFeed feed = feed(spare.pipes(), bytes);
        if (hasStartBlock(feed, bytes)) {
            return Optional.of(of(spare.child(), spare.pipes(), clock, bytes, feed, wallNanosMax));
        }
        feed.close();
        spare.endWithoutInput();
        return Optional.empty();
    }

    private static Exchange copy(Templates templates, Image image, RunClock clock, Exchanged bytes, long wallNanosMax) {
        ChildPipes pipes;
        try {
            pipes = ChildPipes.open();
        } catch (KernelException e) {
            return refused(e, clock, bytes);
        }
        try {
            InputFeed feed = feed(pipes, bytes);
            if (!hasStartBlock(feed, bytes)) {
                return refuse(pipes, feed, clock, bytes);
            }
            return of(templates.spawn(Stub.MAKE_RUN, image, pipes), pipes, clock, bytes, feed, wallNanosMax);
        } finally {
            pipes.closeChildEnds();
        }
    }

    private static Exchange of(
            Child child, ChildPipes pipes, RunClock clock, Exchanged bytes, InputFeed feed, long wallNanosMax) {
        Exchange exchange = new Exchange(child, clock, bytes, feed, wallNanosMax);
        exchange.outputFd = pipes.output().readEnd();
        exchange.errorFd = pipes.error().readEnd();
        return exchange;
    }

    /** Writes the start block and as much of the input as the pipe takes. */
    private static InputFeed feed(ChildPipes pipes, Exchanged bytes) {
        InputFeed feed = new InputFeed(pipes.input().writeEnd(), bytes.startBlock(), bytes.input(), bytes.source());
        feed.write(Scratch.ofThread().buffer);
        return feed;
    }

    private static boolean hasStartBlock(InputFeed feed, Exchanged bytes) {
        return feed.written() >= bytes.startBlock().length;
    }

    /** An exchange that is over before it began. */
    public static Exchange refused(KernelException why, LongSupplier nanoTime, Exchanged bytes) {
        return refused(why, new RunClock(nanoTime), bytes);
    }

    private static Exchange refused(KernelException why, RunClock clock, Exchanged bytes) {
        InputFeed closed = new InputFeed(PollSet.NONE, new byte[0], new byte[0], PollSet.NONE);
        return new Exchange(Child.refused(why), clock, bytes, closed, 0);
    }

    /** The kernel gives a user with very many pipes small ones, which a large start block does not fit (pipe(7)). */
    private static Exchange refuse(ChildPipes pipes, InputFeed feed, RunClock clock, Exchanged bytes) {
        feed.close();
        pipes.closeOutputs();
        return refused(KernelException.of("put the start block into a pipe", Errno.EAGAIN), clock, bytes);
    }

    /** The process id, or 0 if there is no process. */
    public int pid() {
        return child.pid().orElse(0);
    }

    /** Kills the process on request. */
    public void kill() {
        child.kill(Cut.REQUESTED);
    }

    /** Freezes the process and its wall time. */
    public void pause() {
        clock.pause();
        child.stop();
    }

    /** Lets it go on. */
    public void resume() {
        child.resume();
        clock.resume();
    }

    /** Moves bytes until the process has ended, and reaps it. */
    public Ending finish() {
        try {
            while (outputFd != PollSet.NONE) {
                turn(Scratch.ofThread());
            }
            feed.close();
            Exit exit = child.reap();
            while (errorFd != PollSet.NONE) {
                turn(Scratch.ofThread()); // all is there, so nothing waits
            }
            return new Ending(exit, ready, child.cut(), clock.elapsedNanos(), child.refusal());
        } catch (RuntimeException e) {
            child.kill(Cut.REQUESTED);
            closeOurEnds();
            child.reap();
            throw e;
        }
    }

    private void turn(Scratch scratch) {
        PollSet poll = scratch.poll;
        poll.set(INPUT, feed.wantsToWrite(), PollSet.WRITABLE);
        poll.set(OUTPUT, outputFd, PollSet.READABLE);
        poll.set(ERROR, errorFd, PollSet.READABLE);
        poll.set(SOURCE, feed.wantsToRead(), PollSet.READABLE);
        poll.await(timeoutMillis());
        if (poll.readable(OUTPUT)) {
            readOutput(scratch.buffer);
        } else if (poll.happened(OUTPUT)) {
            outputFd = closed(outputFd); // nothing left and nobody writes
        }
        if (poll.readable(ERROR)) {
            readError(scratch.buffer);
        } else if (poll.happened(ERROR)) {
            errorFd = closed(errorFd);
        }
        if (poll.happened(INPUT)) {
            feed.write(scratch.buffer);
        }
        if (poll.happened(SOURCE)) {
            feed.read(scratch.buffer);
        }
    }

    /** How long to wait; kills first if the time is up. */
    private int timeoutMillis() {
        if (child.cut() != Cut.NONE) {
            return AFTER_KILL_MILLIS;
        }
        long left = wallNanosMax - clock.elapsedNanos();
        if (left <= 0) {
            child.kill(Cut.WALL_TIME);
            return AFTER_KILL_MILLIS;
        }
        int millis = (int) Math.min(Integer.MAX_VALUE, 1 + left / NANOS_PER_MILLI);
        return clock.paused() ? Math.max(PAUSED_MILLIS_MIN, millis) : millis;
    }

    private void readOutput(NativeMemory buffer) {
        int count = read(outputFd, buffer);
        int skipped = count > 0 && !ready ? readiness(buffer) : 0;
        if (count > skipped && !bytes.output().take(buffer, skipped, count - skipped)) {
            child.kill(Cut.OUTPUT);
        }
    }

    /** The first byte is the lock-down's, not the program's. */
    private int readiness(NativeMemory buffer) {
        if (buffer.getByte(0) != Stub.READY_BYTE) {
            throw new IllegalStateException("the lock-down said " + buffer.getByte(0) + " instead of ready");
        }
        ready = true;
        return 1;
    }

    private void readError(NativeMemory buffer) {
        int count = read(errorFd, buffer);
        if (count > 0) {
            bytes.error().take(buffer, 0, count); // what is too much is dropped
        }
    }

    /** Reads what poll saw; nobody else reads it, so this does not wait. 0 if a signal came between. */
    private static int read(int fd, NativeMemory buffer) {
        long count = Libc.read(fd, buffer.address(), buffer.sizeBytes());
        if (count < 0 && Errno.last() != Errno.EINTR) {
            throw KernelException.of("read from a program", Errno.last());
        }
        return (int) Math.max(0, count);
    }

    private void closeOurEnds() {
        feed.close();
        outputFd = closed(outputFd);
        errorFd = closed(errorFd);
    }

    private static int closed(int fd) {
        if (fd != PollSet.NONE) {
            Libc.close(fd);
        }
        return PollSet.NONE;
    }
}
