package sparecore.buyer.engine;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.engine.Watchers.Kind;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.Outcome;
import sparecore.buyer.job.Vote;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.money.Credits;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.wire.LeaseEndReason;

/**
 * The buyer's core. It owns all jobs and leases; every method is an event, called on the engine's thread. What must not be
 * forgotten goes to the {@link Journal}; what others see goes to the ports, which the {@link Engine} lets act only after the
 * journal's commit.
 *
 * <p>The main path: {@link #submit} bids; {@link #leaseMatched} dials the seller; {@link #sellerReady} lets fragments flow, as
 * many as the seller's window takes; {@link #resultArrived} is a vote; an accepted fragment is paid at the next
 * {@link #tick}; when all have ended, {@link Leaving} pays for the last time and ends leases and bid.
 */
public final class Buying {
    /** Fragments of one job that have not ended; more are taken as these end. */
    public static final int OPEN_FRAGMENTS_MAX = 50_000;

    private static final long LEAVE_BEFORE_EXPIRY_MILLIS = 10_000;
    private static final long GIVE_UP_MILLIS = 20_000;
    private static final long STALL_CHECK_MILLIS = 1_000;

    /** A seller may report this much more CPU time than the limit: the kernel ends a run a little late. */
    private static final long CPU_LIMIT_SLACK_MICROS = 2_000_000;

    private final Market market;
    private final Sellers sellers;
    private final Journal journal;
    private final Watchers watchers;
    private final LongSupplier clockMillis;
    private final WorkCache works;
    private final Leaving leaving;
    private final Map<JobId, Job> jobs = new LinkedHashMap<>();
    private final Map<LeaseId, Tenancy> tenancies = new LinkedHashMap<>();
    private final Map<NodeId, String> barred;
    private final Set<JobId> touched = new LinkedHashSet<>();
    private boolean brokerUp;
    private String brokerNote = "connecting to the broker";
    private long nextStallCheckMillis;

    /**
     * @param recovered running jobs, and ended ones whose bid may still be open
     * @param barred sellers that were caught, with the reason
     */
    public Buying(
            Market market,
            Sellers sellers,
            Journal journal,
            Watchers watchers,
            LongSupplier clockMillis,
            Collection<Job> recovered,
            Map<NodeId, String> barred) {
        this.market = market;
        this.sellers = sellers;
        this.journal = journal;
        this.watchers = watchers;
        this.clockMillis = clockMillis;
        this.works = new WorkCache(journal);
        this.leaving = new Leaving(market, sellers, tenancies, clockMillis);
        this.barred = new LinkedHashMap<>(barred);
        recovered.forEach(job -> jobs.put(job.spec().id(), job));
    }

    /** Opens a job; the same id again gives the same job. */
    public Job submit(JobSpec spec) {
        Job known = jobs.get(spec.id());
        if (known != null) {
            return known;
        }
        Job job = new Job(spec);
        journal.jobAdded(spec, now());
        jobs.put(spec.id(), job);
        job.setNote(brokerNote);
        if (brokerUp) {
            market.placeBid(spec);
        }
        happened(job, Kind.SUBMITTED, "the job is submitted", null);
        return job;
    }

    /**
     * Adds the next fragments of a running job.
     *
     * @throws IllegalArgumentException if the first is not the next one, or the job has ended
     */
    public void addFragments(JobId id, int first, List<Work> added) {
        Job job = require(id);
        if (job.phase().isFinal()) {
            throw new IllegalArgumentException("the job has ended: " + job.note());
        }
        List<Digest> digests = added.stream().map(Work::digest).toList();
        for (int i = 0; i < added.size(); i++) {
            job.add(first + i, digests.get(i));
            works.put(id, first + i, added.get(i));
        }
        journal.fragmentsAdded(id, first, added, digests);
        touched.add(id);
    }

    public void closeInput(JobId id) {
        Job job = require(id);
        if (!job.isInputClosed()) {
            job.closeInput();
            journal.inputClosed(id);
            touched.add(id);
        }
    }

