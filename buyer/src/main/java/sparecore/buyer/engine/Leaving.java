package sparecore.buyer.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import sparecore.buyer.engine.Watchers.Kind;
import sparecore.buyer.job.ErrorBound;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.lease.LeaseId;
import sparecore.wire.LeaseEndReason;

/**
 * The way out of a lease: pay for the last time, hear that the seller has it, and only then tell the broker that the lease is
 * over, since a seller settles for good when it hears that. And the way out of a job: out of its leases, and then of its bid.
 */
final class Leaving {
    /** A seller that cannot be reached for so long is given up. */
    static final long GIVE_UP_MILLIS = 20_000;

    private final Books books;
    private final Market market;
    private final Sellers sellers;
    private final Journal journal;
    private final WorkCache works;
    private final Clusters clusters;

    Leaving(Books books, Market market, Sellers sellers, Journal journal, WorkCache works, Clusters clusters) {
        this.books = books;
        this.market = market;
        this.sellers = sellers;
        this.journal = journal;
        this.works = works;
        this.clusters = clusters;
    }

    /** No more fragments go to the seller. */
    void leave(Tenancy tenancy, LeaseEndReason reason) {
        begin(tenancy, reason, false);
    }

    /** The broker has ended the lease. */
    void ended(Tenancy tenancy, LeaseEndReason reason) {
        begin(tenancy, reason, true);
    }

    private void begin(Tenancy tenancy, LeaseEndReason reason, boolean brokerKnows) {
        if (tenancy.phase() != Tenancy.Phase.CONNECTING && tenancy.phase() != Tenancy.Phase.READY) {
            return;
        }
        boolean connected = tenancy.phase() == Tenancy.Phase.READY;
        countConnection(tenancy);
        takeBack(tenancy);
        tenancy.leave(reason, brokerKnows, books.now());
        if (connected) {
            payLast(tenancy);
        }
    }

    /** On an open link. The answer is {@link #lastPaymentDone} or {@link #lastPaymentFailed}. */
    void payLast(Tenancy tenancy) {
        tenancy.dialling();
        sellers.payLast(tenancy.lease(), tenancy.settle());
    }

    void lastPaymentDone(Tenancy tenancy) {
        if (tenancy.phase() != Tenancy.Phase.LEAVING) {
            return;
        }
        if (tenancy.hasNews()) {
            payLast(tenancy);
            return;
        }
        finish(tenancy);
    }

    /** The link broke before the seller confirmed. It may be reached again. */
    void lastPaymentFailed(Tenancy tenancy) {
        if (tenancy.phase() == Tenancy.Phase.LEAVING) {
            tenancy.lost(books.now());
        }
    }

    /** Whether a lease that is being left can be closed now; otherwise its seller is dialled, to be paid. */
    boolean isOver(Tenancy tenancy) {
        boolean tooLong = books.now() - tenancy.sinceMillis() > GIVE_UP_MILLIS;
        return tooLong || (tenancy.isIdle() && !tenancy.owed().isPositive());
    }

    /** Gives up a seller that cannot be reached. */
    void giveUp(Tenancy tenancy, LeaseEndReason reason) {
        leave(tenancy, reason);
        finish(tenancy);
    }

    void finish(Tenancy tenancy) {
        LeaseId lease = tenancy.lease();
        tenancy.gone(books.now());
        books.forget(lease);
        sellers.disconnect(lease, "the lease is over: " + tenancy.leaveReason());
        if (!tenancy.isEndedByBroker()) {
            market.endLease(lease, tenancy.leaveReason());
        }
        Job job = books.jobOf(tenancy);
        if (job != null
                && job.phase().isFinal()
                && books.tenanciesOf(tenancy.job()).isEmpty()) {
            closeBid(job);
        }
    }

    /** The seller's copies are out no more. */
    void takeBack(Tenancy tenancy) {
        boolean wasLost = tenancy.phase() == Tenancy.Phase.CONNECTING;
        Map<Long, Integer> out = tenancy.takeAll();
        returned(out.values(), tenancy, wasLost);
        if (tenancy.phase() == Tenancy.Phase.READY && !out.isEmpty()) {
            sellers.cancel(tenancy.lease(), new ArrayList<>(out.keySet()));
        }
    }

    /** The seller is back. What it does not have any more is out no more. */
    void takeBackAllBut(Tenancy tenancy, List<Long> held) {
        returned(tenancy.takeAllBut(held), tenancy, true);
    }

    private void returned(Collection<Integer> indexes, Tenancy tenancy, boolean wasLost) {
        Job job = books.jobOf(tenancy);
        if (job == null || indexes.isEmpty()) {
            return;
        }
        indexes.forEach(index -> returned(job, index, tenancy));
        books.touch(tenancy.job());
        if (wasLost && !job.phase().isFinal()) {
            books.happened(
                    tenancy,
                    Kind.FRAGMENT_RETURNED,
                    indexes.size() + " fragments of a seller that was lost go back to the queue");
        }
    }

    /** A copy or a check is back without a result. */
    void returned(Job job, int index, Tenancy tenancy) {
        if (index < 0) {
            job.errorBound().ifPresent(bound -> bound.checkReturned(index));
        } else {
            job.returned(index, tenancy.seller());
        }
    }

    /** Adds the time of a connection that ends now. */
    void countConnection(Tenancy tenancy) {
        Job job = books.jobOf(tenancy);
        if (job != null && tenancy.phase() == Tenancy.Phase.READY) {
            job.connected(tenancy.seller(), tenancy.ticket().speed(), books.now() - tenancy.sinceMillis());
        }
    }

    void end(Job job, JobPhase phase, String why) {
        JobId id = job.spec().id();
        for (int index : job.end(phase, why)) {
            journal.fragmentEnded(id, index, Fragment.Phase.ABANDONED, job.nextSequence(), null);
            works.remove(id, index);
        }
        journal.jobEnded(id, phase, why, books.now());
        job.errorBound().ifPresent(bound -> remember(id, bound));
        books.tenanciesOf(id).forEach(tenancy -> leave(tenancy, LeaseEndReason.LEASE_END_REASON_JOB_DONE));
        books.happened(
                job,
                Kind.ENDED,
                "the job is " + phase.name().toLowerCase(java.util.Locale.ROOT) + (why.isEmpty() ? "" : ": " + why),
                null);
        closeBid(job);
    }

    private void remember(JobId id, ErrorBound bound) {
        journal.promiseEnded(id, bound.standing());
        Map<String, Double> learned = bound.learned();
        clusters.learn(learned);
        journal.clustersLearned(learned);
    }

    /**
     * Asks for it at once when a job has ended, or the broker would go on to lease what its sellers leave; and again when the last
     * lease is over, since only then {@link Buying#bidClosed} counts. The broker, or the lack of one, bears to be asked twice.
     */
    void closeBid(Job job) {
        market.cancelBid(job.spec().id());
    }
}
