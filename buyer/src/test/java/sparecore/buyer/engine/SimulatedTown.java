package sparecore.buyer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.samples.Samples;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.evidence.Commitment;
import sparecore.evidence.SignedBatch;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.money.Credits;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.slot.Machine;
import sparecore.wire.LeaseEndReason;

/**
 * A broker and sellers, some of which lie, on a simulated network: what they say arrives late, links break, and messages on a broken
 * link are lost. It checks what it is told: promises never fall, never exceed the escrow or the work that was delivered.
 */
final class SimulatedTown implements Market, Sellers, Workshop {
    private static final long RUN_MICROS = 50_000;

    private static final class Seller {
        private final NodeKey key;
        private final int number;
        private final boolean lies;
        private boolean breaks;
        private boolean hides;

        Seller(int number, boolean lies) {
            this.number = number;
            this.key = Samples.seller(number);
            this.lies = lies;
        }
    }

    /** A result that was committed to. */
    private record Sealed(SignedResult result, Digest nonce, ByteString output) {}

    private static final class Lease {
        private final Seller seller;
        private final SignedTicket ticket;
        private boolean open = true;
        private boolean linked;
        private Credits promised = Credits.ZERO;
        private long delivered;
        private final Map<Long, Order> running = new LinkedHashMap<>();
        private final Map<Long, Sealed> sealed = new LinkedHashMap<>();
        private final Set<Long> numbers = new HashSet<>();

        Lease(Seller seller, SignedTicket ticket) {
            this.seller = seller;
            this.ticket = ticket;
        }
    }

    private final Random random;
    private final List<Seller> sellers = new ArrayList<>();
    private final Map<JobId, JobSpec> bids = new LinkedHashMap<>();
    private final Set<JobId> closed = new HashSet<>();
    private final Map<LeaseId, Lease> leases = new LinkedHashMap<>();
    private final Deque<Consumer<Buying>> toBuyer = new ArrayDeque<>();
    private int lastLease;
    private boolean up;
    private boolean together;
    int computedHere;
    long nowMillis = 1_700_000_000_000L;
    int bidsClosed;

    SimulatedTown(Random random, int honest, int liars) {
        this.random = random;
        for (int i = 0; i < honest + liars; i++) {
            sellers.add(new Seller(i, i >= honest));
        }
    }

    /** From now on all liars give the same wrong answer. */
    void conspire() {
        together = true;
    }

    /** From now on the first liars never show what they have committed to, and the last show something else; none lies. */
    void breakPromises() {
        List<Seller> liars = sellers.stream().filter(seller -> seller.lies).toList();
        for (int i = 0; i < liars.size(); i++) {
            liars.get(i).hides = i < liars.size() / 2;
            liars.get(i).breaks = !liars.get(i).hides;
        }
    }

    /** What those who break their promises have been promised. */
    Credits promisedToBreakers() {
        return Credits.ofMicro(leases.values().stream()
                .filter(lease -> lease.seller.hides || lease.seller.breaks)
                .mapToLong(lease -> lease.promised.micro())
                .sum());
    }

    /** The buyer's own machine, which is as slow as its post. */
    @Override
    public void compute(JobId job, int index, Work work) {
        computedHere++;
        ByteString output = truth(work);
        SignedResult result = Samples.signed(Samples.key("buyer"), Samples.leaseId(0), 0, work, output, RUN_MICROS);
        toBuyer.add(core -> core.ownComputed(job, index, result, output, ByteString.EMPTY));
    }

    static ByteString truth(Work work) {
        return ByteString.copyFromUtf8(
                "the answer to " + work.arguments().get(1).toStringUtf8());
    }

    /** What has arrived at the buyer since the last time; at most so much. */
    List<Consumer<Buying>> arrivals(int most) {
        List<Consumer<Buying>> batch = new ArrayList<>();
        while (batch.size() < most && !toBuyer.isEmpty()) {
            batch.add(toBuyer.poll());
        }
        return batch;
    }

    boolean isSilent() {
        return toBuyer.isEmpty();
    }

    /** The buyer's process has died: its links are gone, and so is all that was on its way to it. */
    void buyerDied() {
        toBuyer.clear();
        leases.values().forEach(this::unlink);
        up = false;
    }

