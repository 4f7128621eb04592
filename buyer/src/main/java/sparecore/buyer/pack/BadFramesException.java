package sparecore.buyer.pack;

import java.io.IOException;

/** Standard output of a packed program that its runtime did not write: the program has broken into the runtime, or wrote past it. */
public final class BadFramesException extends IOException {
    private static final long serialVersionUID = 1L;

    BadFramesException(String message) {
        super(message);
    }
}
