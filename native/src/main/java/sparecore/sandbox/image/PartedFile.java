package sparecore.sandbox.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A program's file: its front in memory, and parts behind it that stay on disk. Between them are zeros. Immutable, as long as nobody changes
 * the files on disk: what is there is data for the program alone, and nothing here interprets it. Any thread.
 */
public final class PartedFile {
    private static final int CHUNK_BYTES = 256 << 10;

    /**
     * A part behind the front.
     *
     * @param offset where it begins in the whole file
     * @param bytes its size
     * @param path the file on disk that has it
     * @param at where in that file it begins
     */
    public record Part(long offset, long bytes, Path path, long at) {
        /** A part that is all of a file. */
        public Part(long offset, long bytes, Path path) {
            this(offset, bytes, path, 0);
        }

        /** Behind its last byte. */
        long end() {
            return offset + bytes;
        }
    }

    private final byte[] front;
    private final List<Part> rest;

    private PartedFile(byte[] front, List<Part> rest) {
        this.front = front.clone(); // what was validated is what runs
        this.rest = List.copyOf(rest);
    }

    /** A file that is in memory as a whole; it is copied. */
    public static PartedFile of(byte[] whole) {
        return new PartedFile(whole, List.of());
    }

    /** {@code front}, which is copied, and {@code rest} behind it, in order and without overlap. */
    public static PartedFile of(byte[] front, List<Part> rest) {
        long end = front.length;
        for (Part part : rest) {
            if (part.bytes() < 1 || part.offset() < end || part.end() < part.offset()) {
                throw new IllegalArgumentException(
                        "a part of " + part.bytes() + " bytes at " + part.offset() + ", behind " + end);
            }
            end = part.end();
        }
        return new PartedFile(front, rest);
    }

    /** The bytes in memory; not to be changed. */
    public byte[] front() {
        return front;
    }

    /** What is behind the front. */
    public List<Part> rest() {
        return rest;
    }

    /** Size of the whole file. */
    public long sizeBytes() {
        return rest.isEmpty() ? front.length : rest.get(rest.size() - 1).end();
    }

    /** The SHA-256 of the whole file in 64 lower-case hexadecimal digits. Reads all of it. */
    public String sha256() throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
        write(digest::update);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Takes bytes of a file, one after the other. */
    @FunctionalInterface
    public interface Sink {
        /** Takes the first {@code length} bytes of {@code bytes}, which are not kept. */
        void take(byte[] bytes, int from, int length) throws IOException;
    }

    /** Passes the whole file on. */
    public void write(Sink sink) throws IOException {
        sink.take(front, 0, front.length);
        long at = front.length;
        for (Part part : rest) {
            long gap = part.offset() - at;
            while (gap > 0) {
                int some = (int) Math.min(gap, CHUNK_BYTES);
                sink.take(new byte[some], 0, some);
                gap -= some;
            }
            read(part, 0, part.bytes(), sink);
            at = part.end();
        }
    }

    /** Writes {@code length} bytes from {@code from} on to {@code target}, which has zeros there, at {@code at}. */
    void copy(long from, long length, SealedFile target, long at) throws IOException {
        long inFront = Math.min(from + length, front.length);
        if (from < inFront) {
            target.write(at, front, (int) from, (int) (inFront - from));
        }
        for (Part part : rest) {
            long start = Math.max(from, part.offset());
            long end = Math.min(from + length, part.end());
            if (start < end) {
                long[] next = {at + (start - from)};
                read(part, start - part.offset(), end - start, (bytes, first, some) -> {
                    target.write(next[0], bytes, first, some);
                    next[0] += some;
                });
            }
        }
    }

    private static void read(Part part, long from, long length, Sink sink) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(part.path().toFile(), "r")) {
            file.seek(part.at() + from);
            byte[] chunk = new byte[(int) Math.min(length, CHUNK_BYTES)];
            for (long left = length; left > 0; ) {
                int some = (int) Math.min(left, chunk.length);
                file.readFully(chunk, 0, some);
                sink.take(chunk, 0, some);
                left -= some;
            }
        }
    }
}
