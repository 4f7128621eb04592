package sparecore.buyer.engine;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.result.Work;
import sparecore.wire.LeaseEndReason;

/** Holds back what the core says to others until its journal is committed. On the engine's thread. */
public final class Outbox implements Market, Sellers, Watchers, Workshop {
    private final Market market;
    private final Sellers sellers;
    private final Watchers watchers;
    private final Workshop workshop;
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** Payments that wait for their place in the queue, which is that of the first of them. */
    private Map<LeaseId, Settlement> due = new LinkedHashMap<>();

    public Outbox(Market market, Sellers sellers, Watchers watchers, Workshop workshop) {
        this.market = market;
        this.sellers = sellers;
        this.watchers = watchers;
        this.workshop = workshop;
    }

    void later(Runnable effect) {
        waiting.add(effect);
    }

    /** After the commit. */
    void release() {
        for (Runnable effect = waiting.poll(); effect != null; effect = waiting.poll()) {
            effect.run();
        }
    }

    @Override
    public void placeBid(JobSpec job) {
        later(() -> market.placeBid(job));
    }

    @Override
    public void amendBid(JobSpec job) {
        later(() -> market.amendBid(job));
    }

    @Override
    public void cancelBid(JobId job) {
        later(() -> market.cancelBid(job));
    }

    @Override
    public void renewLease(LeaseId lease) {
        later(() -> market.renewLease(lease));
    }

    @Override
    public void endLease(LeaseId lease, LeaseEndReason reason) {
        later(() -> market.endLease(lease, reason));
    }

    @Override
    public void report(Conflict conflict) {
        later(() -> market.report(conflict));
    }

    @Override
    public void connect(SignedTicket ticket, Digest program, List<Long> awaited) {
        later(() -> sellers.connect(ticket, program, awaited));
    }

    @Override
    public void renew(SignedTicket ticket) {
        later(() -> sellers.renew(ticket));
    }

    @Override
    public void assign(LeaseId lease, List<Order> orders) {
        later(() -> sellers.assign(lease, orders));
    }

    @Override
    public void reveal(LeaseId lease, List<Long> assignments) {
        later(() -> sellers.reveal(lease, assignments));
    }

    @Override
    public void cancel(LeaseId lease, List<Long> assignments) {
        later(() -> sellers.cancel(lease, assignments));
    }

    @Override
    public void pay(LeaseId lease, Settlement settlement) {
        if (due.containsKey(lease)) {
            due = new LinkedHashMap<>();
        }
        if (due.isEmpty()) {
            Map<LeaseId, Settlement> together = due;
            later(() -> {
                sellers.payAll(together);
                due = new LinkedHashMap<>();
            });
        }
        due.put(lease, settlement);
    }

    @Override
    public void payLast(LeaseId lease, Settlement settlement) {
        later(() -> sellers.payLast(lease, settlement));
    }

    @Override
    public void disconnect(LeaseId lease, String reason) {
        later(() -> sellers.disconnect(lease, reason));
    }

    @Override
    public void compute(JobId job, int index, Work work) {
        later(() -> workshop.compute(job, index, work));
    }

    @Override
    public void changed(JobId job) {
        later(() -> watchers.changed(job));
    }

    @Override
    public void happened(JobId job, Kind kind, String text, @Nullable NodeId seller) {
        later(() -> watchers.happened(job, kind, text, seller));
    }
}
