package sparecore.broker.main;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import sparecore.broker.ledger.LedgerCheck;
import sparecore.broker.market.Views;
import sparecore.broker.store.MarketStore;
import sparecore.home.DataFolder;
import sparecore.identity.KeyFile;
import sparecore.identity.NodeKey;
import sparecore.store.Database;
import sparecore.store.StoreException;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * A broker's books and its key in a folder of their own. Both, because tickets bear the key's signature and peers accept no other.
 * Nothing is called a backup that has not been read as a broker reads it.
 */
final class Backup {
    private Backup() {}

    /**
     * Takes one of the broker in {@code data}, which may run. {@code backup} is there whole, or not at all.
     *
     * @return the books' check
     */
    static LedgerCheck take(Path data, Path backup) {
        requireBooks(
                data,
                "no broker has kept its books there: name its folder with --data; books on a PostgreSQL server are backed"
                        + " up with pg_dump, and the key file with them");
        if (Files.exists(backup)) {
            throw new Failure(ExitCode.USAGE, backup + " exists: name a folder that does not, one for each backup");
        }
        Path fresh = backup.resolveSibling(backup.getFileName() + ".unfinished");
        try {
            Files.createDirectory(
                    fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
                LedgerCheck check = copy(data, fresh);
                Files.move(fresh, backup, StandardCopyOption.ATOMIC_MOVE);
                return check;
            } finally {
                discard(fresh);
            }
        } catch (StoreException | IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "no backup was made: " + e.getMessage(), e);
        }
    }

    /** Puts one into {@code data}, where no broker has ever kept its books. */
    static LedgerCheck restore(Path backup, Path data) {
        requireBooks(backup, "it is no backup: `sparecore broker backup` makes one");
        try (DataFolder folder = DataFolder.open(data)) {
            if (Files.exists(folder.file(MarketStore.FILE)) || Files.exists(folder.file(DataFolder.KEY))) {
                throw new Failure(
                        ExitCode.USAGE,
                        data + " has a broker's books or key: restore into another folder with --data, or move this"
                                + " one away");
            }
            boolean restored = false;
            try {
                LedgerCheck check = copy(backup, folder.path());
                restored = true;
                return check;
            } finally {
                if (!restored) {
                    Files.deleteIfExists(folder.file(MarketStore.FILE));
                    Files.deleteIfExists(folder.file(DataFolder.KEY));
                }
            }
        } catch (StoreException | IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "nothing was restored: " + e.getMessage(), e);
        }
    }

    private static void requireBooks(Path folder, String otherwise) {
        if (!Files.isRegularFile(folder.resolve(MarketStore.FILE))
                || !Files.isRegularFile(folder.resolve(DataFolder.KEY))) {
            throw new Failure(ExitCode.USAGE, folder + ": " + otherwise);
        }
    }

    private static LedgerCheck copy(Path from, Path to) throws IOException {
        Path key = to.resolve(DataFolder.KEY);
        Files.copy(from.resolve(DataFolder.KEY), key, StandardCopyOption.COPY_ATTRIBUTES);
        force(key);
        Database.copy(from.resolve(MarketStore.FILE), to.resolve(MarketStore.FILE));
        NodeKey broker = KeyFile.loadOrCreate(key, new SecureRandom());
        try (MarketStore store = MarketStore.open(to)) {
            LedgerCheck check = Views.check(store.load(broker.id(), System.currentTimeMillis()));
            force(to);
            return check;
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void discard(Path unfinished) throws IOException {
        if (Files.exists(unfinished)) {
            try (var files = Files.newDirectoryStream(unfinished)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
            Files.delete(unfinished);
        }
    }
}
