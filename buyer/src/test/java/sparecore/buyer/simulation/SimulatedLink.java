package sparecore.buyer.simulation;

import com.google.protobuf.InvalidProtocolBufferException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.link.Link;
import sparecore.link.LinkClosedException;
import sparecore.link.LinkHandler;
import sparecore.link.ProtocolException;
import sparecore.link.RefusedException;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/** One end of a link, which does what {@link Link} promises, and no more. */
final class SimulatedLink implements Link {
    private final SimulatedNetwork network;
    private final long number;
    private final Life owner;
    private final Life other;
    private final LinkHandler handler;
    private final Map<Long, CompletableFuture<Frame>> pending = new LinkedHashMap<>();
    private final Deque<byte[]> unread = new ArrayDeque<>();
    private @Nullable SimulatedLink far;
    private boolean reading = true;
    private boolean speaks = true;
    private boolean closed;
    private long lastRequest;
    long lastArrivalMillis;

    /** What is said from now on is lost, both ways, and nobody knows yet. */
    boolean severed;

    /** Whether it has two ends that both know of it; a link that is still being dialled has one. */
    boolean established;

    /** The lease that was shown on it. */
    @Nullable
    LeaseId lease;

    /** Promises that wait for the seller's word that they are on disk, by request. */
    final Map<Long, Long> promises = new LinkedHashMap<>();

    SimulatedLink(SimulatedNetwork network, long number, Life owner, Life other, LinkHandler handler) {
        this.network = network;
        this.number = number;
        this.owner = owner;
        this.other = other;
        this.handler = handler;
    }

    void join(SimulatedLink farEnd) {
        far = farEnd;
    }

    SimulatedLink far() {
        return java.util.Objects.requireNonNull(far);
    }

    Life owner() {
        return owner;
    }

    SimulatedNode node() {
        return owner.node();
    }

    /** So that maps of links have the same order in every run. */
    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }

    @Override
    public boolean equals(@Nullable Object same) {
        return this == same;
    }

    @Override
    public NodeId peer() {
        return other.node().key().id();
    }

    @Override
    public Role peerRole() {
        return other.node().role();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return network.address(other.node());
    }

    @Override
    public void send(Frame.Builder frame) {
        if (speaks && !owner.isOver()) {
            network.carry(this, frame.build());
        }
    }

    @Override
    public CompletableFuture<Frame> request(Frame.Builder frame, Duration timeout) {
        CompletableFuture<Frame> answer = new CompletableFuture<>();
        network.timeline().after(0, owner, () -> ask(frame, timeout, answer));
        return answer;
    }

    private void ask(Frame.Builder frame, Duration timeout, CompletableFuture<Frame> answer) {
        if (!speaks) {
            answer.completeExceptionally(new LinkClosedException("the link is closed"));
            return;
        }
        long request = ++lastRequest;
        pending.put(request, answer);
        network.timeline().after(timeout.toMillis(), owner, () -> {
            if (pending.remove(request) != null) {
                answer.completeExceptionally(new TimeoutException("no answer within " + timeout));
            }
        });
        send(frame.setRequest(request));
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public void setReading(boolean wanted) {
        reading = wanted;
        network.timeline().after(0, owner, this::readOn);
    }

    private void readOn() {
        while (reading && !unread.isEmpty()) {
            take(unread.remove());
        }
        handler.caughtUp(this);
    }

    @Override
    public void setFrameBytesMax(int bytes) {}

    @Override
    public boolean isOpen() {
        return speaks;
    }

    @Override
    public void close(String reason) {
        network.timeline().after(0, owner, () -> leave(reason));
    }

    private void leave(String reason) {
        if (speaks) {
            speaks = false;
            network.sayGoodbye(this, "the peer said: " + reason);
            network.timeline().after(network.delayMillis(), owner, () -> shut(reason));
        }
    }

    /** A frame has come. */
    void arrive(byte[] frame) {
        if (!speaks) {
            return;
        }
        unread.add(frame);
        readOn();
    }

    private void take(byte[] bytes) {
        try {
            Frame frame = Frame.parseFrom(bytes);
            if (frame.getReplyTo() != 0) {
                answered(frame);
            } else {
                handler.received(this, frame);
            }
        } catch (ProtocolException | IllegalArgumentException broken) {
            network.refused();
            leave(String.valueOf(broken.getMessage()));
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void answered(Frame frame) throws ProtocolException {
        if (frame.getReplyTo() > lastRequest) {
            throw new ProtocolException("an answer to a request that was never made");
        }
        CompletableFuture<Frame> answer = pending.remove(frame.getReplyTo());
        if (answer == null) {
            return;
        }
        if (frame.getBodyCase() == Frame.BodyCase.REFUSAL) {
            answer.completeExceptionally(new RefusedException(frame.getRefusal()));
        } else {
            answer.complete(frame);
        }
    }

    void opened() {
        if (!closed) {
            established = true;
            handler.opened(this);
        }
    }

    /** The last thing that happens to it. */
    void shut(String reason) {
        if (closed) {
            return;
        }
        closed = true;
        speaks = false;
        network.gone(this);
        List.copyOf(pending.values()).forEach(answer -> answer.completeExceptionally(new LinkClosedException(reason)));
        pending.clear();
        if (established) {
            handler.closed(this, reason);
        }
    }
}
