package sparecore.buyer.map;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings results into the order of the input: each is passed on as soon as all before it have been. What waits is bounded by
 * {@link Window} in number; its output stays in memory up to {@link #MEMORY_BYTES_MAX}, and beyond that in a temporary file.
 * Not thread-safe.
 */
public final class InputOrder implements ResultSink, AutoCloseable {
    static final long MEMORY_BYTES_MAX = 64 << 20;

    /** A result that waits for its turn; if {@code place} is not null, its output lies in the file. */
    private record Waiting(Ended ended, SpillFile.@Nullable Place place) {}

    private final ResultSink next;
    private final SpillFile file;
    private final long memoryBytesMax;
    private final Map<Long, Waiting> waiting = new HashMap<>();
    private long memoryBytes;
    private long line;

    public InputOrder(ResultSink next) {
        this(next, MEMORY_BYTES_MAX);
    }

    InputOrder(ResultSink next, long memoryBytesMax) {
        this.next = next;
        this.memoryBytesMax = memoryBytesMax;
        this.file = new SpillFile();
    }

    @Override
    public void accept(Ended ended) throws IOException {
        if (ended.line() < line || waiting.containsKey(ended.line())) {
            throw new IllegalStateException("fragment " + ended.line() + " ended twice");
        }
        if (ended.line() != line) {
            keep(ended);
            return;
        }
        pass(ended);
        for (Waiting turn = waiting.remove(line); turn != null; turn = waiting.remove(line)) {
            pass(fetch(turn));
        }
    }

    /** How many results wait for one before them. */
    public int waiting() {
        return waiting.size();
    }

    private void pass(Ended ended) throws IOException {
        line++;
        next.accept(ended);
    }

    private void keep(Ended ended) throws IOException {
        ByteString output = ended.output();
        if (output.isEmpty() || memoryBytes + output.size() <= memoryBytesMax) {
            memoryBytes += output.size();
            waiting.put(ended.line(), new Waiting(ended, null));
            return;
        }
        waiting.put(ended.line(), new Waiting(ended.withOutput(ByteString.EMPTY), file.write(output)));
    }

    private Ended fetch(Waiting turn) throws IOException {
        if (turn.place() == null) {
            memoryBytes -= turn.ended().output().size();
            return turn.ended();
        }
        return turn.ended().withOutput(file.read(turn.place()));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
