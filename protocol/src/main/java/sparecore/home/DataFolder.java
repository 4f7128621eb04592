package sparecore.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sparecore.identity.KeyFile;
import sparecore.identity.NodeKey;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;

/**
 * A daemon's data folder: {@code key}, {@code lock}, its database and its Unix socket. The owner alone may enter (mode 0700), and
 * one process at a time holds it.
 */
public final class DataFolder implements AutoCloseable {
    /** Name of the key's file. */
    public static final String KEY = "key";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** sun_path of sockaddr_un, its closing zero included (unix(7)). */
    private static final int SOCKET_PATH_BYTES_MAX = 107;

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** Where Sparecore keeps its folders unless told otherwise: {@code $SPARECORE_HOME}, or {@code ~/.sparecore}. */
    public static Path home() {
        String set = System.getenv("SPARECORE_HOME");
        return set == null || set.isBlank()
                ? Path.of(System.getProperty("user.home"), ".sparecore")
                : Path.of(set).toAbsolutePath();
    }

    /** Makes the folder if needed and takes it for this process. @throws Failure with what to do, if that cannot be */
    public static DataFolder open(Path path) {
        try {
            Path parent = path.toAbsolutePath().getParent();
            if (parent == null) {
                throw new Failure(
                        ExitCode.USAGE, "the root folder cannot be a data folder: choose another with --data");
            }
            Files.createDirectories(parent);
            if (!Files.isDirectory(path)) {
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            }
            Files.setPosixFilePermissions(path, OWNER_ONLY);
            return new DataFolder(path, lock(path));
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot use the data folder " + path + ": " + e, e);
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException heldByThisProcess) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new Failure(
                    ExitCode.ENVIRONMENT,
                    "the data folder " + path
                            + " is in use by another process: stop that one, or choose another with --data");
        }
        return channel;
    }

    public Path path() {
        return path;
    }

    public Path file(String name) {
        return path.resolve(name);
    }

    /** This node's key; made at the first call. */
    public NodeKey key(SecureRandom random) {
        try {
            return KeyFile.loadOrCreate(file(KEY), random);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, String.valueOf(e.getMessage()), e);
        }
    }

    /** Where the daemon in this folder listens for programs of the same user. */
    public Path socket() {
        return socketIn(path);
    }

    /** The socket of a daemon in that folder, for its clients. @throws Failure if the path is too long for a Unix socket */
    public static Path socketIn(Path folder) {
        Path socket = folder.toAbsolutePath().resolve("socket");
        if (socket.toString().getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH_BYTES_MAX) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the path " + socket
                            + " is too long for a Unix socket (107 bytes): choose a shorter folder with --data");
        }
        return socket;
    }

    /** Replaces a small file at once: a reader sees the old text or the new. */
    public void write(String name, String text) {
        try {
            Path fresh = file(name + ".new");
            Files.writeString(fresh, text);
            Files.move(fresh, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure(ExitCode.ENVIRONMENT, "cannot write " + file(name) + ": " + e, e);
        }
    }

    @Override
    public void close() throws IOException {
        lockFile.close();
    }
}
