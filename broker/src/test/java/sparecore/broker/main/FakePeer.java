package sparecore.broker.main;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.link.RefusedException;
import sparecore.wire.Frame;
import sparecore.wire.OpenRelay;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;

/** A seller or buyer of the tests on a real link. */
final class FakePeer implements LinkHandler, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final NodeKey key;
    private final Links links;
    private final List<Links> guests = new ArrayList<>();
    private final Link link;
    private final BlockingQueue<Frame> pushed = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> closings = new LinkedBlockingQueue<>();

    FakePeer(Role role, NodeKey key, BrokerAddress broker) throws Exception {
        this.key = key;
        this.links = new Links(key, role, "test", LinkLimits.DEFAULT, 1);
        this.link = dial(broker);
    }

    private Link dial(BrokerAddress broker) throws Exception {
        try {
            return links.dial(broker.unresolved(), broker.key(), this).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            links.close();
            throw e;
        }
    }

    /** One end of a link through the relay. */
    static final class End implements LinkHandler {
        private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
        private final CompletableFuture<String> closing = new CompletableFuture<>();
        private @Nullable CompletableFuture<Link> link;

        Link link() throws Exception {
            return Objects.requireNonNull(link).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }

        Frame received() throws InterruptedException {
            return Objects.requireNonNull(
                    frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS), "nothing came through the relay");
        }

        String closing() throws Exception {
            return closing.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public void opened(Link opened) {}

        @Override
        public void received(Link from, Frame frame) {
            frames.add(frame);
        }

        @Override
        public void closed(Link from, String reason) {
            closing.complete(reason);
        }
    }

    /** Comes to the relay, to meet this peer under this lease. */
    End meet(BrokerAddress relay, LeaseId lease, NodeId peer, boolean isDialler) {
        End end = new End();
        Frame.Builder ask =
                Frame.newBuilder().setOpenRelay(OpenRelay.newBuilder().setLeaseId(lease.toWire()));
        end.link = links.meet(relay.unresolved(), relay.key(), ask, PATIENCE, isDialler, peer, end);
        return end;
    }

    /** Comes to the relay and names nothing. */
    void join(BrokerAddress relay) throws Exception {
        Links guest = new Links(key, Role.ROLE_RELAYED, "test", LinkLimits.DEFAULT, 1);
        guests.add(guest);
        var unused =
                guest.dial(relay.unresolved(), relay.key(), new End()).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    Links.Listener listen() throws IOException {
        return links.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this);
    }

    NodeKey key() {
        return key;
    }

    Link link() {
        return link;
    }

    Frame ask(Frame.Builder request) throws InterruptedException, TimeoutException {
        try {
            return link.request(request, PATIENCE).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    RefusalReason refusalOf(Frame.Builder request) throws InterruptedException, TimeoutException {
        try {
            Frame answer = link.request(request, PATIENCE).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            throw new AssertionError("not refused, but answered with " + answer);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RefusedException refused) {
                return refused.reason();
            }
            throw new CompletionException(e.getCause());
        }
    }

    Frame nextPush() throws InterruptedException {
        Frame frame = pushed.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (frame == null) {
            throw new AssertionError("nothing was pushed");
        }
        return frame;
    }

    @Nullable
    Frame pushSoFar() {
        return pushed.poll();
    }

    String closing() throws InterruptedException {
        String reason = closings.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (reason == null) {
            throw new AssertionError("the link stays open");
        }
        return reason;
    }

    @Override
    public void opened(Link opened) {}

    @Override
    public void received(Link from, Frame frame) {
        pushed.add(frame);
    }

    @Override
    public void closed(Link from, String reason) {
        closings.add(reason);
    }

    @Override
    public void close() throws IOException {
        guests.forEach(Links::close);
        links.close();
    }
}
