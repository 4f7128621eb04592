package sparecore.buyer.map;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

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
    private final @Nullable Path folder;

    /** @param folder where files go that programs leave, or null */
    Printing(Window window, boolean unordered, boolean json, Notices notices, @Nullable Path folder) {
        this.folder = folder;
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

    private void write(Ended framed) throws IOException {
        Ended ended = open(framed);
        try {
            writer.accept(ended);
        } catch (IOException e) {
            throw new OutputClosedException(e);
        }
        window.leave();
    }

    private Ended open(Ended framed) {
        try {
            return Unpacking.open(framed, folder);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.ENVIRONMENT,
                    "cannot write the files of fragment " + framed.line() + " to " + folder + ": " + e.getMessage(),
                    e);
        }
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
