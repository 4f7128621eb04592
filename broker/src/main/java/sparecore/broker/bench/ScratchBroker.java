package sparecore.broker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A temporary folder and the broker that runs in it; both are gone at the end, also of a command that is interrupted. */
public final class ScratchBroker implements AutoCloseable {
    private final Path folder;
    private @Nullable BrokerChild child;

    public ScratchBroker() throws IOException {
        folder = Files.createTempDirectory("sparecore-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop the broker"));
    }

    /** A file that goes with the rest. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** Starts the broker, in place of the one before: it has that one's key. See {@link BrokerChild}. */
    public synchronized BrokerChild start(List<String> java, List<String> options) throws IOException {
        end();
        child = new BrokerChild(folder, java, options);
        return child;
    }

    private void end() {
        if (child != null) {
            child.close();
            child = null;
        }
    }

    @Override
    public synchronized void close() {
        end();
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
