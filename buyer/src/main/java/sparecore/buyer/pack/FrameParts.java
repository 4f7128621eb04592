package sparecore.buyer.pack;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Puts the parts of what a packed program has to say where they belong. A trace is dropped: nobody asks for one of a fragment. */
public class FrameParts implements FrameSink {
    private final OutputStream out;
    private final OutputStream err;
    private final @Nullable OutputFolder folder;
    private final UnsupportedCalls unsupported = new UnsupportedCalls(new TreeMap<>());
    private @Nullable ProgramEnd end;

    /** @param folder where files go that the program leaves in /out, or null: they are dropped */
    public FrameParts(OutputStream out, OutputStream err, @Nullable OutputFolder folder) {
        this.out = out;
        this.err = err;
        this.folder = folder;
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
        // dropped
    }

    @Override
    public void end(ProgramEnd how) {
        end = how;
    }

    /** How the program ended; empty if it was killed from outside. */
    public Optional<ProgramEnd> end() {
        return Optional.ofNullable(end);
    }

    /** The calls that it asked for and that there are not, for people; or an empty string. */
    public String unsupported() {
        return unsupported.describe();
    }
}
