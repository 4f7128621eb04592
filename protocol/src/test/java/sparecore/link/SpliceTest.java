package sparecore.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.wire.Frame;
import sparecore.wire.OpenRelay;
import sparecore.wire.ProgramChunk;
import sparecore.wire.RelayJoined;
import sparecore.wire.Role;

/** Two nodes that meet at a third one, which joins whoever comes first with whoever comes second. */
final class SpliceTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final int CHUNK_BYTES = 40_000;

    private final RecordingHandler seller = new RecordingHandler();
    private final RecordingHandler buyer = new RecordingHandler();

    /** A relay that joins any two. */
    private static final class Relay implements LinkHandler, AutoCloseable {
        final NodeKey key = NodeKey.generate(new SecureRandom());
        final AtomicLong passed = new AtomicLong();
        final CompletableFuture<String> ended = new CompletableFuture<>();
        final Links links = new Links(key, Role.ROLE_BROKER, "relay", LinkLimits.DEFAULT, 2);
        final Links.Listener listener = links.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this);
        private final CompletableFuture<Link> first = new CompletableFuture<>();
        private final CompletableFuture<Frame> firstAsked = new CompletableFuture<>();
        long bytesMax = Long.MAX_VALUE;
        boolean tampers;

        Relay() throws IOException {}

        /** What waits to be sent to who came first. */
        long heldForTheSeller() {
            return ((NettyLink) first.join())
                    .channel()
                    .unsafe()
                    .outboundBuffer()
                    .totalPendingWriteBytes();
        }

        @Override
        public void opened(Link link) {}

        @Override
        public synchronized void received(Link link, Frame frame) {
            if (first.complete(link)) {
                firstAsked.complete(frame);
                return;
            }
            if (tampers) {
                ((NettyLink) link).channel().pipeline().addLast(new Tampering());
            }
            var unused = Splice.join(
                    first.join(),
                    firstAsked.join(),
                    link,
                    frame,
                    Frame.newBuilder()
                            .setRelayJoined(RelayJoined.getDefaultInstance())
                            .build(),
                    bytes -> passed.addAndGet(bytes) > bytesMax ? -1 : 0,
                    System::nanoTime,
                    ended::complete);
        }

        @Override
        public void closed(Link link, String reason) {}

        @Override
        public void close() {
            listener.close();
            links.close();
        }
    }

    /** Changes one bit of all that comes late enough to be of the link and not of its handshake. */
    private static final class Tampering extends ChannelInboundHandlerAdapter {
        private long seen;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof ByteBuf bytes) {
                seen += bytes.readableBytes();
                if (seen > CHUNK_BYTES && bytes.isReadable()) {
                    int last = bytes.writerIndex() - 1;
                    bytes.setByte(last, bytes.getByte(last) ^ 1);
                }
            }
            context.fireChannelRead(message);
        }
    }

    private static final class Peers implements AutoCloseable {
        final NodeKey sellerKey = NodeKey.generate(new SecureRandom());
        final NodeKey buyerKey = NodeKey.generate(new SecureRandom());
        final Links sellerLinks = new Links(sellerKey, Role.ROLE_SELLER, "test", LinkLimits.DEFAULT, 1);
        final Links buyerLinks = new Links(buyerKey, Role.ROLE_BUYER, "test", LinkLimits.DEFAULT, 1);

        Peers() throws IOException {}

        CompletableFuture<Link> sells(Relay relay, LinkHandler handler) {
            return meet(sellerLinks, relay, false, buyerKey.id(), handler);
        }

        /** Comes second. */
        CompletableFuture<Link> buys(Relay relay, NodeId from, LinkHandler handler) throws Exception {
            var unused = get(relay.first);
            return meet(buyerLinks, relay, true, from, handler);
        }

        private static CompletableFuture<Link> meet(
                Links links, Relay relay, boolean dials, NodeId peer, LinkHandler handler) {
            Frame.Builder ask = Frame.newBuilder().setOpenRelay(OpenRelay.getDefaultInstance());
            return links.meet(relay.listener.address(), relay.key.id(), ask, SOON, dials, peer, handler);
        }

        @Override
        public void close() {
            sellerLinks.close();
            buyerLinks.close();
        }
    }

    private static Frame.Builder chunk(int number) {
        return Frame.newBuilder()
                .setProgramChunk(ProgramChunk.newBuilder()
                        .setOffset(number)
                        .setData(ByteString.copyFrom(new byte[CHUNK_BYTES])));
    }

    private static Link get(CompletableFuture<Link> link) throws Exception {
        return link.get(20, TimeUnit.SECONDS);
    }

    @Test
    void bothSidesProveTheirOwnKeysToEachOther() throws Exception {
        try (Relay relay = new Relay();
                Peers peers = new Peers()) {
            CompletableFuture<Link> there = peers.sells(relay, seller);
            Link here = get(peers.buys(relay, peers.sellerKey.id(), buyer));

            assertThat(here.peer()).isEqualTo(peers.sellerKey.id());
            assertThat(get(there).peer()).isEqualTo(peers.buyerKey.id());
            assertThat(here.peerRole()).isEqualTo(Role.ROLE_SELLER);
            for (int i = 0; i < 50; i++) {
                here.send(chunk(i));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(seller.awaitFrame().getProgramChunk().getOffset()).isEqualTo(i);
            }
            get(there).close("enough");
            assertThat(buyer.awaitClosed()).contains("enough");
            assertThat(relay.ended.get(20, TimeUnit.SECONDS)).contains("left");
        }
    }

    @Test
    void theRelayCannotPutItselfBetween() throws Exception {
        try (Relay relay = new Relay();
                Peers peers = new Peers()) {
            CompletableFuture<Link> there = peers.sells(relay, seller);
            NodeId wanted = NodeKey.generate(new SecureRandom()).id();

            assertThatThrownBy(() -> get(peers.buys(relay, wanted, buyer))).hasMessageContaining("wrong key");
            assertThatThrownBy(() -> get(there)).isNotNull();
            assertThat(seller.frames).isEmpty();
            assertThat(buyer.calls).isEmpty();
        }
    }

    @Test
    void whatTheRelayChangesEndsTheLinkAndIsNotTaken() throws Exception {
        try (Relay relay = new Relay();
                Peers peers = new Peers()) {
            relay.tampers = true;
            CompletableFuture<Link> there = peers.sells(relay, seller);
            Link here = get(peers.buys(relay, peers.sellerKey.id(), buyer));
            get(there);

            for (int i = 0; i < 4; i++) {
                here.send(chunk(i));
            }

            assertThat(seller.awaitClosed()).isNotEmpty();
            assertThat(buyer.awaitClosed()).isNotEmpty();
            assertThat(seller.frames).hasSizeLessThan(4);
        }
    }

    @Test
    void endsWhenTheMeterSaysSo() throws Exception {
        try (Relay relay = new Relay();
                Peers peers = new Peers()) {
            relay.bytesMax = 3L * CHUNK_BYTES;
            CompletableFuture<Link> there = peers.sells(relay, seller);
            Link here = get(peers.buys(relay, peers.sellerKey.id(), buyer));
            get(there);

            for (int i = 0; i < 100 && here.isOpen(); i++) {
                here.send(chunk(i));
            }

            assertThat(relay.ended.get(20, TimeUnit.SECONDS)).contains("has carried all");
            assertThat(buyer.awaitClosed()).isNotEmpty();
            assertThat(seller.awaitClosed()).isNotEmpty();
            assertThat(seller.frames).hasSizeLessThanOrEqualTo(3);
        }
    }

    /** Who does not read stops the sender; the relay holds one buffer of each side and what the kernel takes. */
    @Test
    void aSlowReaderIsNotReadFor() throws Exception {
        try (Relay relay = new Relay();
                Peers peers = new Peers()) {
            CompletableFuture<Link> there = peers.sells(relay, seller);
            Link here = get(peers.buys(relay, peers.sellerKey.id(), buyer));
            get(there).setReading(false);

            int sent = 0;
            while (here.isWritable() || !isStuck(relay)) {
                if (here.isWritable()) {
                    here.send(chunk(sent++));
                }
                assertThat(relay.heldForTheSeller()).isLessThan(1L << 18);
            }
            assertThat(sent).isLessThan(2_000);

            get(there).setReading(true);
            for (int i = 0; i < sent; i++) {
                assertThat(seller.awaitFrame().getProgramChunk().getOffset()).isEqualTo(i);
            }
        }
    }

    /** The relay waits for the seller, and takes nothing more. */
    private static boolean isStuck(Relay relay) throws InterruptedException {
        long before = relay.passed.get();
        TimeUnit.MILLISECONDS.sleep(50);
        return relay.heldForTheSeller() > 0 && relay.passed.get() == before;
    }
}
