package sparecore.seller.demonstration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import sparecore.content.Digest;

/** A file with one line for each lie: the digest of the work and of the false answer, in hexadecimal. Thread-safe. */
public final class FalsifiedLog implements AutoCloseable {
    public static final String FILE = "falsified.log";

    private final Writer writer;

    /** @throws IOException if the file cannot be written */
    public FalsifiedLog(Path file) throws IOException {
        this.writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The line is out of this process when this returns. */
    synchronized void add(Digest work, Digest falseAnswer) {
        try {
            writer.write(work.toHex() + " " + falseAnswer.toHex() + "\n");
            writer.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the log of falsified results", e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        writer.close();
    }
}
