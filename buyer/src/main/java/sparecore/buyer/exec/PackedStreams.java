package sparecore.buyer.exec;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.pack.FrameReader;
import sparecore.buyer.pack.FrameSink;
import sparecore.buyer.pack.OutputFolder;
import sparecore.buyer.pack.ProgramEnd;
import sparecore.buyer.pack.TracedCall;
import sparecore.buyer.pack.UnsupportedCalls;

/** The streams of a packed program that runs here: what comes in frames goes out as if the program had written it. One thread. */
final class PackedStreams extends OutputStream implements FrameSink {
    private final OutputStream out;
    private final OutputStream err;
    private final @Nullable OutputFolder folder;
    private final FrameReader reader = new FrameReader(this);
    private final UnsupportedCalls unsupported = new UnsupportedCalls(new TreeMap<>());
    private @Nullable ProgramEnd end;

    /** @param folder where files go that the program leaves in /out, or null: they are dropped */
    PackedStreams(OutputStream out, OutputStream err, @Nullable OutputFolder folder) {
        this.out = out;
        this.err = err;
        this.folder = folder;
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        reader.accept(bytes, from, length);
    }

    @Override
    public void output(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
    }

    @Override
    public void error(byte[] bytes, int from, int length) throws IOException {
        err.write(bytes, from, length);
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
    public void trace(TracedCall call) throws IOException {
        err.write((call.describe() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void end(ProgramEnd how) {
        end = how;
    }

    /** How the program ended, unless it was killed from outside. */
    Optional<ProgramEnd> end() {
        return Optional.ofNullable(end);
    }

    /** The calls that it asked for and that there are not; or an empty string. */
    String unsupported() {
        return unsupported.describe();
    }
}
