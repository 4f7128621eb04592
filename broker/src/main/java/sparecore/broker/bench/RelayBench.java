package sparecore.broker.bench;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.Ticket;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.wire.Frame;
import sparecore.wire.OpenRelay;
import sparecore.wire.ProgramChunk;
import sparecore.wire.Role;

/**
 * How many bytes pass a broker's relay in a second, and between the same buyer and sellers where the buyer dials them. All on one machine: what
 * the peers spend on their encryption is a part of both.
 */
public final class RelayBench {
    public static final int LEASES = 16;

    /** For {@code broker run --relay-rate}: more than there will be, so that only the limit of each lease holds. */
    public static final String RATE = "1G";

    private static final int CHUNK_BYTES = 32 << 10;
    private static final int WARM_CHUNKS = 64;
    private static final int CHUNKS = 512;
    private static final long CAP_MICRO = 1_000_000_000;

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier clockNanos;

    public RelayBench(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
    }

    /** Bytes per second of all leases together, from the buyer to the sellers. */
    public record Figures(double relayed, double direct) {}

    /** @param credit gives a node what it needs */
    public Figures run(BrokerAddress broker, Consumer<NodeId> credit) throws IOException, InterruptedException {
        NodeKey buyerKey = NodeKey.generate(random);
        credit.accept(buyerKey.id());
        try (Links sellers = new Links(NodeKey.generate(random), Role.ROLE_SELLER, "bench", LinkLimits.DEFAULT, 1);
                Links buyer = new Links(buyerKey, Role.ROLE_BUYER, "bench", LinkLimits.DEFAULT, 1)) {
            Map<NodeId, Links> crowd = new HashMap<>();
            Map<NodeId, BenchPeer> peers = new HashMap<>();
            for (int i = 0; i < LEASES; i++) {
                NodeKey key = NodeKey.generate(random);
                Links seller = sellers.crowd(key, InetAddress.getLoopbackAddress());
                BenchPeer peer = new BenchPeer(seller, key, broker);
                BenchPeer.await(peer.ask(BenchPeer.offer(AskId.random(random), 1)));
                crowd.put(key.id(), seller);
                peers.put(key.id(), peer);
            }
            BenchPeer buys = new BenchPeer(buyer, buyerKey, broker);
            BenchPeer.await(buys.ask(BenchPeer.bid(BidId.random(random), LEASES, CAP_MICRO)));
            List<Stream> relayed = new ArrayList<>();
            List<Stream> direct = new ArrayList<>();
            for (int i = 0; i < LEASES; i++) {
                Ticket ticket = buys.nextTicket();
                Links seller = Objects.requireNonNull(crowd.get(ticket.seller()), "a ticket of a stranger");
                BenchPeer.await(
                        Objects.requireNonNull(peers.get(ticket.seller())).ask(BenchPeer.connected(ticket.lease())));
                relayed.add(relayed(broker, ticket, seller, buyer));
                direct.add(direct(ticket, seller, buyer));
            }
            return new Figures(perSecond(relayed), perSecond(direct));
        }
    }

    private static Stream relayed(BrokerAddress broker, Ticket ticket, Links seller, Links buyer)
            throws IOException, InterruptedException {
        Stream stream = new Stream();
        CompletableFuture<Link> there = seller.meet(
                broker.everywhere(),
                broker.key(),
                come(ticket),
                BenchPeer.PATIENCE,
                false,
                ticket.buyer(),
                stream.receiver);
        stream.from(buyer.meet(
                broker.everywhere(), broker.key(), come(ticket), BenchPeer.PATIENCE, true, ticket.seller(), stream));
        get(there);
        return stream;
    }

    private static Frame.Builder come(Ticket ticket) {
        return Frame.newBuilder()
                .setOpenRelay(OpenRelay.newBuilder().setLeaseId(ticket.lease().toWire()));
    }

    private static Stream direct(Ticket ticket, Links seller, Links buyer) throws IOException, InterruptedException {
        Stream stream = new Stream();
        Links.Listener listener =
                seller.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), stream.receiver);
        stream.from(buyer.dial(listener.address(), ticket.seller(), stream));
        return stream;
    }

    private double perSecond(List<Stream> streams) throws IOException, InterruptedException {
        send(streams, WARM_CHUNKS);
        long began = clockNanos.getAsLong();
        send(streams, CHUNKS);
        return (double) streams.size() * CHUNKS * CHUNK_BYTES * 1e9 / (clockNanos.getAsLong() - began);
    }

    private static void send(List<Stream> streams, int chunks) throws IOException, InterruptedException {
        List<CompletableFuture<Void>> ends =
                streams.stream().map(stream -> stream.send(chunks)).toList();
        for (CompletableFuture<Void> end : ends) {
            get(end);
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws IOException, InterruptedException {
        try {
            return future.get(BenchPeer.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the connection does not carry what it should: " + e, e);
        }
    }

    /** The buyer's end of one connection, which sends as much as fits, and the seller's, which counts what comes. */
    private static final class Stream implements LinkHandler {
        private static final Frame CHUNK = Frame.newBuilder()
                .setProgramChunk(ProgramChunk.newBuilder().setData(ByteString.copyFrom(new byte[CHUNK_BYTES])))
                .build();

        private final LinkHandler receiver = new LinkHandler() {
            @Override
            public void opened(Link link) {}

            @Override
            public void received(Link from, Frame frame) {
                arrived();
            }

            @Override
            public void closed(Link from, String reason) {
                broken(reason);
            }
        };

        private CompletableFuture<Link> link = new CompletableFuture<>();
        private CompletableFuture<Void> done = new CompletableFuture<>();
        private int toSend;
        private int toArrive;

        void from(CompletableFuture<Link> dialled) throws IOException, InterruptedException {
            link = dialled;
            get(dialled);
        }

        synchronized CompletableFuture<Void> send(int chunks) {
            done = new CompletableFuture<>();
            toSend = chunks;
            toArrive = chunks;
            writable(link.join());
            return done;
        }

        @Override
        public void opened(Link opened) {}

        @Override
        public synchronized void writable(Link to) {
            for (; toSend > 0 && to.isWritable(); toSend--) {
                to.send(CHUNK.toBuilder());
            }
        }

        private synchronized void arrived() {
            toArrive--;
            if (toArrive == 0) {
                done.complete(null);
            }
        }

        private synchronized void broken(String reason) {
            done.completeExceptionally(new IOException(reason));
        }

        @Override
        public void received(Link from, Frame frame) {}

        @Override
        public void closed(Link from, String reason) {
            broken(reason);
        }
    }
}
