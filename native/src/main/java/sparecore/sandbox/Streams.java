package sparecore.sandbox;

import java.io.OutputStream;

/**
 * Where the streams of a run come from and go to, for callers that can't hold them in memory.
 *
 * @param inputDescriptor a descriptor of this process, read after {@link Invocation#input} until its end; it stays open
 * @param output receives standard output as it comes, on the thread that awaits the run
 * @param error receives standard error likewise
 */
public record Streams(int inputDescriptor, OutputStream output, OutputStream error) {
    /** Descriptor 0, {@link System#out} and {@link System#err}. */
    public static Streams ofThisProcess() {
        return new Streams(0, System.out, System.err);
    }
}
