package sparecore.broker.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.money.Credits;
import sparecore.wire.Frame;
import sparecore.wire.Role;
import sparecore.wire.SettleVoucher;

/**
 * How many vouchers a broker settles in a second through the network: each is signed by a buyer, and answered when what it promises is
 * in the books and on the disk. Sellers that wait for answers with so many vouchers of each of their leases under way.
 */
public final class SettlementBench {
    public static final int SELLERS = 40;

    /** How sellers present what they hold. */
    public enum Manner {
        /** One lease, whose vouchers follow each other without waiting for answers: the broker may settle the last of those that come together. */
        IN_A_ROW(1, 32),
        /** Several leases, of each one voucher at a time, as the shipped seller does: each is verified and settled by itself. */
        ONE_BY_ONE(6, 1);

        private final int leases;
        private final int underWay;

        Manner(int leases, int underWay) {
            this.leases = leases;
            this.underWay = underWay;
        }
    }

    private static final int ADDRESSES = 4;
    private static final long STEP_MICRO = 1_000;
    private static final long CAP_MICRO = 40_000_000_000L;

    private final SecureRandom random = new SecureRandom();
    private final LongSupplier clockNanos;

    public SettlementBench(LongSupplier clockNanos) {
        this.clockNanos = clockNanos;
    }

    /**
     * @param credit gives a node what it needs
     * @param each vouchers of each seller, and as many before, to warm up
     * @return settlements per second
     */
    public double perSecond(BrokerAddress broker, Consumer<NodeId> credit, Manner manner, int each)
            throws IOException, InterruptedException {
        try (Links sellers = new Links(NodeKey.generate(random), Role.ROLE_SELLER, "bench", LinkLimits.DEFAULT, 1);
                Links buyers = new Links(NodeKey.generate(random), Role.ROLE_BUYER, "bench", LinkLimits.DEFAULT, 1)) {
            NodeKey buyerKey = NodeKey.generate(random);
            credit.accept(buyerKey.id());
            Map<NodeId, BenchPeer> peers = new HashMap<>();
            for (int i = 0; i < SELLERS; i++) {
                NodeKey key = NodeKey.generate(random);
                InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (1 + i % ADDRESSES)});
                BenchPeer seller = new BenchPeer(sellers.crowd(key, from), key, broker);
                for (int lease = 0; lease < manner.leases; lease++) {
                    BenchPeer.await(seller.ask(BenchPeer.offer(AskId.random(random), 1)));
                }
                peers.put(key.id(), seller);
            }
            BenchPeer buyer = new BenchPeer(buyers.crowd(buyerKey, InetAddress.getLoopbackAddress()), buyerKey, broker);
            int ofLease = Math.max(1, each / manner.leases);
            List<Ticket> tickets = new ArrayList<>();
            for (int lease = 0; lease < manner.leases; lease++) {
                // A bid has one lease with one seller.
                BenchPeer.await(buyer.ask(BenchPeer.bid(BidId.random(random), SELLERS, CAP_MICRO / manner.leases)));
                for (int i = 0; i < SELLERS; i++) {
                    Ticket ticket = buyer.nextTicket();
                    BenchPeer.await(sellerOf(ticket, peers).ask(BenchPeer.connected(ticket.lease())));
                    tickets.add(ticket);
                }
            }
            // A lease is void before its vouchers are all signed, if nobody has connected.
            List<Run> runs = tickets.stream()
                    .map(ticket ->
                            new Run(sellerOf(ticket, peers), vouchers(ticket, buyerKey, 2 * ofLease), manner.underWay))
                    .toList();
            settle(runs, ofLease);
            long began = clockNanos.getAsLong();
            settle(runs, ofLease);
            return ofLease * (double) runs.size() * 1e9 / (clockNanos.getAsLong() - began);
        }
    }

    private static BenchPeer sellerOf(Ticket ticket, Map<NodeId, BenchPeer> peers) {
        return Objects.requireNonNull(peers.get(ticket.seller()), "a ticket of a stranger");
    }

    /** Signed before: what a buyer's machine does is not the broker's cost. */
    private static List<Frame> vouchers(Ticket ticket, NodeKey buyer, int count) {
        return IntStream.rangeClosed(1, count)
                .parallel()
                .mapToObj(number -> voucher(ticket, buyer, number))
                .toList();
    }

    private static Frame voucher(Ticket ticket, NodeKey buyer, int number) {
        Voucher voucher =
                new Voucher(ticket.lease(), buyer.id(), ticket.seller(), Credits.ofMicro(number * STEP_MICRO));
        return Frame.newBuilder()
                .setSettleVoucher(SettleVoucher.newBuilder()
                        .setLeaseId(ticket.lease().toWire())
                        .setVoucher(SignedVoucher.sign(voucher, buyer).toWire()))
                .build();
    }

    private static void settle(List<Run> runs, int count) throws IOException, InterruptedException {
        List<CompletableFuture<Void>> ends =
                runs.stream().map(run -> run.settle(count)).toList();
        for (CompletableFuture<Void> end : ends) {
            try {
                end.get(BenchPeer.PATIENCE.toSeconds() * 10, TimeUnit.SECONDS);
            } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
                throw new IOException("a voucher was not settled: " + e, e);
            }
        }
    }

    /** One seller's vouchers, in order. */
    private static final class Run {
        private final BenchPeer seller;
        private final List<Frame> vouchers;
        private final int underWay;
        private final AtomicInteger next = new AtomicInteger();

        Run(BenchPeer seller, List<Frame> vouchers, int underWay) {
            this.seller = seller;
            this.vouchers = vouchers;
            this.underWay = underWay;
        }

        CompletableFuture<Void> settle(int count) {
            int end = next.get() + count;
            CompletableFuture<Void> done = new CompletableFuture<>();
            AtomicInteger left = new AtomicInteger(count);
            for (int i = 0; i < Math.min(underWay, count); i++) {
                sendNext(end, left, done);
            }
            return done;
        }

        private void sendNext(int end, AtomicInteger left, CompletableFuture<Void> done) {
            int index = next.getAndUpdate(number -> Math.min(end, number + 1));
            if (index >= end) {
                return;
            }
            var ignored = seller.ask(vouchers.get(index).toBuilder())
                    .whenComplete((answer, error) -> answered(error, end, left, done));
        }

        private void answered(@Nullable Throwable error, int end, AtomicInteger left, CompletableFuture<Void> done) {
            if (error != null) {
                done.completeExceptionally(error);
                return;
            }
            if (left.decrementAndGet() == 0) {
                done.complete(null);
                return;
            }
            sendNext(end, left, done);
        }
    }
}
