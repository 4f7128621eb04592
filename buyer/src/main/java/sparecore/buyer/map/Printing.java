package sparecore.buyer.map;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The way of results to standard output: in the order of the input if asked for, then printed as text or as JSON, and at last out
 * of the window. Not thread-safe.
 */
final class Printing implements ResultSink, AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final Window window;
    private final JsonWriter jsonWriter;
    private final ResultSink writer;
    private final InputOrder inOrder;
    private final boolean unordered;
    private final boolean json;

    Printing(Window window, boolean unordered, boolean json, Notices notices) {
        // Not System.out, which swallows that its reader has gone.
        OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), BUFFER_BYTES);
        this.window = window;
        this.jsonWriter = new JsonWriter(out);
        this.writer = json ? jsonWriter : new ResultWriter(out, notices);
        this.inOrder = new InputOrder(this::write);
        this.unordered = unordered;
        this.json = json;
    }

    @Override
    public void accept(Ended ended) throws IOException {
        if (unordered) {
            write(ended);
        } else {
            inOrder.accept(ended);
        }
    }

    private void write(Ended ended) throws IOException {
        try {
            writer.accept(ended);
        } catch (IOException e) {
            throw new OutputClosedException(e);
        }
        window.leave();
    }

    /** Prints what it came to, if this is for a script. */
    void summarize(Totals totals, double seconds) throws IOException {
        if (json) {
            try {
                jsonWriter.write(totals.toJson(seconds));
            } catch (IOException e) {
                throw new OutputClosedException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        inOrder.close();
    }
}
