package sparecore.link;

import sparecore.wire.Frame;

/**
 * What a daemon does with a link's events. Called on the link's event loop, one call at a time for one link; must not block.
 * Replies to {@link Link#request} and the link's own messages (greeting, keep-alive, good-bye) do not come here.
 */
public interface LinkHandler {
    /** The peer's key and version have been checked. Always the first call. */
    void opened(Link link);

    /** @throws ProtocolException if the frame is not allowed here; it ends this link only */
    void received(Link link, Frame frame) throws ProtocolException;

    /** All that had come when the link was last read has been received: a good moment for what costs less when it is done together. */
    default void caughtUp(Link link) {}

    /** The send queue has room again. */
    default void writable(Link link) {}

    /** Always the last call, and only after {@link #opened}. */
    void closed(Link link, String reason);
}
