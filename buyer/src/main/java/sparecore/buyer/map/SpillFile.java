package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that wait on disk, in a temporary file without a name: it goes with the process, however that ends. Made at the first
 * write; starts over at its beginning whenever all has been read back. Not thread-safe.
 */
final class SpillFile implements AutoCloseable {
    /** Where some bytes lie. Each place is read once. */
    record Place(long offset, int bytes) {}

    private @Nullable FileChannel channel;
    private long end;
    private int unread;

    Place write(ByteString bytes) throws IOException {
        FileChannel file = open();
        if (unread == 0) {
            end = 0;
        }
        ByteBuffer rest = bytes.asReadOnlyByteBuffer();
        for (long at = end; rest.hasRemaining(); ) {
            at += file.write(rest, at);
        }
        Place place = new Place(end, bytes.size());
        end += bytes.size();
        unread++;
        return place;
    }

    ByteString read(Place place) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(place.bytes());
        while (bytes.hasRemaining()) {
            if (open().read(bytes, place.offset() + bytes.position()) < 0) {
                throw new EOFException("the temporary file of waiting results has become shorter");
            }
        }
        unread--;
        return ByteString.copyFrom(bytes.flip());
    }

    private FileChannel open() throws IOException {
        if (channel == null) {
            Path path = Files.createTempFile("sparecore-map", ".results");
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Files.delete(path);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