    /** The caller does not want the rest. */
    public void cancel(JobId id) {
        Job job = require(id);
        if (!job.phase().isFinal()) {
            end(job, JobPhase.CANCELLED, "cancelled by its caller");
        }
    }

    /** The link to the broker is open. Bids are placed again; the broker knows those that it has. */
    public void brokerUp() {
        brokerUp = true;
        brokerNote = "waiting for sellers";
        for (Job job : List.copyOf(jobs.values())) {
            if (job.phase().isFinal()) {
                closeBidIfLeft(job);
            } else {
                market.placeBid(job.spec());
            }
        }
    }

    public void brokerDown(String why) {
        brokerUp = false;
        brokerNote = "waiting for the broker: " + why;
    }

    public void bidPlaced(JobId id) {
        Job job = jobs.get(id);
        if (job != null && !job.phase().isFinal()) {
            job.setNote("waiting for sellers");
            happened(job, Kind.BID_PLACED, "the bid is placed, " + job.spec().cap() + " credits are held", null);
        }
    }

    /** The broker will not have this bid, and asking again would not help. */
    public void bidRefused(JobId id, String why) {
        Job job = jobs.get(id);
        if (job != null && !job.phase().isFinal()) {
            end(job, JobPhase.FAILED, "the broker refused the bid: " + why);
        }
    }

    public void bidClosed(JobId id) {
        journal.bidClosed(id);
        jobs.remove(id);
    }

    /** The broker has matched a lease, or tells of it again after a reconnect. */
    public void leaseMatched(SignedTicket signed) {
        LeaseId lease = signed.ticket().lease();
        if (tenancies.containsKey(lease)) {
            return;
        }
        Job job = jobs.get(JobId.of(signed.ticket().bid()));
        Credits owed = journal.owed(lease);
        Tenancy tenancy = new Tenancy(signed, owed, now() << 20, now());
        if (job == null || (job.phase().isFinal() && !owed.isPositive())) {
            market.endLease(lease, LeaseEndReason.LEASE_END_REASON_JOB_DONE);
            return;
        }
        tenancies.put(lease, tenancy);
        if (job.phase().isFinal()) {
            tenancy.leave(LeaseEndReason.LEASE_END_REASON_JOB_DONE, false, now());
        } else if (barred.containsKey(tenancy.seller())) {
            happened(job, Kind.SELLER_BARRED, "refused: " + barred.get(tenancy.seller()), tenancy.seller());
            leave(tenancy, LeaseEndReason.LEASE_END_REASON_MISTRUST);
            return;
        }
        dial(tenancy);
    }

    /** The broker or the seller has ended the lease. */
    public void leaseEnded(LeaseId lease, LeaseEndReason reason) {
        Tenancy tenancy = tenancies.get(lease);
        if (tenancy != null && tenancy.phase() != Tenancy.Phase.LEAVING) {
            tellLeft(tenancy, "the lease ended: " + reason);
            takeBack(tenancy);
            leaving.begin(tenancy, reason, true);
        }
    }

    /** The seller has the ticket and the program, and takes fragments. */
    public void sellerReady(LeaseId lease, int window) {
        Tenancy tenancy = tenancies.get(lease);
        if (tenancy == null) {
            sellers.disconnect(lease, "the lease is over");
            return;
        }
        tenancy.reached();
        tenancy.setWindow(window);
        if (tenancy.phase() == Tenancy.Phase.LEAVING) {
            leaving.payLast(tenancy);
            return;
        }
        tenancy.enter(Tenancy.Phase.READY, now());
        Job job = jobs.get(tenancy.job());
        if (job != null) {
            happened(
                    job,
                    Kind.SELLER_JOINED,
                    "a seller joined, " + tenancy.ticket().slots() + " slots",
                    tenancy.seller());
        }
    }