    private Lease lease(LeaseId id) {
        return Objects.requireNonNull(leases.get(id));
    }

    private void unlink(Lease lease) {
        lease.linked = false;
        lease.running.clear();
        lease.sealed.clear();
    }

    Credits promised() {
        return Credits.ofMicro(leases.values().stream()
                .mapToLong(lease -> lease.promised.micro())
                .sum());
    }

    /** One thing happens. */
    void step() {
        nowMillis += random.nextInt(400);
        int dice = random.nextInt(100);
        if (!up) {
            up = true;
            toBuyer.add(Buying::brokerUp);
            leases.values().stream()
                    .filter(lease -> lease.open)
                    .forEach(lease -> toBuyer.add(core -> core.leaseMatched(lease.ticket)));
        } else if (dice < 2) {
            up = false;
            toBuyer.add(core -> core.brokerDown("rain"));
        } else if (dice < 15) {
            match();
        } else if (dice < 18) {
            breakALink();
        } else {
            work();
        }
        toBuyer.add(Buying::tick);
    }

    private void match() {
        List<JobSpec> open =
                bids.values().stream().filter(bid -> !closed.contains(bid.id())).toList();
        if (open.isEmpty()) {
            return;
        }
        JobSpec bid = open.get(random.nextInt(open.size()));
        Seller seller = sellers.get(random.nextInt(sellers.size()));
        Credits held = Credits.ofMicro(leases.values().stream()
                .filter(lease -> JobId.of(lease.ticket.ticket().bid()).equals(bid.id()))
                .mapToLong(lease -> (lease.open ? lease.ticket.ticket().escrow() : lease.promised).micro())
                .sum());
        Credits share = Credits.ofMicro(bid.cap().minus(held).micro() / 3);
        boolean there = leases.values().stream()
                .anyMatch(lease -> lease.open
                        && lease.seller == seller
                        && lease.ticket.ticket().bid().equals(bid.id().bid()));
        if (there || share.micro() < 10) {
            return;
        }
        SignedTicket ticket = Samples.ticket(++lastLease, bid.id(), seller.key, share.toString(), nowMillis);
        leases.put(ticket.ticket().lease(), new Lease(seller, ticket));
        toBuyer.add(core -> core.leaseMatched(ticket));
    }

    private void breakALink() {
        List<Lease> linked =
                leases.values().stream().filter(lease -> lease.linked).toList();
        if (!linked.isEmpty()) {
            Lease lease = linked.get(random.nextInt(linked.size()));
            unlink(lease);
            toBuyer.add(core -> core.sellerLost(lease.ticket.ticket().lease(), "storm"));
        }
    }

    private void work() {
        for (Lease lease : leases.values()) {
            if (!lease.linked || lease.running.isEmpty() || random.nextInt(3) == 0) {
                continue;
            }
            long assignment = lease.running.keySet().iterator().next();
            Order order = Objects.requireNonNull(lease.running.remove(assignment));
            Work work = order.work();
            LeaseId id = lease.ticket.ticket().lease();
            if (random.nextInt(20) == 0) {
                toBuyer.add(core -> core.handedBack(id, assignment, "busy"));
                continue;
            }
            ByteString output =
                    lease.seller.lies && !lease.seller.hides && !lease.seller.breaks && random.nextInt(3) == 0
                            ? ByteString.copyFromUtf8("a lie of " + (together ? "all" : lease.seller.number))
                            : truth(work);
            SignedResult result = Samples.signed(lease.seller.key, id, assignment, work, output, RUN_MICROS);
            lease.delivered++;
            if (order.sealed()) {
                commit(lease, new Sealed(result, nonce(), output));
            } else {
                toBuyer.add(core -> core.resultArrived(id, result, null, output, ByteString.EMPTY));
            }
        }
    }

    private Digest nonce() {
        byte[] bytes = new byte[Digest.BYTES];
        random.nextBytes(bytes);
        return Digest.fromBytes(bytes);
    }

