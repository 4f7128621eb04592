package sparecore.buyer.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;

/** A read-only file of a job. Its bytes stay on disk, where nobody may change them before they have been sent. Any thread. */
public final class InputFile {
    /** Longest name. */
    public static final int NAME_LENGTH_MAX = 1000;

    private static final int PART_LENGTH_MAX = 255;
    private static final int CHUNK_BYTES = 256 << 10;

    private final String name;
    private final Path path;
    private final long bytes;
    private @Nullable Digest digest;

    /**
     * A file of this size. Refuses with {@link IllegalArgumentException} a name that is none.
     *
     * @param name its path below /job, with slashes for folders
     * @param path where it is on this machine
     */
    public InputFile(String name, Path path, long bytes) {
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
        this.name = name;
        this.path = path;
        this.bytes = bytes;
    }

    /** The file that is at {@code path} now. @throws IOException if there is none */
    public static InputFile at(String name, Path path) throws IOException {
        return new InputFile(name, path, Files.size(path));
    }

    /** Its path below /job. */
    public String name() {
        return name;
    }

    /** Where it is on this machine. */
    public Path path() {
        return path;
    }

    /** Its size. */
    public long bytes() {
        return bytes;
    }

    /** Of its bytes, all of which are read the first time. @throws UncheckedIOException if it can't be read */
    public synchronized Digest digest() {
        Digest known = digest;
        if (known == null) {
            known = read();
            digest = known;
        }
        return known;
    }

    private Digest read() {
        MessageDigest sha256 = Digest.sha256();
        try (InputStream in = Files.newInputStream(path)) {
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                sha256.update(chunk, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Digest.finish(sha256);
    }

    /** Whether both have the same bytes. Reads only files of equal sizes. @throws UncheckedIOException if one can't be read */
    boolean sameBytes(InputFile other) {
        return bytes == other.bytes && (path.equals(other.path) || digest().equals(other.digest()));
    }
}