    public void windowChanged(LeaseId lease, int window) {
        Tenancy tenancy = tenancies.get(lease);
        if (tenancy != null) {
            tenancy.setWindow(window);
            touched.add(tenancy.job());
        }
    }

    /** The seller could not be reached, or its link broke. Its fragments go back to the queue at once. */
    public void sellerLost(LeaseId lease, String why) {
        Tenancy tenancy = tenancies.get(lease);
        if (tenancy == null) {
            return;
        }
        tenancy.forgetPromise();
        tenancy.unreached(now() + 1_000);
        int returned = takeBack(tenancy);
        if (tenancy.phase() == Tenancy.Phase.READY) {
            tally(tenancy);
            tenancy.enter(Tenancy.Phase.CONNECTING, now());
            tenancy.unreached(now());
            Job job = jobs.get(tenancy.job());
            if (job != null) {
                happened(
                        job,
                        Kind.SELLER_LOST,
                        "a seller was lost (" + why + "), " + returned + " fragments go back to the queue",
                        tenancy.seller());
            }
        }
    }

    /** The seller does not take the job's program. */
    public void programRefused(LeaseId lease, String why) {
        Tenancy tenancy = tenancies.get(lease);
        if (tenancy != null) {
            tellLeft(tenancy, "the seller refused the program: " + why);
            leave(tenancy, LeaseEndReason.LEASE_END_REASON_PROGRAM_REFUSED);
        }
    }

    public void handedBack(LeaseId lease, long assignment, String why) {
        Tenancy tenancy = tenancies.get(lease);
        OptionalInt index = tenancy == null ? OptionalInt.empty() : tenancy.take(assignment);
        Job job = tenancy == null ? null : jobs.get(tenancy.job());
        if (tenancy != null && job != null && index.isPresent()) {
            job.returned(index.getAsInt(), tenancy.seller());
            happened(
                    job,
                    Kind.FRAGMENT_RETURNED,
                    "fragment " + index.getAsInt() + " was handed back: " + why,
                    tenancy.seller());
        }
    }

    /** A result, signed by the lease's seller; output and digest have been found to agree. */
    public void resultArrived(LeaseId lease, SignedResult signed, ByteString output, ByteString error) {
        Tenancy tenancy = tenancies.get(lease);
        OptionalInt index = tenancy == null
                ? OptionalInt.empty()
                : tenancy.take(signed.result().assignment());
        Job job = tenancy == null ? null : jobs.get(tenancy.job());
        if (tenancy == null || job == null || index.isEmpty()) {
            return;
        }
        touched.add(tenancy.job());
        Fragment fragment = job.fragment(index.getAsInt());
        if (fragment == null) {
            return;
        }
        String lie = lieIn(signed.result(), fragment, job);
        if (!lie.isEmpty()) {
            job.returned(fragment.index(), tenancy.seller());
            bar(tenancy.seller(), lie);
            return;
        }
        Vote vote = Vote.of(
                tenancy.seller(),
                signed.result(),
                tenancy.ticket().price(),
                tenancy.ticket().speed());
        journal.voteCast(tenancy.job(), fragment.index(), vote, signed, output, error);
        tenancy.await(vote.charge());
        judge(job, fragment.index(), job.vote(fragment.index(), vote));
    }

    /** What in a result cannot be true, or nothing. */
    private static String lieIn(RunResult result, Fragment fragment, Job job) {
        if (!result.work().equals(fragment.work())) {
            return "it signed a result for other work than it was given";
        }
        long most = job.spec().limits().cpuSeconds() * 1_000_000L + CPU_LIMIT_SLACK_MICROS;
        if (result.cpuMicros() > most) {
            return "it claimed more CPU time than the limit lets a run have";
        }
        return "";
    }

