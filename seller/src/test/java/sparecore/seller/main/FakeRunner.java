package sparecore.seller.main;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import sparecore.content.Digest;
import sparecore.content.StoredParts;
import sparecore.result.Ending;
import sparecore.result.Work;
import sparecore.seller.execution.Execution;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.ProgramRunner;
import sparecore.seller.execution.RunEnd;
import sparecore.seller.execution.UnfitProgramException;

/**
 * Runs nothing: a program's bytes must begin with {@code ELF}; a run answers its input, unless its first argument is {@code hold}:
 * then it waits to be released or killed.
 */
public final class FakeRunner implements ProgramRunner {
    public static final String HOLD = "hold";

    private final List<String> started = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<FakeExecution> held = new ConcurrentLinkedQueue<>();
    private final long cpuMicros;

    public FakeRunner(long cpuMicros) {
        this.cpuMicros = cpuMicros;
    }

    private record FakeProgram(Digest digest, long sizeBytes, int heldBytes) implements LoadedProgram {}

    /** A program of these bytes, loaded. */
    public static LoadedProgram program(byte[] file) {
        return new FakeProgram(Digest.of(file), file.length, file.length);
    }

    @Override
    public LoadedProgram load(StoredParts file) throws UnfitProgramException, IOException {
        byte[] whole = file.readWhole(0, (int) file.list().bytes());
        if (!new String(whole, StandardCharsets.ISO_8859_1).startsWith("ELF")) {
            throw new UnfitProgramException("this is not an ELF file");
        }
        return new FakeProgram(
                Digest.of(whole), whole.length, (int) file.list().part(0).bytes());
    }

    @Override
    public Execution start(LoadedProgram program, Work work) {
        String argument = work.arguments().get(0).toStringUtf8();
        started.add(argument);
        FakeExecution execution = new FakeExecution(work);
        if (argument.equals(HOLD)) {
            held.add(execution);
        } else {
            execution.release();
        }
        return execution;
    }

    /** How many runs began. */
    public int started() {
        return started.size();
    }

    /** The first arguments of the runs, in the order in which they began. */
    public List<String> startedArguments() {
        return List.copyOf(started);
    }

    /** Runs that hold now. */
    public int holding() {
        return held.size();
    }

    /** Runs that are frozen now. */
    public long paused() {
        return held.stream().filter(execution -> execution.paused).count();
    }

    /** Lets everything that holds end with a result. */
    public void releaseAll() {
        held.forEach(FakeExecution::release);
    }

    private final class FakeExecution implements Execution {
        private final Work work;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile boolean killed;
        private volatile boolean paused;

        FakeExecution(Work work) {
            this.work = work;
        }

        void release() {
            done.countDown();
        }

        @Override
        public long pid() {
            return 0;
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }

        @Override
        public void kill() {
            killed = true;
            done.countDown();
        }

        @Override
        public RunEnd await() {
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                killed = true;
            }
            held.remove(this);
            return killed
                    ? new RunEnd.Abandoned("killed")
                    : new RunEnd.Completed(Ending.EXITED, 0, 0, work.input(), ByteString.EMPTY, cpuMicros);
        }
    }
}
