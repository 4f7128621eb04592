package sparecore.buyer.exec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.pack.FrameParts;
import sparecore.buyer.pack.FrameReader;
import sparecore.buyer.pack.OutputFolder;
import sparecore.buyer.pack.ProgramEnd;
import sparecore.buyer.pack.TracedCall;

/** The streams of a packed program that runs here: what comes in frames goes out as if the program had written it. One thread. */
final class PackedStreams extends OutputStream {
    private final FrameParts parts;
    private final FrameReader reader;

    /** @param folder where files go that the program leaves in /out, or null: they are dropped */
    PackedStreams(OutputStream out, OutputStream err, @Nullable OutputFolder folder) {
        parts = new FrameParts(out, err, folder) {
            @Override
            public void trace(TracedCall call) throws IOException {
                err.write((call.describe() + "\n").getBytes(StandardCharsets.UTF_8));
            }
        };
        reader = new FrameReader(parts);
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        reader.accept(bytes, from, length);
    }

    /** How the program ended, unless it was killed from outside. */
    Optional<ProgramEnd> end() {
        return parts.end();
    }

    /** The calls that it asked for and that there are not; or an empty string. */
    String unsupported() {
        return parts.unsupported();
    }
}