    private void judge(Job job, int index, Outcome outcome) {
        if (outcome instanceof Outcome.Accepted accepted) {
            accepted.right().forEach(right -> pay(job, index, right));
            journal.fragmentEnded(
                    job.spec().id(), index, Fragment.Phase.ACCEPTED, job.nextSequence(), accepted.answer());
            works.remove(job.spec().id(), index);
            accepted.wrong().forEach(wrong -> reject(job, index, wrong));
        } else if (outcome instanceof Outcome.LateRight late) {
            pay(job, index, late.vote());
        } else if (outcome instanceof Outcome.LateWrong late) {
            reject(job, index, late.vote());
        } else if (outcome instanceof Outcome.Hopeless hopeless) {
            journal.fragmentEnded(job.spec().id(), index, Fragment.Phase.ABANDONED, job.nextSequence(), null);
            works.remove(job.spec().id(), index);
            happened(job, Kind.RESULT_REJECTED, "fragment " + index + " is given up: " + hopeless.reason(), null);
        }
    }

    private void pay(Job job, int index, Outcome.Judged judged) {
        Vote vote = judged.vote();
        Tenancy tenancy = tenancies.get(vote.result().lease());
        Credits paid = Credits.ZERO;
        if (tenancy != null) {
            tenancy.decided(vote.charge());
            paid = tenancy.accept(vote.result().assignment(), judged.payable());
        }
        job.pay(vote.seller(), paid);
        journal.voteJudged(job.spec().id(), index, vote.seller(), Journal.Judgement.RIGHT, paid);
    }

    private void reject(Job job, int index, Vote vote) {
        Tenancy tenancy = tenancies.get(vote.result().lease());
        if (tenancy != null) {
            tenancy.decided(vote.charge());
            tenancy.reject(vote.result().assignment());
        }
        job.reject(vote.seller());
        journal.voteJudged(job.spec().id(), index, vote.seller(), Journal.Judgement.WRONG, Credits.ZERO);
        happened(job, Kind.RESULT_REJECTED, "its result of fragment " + index + " was outvoted", vote.seller());
        bar(
                vote.seller(),
                "its result of fragment " + index + " of job \"" + job.spec().name() + "\" was outvoted");
    }

    /** From now on nothing that this seller says counts: its open votes are dropped, its leases end. */
    private void bar(NodeId seller, String why) {
        if (barred.putIfAbsent(seller, why) != null) {
            return;
        }
        journal.sellerBarred(seller, why, now());
        for (Job job : jobs.values()) {
            if (!job.phase().isFinal() && !job.dropVotes(seller).isEmpty()) {
                touched.add(job.spec().id());
            }
        }
        for (Tenancy tenancy : List.copyOf(tenancies.values())) {
            if (tenancy.seller().equals(seller)) {
                Job job = jobs.get(tenancy.job());
                if (job != null) {
                    happened(job, Kind.SELLER_BARRED, "barred: " + why, seller);
                }
                leave(tenancy, LeaseEndReason.LEASE_END_REASON_MISTRUST);
            }
        }
    }

    /** The seller has confirmed its last payment, or cannot be asked. */
    public void lastPaymentDone(LeaseId lease) {
        Tenancy tenancy = tenancies.get(lease);
        if (tenancy != null && tenancy.phase() == Tenancy.Phase.LEAVING) {
            finish(tenancy);
        }
    }

    /** Several times a second: payments, dialling, deadlines. */
    public void tick() {
        for (Tenancy tenancy : List.copyOf(tenancies.values())) {
            tick(tenancy);
        }
        if (now() >= nextStallCheckMillis) {
            nextStallCheckMillis = now() + STALL_CHECK_MILLIS;
            jobs.values().stream().filter(job -> !job.phase().isFinal()).forEach(this::explainWaiting);
        }
    }

