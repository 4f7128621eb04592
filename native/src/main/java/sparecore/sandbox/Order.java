package sparecore.sandbox;

import java.util.List;
import sparecore.sandbox.kernel.Signal;
import sparecore.sandbox.process.BoundedBytes;
import sparecore.sandbox.process.Ending;
import sparecore.sandbox.process.Exchanged;
import sparecore.sandbox.process.OutputSink;
import sparecore.sandbox.process.PassedOn;

/**
 * All that one run was ordered with.
 *
 * @param source where more input comes from, or {@link Streams#NO_INPUT}
 * @param output where standard output goes
 * @param error where standard error goes
 */
record Order(Program program, Limits limits, Invocation invocation, int source, OutputSink output, OutputSink error) {

    private static final long NANOS_PER_MICRO = 1000;

    /** An order whose output is kept in memory. */
    static Order buffered(Program program, Limits limits, Invocation invocation) {
        return new Order(
                program,
                limits,
                invocation,
                Streams.NO_INPUT,
                new BoundedBytes(limits.outputBytes()),
                new BoundedBytes(limits.errorBytes()));
    }

    /** An order whose output goes to {@code streams}. */
    static Order streamed(Program program, Limits limits, Invocation invocation, Streams streams) {
        return new Order(
                program,
                limits,
                invocation,
                streams.inputDescriptor(),
                new PassedOn(streams.output(), limits.outputBytes()),
                new PassedOn(streams.error(), limits.errorBytes()));
    }

    Exchanged exchanged(byte[] startBlock) {
        return new Exchanged(startBlock, invocation.input(), source, output, error);
    }

    /** The report of a run that ended as {@code ending}. */
    RunReport report(Ending ending, Verdict verdict, List<LayerState> layers) {
        int status = ending.exit().status();
        boolean exited = verdict.outcome() == Outcome.EXITED;
        boolean launched = verdict.outcome() != Outcome.LAUNCH_FAILED;
        return new RunReport(
                verdict.outcome(),
                exited ? Signal.exitCode(status) : 0,
                launched ? Signal.terminating(status) : 0,
                output.kept(),
                error.kept(),
                ending.exit().cpuMicros(),
                ending.wallNanos() / NANOS_PER_MICRO,
                ending.exit().peakBytes(),
                new LaunchReport(layers, verdict.failure()));
    }
}