    private void commit(Lease lease, Sealed sealed) {
        RunResult result = sealed.result().result();
        Commitment commitment = Commitment.to(
                result,
                lease.seller.key.id(),
                lease.seller.breaks ? Digest.of(new byte[] {1}) : sealed.nonce(),
                sealed.output().size());
        SignedBatch<Commitment> batch = SignedBatch.sign(List.of(commitment), lease.seller.key);
        lease.sealed.put(result.assignment(), sealed);
        toBuyer.add(core -> core.committed(result.lease(), batch));
    }

    @Override
    public void placeBid(JobSpec job) {
        if (closed.contains(job.id())) {
            toBuyer.add(core -> core.bidRefused(job.id(), "it has been cancelled"));
            return;
        }
        bids.put(job.id(), job);
        toBuyer.add(core -> core.bidPlaced(job.id()));
    }

    @Override
    public void amendBid(JobSpec job) {
        throw new AssertionError("nobody amends in this town");
    }

    @Override
    public void cancelBid(JobId job) {
        if (!up) {
            return;
        }
        if (closed.add(job)) {
            bidsClosed++;
        }
        toBuyer.add(core -> core.bidClosed(job));
    }

    /** The town's jobs are over within the hour. */
    @Override
    public void renewLease(LeaseId lease) {}

    @Override
    public void renew(SignedTicket ticket) {}

    @Override
    public void endLease(LeaseId lease, LeaseEndReason reason) {
        Lease ended = lease(lease);
        ended.open = false;
        unlink(ended);
    }

    @Override
    public void connect(SignedTicket ticket, Digest program, List<Long> awaited) {
        Lease lease = lease(ticket.ticket().lease());
        LeaseId id = ticket.ticket().lease();
        if (!lease.open || random.nextInt(6) == 0) {
            toBuyer.add(core -> core.sellerLost(id, "cannot be reached"));
            return;
        }
        unlink(lease);
        lease.linked = true;
        toBuyer.add(core -> core.sellerOpened(id, Machine.UNKNOWN, List.of()));
        toBuyer.add(core -> core.sellerReady(id, 1 + random.nextInt(6)));
    }

    @Override
    public void assign(LeaseId lease, List<Order> orders) {
        Lease to = lease(lease);
        for (Order order : orders) {
            assertThat(to.numbers.add(order.assignment()))
                    .as("an assignment's number is new")
                    .isTrue();
            if (to.linked) {
                to.running.put(order.assignment(), order);
            }
        }
    }

    @Override
    public void reveal(LeaseId lease, List<Long> assignments) {
        Lease from = lease(lease);
        for (long assignment : assignments) {
            Sealed sealed = from.sealed.remove(assignment);
            if (sealed != null && !from.seller.hides) {
                toBuyer.add(core ->
                        core.resultArrived(lease, sealed.result(), sealed.nonce(), sealed.output(), ByteString.EMPTY));
            }
        }
    }

    @Override
    public void cancel(LeaseId lease, List<Long> assignments) {
        assignments.forEach(lease(lease).running::remove);
    }

    @Override
    public void pay(LeaseId id, Settlement settlement) {
        Lease lease = lease(id);
        if (!lease.linked) {
            return;
        }
        assertThat(settlement.cumulative())
                .as("a promise never falls")
                .isGreaterThanOrEqualTo(lease.promised)
                .isLessThanOrEqualTo(lease.ticket.ticket().escrow());
        assertThat(settlement.cumulative().micro())
                .as("a promise is for delivered work")
                .isLessThanOrEqualTo(lease.delivered * RUN_MICROS);
        lease.promised = settlement.cumulative();
    }

    @Override
    public void payLast(LeaseId lease, Settlement settlement) {
        if (!lease(lease).linked) {
            toBuyer.add(core -> core.lastPaymentFailed(lease));
            return;
        }
        pay(lease, settlement);
        toBuyer.add(core -> core.lastPaymentDone(lease));
    }

    @Override
    public void disconnect(LeaseId lease, String reason) {
        Lease known = leases.get(lease);
        if (known != null) {
            unlink(known);
        }
    }

    /** Promised under each lease, by seller. */
    Map<NodeId, Credits> promisedBySeller() {
        Map<NodeId, Credits> sums = new HashMap<>();
        leases.values().forEach(lease -> sums.merge(lease.seller.key.id(), lease.promised, Credits::plus));
        return sums;
    }
}
