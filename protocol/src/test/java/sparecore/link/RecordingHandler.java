package sparecore.link;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import sparecore.wire.Frame;

/** Keeps what a link tells its handler, and answers account requests. */
final class RecordingHandler implements LinkHandler {
    private static final long WAIT_SECONDS = 20;

    final List<String> calls = new CopyOnWriteArrayList<>();
    final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    final CompletableFuture<Link> link = new CompletableFuture<>();
    final CompletableFuture<String> closeReason = new CompletableFuture<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger writable = new AtomicInteger();
    private final Answer answer;

    /** What to do with a frame besides keeping it. */
    interface Answer {
        void to(Link link, Frame frame) throws ProtocolException;
    }

    RecordingHandler() {
        this((link, frame) -> {});
    }

    RecordingHandler(Answer answer) {
        this.answer = answer;
    }

    @Override
    public void opened(Link opened) {
        calls.add("opened");
        this.opened.incrementAndGet();
        link.complete(opened);
    }

    @Override
    public void received(Link from, Frame frame) throws ProtocolException {
        calls.add("received");
        frames.add(frame);
        answer.to(from, frame);
    }

    @Override
    public void writable(Link link) {
        writable.incrementAndGet();
    }

    @Override
    public void closed(Link link, String reason) {
        calls.add("closed");
        closeReason.complete(reason);
    }

    Link awaitLink() throws Exception {
        return link.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    String awaitClosed() throws Exception {
        return closeReason.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    Frame awaitFrame() throws Exception {
        @Nullable Frame frame = frames.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no frame within " + WAIT_SECONDS + " s; calls so far: " + calls);
        }
        return frame;
    }
}
