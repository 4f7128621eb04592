package sparecore.broker.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    public static final int SELLERS = 80;

    /** How sellers present what they hold. */
    public enum Manner {
        /** Several leases, all of whose vouchers come in one message, as the shipped seller presents them; the next when that is answered. */
        TOGETHER(16, 16, 1),
        /** One lease, whose vouchers follow each other without waiting for answers: the broker may settle the last of those that come together. */
        IN_A_ROW(1, 1, 32),
        /** Several leases, of each one voucher at a time in a message of its own. */
        ONE_BY_ONE(6, 1, 1);

        private final int leases;
        private final int inOneMessage;
        private final int underWay;

        /** @param underWay messages of one lease, or of those that are presented together, that wait for an answer */
        Manner(int leases, int inOneMessage, int underWay) {
            this.leases = leases;
            this.inOneMessage = inOneMessage;
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
            Map<NodeId, BenchPeer> peers = new LinkedHashMap<>();
            for (int i = 0; i < SELLERS; i++) {
                NodeKey key = NodeKey.generate(random);
                InetAddress from = InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) (1 + i % ADDRESSES)});
                BenchPeer seller = new BenchPeer(sellers.crowd(key, from), key, broker);
                for (int lease = 0; lease < manner.leases; lease++) {
                    BenchPeer.await(seller.ask(BenchPeer.offer(AskId.random(random), 1)));
                }
                peers.put(key.id(), seller);
            }
            int ofLease = Math.max(1, each / manner.leases);
            Map<NodeId, List<Promises>> promised = new LinkedHashMap<>();
            for (int lease = 0; lease < manner.leases; lease++) {
                // A bid has one lease with one seller, and a buyer no more than 256.
                NodeKey key = NodeKey.generate(random);
                credit.accept(key.id());
                BenchPeer buyer = new BenchPeer(buyers.crowd(key, InetAddress.getLoopbackAddress()), key, broker);
                BenchPeer.await(buyer.ask(BenchPeer.bid(BidId.random(random), SELLERS, CAP_MICRO)));
                List<Ticket> tickets = new ArrayList<>();
                for (int i = 0; i < SELLERS; i++) {
                    Ticket ticket = buyer.nextTicket();
                    // A lease is void before its vouchers are all signed, if nobody has connected.
                    BenchPeer.await(sellerOf(ticket, peers).ask(BenchPeer.connected(ticket.lease())));
                    tickets.add(ticket);
                }
                for (Promises promises : promises(key, tickets, 2 * ofLease)) {
                    promised.computeIfAbsent(promises.ticket().seller(), first -> new ArrayList<>())
                            .add(promises);
                }
            }
            List<Run> runs = new ArrayList<>();
            for (Map.Entry<NodeId, List<Promises>> seller : promised.entrySet()) {
                for (int from = 0; from < manner.leases; from += manner.inOneMessage) {
                    List<Promises> together = seller.getValue().subList(from, from + manner.inOneMessage);
                    runs.add(new Run(
                            Objects.requireNonNull(peers.get(seller.getKey())),
                            messages(together, 2 * ofLease),
                            manner.underWay));
                }
            }
            settle(runs, ofLease);
            long began = clockNanos.getAsLong();
            settle(runs, ofLease);
            return ofLease * (double) manner.leases * SELLERS * 1e9 / (clockNanos.getAsLong() - began);
        }
    }

    private static BenchPeer sellerOf(Ticket ticket, Map<NodeId, BenchPeer> peers) {
        return Objects.requireNonNull(peers.get(ticket.seller()), "a ticket of a stranger");
    }

    /** A lease, and all that is promised under it, one after the other. */
    private record Promises(Ticket ticket, List<SettleVoucher> vouchers) {}

    /** Signed before: what a buyer's machine does is not the broker's cost. As it ships, it signs what it pays at one moment together. */
    private static List<Promises> promises(NodeKey buyer, List<Ticket> tickets, int count) {
        List<List<SettleVoucher>> moments = IntStream.rangeClosed(1, count)
                .parallel()
                .mapToObj(number -> moment(buyer, tickets, number))
                .toList();
        return IntStream.range(0, tickets.size())
                .mapToObj(i -> new Promises(
                        tickets.get(i),
                        moments.stream().map(moment -> moment.get(i)).toList()))
                .toList();
    }

    private static List<SettleVoucher> moment(NodeKey buyer, List<Ticket> tickets, int number) {
        Credits cumulative = Credits.ofMicro(number * STEP_MICRO);
        List<Voucher> vouchers = tickets.stream()
                .map(ticket -> new Voucher(ticket.lease(), buyer.id(), ticket.seller(), cumulative))
                .toList();
        return SignedVoucher.signTogether(vouchers, buyer).stream()
                .map(signed -> SettleVoucher.newBuilder()
                        .setLeaseId(signed.voucher().lease().toWire())
                        .setVoucher(signed.toWire())
                        .build())
                .toList();
    }

    private static List<Frame> messages(List<Promises> together, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> message(together, number))
                .toList();
    }

    private static Frame message(List<Promises> together, int number) {
        SettleVoucher.Builder message = together.get(0).vouchers().get(number).toBuilder();
        together.stream()
                .skip(1)
                .forEach(promises -> message.addMore(promises.vouchers().get(number)));
        return Frame.newBuilder().setSettleVoucher(message).build();
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

    /** One seller's messages, in order. */
    private static final class Run {
        private final BenchPeer seller;
        private final List<Frame> messages;
        private final int underWay;
        private final AtomicInteger next = new AtomicInteger();

        Run(BenchPeer seller, List<Frame> messages, int underWay) {
            this.seller = seller;
            this.messages = messages;
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
            var ignored = seller.ask(messages.get(index).toBuilder())
                    .whenComplete((answer, error) -> answered(answer, error, end, left, done));
        }

        private void answered(
                Frame answer, @Nullable Throwable error, int end, AtomicInteger left, CompletableFuture<Void> done) {
            if (error != null) {
                done.completeExceptionally(error);
                return;
            }
            boolean refused =
                    answer.getVoucherSettled().getEachList().stream().anyMatch(each -> each.getRefusal() != 0);
            if (refused) {
                done.completeExceptionally(new IOException("one of several vouchers was refused"));
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
