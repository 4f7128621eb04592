package sparecore.sandbox.process;

import sparecore.sandbox.kernel.NativeMemory;

/** Where the bytes of one output stream go. For the thread that drives the run. */
public interface OutputSink {
    /** Takes {@code length} bytes of {@code source} at {@code offset}; answers false if that was more than it may get. */
    boolean take(NativeMemory source, int offset, int length);

    /** What it kept; empty if it passes everything on. */
    byte[] kept();
}
