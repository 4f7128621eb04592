package sparecore.buyer.pack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that a packed program had to say, taken apart. */
public final class Transcript {
    private final byte[] output;
    private final byte[] error;
    private final Optional<ProgramEnd> end;
    private final String unsupported;

    private Transcript(Collector collector) {
        output = collector.output.toByteArray();
        error = collector.error.toByteArray();
        end = Optional.ofNullable(collector.end);
        unsupported = collector.unsupported.describe();
    }

    /**
     * Takes {@code frames} apart.
     *
     * @param folder where to put files, or null: they are dropped
     * @throws BadFramesException if they are no frames
     * @throws IOException if a file can't be written
     */
    public static Transcript read(byte[] frames, @Nullable OutputFolder folder) throws IOException {
        Collector collector = new Collector(folder);
        new FrameReader(collector).accept(frames, 0, frames.length);
        return new Transcript(collector);
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

    private static final class Collector implements FrameSink {
        private final ByteArrayOutputStream output = new ByteArrayOutputStream();
        private final ByteArrayOutputStream error = new ByteArrayOutputStream();
        private final UnsupportedCalls unsupported = new UnsupportedCalls(new TreeMap<>());
        private final @Nullable OutputFolder folder;
        private @Nullable ProgramEnd end;

        Collector(@Nullable OutputFolder folder) {
            this.folder = folder;
        }

        @Override
        public void output(byte[] bytes, int from, int length) {
            output.write(bytes, from, length);
        }

        @Override
        public void error(byte[] bytes, int from, int length) {
            error.write(bytes, from, length);
        }

        @Override
        public void file(String name, int mode, long bytes) throws IOException {
            if (folder != null) {
                folder.begin(name, mode, bytes);
            }
        }

        @Override
        public void fileBytes(byte[] bytes, int from, int length) throws IOException {
            if (folder != null) {
                folder.write(bytes, from, length);
            }
        }

        @Override
        public void unsupported(int call, int times) {
            unsupported.add(call, times);
        }

        @Override
        public void trace(TracedCall call) {
            // nobody asked for a trace of a fragment
        }

        @Override
        public void end(ProgramEnd how) {
            end = how;
        }
    }
}
