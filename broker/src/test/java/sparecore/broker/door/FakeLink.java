package sparecore.broker.door;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/** Notes what is sent, and whether it is being read from. */
public final class FakeLink implements Link {
    private final NodeId peer;
    private final Role role;
    private final List<Frame> sent = new ArrayList<>();
    private boolean reading = true;

    public FakeLink(NodeId peer, Role role) {
        this.peer = peer;
        this.role = role;
    }

    public List<Frame> sent() {
        return sent;
    }

    public boolean isReading() {
        return reading;
    }

    @Override
    public NodeId peer() {
        return peer;
    }

    @Override
    public Role peerRole() {
        return role;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return InetSocketAddress.createUnresolved("fake", 1);
    }

    @Override
    public void send(Frame.Builder frame) {
        sent.add(frame.build());
    }

    @Override
    public CompletableFuture<Frame> request(Frame.Builder frame, Duration timeout) {
        return CompletableFuture.failedFuture(new AssertionError("a broker asks its peers nothing"));
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void setReading(boolean on) {
        reading = on;
    }

    @Override
    public void setFrameBytesMax(int bytes) {}

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close(String reason) {}
}
