package sparecore.link;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import sparecore.identity.NodeId;
import sparecore.wire.Frame;

/** Opens links to peers. Thread-safe. {@link Links} does so over TCP and TLS; tests of the whole market have a simulated network. */
public interface Peers {
    /**
     * Dials a peer.
     *
     * @param address with a name or with digits; need not be resolved
     * @param expectedPeer the only key that is accepted
     * @return completes when the link is open, or fails with a {@link LinkClosedException} or an {@link java.io.IOException}
     */
    CompletableFuture<Link> dial(InetSocketAddress address, NodeId expectedPeer, LinkHandler handler);

    /**
     * Meets a peer at a relay that joins both connections into one. What the relay sees is the TLS of the link with that peer.
     *
     * @param relays where the relay may be, in the order of trying: of a market's brokers only one relays at a time
     * @param relayKey the relay's own key
     * @param ask what the relay is asked to be joined with the peer; answered once the peer has come
     * @param within how long to wait for that
     * @param isDialler whether this side begins the TLS handshake; the peer does the other
     * @param expectedPeer the only key that is accepted behind the relay
     * @return as for {@link #dial}
     */
    CompletableFuture<Link> meet(
            List<InetSocketAddress> relays,
            NodeId relayKey,
            Frame.Builder ask,
            Duration within,
            boolean isDialler,
            NodeId expectedPeer,
            LinkHandler handler);
}
