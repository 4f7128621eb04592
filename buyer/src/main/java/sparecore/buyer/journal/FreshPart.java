package sparecore.buyer.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import sparecore.content.Digest;
import sparecore.content.PartList.Part;

/** A part of a program on its way to the {@link ProgramShelf}. Closing it before it is kept leaves nothing. One thread at a time. */
public final class FreshPart implements AutoCloseable {
    private final ProgramShelf shelf;
    private final Path folder;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest digest = Digest.sha256();
    private long bytes;

    FreshPart(ProgramShelf shelf, Path folder) throws IOException {
        this.shelf = shelf;
        this.folder = folder;
        this.file = Files.createTempFile(folder, ProgramShelf.FRESH, "");
        this.channel = FileChannel.open(file, StandardOpenOption.WRITE);
    }

    /** Adds bytes at the end. */
    public void write(byte[] piece) throws IOException {
        digest.update(piece);
        bytes += piece.length;
        ByteBuffer left = ByteBuffer.wrap(piece);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }

    /** Size so far. */
    public long bytes() {
        return bytes;
    }

    /** Keeps it under its digest. It is on disk when this returns. */
    public Part keep() throws IOException {
        Part part = new Part(Digest.finish(digest), bytes);
        Path place = folder.resolve(part.digest().toHex());
        synchronized (shelf) { // it must not be swept away meanwhile
            if (!Files.exists(place) || Files.size(place) != bytes) {
                channel.force(true);
                ProgramShelf.settle(file, place);
            }
            shelf.use(place);
        }
        return part;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
