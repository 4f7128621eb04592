package sparecore.buyer.engine;

import com.google.protobuf.ByteString;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.engine.Watchers.Kind;
import sparecore.buyer.job.Budget;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.tenancy.Tenancy;
import sparecore.content.Digest;
import sparecore.evidence.Commitment;
import sparecore.evidence.Signed;
import sparecore.evidence.SignedBatch;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.slot.Machine;
import sparecore.wire.LeaseEndReason;

/**
 * The buyer's core. It owns all jobs and leases; every method is an event, called on the engine's thread. What must not be
 * forgotten goes to the {@link Journal}; what others see goes to the ports, which the {@link Engine} lets act only after the
 * journal's commit. No event that a peer or a caller can cause throws anything but what is declared: another exception ends the
 * engine.
 *
 * <p>The main path: {@link #submit} bids; {@link #leaseMatched} dials the seller; {@link #sellerReady} lets fragments flow, as
 * many as the seller's window takes ({@link HandingOut}); {@link #committed} asks for results ({@link Revealing}); {@link #resultArrived} is a vote ({@link Judging}); an accepted fragment
 * is paid at the next {@link #tick}; when all have ended, {@link Leaving} pays for the last time and ends leases and bid.
 */
public final class Buying {
    /** Fragments of one job that have not ended; more are taken as these end. */
    public static final int OPEN_FRAGMENTS_MAX = 50_000;

    /** Jobs that run, or whose bid is not yet closed. */
    public static final int JOBS_MAX = 1_000;

    private static final long LEAVE_BEFORE_EXPIRY_MILLIS = 10_000;

    /** From a ticket that was taken to a program that is ready: 64 MiB at five megabits a second. */
    private static final long PREPARE_MILLIS = 120_000;

    private static final int LOSSES_IN_A_ROW_MAX = 5;
    private static final String DEADLINE_PASSED = "its deadline has passed";
    private static final long LOOK_AFTER_MILLIS = 1_000;
    private static final long MINUTE_MILLIS = 60_000;

    private final Market market;
    private final Sellers sellers;
    private final Journal journal;
    private final Books books;
    private final WorkCache works;
    private final Clusters clusters;
    private final RandomGenerator random;
    private final Leaving leaving;
    private final Purse purse;
    private final Judging judging;
    private final HandingOut handingOut;
    private final Revealing revealing;
    private final Map<JobId, String> bidNotes = new HashMap<>();
    private boolean brokerUp;
    private String brokerNote = "connecting to the broker";
    private long nextLookMillis;

    /**
     * @param recovered running jobs, and ended ones whose bid may still be open
     * @param budget of the whole buyer; null for none
     * @param random draws who gets which fragment: not to be guessed by any seller
     */
    public Buying(
            Market market,
            Sellers sellers,
            Journal journal,
            Watchers watchers,
            LongSupplier clockMillis,
            Collection<Job> recovered,
            Experience experience,
            @Nullable Budget budget,
            Workshop workshop,
            RandomGenerator random) {
        this.market = market;
        this.sellers = sellers;
        this.journal = journal;
        this.books = new Books(recovered, watchers, clockMillis);
        this.works = new WorkCache(journal);
        this.random = random;
        this.clusters = new Clusters(experience.passed());
        this.leaving = new Leaving(books, market, sellers, journal, works, clusters);
        this.purse = new Purse(books, journal, budget);
        this.judging = new Judging(books, market, journal, leaving, purse, works, experience.barred());
        this.revealing = new Revealing(books, sellers, judging);
        this.handingOut = new HandingOut(books, sellers, journal, works, leaving, purse, workshop, random);
        recovered.forEach(job -> books.touch(job.spec().id()));
    }

