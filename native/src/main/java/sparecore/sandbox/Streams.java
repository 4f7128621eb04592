package sparecore.sandbox;

import java.io.OutputStream;
import sparecore.sandbox.process.Exchanged;

/**
 * Where the streams of a run come from and go to, for callers that can't hold them in memory.
 *
 * <p>The output streams are called on the thread that awaits the run; an exception from them kills the run. {@link
 * Limits#outputBytes} and {@link Limits#errorBytes} hold for them as well.
 *
 * @param inputDescriptor a descriptor of this process, read after {@link Invocation#input} until its end, or {@link
 *     #NO_INPUT}; it stays open
 * @param output receives standard output as it comes
 * @param error receives standard error as it comes
 */
public record Streams(int inputDescriptor, OutputStream output, OutputStream error) {
    /** Input ends with {@link Invocation#input}. */
    public static final int NO_INPUT = Exchanged.NO_SOURCE;

    /** Descriptor 0, {@link System#out} and {@link System#err}. */
    public static Streams ofThisProcess() {
        return new Streams(0, System.out, System.err);
    }
}
