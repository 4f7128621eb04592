package sparecore.seller.programs;

import java.io.ByteArrayOutputStream;
import sparecore.content.Digest;

/**
 * A program on its way in, in chunks: in order, without gaps, as large as announced and not a byte more. Memory grows with what
 * arrives, not with what is announced. Not thread-safe.
 */
public final class ProgramAssembly {
    public static final int CHUNK_BYTES_MAX = 256 << 10;

    private final Digest digest;
    private final int sizeBytes;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    /** @throws IllegalArgumentException if the size is not one that a program can have */
    public ProgramAssembly(Digest digest, long sizeBytes, int sizeBytesMax) {
        if (sizeBytes < 1 || sizeBytes > sizeBytesMax) {
            throw new IllegalArgumentException("a program has 1 to " + sizeBytesMax + " bytes, not " + sizeBytes);
        }
        this.digest = digest;
        this.sizeBytes = (int) sizeBytes;
    }

    /** @throws IllegalArgumentException if the chunk is not the next one; nothing is taken then */
    public void add(long offset, byte[] chunk) {
        if (offset != content.size()) {
            throw new IllegalArgumentException(
                    "a chunk of a program at offset " + offset + ", where " + content.size() + " is the next");
        }
        if (chunk.length == 0 || chunk.length > CHUNK_BYTES_MAX) {
            throw new IllegalArgumentException("a chunk of a program has 1 to 262144 bytes, not " + chunk.length);
        }
        if (chunk.length > sizeBytes - content.size()) {
            throw new IllegalArgumentException("a program has more bytes than the " + sizeBytes + " announced");
        }
        content.writeBytes(chunk);
    }

    public boolean isComplete() {
        return content.size() == sizeBytes;
    }

    public Digest digest() {
        return digest;
    }

    /** As announced. */
    public int sizeBytes() {
        return sizeBytes;
    }

    public byte[] content() {
        return content.toByteArray();
    }
}
