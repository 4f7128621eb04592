package sparecore.buyer.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All that a packed program had to say, taken apart. */
public final class Transcript {
    private final byte[] output;
    private final byte[] error;
    private final Optional<ProgramEnd> end;
    private final String unsupported;

    private Transcript(byte[] output, byte[] error, FrameParts parts) {
        this.output = output;
        this.error = error;
        this.end = parts.end();
        this.unsupported = parts.unsupported();
    }

    /**
     * Takes {@code frames} apart.
     *
     * @param folder where to put files, or null: they are dropped
     * @throws BadFramesException if they are no frames
     * @throws IOException if a file can't be written
     */
    public static Transcript read(byte[] frames, @Nullable OutputFolder folder) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ByteArrayOutputStream error = new ByteArrayOutputStream();
        FrameParts parts = new FrameParts(output, error, folder);
        new FrameReader(parts).accept(frames, 0, frames.length);
        return new Transcript(output.toByteArray(), error.toByteArray(), parts);
    }

    /** Standard output. */
    public byte[] output() {
        return output;
    }

    /** Standard error, as far as the runtime kept it. */
    public byte[] error() {
        return error;
    }

    /** How the program ended; empty if it was killed from outside. */
    public Optional<ProgramEnd> end() {
        return end;
    }

    /** The calls that it asked for and that there are not, for people; or an empty string. */
    public String unsupported() {
        return unsupported;
    }
}
