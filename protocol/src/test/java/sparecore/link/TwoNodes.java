package sparecore.link;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.wire.Role;

/** A listening node and a dialling one on loopback. */
final class TwoNodes implements AutoCloseable {
    final NodeKey listenerKey = NodeKey.generate(new SecureRandom());
    final NodeKey diallerKey = NodeKey.generate(new SecureRandom());
    final RecordingHandler listening;
    final RecordingHandler dialling;
    final Links listenerLinks;
    final Links diallerLinks;
    final Links.Listener listener;

    TwoNodes() throws IOException {
        this(LinkLimits.DEFAULT, new RecordingHandler(), new RecordingHandler());
    }

    TwoNodes(LinkLimits limits, RecordingHandler listening, RecordingHandler dialling) throws IOException {
        this.listening = listening;
        this.dialling = dialling;
        this.listenerLinks = new Links(listenerKey, Role.ROLE_BROKER, "test-listener", limits, 1);
        this.diallerLinks = new Links(diallerKey, Role.ROLE_SELLER, "test-dialler", limits, 1);
        this.listener = listenerLinks.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), listening);
    }

    static LinkLimits limits(int frameBytesMax, Duration open, Duration ping, Duration silence) {
        return new LinkLimits(frameBytesMax, 4096, 1024, 64, open, ping, silence);
    }

    CompletableFuture<Link> dial(NodeId expected) {
        return diallerLinks.dial(listener.address(), expected, dialling);
    }

    Link dial() throws Exception {
        return dial(listenerKey.id()).get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        listener.close();
        diallerLinks.close();
        listenerLinks.close();
    }
}