    private void tick(Tenancy tenancy) {
        boolean tooLong = now() - tenancy.sinceMillis() > GIVE_UP_MILLIS;
        switch (tenancy.phase()) {
            case READY -> {
                if (tenancy.hasNews()) {
                    sellers.pay(tenancy.lease(), tenancy.settle());
                }
                if (now() > tenancy.ticket().expiresAtMillis() - LEAVE_BEFORE_EXPIRY_MILLIS) {
                    leave(tenancy, LeaseEndReason.LEASE_END_REASON_EXPIRED);
                } else {
                    leaveIfDry(tenancy);
                }
            }
            case CONNECTING -> {
                if (tooLong) {
                    tellLeft(tenancy, "the seller cannot be reached");
                    leaving.begin(tenancy, LeaseEndReason.LEASE_END_REASON_SELLER_GONE, false);
                    finish(tenancy);
                } else if (tenancy.mayDial(now())) {
                    dial(tenancy);
                }
            }
            case LEAVING -> {
                if (tooLong || leaving.isSettled(tenancy)) {
                    finish(tenancy);
                } else if (tenancy.mayDial(now())) {
                    dial(tenancy);
                }
            }
            case GONE -> tenancies.remove(tenancy.lease());
        }
    }

    private void leaveIfDry(Tenancy tenancy) {
        Job job = jobs.get(tenancy.job());
        if (job == null || !tenancy.isQuiet() || !tenancy.isDryFor(meanCharge(job, tenancy))) {
            return;
        }
        tellLeft(tenancy, "the lease's escrow is used up");
        leave(tenancy, LeaseEndReason.LEASE_END_REASON_ESCROW_DRY);
        Credits left = job.spec().cap().minus(job.spent());
        Credits mean = meanCharge(job, tenancy);
        if (left.compareTo(mean.plus(mean)) < 0 && !job.phase().isFinal()) {
            end(
                    job,
                    JobPhase.FAILED,
                    "the cap of " + job.spec().cap() + " credits is spent: raise it with --cap, or lower the price");
        }
    }

    private void explainWaiting(Job job) {
        Set<NodeId> ready = new HashSet<>();
        for (Tenancy tenancy : tenancies.values()) {
            if (tenancy.job().equals(job.spec().id()) && tenancy.phase() == Tenancy.Phase.READY) {
                ready.add(tenancy.seller());
            }
        }
        int wanted = job.spec().rule().replicas();
        String note = "";
        if (!brokerUp && ready.isEmpty()) {
            note = brokerNote;
        } else if (ready.isEmpty()) {
            note = "waiting for a seller at " + job.spec().priceMost() + " credits a CPU-second or less";
        } else if (ready.size() < wanted) {
            note = "waiting for more sellers: " + wanted + " different ones must agree, " + ready.size() + " are here";
        }
        if (!note.equals(job.note())) {
            job.setNote(note);
            watchers.changed(job.spec().id());
        }
        touched.add(job.spec().id());
    }

    /** Once after every batch of events: hands out fragments, and ends what is complete. */
    public void settle() {
        for (JobId id : List.copyOf(touched)) {
            touched.remove(id);
            Job job = jobs.get(id);
            if (job == null) {
                continue;
            }
            if (!job.phase().isFinal()) {
                tenancies.values().stream()
                        .filter(tenancy -> tenancy.job().equals(id))
                        .forEach(tenancy -> fill(job, tenancy));
                if (job.isComplete()) {
                    end(job, JobPhase.DONE, "");
                }
            }
            watchers.changed(id);
        }
    }

    private void fill(Job job, Tenancy tenancy) {
        Credits mean = meanCharge(job, tenancy);
        while (tenancy.hasRoom(mean)) {
            OptionalInt index = job.next(tenancy.seller(), now());
            if (index.isEmpty()) {
                return;
            }
            job.sent(index.getAsInt(), tenancy.seller(), now());
            long assignment = tenancy.assign(index.getAsInt());
            sellers.assign(tenancy.lease(), assignment, works.get(job.spec().id(), index.getAsInt()));
        }
    }

    private static Credits meanCharge(Job job, Tenancy tenancy) {
        long meanMicros = job.replicasRun() == 0 ? 0 : job.cpuMicros() / job.replicasRun();
        return tenancy.ticket().price().of(meanMicros, tenancy.ticket().speed());
    }

