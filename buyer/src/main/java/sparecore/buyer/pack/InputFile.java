package sparecore.buyer.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import sparecore.content.Digest;

/**
 * A read-only file of a job. Its bytes stay on disk.
 *
 * @param name its path below /job, with slashes for folders
 * @param path where it is on this machine; nobody may change it before it has been sent
 * @param bytes its size
 * @param digest of its bytes
 */
public record InputFile(String name, Path path, long bytes, Digest digest) {
    /** Longest name. */
    public static final int NAME_LENGTH_MAX = 1000;

    private static final int PART_LENGTH_MAX = 255;
    private static final int CHUNK_BYTES = 256 << 10;

    /**
     * The file at {@code path}, which is read once for its digest.
     *
     * @throws IOException if it cannot be read
     */
    public static InputFile read(String name, Path path) throws IOException {
        MessageDigest digest = Digest.sha256();
        long bytes = 0;
        try (InputStream in = Files.newInputStream(path)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
                bytes += read;
            }
        }
        return new InputFile(name, path, bytes, Digest.finish(digest));
    }

    /** Refuses with {@link IllegalArgumentException} a name that is none. */
    public InputFile {
        if (name.length() > NAME_LENGTH_MAX || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the name of an input file is too long or contains a zero byte");
        }
        for (String part : name.split("/", -1)) {
            boolean bad = part.isEmpty() || part.equals(".") || part.equals("..");
            if (bad || part.getBytes(StandardCharsets.UTF_8).length > PART_LENGTH_MAX) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" can't name an input file: use a relative path such as data/points.csv");
            }
        }
    }
}
