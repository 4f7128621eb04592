package sparecore.buyer.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.random.RandomGenerator;
import sparecore.buyer.job.ErrorBound;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.WhenSpent;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.result.Work;
import sparecore.vote.Acceptance;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;

/** Which seller gets which fragment; and what to tell and do when none can get one. */
final class HandingOut {
    /** With fewer independent sellers than this, a fragment may want more votes than there are. */
    private static final int VOTES_USUAL = 3;

    /** As many of a job's as tables show. */
    private static final int NAME_DIGITS = 8;

    private final Books books;
    private final Sellers sellers;
    private final WorkCache works;
    private final Leaving leaving;
    private final Purse purse;
    private final Journal journal;
    private final Workshop workshop;
    private final RandomGenerator random;

    HandingOut(
            Books books,
            Sellers sellers,
            Journal journal,
            WorkCache works,
            Leaving leaving,
            Purse purse,
            Workshop workshop,
            RandomGenerator random) {
        this.books = books;
        this.sellers = sellers;
        this.journal = journal;
        this.workshop = workshop;
        this.random = random;
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
                handOut(job, books.tenanciesOf(id));
                job.errorBound().ifPresent(bound -> journal.ruleTold(id, bound.takeInputs()));
                if (job.isComplete()) {
                    leaving.end(job, JobPhase.DONE, "");
                }
            }
            books.changed(id);
        }
    }

    private void handOut(Job job, List<Tenancy> tenancies) {
        ErrorBound bound = job.errorBound().orElse(null);
        if (bound == null) {
            tenancies.forEach(tenancy -> fill(job, tenancy));
            return;
        }
        bound.draw(takers(tenancies), books.now(), random);
        tenancies.forEach(tenancy -> fill(job, tenancy));
        tenancies.forEach(tenancy -> fillWithChecks(job, bound, tenancy));
        for (int index : bound.takeOwn(books.now())) {
            workshop.compute(job.spec().id(), index, works.get(job.spec().id(), index));
        }
    }

    /** Sellers that take work now, or will when what they have is done. */
    private static Set<NodeId> takers(List<Tenancy> tenancies) {
        Set<NodeId> takers = new LinkedHashSet<>();
        for (Tenancy tenancy : tenancies) {
            if (tenancy.takesWork()) {
                takers.add(tenancy.seller());
            }
        }
        return takers;
    }

    /** The slots that nothing else is left for: only checks can go there. */
    private void fillWithChecks(Job job, ErrorBound bound, Tenancy tenancy) {
        Credits mean = meanCharge(job, tenancy);
        if (tenancy.hasRoom(mean, books.now()) && purse.hasRoom(mean)) {
            List<Order> orders = new ArrayList<>(1);
            bound.drawCheck(tenancy.seller(), true, random)
                    .ifPresent(number -> orderCheck(bound, number, tenancy, orders));
            send(orders, tenancy);
        }
    }

    /** Checks go out like any other fragment. */
    private static void orderCheck(ErrorBound bound, int number, Tenancy tenancy, List<Order> orders) {
        ErrorBound.Check check = bound.check(number);
        if (check != null) {
            orders.add(order(number, check.work(), check.work().digest(), true, tenancy));
        }
    }

    private static Order order(int index, Work work, Digest digest, boolean sealed, Tenancy tenancy) {
        return new Order(tenancy.assign(index, WorkCache.size(work)), work, digest, sealed);
    }

    private void send(List<Order> orders, Tenancy tenancy) {
        if (!orders.isEmpty()) {
            sellers.assign(tenancy.lease(), orders);
        }
    }

    private void fill(Job job, Tenancy tenancy) {
        List<Order> orders = new ArrayList<>();
        job.serves(tenancy.seller(), tenancy.ticket().slots(), tenancy.ticket().speed());
        fill(job, tenancy, orders);
        send(orders, tenancy);
    }

    /** Where an error is asked for, sellers commit before they show; equal votes alone are counted as they come. */
    private void fill(Job job, Tenancy tenancy, List<Order> orders) {
        boolean sealed = job.errorBound().isPresent();
        Credits mean = meanCharge(job, tenancy);
        long nowMillis = books.now();
        while (tenancy.hasRoom(mean, nowMillis) && purse.hasRoom(mean)) {
            OptionalInt index = job.next(tenancy.seller(), nowMillis);
            if (index.isEmpty()) {
                return;
            }
            if (isCheckInstead(job, tenancy, orders)) {
                continue;
            }
            give(job, index.getAsInt(), tenancy, sealed, orders);
        }
    }

    private void give(Job job, int index, Tenancy tenancy, boolean sealed, List<Order> orders) {
        Work work = works.get(job.spec().id(), index);
        Digest digest = job.sent(index, tenancy.seller(), books.now()).work();
        orders.add(order(index, work, digest, sealed, tenancy));
    }

    /** Now and then a check goes out in a fragment's place. */
    private boolean isCheckInstead(Job job, Tenancy tenancy, List<Order> orders) {
        ErrorBound bound = job.errorBound().orElse(null);
        Optional<Integer> number = bound == null ? Optional.empty() : bound.drawCheck(tenancy.seller(), false, random);
        if (bound == null || number.isEmpty()) {
            return false;
        }
        orderCheck(bound, number.get(), tenancy, orders);
        return true;
    }

    static Credits meanCharge(Job job, Tenancy tenancy) {
        long meanMicros = job.replicasRun() == 0 ? 0 : job.cpuMicros() / job.replicasRun();
        return tenancy.ticket().price().of(meanMicros, tenancy.ticket().speed());
    }

    /** About once a second: late copies, the money that is left, and a note on what the job waits for. */
    void lookAfter(Job job, String marketNote) {
        job.noticeLate(books.now());
        sendTailCopies(job);
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

    /** The fastest first. */
    private void sendTailCopies(Job job) {
        if (!purse.hasRoom(job.meanCharge())) {
            return;
        }
        List<Tenancy> idle = books.tenanciesOf(job.spec().id()).stream()
                .filter(tenancy -> tenancy.outstanding() == 0 && tenancy.hasRoom(meanCharge(job, tenancy), books.now()))
                .sorted(Comparator.comparing(
                        tenancy -> -tenancy.ticket().speed().ppm()))
                .toList();
        for (Tenancy tenancy : idle) {
            OptionalInt index = job.tailCopy(tenancy.seller(), books.now());
            if (index.isPresent()) {
                List<Order> orders = new ArrayList<>(1);
                give(job, index.getAsInt(), tenancy, job.errorBound().isPresent(), orders);
                send(orders, tenancy);
            }
        }
    }

    /**
     * What is left pays for a run, but no lease's share of it does, for the job wants many slots and has a few: with how many its leases
     * would have shares that do. Halved each time at least, so that it comes to an end.
     *
     * @return empty where that is not so
     */
    OptionalInt slotsThatPay(Job job) {
        long left = leftFor(job);
        long mean = Math.max(1, job.meanCharge().micro());
        int slots = job.spec().slots();
        int least = votesLeast(job.spec().rule());
        return isResting(job) && isHopelesslySmall(job) && left >= mean && slots > least
                ? OptionalInt.of((int) Math.max(least, Math.min(slots / 2, left / mean)))
                : OptionalInt.empty();
    }

    /** So many sellers must be there for a fragment to be accepted. */
    private static int votesLeast(Acceptance rule) {
        return rule.match(new Acceptance.Cases<>() {
            @Override
            public Integer replicas(Quorum quorum) {
                return quorum.replicas();
            }

            @Override
            public Integer error(Terms terms) {
                return VOTES_USUAL;
            }
        });
    }

    /** Nothing runs, and what is left does not pay for one more run of any fragment. */
    private boolean isSpent(Job job) {
        return isResting(job) && (leftFor(job) < Math.max(1, job.meanCharge().micro()) || isHopelesslySmall(job));
    }

    /** Something is to be done, and nothing is under way. */
    private boolean isResting(Job job) {
        return job.open() > 0
                && job.replicasRun() > 0
                && books.tenanciesOf(job.spec().id()).stream().noneMatch(one -> one.outstanding() > 0);
    }

    private long leftFor(Job job) {
        long left = job.left().micro();
        for (Tenancy tenancy : books.tenanciesOf(job.spec().id())) {
            left -= Math.min(left, tenancy.pending().micro());
        }
        return left;
    }

    private boolean isHopelesslySmall(Job job) {
        List<Tenancy> tenancies = books.tenanciesOf(job.spec().id());
        return !tenancies.isEmpty()
                && tenancies.stream()
                        .allMatch(one -> one.phase() == Tenancy.Phase.READY
                                && !one.owed().isPositive()
                                && one.isQuiet()
                                && one.isDryFor(meanCharge(job, one)));
    }

    private void explainWaiting(Job job, String marketNote) {
        Set<NodeId> ready = new HashSet<>();
        for (Tenancy tenancy : books.tenanciesOf(job.spec().id())) {
            if (tenancy.phase() == Tenancy.Phase.READY) {
                ready.add(tenancy.seller());
            }
        }
        String note = "";
        if (ready.isEmpty() && !marketNote.isEmpty()) {
            note = marketNote;
        } else if (ready.isEmpty()) {
            note = "waiting for a seller at " + job.spec().priceMost()
                    + " credits a CPU-second or less; why: `sparecore explain job "
                    + job.spec().id().toString().substring(0, NAME_DIGITS) + "`";
        } else {
            note = job.spec().rule().match(new Acceptance.Cases<>() {
                @Override
                public String replicas(Quorum quorum) {
                    return ready.size() >= quorum.replicas()
                            ? ""
                            : "waiting for more sellers: " + quorum.replicas() + " different ones must agree, "
                                    + ready.size() + " are here";
                }

                @Override
                public String error(Terms terms) {
                    return job.errorBound().map(bound -> noteOn(bound, ready)).orElse("");
                }
            });
        }
        job.setNote(note);
    }

    private static String noteOn(ErrorBound bound, Set<NodeId> ready) {
        long independent = bound.independent(ready);
        String few = independent == 1 ? "only one independent seller is here" : "only " + independent + " are here";
        if (bound.atWork() > 0) {
            return "computing " + bound.atWork() + " here, where votes cannot decide (" + few + ")";
        }
        return bound.cannotCompute() && independent < VOTES_USUAL
                ? "waiting for more independent sellers: " + few
                        + ", and this machine cannot compute the program itself"
                : "";
    }
}