    private void end(Job job, JobPhase phase, String why) {
        JobId id = job.spec().id();
        for (int index : job.end(phase, why)) {
            journal.fragmentEnded(id, index, Fragment.Phase.ABANDONED, job.nextSequence(), null);
            works.remove(id, index);
        }
        journal.jobEnded(id, phase, why, now());
        for (Tenancy tenancy : List.copyOf(tenancies.values())) {
            if (tenancy.job().equals(id)) {
                leave(tenancy, LeaseEndReason.LEASE_END_REASON_JOB_DONE);
            }
        }
        happened(
                job,
                Kind.ENDED,
                "the job is " + phase.name().toLowerCase(java.util.Locale.ROOT) + (why.isEmpty() ? "" : ": " + why),
                null);
        closeBidIfLeft(job);
    }

    private void leave(Tenancy tenancy, LeaseEndReason reason) {
        if (tenancy.phase() == Tenancy.Phase.CONNECTING || tenancy.phase() == Tenancy.Phase.READY) {
            boolean connected = tenancy.phase() == Tenancy.Phase.READY;
            if (connected) {
                tally(tenancy);
            }
            takeBack(tenancy);
            leaving.begin(tenancy, reason, false);
            if (connected) {
                leaving.payLast(tenancy);
            }
        }
    }

    private void finish(Tenancy tenancy) {
        leaving.finish(tenancy);
        Job job = jobs.get(tenancy.job());
        if (job != null && job.phase().isFinal()) {
            closeBidIfLeft(job);
        }
    }

    private void closeBidIfLeft(Job job) {
        JobId id = job.spec().id();
        if (brokerUp
                && tenancies.values().stream()
                        .noneMatch(tenancy -> tenancy.job().equals(id))) {
            market.cancelBid(id);
        }
    }

    /** The seller's copies are out no more. @return how many there were */
    private int takeBack(Tenancy tenancy) {
        Map<Long, Integer> out = tenancy.takeAll();
        Job job = jobs.get(tenancy.job());
        if (job != null) {
            out.values().forEach(index -> job.returned(index, tenancy.seller()));
            touched.add(tenancy.job());
        }
        if (tenancy.phase() == Tenancy.Phase.READY && !out.isEmpty()) {
            sellers.cancel(tenancy.lease(), new ArrayList<>(out.keySet()));
        }
        return out.size();
    }

    private void dial(Tenancy tenancy) {
        Job job = jobs.get(tenancy.job());
        if (job != null) {
            tenancy.dialling();
            sellers.connect(tenancy.signedTicket(), job.spec().program());
        }
    }

    private void tally(Tenancy tenancy) {
        Job job = jobs.get(tenancy.job());
        if (job != null) {
            job.connected(tenancy.seller(), tenancy.ticket().speed(), now() - tenancy.sinceMillis());
        }
    }

    private void tellLeft(Tenancy tenancy, String text) {
        Job job = jobs.get(tenancy.job());
        if (job != null) {
            happened(job, Kind.SELLER_LEFT, text, tenancy.seller());
        }
    }

    private void happened(Job job, Kind kind, String text, @Nullable NodeId seller) {
        touched.add(job.spec().id());
        watchers.happened(job.spec().id(), kind, text, seller);
    }

    public @Nullable Job job(JobId id) {
        return jobs.get(id);
    }

    /** The tenancies of this job, for showing. */
    public List<Tenancy> tenanciesOf(JobId id) {
        return tenancies.values().stream()
                .filter(tenancy -> tenancy.job().equals(id))
                .toList();
    }

    public int leases() {
        return tenancies.size();
    }

    public Map<NodeId, String> barred() {
        return Collections.unmodifiableMap(barred);
    }

    public String brokerNote() {
        return brokerUp ? "" : brokerNote;
    }

    private Job require(JobId id) {
        Job job = jobs.get(id);
        if (job == null) {
            throw new IllegalArgumentException("there is no running job " + id);
        }
        return job;
    }

    private long now() {
        return clockMillis.getAsLong();
    }
}
