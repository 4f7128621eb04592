package sparecore.buyer.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/** A temporary folder that goes with all that is in it when it is closed. Any thread may close it, more than once. */
public final class ScratchFolder implements AutoCloseable {
    private final Path path;

    public ScratchFolder() {
        try {
            this.path = Files.createTempDirectory("sparecore");
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot make a temporary folder: " + e, e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public synchronized void close() {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + path, e);
        }
    }
}
