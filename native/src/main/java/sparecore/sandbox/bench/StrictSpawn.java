package sparecore.sandbox.bench;

import java.io.OutputStream;
import sparecore.sandbox.Invocation;
import sparecore.sandbox.Limits;
import sparecore.sandbox.Outcome;
import sparecore.sandbox.Program;
import sparecore.sandbox.RunReport;
import sparecore.sandbox.Sandbox;
import sparecore.sandbox.Streams;
import sparecore.sandbox.elf.BadProgramException;

/** Runs a program in the sandbox, through its public face and as a seller does, and notes the times. For one thread. */
final class StrictSpawn {
    private final Sandbox sandbox;
    private final Program program;
    private final Invocation invocation = Invocation.of("bench");

    StrictSpawn(Sandbox sandbox, Program program) {
        this.sandbox = sandbox;
        this.program = program;
    }

    /** Starts, reads everything and reaps. */
    Times run() {
        long start = System.nanoTime();
        FirstByte firstByte = new FirstByte();
        Streams streams = new Streams(Streams.NO_INPUT, firstByte, OutputStream.nullOutputStream());
        RunReport report = run(streams);
        long end = System.nanoTime();
        if (report.outcome() != Outcome.EXITED) {
            throw new IllegalStateException("a run failed: " + report.describe());
        }
        return new Times(firstByte.nanoTime - start, end - start);
    }

    private RunReport run(Streams streams) {
        try {
            return sandbox.start(program, Limits.DEFAULT, invocation, streams).await();
        } catch (BadProgramException e) {
            throw new AssertionError("our own program is valid", e);
        }
    }

    /** Notes when the first byte came. */
    private static final class FirstByte extends OutputStream {
        private long nanoTime;

        @Override
        public void write(int value) {
            note();
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            note();
        }

        private void note() {
            if (nanoTime == 0) {
                nanoTime = System.nanoTime();
            }
        }
    }
}
