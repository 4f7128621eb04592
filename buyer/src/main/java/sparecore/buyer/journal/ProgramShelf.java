package sparecore.buyer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import sparecore.content.Digest;

/** The programs that this buyer has been given, one file each, named by digest. Thread-safe. */
public final class ProgramShelf {
    private final Path folder;
    private volatile Cached last = new Cached(Digest.of(new byte[0]), new byte[0]);

    /** One program is kept in memory: a job's sellers all ask for the same. */
    private record Cached(Digest digest, byte[] content) {}

    /** @throws IOException if the folder cannot be made */
    public ProgramShelf(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Keeps a program. It is on disk when this returns. */
    public Digest put(byte[] content) throws IOException {
        Digest digest = Digest.of(content);
        Path file = folder.resolve(digest.toHex());
        if (!Files.exists(file)) {
            Path fresh = Files.createTempFile(folder, "new", "");
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
                // The name, too, must survive a loss of power (fsync(2)).
                entry.force(true);
            }
        }
        last = new Cached(digest, content.clone());
        return digest;
    }

    public boolean has(Digest digest) {
        return Files.exists(folder.resolve(digest.toHex()));
    }

    /** @throws IOException if there is no such program, or the file has been changed */
    public byte[] read(Digest digest) throws IOException {
        Cached cached = last;
        if (cached.digest().equals(digest)) {
            return cached.content();
        }
        byte[] content = Files.readAllBytes(folder.resolve(digest.toHex()));
        if (!Digest.of(content).equals(digest)) {
            throw new IOException("the program file " + digest.toHex() + " is damaged");
        }
        last = new Cached(digest, content);
        return content;
    }
}
