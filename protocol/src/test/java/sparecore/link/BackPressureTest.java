package sparecore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import sparecore.identity.NodeKey;
import sparecore.wire.Frame;
import sparecore.wire.Ping;
import sparecore.wire.ProgramChunk;

/** Slow, silent and greedy peers: queues stay bounded, and silence ends a link. */
final class BackPressureTest {
    private static final ByteString DATA = ByteString.copyFrom(new byte[32 << 10]);

    /** Send queue up to its high mark and one frame, and what the kernel buffers on both sides of loopback (tcp_wmem, tcp_rmem). */
    private static final long UNDER_WAY_BYTES_MAX = 32 << 20;

    private final NodeKey key = NodeKey.generate(new SecureRandom());

    private static Frame.Builder chunk(long number) {
        return Frame.newBuilder()
                .setProgramChunk(ProgramChunk.newBuilder().setOffset(number).setData(DATA));
    }

    private static LinkLimits quick(Duration ping, Duration silence) {
        return TwoNodes.limits(1 << 16, Duration.ofSeconds(10), ping, silence);
    }

    /** Sends while the link takes it, until it has said no for half a second. */
    private static int sendWhileWritable(Link link) {
        int sent = 0;
        long quietSince = System.nanoTime();
        while (System.nanoTime() - quietSince < TimeUnit.MILLISECONDS.toNanos(500)) {
            if (link.isWritable()) {
                link.send(chunk(sent++));
                quietSince = System.nanoTime();
                assertThat((long) sent * DATA.size()).isLessThan(UNDER_WAY_BYTES_MAX);
            }
            LockSupport.parkNanos(1_000_000);
        }
        return sent;
    }

    @Test
    void aReaderThatPausesStopsTheSenderAndLosesNothing() throws Exception {
        try (TwoNodes nodes = new TwoNodes()) {
            Link sender = nodes.dial();
            Link reader = nodes.listening.awaitLink();
            reader.setReading(false);

            int sent = sendWhileWritable(sender);
            assertThat(sender.isWritable()).isFalse();
            assertThat(nodes.listening.frames.size())
                    .as("after the pause at most what had been read already")
                    .isLessThan(10);

            reader.setReading(true);
            for (int i = 0; i < sent; i++) {
                assertThat(nodes.listening.awaitFrame().getProgramChunk().getOffset())
                        .isEqualTo(i);
            }
            sender.send(chunk(sent));
            nodes.listening.awaitFrame();
            assertThat(sender.isWritable()).isTrue();
            assertThat(nodes.dialling.writable.get()).isPositive();
        }
    }

    @Test
    void aFrameOfAnotherThreadCountsAtItsSizeBeforeTheEventLoopSeesIt() throws Exception {
        var gate = new CountDownLatch(1);
        var entered = new CountDownLatch(1);
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        // In the handler, so on the event loop: nothing is written meanwhile.
        RecordingHandler blocking = new RecordingHandler((link, frame) -> {
            entered.countDown();
            held.complete(awaitQuietly(gate));
        });
        try (TwoNodes nodes = new TwoNodes(LinkLimits.DEFAULT, new RecordingHandler(), blocking)) {
            Link link = nodes.dial();
            nodes.listening.awaitLink().send(chunk(0));
            assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
            int sent = 0;
            while (link.isWritable() && sent < 1_000) {
                link.send(chunk(sent++));
            }
            gate.countDown();
            assertThat(held.get(20, TimeUnit.SECONDS)).isTrue();
            assertThat(sent).isBetween(20, 2 * LinkLimits.SEND_QUEUE_HIGH_BYTES / DATA.size());
        }
    }

    @Test
    void aFrameSentFromAHandlerCountsAtOnce() throws Exception {
        CompletableFuture<Integer> sent = new CompletableFuture<>();
        RecordingHandler flooding = new RecordingHandler((link, frame) -> {
            int count = 0;
            while (link.isWritable() && count < 1_000) {
                link.send(chunk(count++));
            }
            sent.complete(count);
        });
        try (TwoNodes nodes = new TwoNodes(LinkLimits.DEFAULT, flooding, new RecordingHandler())) {
            nodes.dial().send(chunk(0));
            assertThat(sent.get(20, TimeUnit.SECONDS))
                    .isBetween(20, 2 * LinkLimits.SEND_QUEUE_HIGH_BYTES / DATA.size());
        }
    }