    /**
     * Opens a job; the same id again gives the same job.
     *
     * @throws IllegalArgumentException if a job of this id has ended and is known to the journal alone, or there are too many jobs
     */
    public Job submit(JobSpec spec) {
        Job known = books.job(spec.id());
        if (known != null) {
            return known;
        }
        if (journal.hasJob(spec.id())) {
            throw new IllegalArgumentException("the job " + spec.id() + " has ended: draw a new id for a new job");
        }
        if (purse.stops()) {
            throw new IllegalArgumentException(purse.note());
        }
        if (books.jobs().size() >= JOBS_MAX) {
            throw new IllegalArgumentException(
                    JOBS_MAX + " jobs are running already: wait for one to end, or cancel one");
        }
        Job job = new Job(spec);
        journal.jobAdded(spec, books.now());
        job.errorBound().ifPresent(bound -> bound.begin(secret()));
        books.add(job);
        job.setNote(brokerNote);
        if (brokerUp) {
            market.placeBid(spec);
        }
        books.happened(job, Kind.SUBMITTED, "the job is submitted", null);
        return job;
    }

    private Digest secret() {
        byte[] bytes = new byte[Digest.BYTES];
        random.nextBytes(bytes);
        return Digest.fromBytes(bytes);
    }

    /**
     * Adds the next fragments of a running job.
     *
     * @throws IllegalArgumentException if the first is not the next one, there are too many, or the job has ended; then nothing has
     *     changed
     */
    public void addFragments(JobId id, int first, List<Work> added) {
        Job job = require(id);
        if (job.phase().isFinal()) {
            throw new IllegalArgumentException("the job has ended: " + job.note());
        }
        if ((long) job.open() + added.size() > OPEN_FRAGMENTS_MAX) {
            throw new IllegalArgumentException("a job has at most " + OPEN_FRAGMENTS_MAX + " open fragments at once");
        }
        List<Digest> digests = added.stream().map(Work::digest).toList();
        for (int i = 0; i < added.size(); i++) {
            job.add(first + i, digests.get(i));
            works.put(id, first + i, added.get(i));
        }
        job.errorBound().ifPresent(bound -> bound.added(added.size()));
        journal.fragmentsAdded(id, first, added, digests);
        books.touch(id);
    }

    public void closeInput(JobId id) {
        Job job = require(id);
        if (!job.isInputClosed()) {
            job.closeInput();
            journal.inputClosed(id);
            books.touch(id);
        }
    }

    /**
     * Gives a running job other terms: how much, how many, until when.
     *
     * @throws IllegalArgumentException if it has ended, or its new cap is below what is spent
     */
    public Job amend(JobId id, UnaryOperator<JobSpec> change) {
        Job job = require(id);
        if (job.phase().isFinal()) {
            throw new IllegalArgumentException("the job has ended: " + job.note());
        }
        JobSpec amended = change.apply(job.spec());
        if (amended.isOver(books.now())) {
            throw new IllegalArgumentException("the deadline lies in the past");
        }
        if (!amended.equals(job.spec())) {
            job.amend(amended);
            journal.jobAmended(amended);
            if (brokerUp) {
                market.amendBid(amended);
            }
            books.happened(job, Kind.AMENDED, "other terms: " + terms(amended), null);
        }
        return job;
    }

    private static String terms(JobSpec spec) {
        return "at most " + spec.priceMost() + " a CPU-second, " + spec.cap() + " credits in all, " + spec.slots()
                + " slots";
    }

    /** The broker has taken the new terms, or has refused them and the old ones stand there. */
    public void bidAmended(JobId id, String refusal) {
        Job job = books.job(id);
        if (job != null && !job.phase().isFinal() && !refusal.isEmpty()) {
            books.happened(job, Kind.AMENDED, "the broker refused the new terms: " + refusal, null);
        }
    }

    /** The bid has come to its deadline, by the broker's clock. */
    public void bidExpired(JobId id) {
        Job job = books.job(id);
        if (job != null && !job.phase().isFinal()) {
            leaving.end(job, JobPhase.FAILED, DEADLINE_PASSED);
        }
    }

