package sparecore.broker.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.Ticket;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.wire.CancelBid;
import sparecore.wire.EndLease;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.Role;
import sparecore.wire.SettleVoucher;

/** What a crowd of connected sellers, each with a key, a TLS link and an ask, costs a broker. */
public final class CrowdBench implements AutoCloseable {
    private static final int DIALLED_AT_ONCE = 64;

    /** Below a listener's limit of connections and handshakes of one address. */
    private static final int SELLERS_PER_ADDRESS = 800;

    private static final int BIDS = 300;
    private static final int BUYERS = 5;
    private static final long CAP_MICRO = 1_000_000;
    private static final long IDLE_SECONDS = 10;

    /**
     * What was measured.
     *
     * @param bytesEach of the broker's memory above that of an empty one
     * @param p50Micros from a buyer's bid to its ticket
     * @param beatMicros the broker's processor time for one heartbeat of one seller, above what an empty one needs
     */
    public record Figures(
            int sellers, long residentBytes, long bytesEach, double p50Micros, double p99Micros, double beatMicros) {}

    private final SecureRandom random = new SecureRandom();
    private final BrokerChild child;
    private final BrokerAddress broker;
    private final LongSupplier clockNanos;
    private final Links sellers;
    private final Links buyers;
    private final Map<NodeId, BenchPeer> here = new HashMap<>();
    private final List<BenchPeer> buying = new ArrayList<>();
    private final long emptyBytes;
    private final long emptyNanos;

    /** @param credit gives a node what it needs */
    public CrowdBench(BrokerChild child, Consumer<NodeId> credit, LongSupplier clockNanos)
            throws IOException, InterruptedException {
        this.child = child;
        this.broker = child.awaitAddress();
        this.clockNanos = clockNanos;
        this.sellers = new Links(NodeKey.generate(random), Role.ROLE_SELLER, "bench", LinkLimits.DEFAULT, 1);
        this.buyers = new Links(NodeKey.generate(random), Role.ROLE_BUYER, "bench", LinkLimits.DEFAULT, 1);
        this.emptyBytes = child.residentBytes();
        this.emptyNanos = idleNanos();
        for (int i = 0; i < BUYERS; i++) {
            NodeKey key = NodeKey.generate(random);
            credit.accept(key.id());
            buying.add(new BenchPeer(buyers.crowd(key, InetAddress.getLoopbackAddress()), key, broker));
        }
    }

    /** Lets more sellers in until so many are there, and measures. */
    public Figures with(int count) throws IOException, InterruptedException {
        Deque<CompletableFuture<Frame>> coming = new ArrayDeque<>();
        while (here.size() < count) {
            NodeKey key = NodeKey.generate(random);
            InetAddress from =
                    InetAddress.getByAddress(new byte[] {127, 0, 2, (byte) (1 + here.size() / SELLERS_PER_ADDRESS)});
            BenchPeer seller = new BenchPeer(sellers.crowd(key, from), key, broker);
            here.put(key.id(), seller);
            coming.add(seller.ask(BenchPeer.offer(AskId.random(random), 1)));
            if (coming.size() >= DIALLED_AT_ONCE) {
                BenchPeer.await(coming.remove());
            }
        }
        for (CompletableFuture<Frame> last : coming) {
            BenchPeer.await(last);
        }
        double[] micros = matches();
        double beats = count
                * (double) IDLE_SECONDS
                / LinkLimits.DEFAULT.pingInterval().toSeconds();
        double beatMicros = Math.max(0, idleNanos() - emptyNanos) / 1e3 / beats;
        long resident = child.residentBytes();
        return new Figures(
                count,
                resident,
                (resident - emptyBytes) / count,
                micros[BIDS / 2],
                micros[BIDS * 99 / 100],
                beatMicros);
    }

    /** What it computes in {@link #IDLE_SECONDS} in which nobody asks it for anything. */
    private long idleNanos() throws IOException, InterruptedException {
        Map<String, Long> before = child.cpuNanos();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        return child.cpuNanosSince(before);
    }

    private double[] matches() throws IOException, InterruptedException {
        double[] micros = new double[BIDS];
        for (int i = 0; i < BIDS; i++) {
            BenchPeer buyer = buying.get(i % BUYERS);
            BidId bid = BidId.random(random);
            long began = clockNanos.getAsLong();
            CompletableFuture<Frame> placed = buyer.ask(BenchPeer.bid(bid, 1, CAP_MICRO));
            Ticket ticket = buyer.nextTicket();
            micros[i] = (clockNanos.getAsLong() - began) / 1e3;
            BenchPeer.await(placed);
            BenchPeer.await(buyer.ask(
                    Frame.newBuilder().setCancelBid(CancelBid.newBuilder().setBidId(bid.toWire()))));
            BenchPeer.await(buyer.ask(Frame.newBuilder()
                    .setEndLease(EndLease.newBuilder()
                            .setLeaseId(ticket.lease().toWire())
                            .setReason(LeaseEndReason.LEASE_END_REASON_JOB_DONE))));
            close(ticket);
        }
        Arrays.sort(micros);
        return micros;
    }

    /** The seller has nothing to present: the lease is closed, and its slot is free again. */
    private void close(Ticket ticket) throws IOException, InterruptedException {
        BenchPeer seller = Objects.requireNonNull(here.get(ticket.seller()), "a ticket of a stranger");
        BenchPeer.await(seller.ask(Frame.newBuilder()
                .setSettleVoucher(SettleVoucher.newBuilder()
                        .setLeaseId(ticket.lease().toWire())
                        .setLast(true))));
    }

    @Override
    public void close() {
        sellers.close();
        buyers.close();
    }
}
