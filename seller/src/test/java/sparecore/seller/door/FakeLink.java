package sparecore.seller.door;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeId;
import sparecore.link.Link;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/** Keeps what it is told. */
final class FakeLink implements Link {
    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<Frame> sent = new LinkedBlockingQueue<>();
    private final List<String> closed = new CopyOnWriteArrayList<>();
    private final List<Boolean> reading = new CopyOnWriteArrayList<>();

    /** Why it was closed, each time. */
    List<String> closed() {
        return closed;
    }

    /** When it was stopped from reading (false), and when it was let again. */
    List<Boolean> reading() {
        return reading;
    }

    Frame next() throws InterruptedException {
        @Nullable Frame frame = sent.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(frame).isNotNull();
        return frame;
    }

    @Override
    public NodeId peer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Role peerRole() {
        return Role.ROLE_BUYER;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void send(Frame.Builder frame) {
        sent.add(frame.build());
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void setReading(boolean on) {
        reading.add(on);
    }

    @Override
    public void setFrameBytesMax(int bytes) {}

    @Override
    public boolean isOpen() {
        return closed.isEmpty();
    }

    @Override
    public void close(String reason) {
        closed.add(reason);
    }
}