    /** The caller does not want the rest. */
    public void cancel(JobId id) {
        Job job = require(id);
        if (!job.phase().isFinal()) {
            leaving.end(job, JobPhase.CANCELLED, "cancelled by its caller");
        }
    }

    /** The link to the broker is open. Bids are placed again; the broker knows those that it has. */
    public void brokerUp() {
        brokerUp = true;
        brokerNote = "waiting for the broker to take the bid";
        for (Job job : books.jobs()) {
            if (job.phase().isFinal()) {
                leaving.closeBid(job);
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
        Job job = books.job(id);
        bidNotes.remove(id);
        if (job != null && !job.phase().isFinal()) {
            books.happened(
                    job, Kind.BID_PLACED, "the bid is placed, " + job.spec().cap() + " credits are held", null);
        }
    }

    /** The broker will not have this bid, and asking again would not help. */
    public void bidRefused(JobId id, String why) {
        Job job = books.job(id);
        if (job != null && !job.phase().isFinal()) {
            leaving.end(job, JobPhase.FAILED, "the broker refused the bid: " + why);
        }
    }

    /** The broker could not take the bid, or close it, just now; some time has passed since. */
    public void bidDelayed(JobId id, String why) {
        Job job = books.job(id);
        if (job == null || !brokerUp) {
            return;
        }
        if (job.phase().isFinal()) {
            leaving.closeBid(job);
            return;
        }
        bidNotes.put(id, "waiting for the broker to take the bid: " + why);
        market.placeBid(job.spec());
    }

    /** The broker has no such bid any more. A job whose sellers are still to be paid stays until they are. */
    public void bidClosed(JobId id) {
        Job job = books.job(id);
        bidNotes.remove(id);
        if (job != null && job.phase().isFinal() && books.tenanciesOf(id).isEmpty()) {
            journal.bidClosed(id);
            books.forget(id);
        }
    }

    /** The broker has matched a lease, has renewed it, or tells of it again after a reconnect. */
    public void leaseMatched(SignedTicket signed) {
        leaseMatched(signed, Introduction.NONE);
    }

    /** As {@link #leaseMatched(SignedTicket)}, with what the broker says of the seller. */
    public void leaseMatched(SignedTicket signed, Introduction seller) {
        Ticket ticket = signed.ticket();
        LeaseId lease = ticket.lease();
        Tenancy known = books.tenancy(lease);
        if (known != null) {
            renewed(known, signed);
            return;
        }
        Job job = books.job(JobId.of(ticket.bid()));
        Credits owed = journal.owed(lease);
        if (job == null
                || (job.phase().isFinal() && !owed.isPositive())
                || ticket.price().compareTo(job.spec().priceMost()) > 0) {
            market.endLease(lease, LeaseEndReason.LEASE_END_REASON_JOB_DONE);
            return;
        }
        Tenancy tenancy = new Tenancy(signed, owed, job.undecidedCharges(lease), books.now() << 20, books.now());
        books.add(tenancy);
        String whyBarred = judging.whyBarred(tenancy.seller());
        if (job.phase().isFinal()) {
            leaving.leave(tenancy, LeaseEndReason.LEASE_END_REASON_JOB_DONE);
        } else if (whyBarred != null) {
            books.happened(tenancy, Kind.SELLER_BARRED, "refused: " + whyBarred);
            leaving.leave(tenancy, LeaseEndReason.LEASE_END_REASON_MISTRUST);
        } else {
            seat(job, ticket, seller);
            dial(tenancy);
        }
    }

    private void renewed(Tenancy tenancy, SignedTicket signed) {
        if (tenancy.renew(signed)) {
            sellers.renew(signed);
            long minutes = (signed.ticket().expiresAtMillis() - books.now()) / MINUTE_MILLIS;
            books.happened(tenancy, Kind.LEASE_RENEWED, "a lease is renewed, for " + minutes + " minutes");
        }
    }

    /** The broker does not renew this lease, by now; it goes on to its end. */
    public void leaseNotRenewed(LeaseId lease, String why) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy != null && tenancy.notRenewed(why)) {
            books.happened(tenancy, Kind.LEASE_NOT_RENEWED, "a lease is not renewed: " + why);
        }
    }

