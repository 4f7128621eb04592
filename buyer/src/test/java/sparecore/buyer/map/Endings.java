package sparecore.buyer.map;

import com.google.protobuf.ByteString;

/** Ends of fragments, for tests. */
final class Endings {
    private Endings() {}

    static Ended good(long line, String output) {
        return ended(line, Ended.State.ACCEPTED, true, ByteString.copyFromUtf8(output), ByteString.EMPTY);
    }

    static Ended bad(long line, Ended.State state, String error) {
        return ended(line, state, false, ByteString.EMPTY, ByteString.copyFromUtf8(error));
    }

    static Ended ended(long line, Ended.State state, boolean succeeded, ByteString output, ByteString error) {
        return new Ended(
                line,
                "label " + line,
                state,
                succeeded ? "exited with status 0" : "exited with status 1",
                "",
                succeeded,
                succeeded ? 0 : 1,
                0,
                output,
                error,
                1000,
                7,
                2);
    }
}