    private static boolean awaitQuietly(CountDownLatch gate) {
        try {
            return gate.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void aSenderThatDoesNotAskMeetsTheHardLimit() throws Exception {
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            assertThat(peer).isNotNull();
            Link link = nodes.listening.awaitLink();
            for (int i = 0; i < 10_000 && link.isOpen(); i++) {
                link.send(chunk(i));
            }
            assertThat(nodes.listening.awaitClosed()).isEqualTo("the peer does not read: its send queue is full");
        }
    }

    @Test
    void pingsOfAPeerThatDoesNotReadAreNotAllAnswered() throws Exception {
        ByteArrayOutputStream pings = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            pings.writeBytes(RawPeer.bytesOf(
                    Frame.newBuilder().setPing(Ping.getDefaultInstance()).build()));
        }
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            Link link = nodes.listening.awaitLink();
            int unread = sendWhileWritable(link);
            for (int i = 0; i < 300; i++) {
                peer.write(pings.toByteArray());
            }
            peer.send(chunk(1).build());
            nodes.listening.awaitFrame();

            link.send(chunk(unread));
            int pongs = 0;
            for (Frame frame = peer.read(); frame.getProgramChunk().getOffset() < unread; frame = peer.read()) {
                pongs += frame.hasPong() ? 1 : 0;
            }
            // The kernel may still take some; what does not fit there must not be queued here.
            assertThat(pongs).isLessThan(300_000);
            assertThat(link.isOpen()).isTrue();
        }
    }

    @Test
    void aPeerThatDoesNotReadCannotHoldAClosingLinkOpen() throws Exception {
        try (TwoNodes nodes = new TwoNodes();
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            assertThat(peer).isNotNull();
            Link link = nodes.listening.awaitLink();
            sendWhileWritable(link);
            link.close("enough");
            assertThat(nodes.listening.awaitClosed()).isEqualTo("enough");
        }
    }

    @Test
    void anIdleLinkStaysOpenByItsPings() throws Exception {
        LinkLimits limits = quick(Duration.ofMillis(50), Duration.ofMillis(1_000));
        try (TwoNodes nodes = new TwoNodes(limits, new RecordingHandler(), new RecordingHandler())) {
            Link link = nodes.dial();
            assertThatThrownBy(() -> nodes.dialling.closeReason.get(2_000, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(link.isOpen()).isTrue();
            assertThat(nodes.listening.calls).as("pings stay inside the link").containsExactly("opened");
        }
    }

    @Test
    void aPeerThatFallsSilentIsGone() throws Exception {
        LinkLimits limits = quick(Duration.ofMillis(50), Duration.ofMillis(1_000));
        try (TwoNodes nodes = new TwoNodes(limits, new RecordingHandler(), new RecordingHandler());
                RawPeer peer = RawPeer.greeted(nodes.listener.address(), key)) {
            assertThat(peer.read().hasPing()).isTrue();
            assertThat(nodes.listening.awaitClosed()).contains("silent");
        }
    }

    @Test
    void aPauseOfOursDoesNotCountAsThePeersSilence() throws Exception {
        LinkLimits limits = quick(Duration.ofMillis(50), Duration.ofMillis(1_000));
        try (TwoNodes nodes = new TwoNodes(limits, new RecordingHandler(), new RecordingHandler())) {
            Link sender = nodes.dial();
            Link reader = nodes.listening.awaitLink();
            for (int i = 0; i < 2; i++) {
                reader.setReading(false);
                assertThatThrownBy(() -> nodes.listening.closeReason.get(1_050, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                reader.setReading(true);
                sender.send(chunk(i));
                nodes.listening.awaitFrame();
            }
            assertThat(reader.isOpen()).isTrue();
            assertThat(sender.isOpen()).isTrue();
        }
    }
}
