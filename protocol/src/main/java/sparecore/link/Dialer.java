package sparecore.link;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import sparecore.identity.NodeId;

/** Opens links to peers. Thread-safe. {@link Links} does so over TCP and TLS; tests of the whole market have a simulated network. */
public interface Dialer {
    /**
     * Dials a peer.
     *
     * @param expectedPeer the only key that is accepted
     * @return completes when the link is open, or fails with a {@link LinkClosedException} or an {@link java.io.IOException}
     */
    CompletableFuture<Link> dial(InetSocketAddress address, NodeId expectedPeer, LinkHandler handler);
}
