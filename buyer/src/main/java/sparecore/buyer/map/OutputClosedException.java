package sparecore.buyer.map;

import java.io.IOException;

/** Standard output can't take more: its reader has gone, or its disk is full. */
final class OutputClosedException extends IOException {
    /** What write(2) says of a pipe that nobody reads (EPIPE). */
    private static final String READER_GONE = "Broken pipe";

    OutputClosedException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** Whether the reader wanted no more, as {@code head} does: nothing to complain about. */
    boolean isReaderGone() {
        return READER_GONE.equals(getMessage());
    }
}