    private void seat(Job job, Ticket ticket, Introduction seller) {
        String cluster = Clusters.of(ticket, seller);
        job.errorBound().ifPresent(bound -> {
            bound.seat(ticket.seller(), cluster, clusters.passed(cluster, seller));
            books.touch(job.spec().id());
        });
    }

    /** The broker or the seller has ended the lease. */
    public void leaseEnded(LeaseId lease, LeaseEndReason reason) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy != null && tenancy.phase() != Tenancy.Phase.LEAVING) {
            books.happened(tenancy, Kind.SELLER_LEFT, "the lease ended: " + reason);
            leaving.ended(tenancy, reason);
        }
    }

    /**
     * The seller has taken the ticket; it is not ready before it has the program.
     *
     * @param held what it still has of the assignments from an earlier link
     */
    public void sellerOpened(LeaseId lease, Machine machine, List<Long> held) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy != null) {
            tenancy.opened(books.now());
            leaving.takeBackAllBut(tenancy, held);
            judging.runsOn(tenancy.seller(), machine);
        }
    }

    /** The seller has the ticket and the program, and takes fragments. */
    public void sellerReady(LeaseId lease, int window) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy == null) {
            sellers.disconnect(lease, "the lease is over");
        } else if (tenancy.phase() == Tenancy.Phase.LEAVING) {
            leaving.payLast(tenancy);
        } else if (tenancy.ready(window, books.now())) {
            books.happened(
                    tenancy,
                    Kind.SELLER_JOINED,
                    "a seller joined, " + tenancy.ticket().slots() + " slots");
        }
    }

    public void windowChanged(LeaseId lease, int window) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy != null) {
            tenancy.setWindow(window);
            books.touch(tenancy.job());
        }
    }

    /**
     * The seller could not be reached, or its link broke. Its fragments wait for it as long as it may well come back, and then go back to
     * the queue.
     */
    public void sellerLost(LeaseId lease, String why) {
        lost(lease, why, true);
    }

    /** The seller broke the rules of the link, which is over: nothing waits for it. */
    public void sellerOffended(LeaseId lease, String why) {
        lost(lease, why, false);
    }

    private void lost(LeaseId lease, String why, boolean mayResume) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy == null) {
            return;
        }
        boolean wasReady = tenancy.phase() == Tenancy.Phase.READY;
        leaving.countConnection(tenancy);
        tenancy.lost(books.now());
        if (wasReady) {
            String waiting = mayResume ? ", " + tenancy.outstanding() + " fragments wait for it" : "";
            books.happened(tenancy, Kind.SELLER_LOST, "a seller was lost (" + why + ")" + waiting);
        }
        if (!mayResume || !tenancy.keepsWork()) {
            leaving.takeBack(tenancy);
        }
    }

    /** The seller does not take the job's program. */
    public void programRefused(LeaseId lease, String why) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy != null) {
            books.happened(tenancy, Kind.SELLER_LEFT, "the seller refused the program: " + why);
            leaving.giveUp(tenancy, LeaseEndReason.LEASE_END_REASON_PROGRAM_REFUSED);
        }
    }

    /** The job's program cannot be read on this machine. */
    public void programUnreadable(LeaseId lease, String why) {
        Tenancy tenancy = books.tenancy(lease);
        Job job = tenancy == null ? null : books.jobOf(tenancy);
        if (job != null && !job.phase().isFinal()) {
            leaving.end(job, JobPhase.FAILED, "its program cannot be read: " + why);
        }
    }

    public void handedBack(LeaseId lease, long assignment, String why) {
        Tenancy tenancy = books.tenancy(lease);
        Job job = tenancy == null ? null : books.jobOf(tenancy);
        Signed<Commitment> promised = tenancy == null ? null : tenancy.promised(assignment);
        OptionalInt index = tenancy == null ? OptionalInt.empty() : tenancy.takeBack(assignment, books.now());
        if (tenancy == null || job == null || index.isEmpty()) {
            return;
        }
        if (promised != null) {
            judging.notRevealed(
                    job,
                    index.getAsInt(),
                    tenancy,
                    BrokenSeal.silence(assignment, promised, "hands the fragment back"));
            return;
        }
        leaving.returned(job, index.getAsInt(), tenancy);
        String what = index.getAsInt() < 0 ? "a check" : "fragment " + index.getAsInt();
        books.happened(tenancy, Kind.FRAGMENT_RETURNED, what + " was handed back: " + why);
        if (tenancy.isUseless()) {
            books.happened(tenancy, Kind.SELLER_LEFT, "it hands back all that it gets: " + why);
            leaving.leave(tenancy, LeaseEndReason.LEASE_END_REASON_SELLER_GONE);
        }
    }

    /** The lease's seller has results, and has committed to them. */
    public void committed(LeaseId lease, SignedBatch<Commitment> batch) {
        revealing.committed(lease, batch);
    }

    /**
     * A result, signed by the lease's seller; output and digest have been found to agree.
     *
     * @param nonce what opens the seller's commitment; null for none
     */
    public void resultArrived(
            LeaseId lease, SignedResult signed, @Nullable Digest nonce, ByteString output, ByteString error) {
        revealing.resultArrived(lease, signed, nonce, output, error);
    }

    /** The buyer's own machine has computed a fragment. */
    public void ownComputed(JobId id, int index, SignedResult signed, ByteString output, ByteString error) {
        Job job = books.job(id);
        if (job != null && !job.phase().isFinal()) {
            books.touch(id);
            judging.computed(job, index, signed, output, error);
        }
    }

    /** The buyer's own machine cannot compute this job's fragments. */
    public void ownFailed(JobId id, int index, String why) {
        Job job = books.job(id);
        if (job != null && !job.phase().isFinal()) {
            books.touch(id);
            judging.cannotCompute(job, index, why);
        }
    }

    /** The seller has its last payment, or had time enough to confirm it. */
    public void lastPaymentDone(LeaseId lease) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy != null) {
            leaving.lastPaymentDone(tenancy);
        }
    }

    /** The link was gone before the seller could confirm its last payment. */
    public void lastPaymentFailed(LeaseId lease) {
        Tenancy tenancy = books.tenancy(lease);
        if (tenancy != null) {
            leaving.lastPaymentFailed(tenancy);
        }
    }

    /** Where money is left and no lease can pay for a run with its share: fewer slots have larger shares. @return whether it is so */
    private boolean wantsFewerSlots(Job job) {
        OptionalInt fewer = handingOut.slotsThatPay(job);
        if (fewer.isEmpty()) {
            return false;
        }
        JobId id = job.spec().id();
        amend(id, old -> old.amended(old.priceMost(), old.cap(), fewer.getAsInt(), old.deadlineMillis()));
        books.tenanciesOf(id).forEach(tenancy -> leaving.leave(tenancy, LeaseEndReason.LEASE_END_REASON_ESCROW_DRY));
        return true;
    }

    /** Several times a second: payments, dialling, deadlines. */
    public void tick() {
        books.tenancies().forEach(this::tick);
        if (books.now() >= nextLookMillis) {
            nextLookMillis = books.now() + LOOK_AFTER_MILLIS;
            for (Job job : books.jobs()) {
                if (!job.phase().isFinal() && job.spec().isOver(books.now())) {
                    leaving.end(job, JobPhase.FAILED, DEADLINE_PASSED);
                } else if (!job.phase().isFinal() && !wantsFewerSlots(job)) {
                    handingOut.lookAfter(
                            job, brokerUp ? bidNotes.getOrDefault(job.spec().id(), "") : brokerNote);
                }
            }
        }
    }

    private void tick(Tenancy tenancy) {
        switch (tenancy.phase()) {
            case READY -> tickReady(tenancy);
            case CONNECTING -> tickConnecting(tenancy);
            case LEAVING -> {
                if (leaving.isOver(tenancy)) {
                    leaving.finish(tenancy);
                } else if (tenancy.mayDial(books.now())) {
                    dial(tenancy);
                }
            }
            case GONE -> books.forget(tenancy.lease());
        }
    }

    private void tickReady(Tenancy tenancy) {
        if (tenancy.hasNews()) {
            sellers.pay(tenancy.lease(), tenancy.settle());
        }
        Job job = books.jobOf(tenancy);
        if (brokerUp && job != null && tenancy.asksForRenewal(books.now())) {
            market.renewLease(tenancy.lease());
        }
        if (job != null && revealing.isSilent(job, tenancy)) {
            books.happened(tenancy, Kind.SELLER_LEFT, "it does not show what it has committed to");
            leaving.leave(tenancy, LeaseEndReason.LEASE_END_REASON_MISTRUST);
        } else if (books.now() > tenancy.ticket().expiresAtMillis() - LEAVE_BEFORE_EXPIRY_MILLIS) {
            leaving.leave(tenancy, LeaseEndReason.LEASE_END_REASON_EXPIRED);
        } else if (job != null
                && tenancy.isQuiet()
                && tenancy.owed().isPositive()
                && tenancy.isDryFor(HandingOut.meanCharge(job, tenancy))) {
            books.happened(tenancy, Kind.SELLER_LEFT, "the lease's escrow is used up");
            leaving.leave(tenancy, LeaseEndReason.LEASE_END_REASON_ESCROW_DRY);
        }
    }

    private void tickConnecting(Tenancy tenancy) {
        long patience = tenancy.isOpened() ? PREPARE_MILLIS : Leaving.GIVE_UP_MILLIS;
        boolean tooLong = books.now() - tenancy.sinceMillis() > patience;
        if (tooLong || tenancy.lossesInARow() > LOSSES_IN_A_ROW_MAX) {
            books.happened(
                    tenancy,
                    Kind.SELLER_LEFT,
                    tooLong ? "the seller cannot be reached" : "the seller's link breaks again and again");
            leaving.giveUp(tenancy, LeaseEndReason.LEASE_END_REASON_SELLER_GONE);
        } else if (tenancy.mayDial(books.now())) {
            dial(tenancy);
        }
    }

    private void dial(Tenancy tenancy) {
        Job job = books.jobOf(tenancy);
        if (job != null) {
            tenancy.dialling();
            sellers.connect(tenancy.signedTicket(), job.spec().program(), tenancy.awaited());
        }
    }

    /** Once after every batch of events: hands out fragments, and ends what is complete. */
    public void settle() {
        handingOut.settle();
        purse.keep();
    }

    /** Sets what all jobs together may spend from now on; null for no limit. */
    public void setBudget(@Nullable Budget budget) {
        purse.set(budget);
        books.jobs().forEach(job -> books.touch(job.spec().id()));
    }

    public Optional<Budget> budget() {
        return purse.budget();
    }

    public @Nullable Job job(JobId id) {
        return books.job(id);
    }

    /** The tenancies of this job, for showing. */
    public List<Tenancy> tenanciesOf(JobId id) {
        return books.tenanciesOf(id);
    }

    public int leases() {
        return books.tenancies().size();
    }

    public Map<NodeId, String> barred() {
        return judging.barred();
    }

    public String brokerNote() {
        return brokerUp ? "" : brokerNote;
    }

    private Job require(JobId id) {
        Job job = books.job(id);
        if (job == null) {
            throw new IllegalArgumentException("there is no running job " + id);
        }
        return job;
    }
}
