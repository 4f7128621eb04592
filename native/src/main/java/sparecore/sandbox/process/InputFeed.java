package sparecore.sandbox.process;

import sparecore.sandbox.kernel.Errno;
import sparecore.sandbox.kernel.Libc;
import sparecore.sandbox.kernel.NativeMemory;

/**
 * Writes the start block, then the input, then what comes from a descriptor, into the child's standard input, as far as the
 * pipe takes it, and closes it at the end. For one thread at a time.
 *
 * <p>A child that stops reading is none of our business: EPIPE ends the feed. HotSpot ignores SIGPIPE.
 */
final class InputFeed {
    private final int pipe;
    private byte[] chunk;
    private byte[] next;
    private int chunkAt;
    private int source;
    private long written;
    private boolean open = true;

    /** Feeds {@code pipe} from two arrays and from the descriptor {@code source}, or {@link PollSet#NONE}. */
    InputFeed(int pipe, byte[] startBlock, byte[] input, int source) {
        this.pipe = pipe;
        this.chunk = startBlock;
        this.next = input;
        this.source = source;
    }

    boolean open() {
        return open;
    }

    /** The descriptor to poll for more input, if more is needed now. */
    int wantsToRead() {
        return open && left() == 0 ? source : PollSet.NONE;
    }

    /** The descriptor to poll for room, if there is something to write. */
    int wantsToWrite() {
        return open && left() > 0 ? pipe : PollSet.NONE;
    }

    /** Writes until the pipe is full or nothing is left. */
    void write(NativeMemory buffer) {
        while (open && left() > 0) {
            int filled = fill(buffer);
            long count = Libc.write(pipe, buffer.address(), filled);
            if (count < 0) {
                if (Errno.last() != Errno.EAGAIN && Errno.last() != Errno.EINTR) {
                    close(); // EPIPE
                }
                return;
            }
            advance((int) count);
        }
        if (open && source == PollSet.NONE) {
            close();
        }
    }

    /** Reads once from the source, which has something or is at its end. */
    void read(NativeMemory buffer) {
        long count = Libc.read(source, buffer.address(), buffer.sizeBytes());
        if (count < 0 && (Errno.last() == Errno.EAGAIN || Errno.last() == Errno.EINTR)) {
            return;
        }
        if (count <= 0) {
            source = PollSet.NONE;
            close();
            return;
        }
        chunk = new byte[(int) count];
        chunkAt = 0;
        buffer.getBytes(0, chunk, 0, chunk.length);
        write(buffer);
    }

    /** Closes the child's standard input. */
    void close() {
        if (open) {
            open = false;
            if (pipe != PollSet.NONE) {
                Libc.close(pipe);
            }
        }
    }

    /** Bytes that the pipe has taken so far. */
    long written() {
        return written;
    }

    private int left() {
        return chunk.length - chunkAt + next.length;
    }

    /** Puts as much as fits into the buffer: with a small input, one write carries the start block and all of it. */
    private int fill(NativeMemory buffer) {
        int first = Math.min(chunk.length - chunkAt, (int) buffer.sizeBytes());
        buffer.putBytes(0, chunk, chunkAt, first);
        int second = Math.min(next.length, (int) buffer.sizeBytes() - first);
        buffer.putBytes(first, next, 0, second);
        return first + second;
    }

    private void advance(int count) {
        written += count;
        chunkAt += count;
        if (chunkAt >= chunk.length && next.length > 0) {
            chunkAt -= chunk.length;
            chunk = next;
            next = new byte[0];
        }
    }
}
