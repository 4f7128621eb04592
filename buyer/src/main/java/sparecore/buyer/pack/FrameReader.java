package sparecore.buyer.pack;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what a packed program has written: frames of a kind and a length, 32 bits each, little-endian, and then the bytes ({@code
 * buyer/runtime/output/output.h}).
 *
 * <p>The bytes come from a stranger's machine, in pieces of any size. Whatever they are, only small frames are collected; the rest is
 * passed on piece by piece. Not thread-safe.
 */
public final class FrameReader {
    private static final int HEADER_BYTES = 8;
    /** A file's name has at most 4096 bytes, and 16 go before it. */
    private static final int COLLECTED_BYTES_MAX = 16 + 4096;

    /** The first frame of all: what follows are frames, of this version. */
    private static final byte[] BEGIN = {8, 0, 0, 0, 8, 0, 0, 0, 'S', 'P', 'F', 'R', 'A', 'M', 'E', '1'};

    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int FILE = 3;
    private static final int FILE_BYTES = 4;
    private static final int UNSUPPORTED = 5;
    private static final int TRACE = 6;
    private static final int END = 7;
    private static final int TRACE_BYTES = 72;
    private static final int PAIR_BYTES = 8;

    private final FrameSink sink;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private @Nullable ByteBuffer collected;
    private int kind;
    private int left;
    private long fileBytesLeft;
    private boolean ended;
    private int begun;

    /** Passes everything on to {@code sink}. */
    public FrameReader(FrameSink sink) {
        this.sink = sink;
    }

    /** Whether {@code output} is that of a packed program. */
    public static boolean isFramed(ByteString output) {
        return output.startsWith(ByteString.copyFrom(BEGIN));
    }

    /** Takes the next bytes. @throws BadFramesException if they are no frames */
    public void accept(byte[] bytes, int from, int length) throws IOException {
        ByteBuffer input = ByteBuffer.wrap(bytes, from, length);
        while (input.hasRemaining()) {
            if (begun < BEGIN.length) {
                require(input.get() == BEGIN[begun], "it does not begin as it should");
                begun++;
                continue;
            }
            if (ended) {
                throw new BadFramesException("bytes follow the end of the program");
            }
            if (header.hasRemaining()) {
                readHeader(input);
            } else if (collected != null) {
                collect(input, collected);
            } else {
                pass(input);
            }
        }
    }

    /** Whether the end of the program was told; otherwise it was killed from outside, and everything that came before is good. */
    public boolean ended() {
        return ended;
    }

    private void readHeader(ByteBuffer input) throws IOException {
        while (header.hasRemaining() && input.hasRemaining()) {
            header.put(input.get());
        }
        if (header.hasRemaining()) {
            return;
        }
        kind = header.getInt(0);
        left = header.getInt(Integer.BYTES);
        require(left >= 0, "a frame has a negative length");
        if (kind == FILE_BYTES) {
            require(left <= fileBytesLeft, "more bytes of a file than announced");
            fileBytesLeft -= left;
        } else if (kind > FILE_BYTES || kind == FILE) {
            require(fileBytesLeft == 0, "a file is cut off");
            require(left <= COLLECTED_BYTES_MAX, "a frame is too long");
            collected = ByteBuffer.allocate(left).order(ByteOrder.LITTLE_ENDIAN);
        }
        require(kind >= STDOUT && kind <= END, "a frame has an unknown kind");
        endIfComplete();
    }

    private void pass(ByteBuffer input) throws IOException {
        int part = Math.min(left, input.remaining());
        int at = input.arrayOffset() + input.position();
        switch (kind) {
            case STDOUT -> sink.output(input.array(), at, part);
            case STDERR -> sink.error(input.array(), at, part);
            default -> sink.fileBytes(input.array(), at, part);
        }
        input.position(input.position() + part);
        left -= part;
        endIfComplete();
    }

    private void collect(ByteBuffer input, ByteBuffer frame) throws IOException {
        while (frame.hasRemaining() && input.hasRemaining()) {
            frame.put(input.get());
            left--;
        }
        endIfComplete();
    }

    private void endIfComplete() throws IOException {
        if (left > 0) {
            return;
        }
        header.clear();
        ByteBuffer frame = collected;
        collected = null;
        if (frame != null) {
            told(frame.flip());
        }
    }

    private void told(ByteBuffer frame) throws IOException {
        switch (kind) {
            case FILE -> file(frame);
            case UNSUPPORTED -> {
                require(frame.remaining() == PAIR_BYTES, "a report of a call has a wrong length");
                sink.unsupported(frame.getInt(), frame.getInt());
            }
            case TRACE -> trace(frame);
            default -> end(frame);
        }
    }

    private void file(ByteBuffer frame) throws IOException {
        require(frame.remaining() >= 16, "a file has no name");
        int mode = frame.getInt();
        int nameBytes = frame.getInt();
        long bytes = frame.getLong();
        require(nameBytes == frame.remaining() && nameBytes > 0 && bytes >= 0, "a file's name has a wrong length");
        byte[] name = new byte[nameBytes];
        frame.get(name);
        fileBytesLeft = bytes;
        sink.file(new String(name, StandardCharsets.UTF_8), mode, bytes);
    }

    private void trace(ByteBuffer frame) throws IOException {
        require(frame.remaining() == TRACE_BYTES, "a traced call has a wrong length");
        long thread = frame.getLong();
        int call = (int) frame.getLong();
        List<Long> arguments = List.of(
                frame.getLong(), frame.getLong(), frame.getLong(), frame.getLong(), frame.getLong(), frame.getLong());
        sink.trace(new TracedCall(thread, call, arguments, frame.getLong()));
    }

    private void end(ByteBuffer frame) throws IOException {
        require(frame.remaining() == PAIR_BYTES, "the end has a wrong length");
        int way = frame.getInt();
        int value = frame.getInt();
        ProgramEnd.Way[] ways = ProgramEnd.Way.values();
        require(way >= 0 && way < ways.length && value >= 0 && value <= 255, "the end is of an unknown kind");
        ended = true;
        sink.end(new ProgramEnd(ways[way], value));
    }

    private static void require(boolean holds, String what) throws BadFramesException {
        if (!holds) {
            throw new BadFramesException("the program's output is not what its runtime writes: " + what);
        }
    }
}
