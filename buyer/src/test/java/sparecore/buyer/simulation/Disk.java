package sparecore.buyer.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import sparecore.broker.store.MarketStore;
import sparecore.buyer.journal.Recovery;
import sparecore.seller.journal.Journal;

/** A folder of one simulated market, in memory where the machine has such a place. Empty databases are copies of one that was made once. */
final class Disk implements AutoCloseable {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final Map<String, byte[]> EMPTY = new ConcurrentHashMap<>();

    private final Path folder;

    Disk() {
        try {
            folder = Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "sparecore-simulation")
                    : Files.createTempDirectory("sparecore-simulation");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The broker's folder. */
    Path broker() {
        return fresh(
                "broker", MarketStore.FILE, place -> MarketStore.open(place).close());
    }

    Path buyer(String name) {
        return fresh(
                        name,
                        "journal.db",
                        place -> Recovery.open(place.resolve("journal.db")).close())
                .resolve("journal.db");
    }

    Path seller(String name) {
        return fresh(
                        name,
                        "seller.db",
                        place -> Journal.open(place.resolve("seller.db")).close())
                .resolve("seller.db");
    }

    private interface Making {
        void make(Path folder);
    }

    private Path fresh(String name, String file, Making making) {
        try {
            Path place = Files.createDirectory(folder.resolve(name));
            byte[] empty = EMPTY.computeIfAbsent(file, first -> made(file, making));
            Files.write(place.resolve(file), empty);
            return place;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] made(String file, Making making) {
        try (Disk disk = new Disk()) {
            making.make(disk.folder);
            return Files.readAllBytes(disk.folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
