package sparecore.broker.main;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeKey;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.link.RefusedException;
import sparecore.wire.Frame;
import sparecore.wire.RefusalReason;
import sparecore.wire.Role;

/** A seller or buyer of the tests on a real link. */
final class FakePeer implements LinkHandler, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final NodeKey key;
    private final Links links;
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
            return links.dial(broker.resolve(), broker.key(), this)
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            links.close();
            throw e;
        }
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
        links.close();
    }
}
