package sparecore.buyer.engine;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.WhenSpent;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.result.Work;

/** Which seller gets which fragment; and what to tell and do when none can get one. */
final class HandingOut {
    private final Books books;
    private final Sellers sellers;
    private final WorkCache works;
    private final Leaving leaving;
    private final Purse purse;

    HandingOut(Books books, Sellers sellers, WorkCache works, Leaving leaving, Purse purse) {
        this.books = books;
        this.sellers = sellers;
        this.works = works;
        this.leaving = leaving;
        this.purse = purse;
    }

    /** After a batch of events: hands out fragments, and ends the jobs that are complete. */
    void settle() {
        for (JobId id : books.takeTouched()) {
            Job job = books.job(id);
            if (job == null) {
                continue;
            }
            if (!job.phase().isFinal()) {
                books.tenanciesOf(id).forEach(tenancy -> fill(job, tenancy));
                if (job.isComplete()) {
                    leaving.end(job, JobPhase.DONE, "");
                }
            }
            books.changed(id);
        }
    }

    private void fill(Job job, Tenancy tenancy) {
        Credits mean = meanCharge(job, tenancy);
        long nowMillis = books.now();
        while (tenancy.hasRoom(mean, nowMillis) && purse.hasRoom(mean)) {
            OptionalInt index = job.next(tenancy.seller(), nowMillis);
            if (index.isEmpty()) {
                return;
            }
            Work work = works.get(job.spec().id(), index.getAsInt());
            job.sent(index.getAsInt(), tenancy.seller(), nowMillis);
            long assignment = tenancy.assign(index.getAsInt(), WorkCache.size(work));
            sellers.assign(tenancy.lease(), assignment, work);
        }
    }

    static Credits meanCharge(Job job, Tenancy tenancy) {
        long meanMicros = job.replicasRun() == 0 ? 0 : job.cpuMicros() / job.replicasRun();
        return tenancy.ticket().price().of(meanMicros, tenancy.ticket().speed());
    }

    /** About once a second: late copies, the money that is left, and a note on what the job waits for. */
    void lookAfter(Job job, String marketNote) {
        job.noticeLate(books.now());
        books.touch(job.spec().id());
        if (purse.stops()) {
            leaving.end(job, JobPhase.FAILED, purse.note());
            return;
        }
        if (purse.waits()) {
            job.setNote(purse.note());
            return;
        }
        boolean spent = isSpent(job);
        if (spent && job.spec().whenSpent() == WhenSpent.WAIT) {
            job.setNote("the cap of " + job.spec().cap()
                    + " credits is spent: raise it with `sparecore jobs amend --cap`, and the job goes on");
            return;
        }
        if (spent) {
            leaving.end(
                    job,
                    JobPhase.FAILED,
                    "the cap of " + job.spec().cap() + " credits is spent: " + job.left()
                            + " are left, and a run costs about " + job.meanCharge()
                            + ". Raise it with --cap, or lower the price");
            return;
        }
        explainWaiting(job, marketNote);
    }

    /** Nothing runs, and what is left does not pay for one more run of any fragment. */
    private boolean isSpent(Job job) {
        List<Tenancy> tenancies = books.tenanciesOf(job.spec().id());
        if (job.open() == 0 || job.replicasRun() == 0 || tenancies.stream().anyMatch(one -> one.outstanding() > 0)) {
            return false;
        }
        long left = job.left().micro();
        for (Tenancy tenancy : tenancies) {
            left -= Math.min(left, tenancy.pending().micro());
        }
        boolean hopelesslySmall = !tenancies.isEmpty()
                && tenancies.stream()
                        .allMatch(one -> one.phase() == Tenancy.Phase.READY
                                && !one.owed().isPositive()
                                && one.isQuiet()
                                && one.isDryFor(meanCharge(job, one)));
        return left < Math.max(1, job.meanCharge().micro()) || hopelesslySmall;
    }

    private void explainWaiting(Job job, String marketNote) {
        Set<NodeId> ready = new HashSet<>();
        for (Tenancy tenancy : books.tenanciesOf(job.spec().id())) {
            if (tenancy.phase() == Tenancy.Phase.READY) {
                ready.add(tenancy.seller());
            }
        }
        int wanted = job.spec().rule().replicas();
        String note = "";
        if (ready.isEmpty() && !marketNote.isEmpty()) {
            note = marketNote;
        } else if (ready.isEmpty()) {
            note = "waiting for a seller at " + job.spec().priceMost() + " credits a CPU-second or less";
        } else if (ready.size() < wanted) {
            note = "waiting for more sellers: " + wanted + " different ones must agree, " + ready.size() + " are here";
        }
        job.setNote(note);
    }
}
