package sparecore.buyer.pack;

import java.io.IOException;

/** Takes what a packed program has to say, in its order. */
public interface FrameSink {
    /** A piece of standard output. */
    void output(byte[] bytes, int from, int length) throws IOException;

    /** A piece of standard error, of which the runtime keeps the first 64 KiB. */
    void error(byte[] bytes, int from, int length) throws IOException;

    /** A file begins that the program left in /out. @param name its path below /out, not yet checked */
    void file(String name, int mode, long bytes) throws IOException;

    /** The next bytes of the file that began last. */
    void fileBytes(byte[] bytes, int from, int length) throws IOException;

    /** A call that there is not was made. */
    void unsupported(int call, int times) throws IOException;

    /** A call was made, if the pack asks for a trace. */
    void trace(TracedCall call) throws IOException;

    /** How the program ended: always the last. */
    void end(ProgramEnd end) throws IOException;
}
