package sparecore.identity;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** A node's private key on disk: 32 bytes of seed, readable by the owner alone. */
public final class KeyFile {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /**
     * Reads the key, or makes a new one where there is no file yet.
     *
     * @throws IOException if the file can be read by others, is damaged, or cannot be read or written
     */
    public static NodeKey loadOrCreate(Path file, SecureRandom random) throws IOException {
        try {
            return load(file);
        } catch (NoSuchFileException none) {
            return create(file, random);
        }
    }

    private static NodeKey load(Path file) throws IOException {
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        if (!OWNER_ONLY.containsAll(permissions)) {
            throw new IOException("the key file " + file + " can be read by others (mode "
                    + PosixFilePermissions.toString(permissions)
                    + "): run chmod 600 on it, and consider the key known");
        }
        byte[] seed = Files.readAllBytes(file);
        if (seed.length != NodeKey.SEED_BYTES) {
            throw new IOException("the key file " + file + " is damaged: it has " + seed.length
                    + " bytes instead of 32. Restore it from a backup; without it the account cannot be reached");
        }
        if (Arrays.equals(seed, new byte[NodeKey.SEED_BYTES])) {
            throw new IOException("the key file " + file
                    + " is damaged: it holds only zeros, as after a crash. Restore it from a backup; without it the account"
                    + " cannot be reached");
        }
        return NodeKey.fromSeed(seed);
    }

    private static NodeKey create(Path file, SecureRandom random) throws IOException {
        NodeKey key = NodeKey.generate(random);
        // Written aside and moved, so that a crash leaves no half key; the mode is set before any secret is in the
        // file.
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (FileChannel channel = FileChannel.open(
                fresh,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer seed = ByteBuffer.wrap(key.toSeed());
            while (seed.hasRemaining()) {
                channel.write(seed);
            }
            channel.force(true);
        }
        if (Files.exists(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        Files.move(fresh, file);
        // A name is durable when its folder is (fsync(2)).
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
        return key;
    }
}
