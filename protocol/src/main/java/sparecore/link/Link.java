package sparecore.link;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import sparecore.identity.NodeId;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/**
 * An open connection to one peer whose key has been checked. Which side dialled makes no difference. All methods may be called
 * from any thread; frames of one thread arrive in the order in which they were sent.
 *
 * <p>Not promised: that a sent frame arrives. A link that closes loses what was under way.
 */
public interface Link {
    NodeId peer();

    Role peerRole();

    /** Where the peer says that others may dial it, "host:port"; empty for nowhere. Not checked. */
    default String peerListens() {
        return "";
    }

    InetSocketAddress remoteAddress();

    /**
     * Queues a frame. Ask {@link #isWritable} before sending much: a peer that does not read makes the queue reach its limit, and
     * then the link is closed. On a closed link this does nothing.
     */
    void send(Frame.Builder frame);

    /**
     * Sends a request and completes with the peer's reply; on the event loop, so a continuation must not block. A link that only passes on
     * what it is told asks nobody.
     *
     * @return fails with a {@link RefusedException} if the peer refused, a {@link LinkClosedException} if the link closed, or a
     *     {@link java.util.concurrent.TimeoutException}
     */
    default CompletableFuture<Frame> request(Frame.Builder frame, Duration timeout) {
        return CompletableFuture.failedFuture(new LinkClosedException("nobody can be asked here"));
    }

    /** Answers a request. */
    default void reply(Frame request, Frame.Builder answer) {
        send(answer.setReplyTo(request.getRequest()));
    }

    /** Whether the queue of frames to send is below its high-water mark. {@link LinkHandler#writable} tells when it is again. */
    boolean isWritable();

    /** Stops or resumes reading from the peer, which then feels the pressure. */
    void setReading(boolean reading);

    /** Raises or lowers the largest frame that this side takes; only for a peer that has earned it. */
    void setFrameBytesMax(int bytes);

    boolean isOpen();

    /** Tells the peer why, then closes. {@link LinkHandler#closed} follows. */
    void close(String reason);
}
