package sparecore.buyer.job;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sparecore.buyer.job.Schedule.Fresh;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;
import sparecore.money.Speed;
import sparecore.vote.Acceptance;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;

/**
 * A job: its fragments, which of them want copies, and its counts. Ended fragments are forgotten here (the journal keeps them)
 * as soon as no copy is out. See {@link JobPhase} for the states. Not thread-safe.
 */
public final class Job {
    /** A copy counts as late after this many mean run times, and not before the floor; then another seller may get one too. */
    private static final int LATE_MEANS = 10;

    private static final long LATE_MILLIS_MIN = 15_000;

    /** A copy may wait behind another one of its seller's. */
    private static final int LONG_RUNS = 2;

    private JobSpec spec;
    static final int DIFFERENCES_MAX = 100;
    private static final int DOUBTFUL_SELLERS_LEAST = 3;

    private final Schedule schedule = new Schedule();
    private final Pace pace = new Pace();
    private final Tail tail = new Tail(schedule, pace);
    private final ArrayDeque<Difference> differences = new ArrayDeque<>();
    private final Optional<Deliberation> deliberation;
    private final Map<NodeId, SellerTally> tallies = new HashMap<>();
    private JobPhase phase = JobPhase.RUNNING;
    private String note = "";
    private boolean inputClosed;
    private int added;
    private int accepted;
    private int abandoned;
    private int replicasRun;
    private int replicasRejected;
    private long cpuMicros;
    private long chargedMicro;
    private int charges;
    private long sequence;
    private Credits spent = Credits.ZERO;

    public Job(JobSpec spec) {
        this.spec = spec;
        this.deliberation = spec.rule().match(new Acceptance.Cases<>() {
            @Override
            public Optional<Deliberation> replicas(Quorum quorum) {
                return Optional.empty();
            }

            @Override
            public Optional<Deliberation> error(Terms terms) {
                return Optional.of(new Deliberation(terms, schedule));
            }
        });
    }

    /** The votes of a job that asks for an error; nothing where equal votes are counted. */
    public Optional<ErrorBound> errorBound() {
        return deliberation.map(one -> new ErrorBound(this, one));
    }

    public JobSpec spec() {
        return spec;
    }

    /** Takes other terms. @throws IllegalArgumentException if they are another job's, or its end lies below what is spent */
    public void amend(JobSpec amended) {
        if (!amended.id().equals(spec.id())) {
            throw new IllegalArgumentException("the terms of another job");
        }
        if (amended.cap().compareTo(spent) < 0) {
            throw new IllegalArgumentException(
                    "the job has spent " + spent + " credits already: its cap cannot be " + amended.cap());
        }
        spec = amended;
    }

    public JobPhase phase() {
        return phase;
    }

    public String note() {
        return note;
    }

    public void setNote(String note) {
        this.note = note;
    }

    public int added() {
        return added;
    }

    public int accepted() {
        return accepted;
    }

    public int abandoned() {
        return abandoned;
    }

    public int replicasRun() {
        return replicasRun;
    }

    public int replicasRejected() {
        return replicasRejected;
    }

    public long cpuMicros() {
        return cpuMicros;
    }

    public Credits spent() {
        return spent;
    }

    /** What may still be spent. */
    public Credits left() {
        return spec.cap().minus(spent.min(spec.cap()));
    }

    public boolean isInputClosed() {
        return inputClosed;
    }

    /** Fragments that have not ended. */
    public int open() {
        return added - accepted - abandoned;
    }

    public Map<NodeId, SellerTally> tallies() {
        return Collections.unmodifiableMap(tallies);
    }

    /** Adds the next fragment. @throws IllegalArgumentException if the index is not the next one, or no more may come */
    public Fragment add(int index, Digest work) {
        if (inputClosed || index != added) {
            throw new IllegalArgumentException("fragment " + index + " cannot come after " + added
                    + (inputClosed ? " and the end of the input" : ""));
        }
        Fragment fragment = new Fragment(index, work, votesWantedFirst());
        schedule.add(fragment);
        added++;
        return fragment;
    }

    private int votesWantedFirst() {
        return spec.rule() instanceof Quorum quorum ? quorum.replicas() : 1;
    }

    /** No more fragments will come. */
    public void closeInput() {
        inputClosed = true;
    }

    /** Whether nothing is left to do. */
    public boolean isComplete() {
        return inputClosed && open() == 0;
    }

    public @Nullable Fragment fragment(int index) {
        return schedule.find(index);
    }

    /**
     * Which fragment this seller should get next: one that others have begun, so that votes complete early, or else the first
     * untouched one.
     */
    public OptionalInt next(NodeId seller, long nowMillis) {
        boolean fresh = !isTail() || !pace.isBusy(seller);
        if (deliberation.isEmpty()) {
            return schedule.next(seller, nowMillis - lateAfterMillis(), fresh);
        }
        boolean first = tail.isNear(inputClosed);
        return schedule.nextDrawn(seller, !fresh ? Fresh.NONE : first ? Fresh.FIRST : Fresh.LAST);
    }

    private boolean isTail() {
        return tail.hasCome(inputClosed);
    }

    /**
     * At the job's end, for a seller that has nothing else to do: a fragment that others have, and that this seller may well end sooner.
     * Where an error is kept only one without a vote: whoever is idle may be so by choice, and so what comes of all its copies counts as
     * one vote; who votes after that is drawn.
     */
    public OptionalInt tailCopy(NodeId seller, long nowMillis) {
        if (!isTail()) {
            return OptionalInt.empty();
        }
        return tail.copy(
                seller,
                added,
                nowMillis,
                fragment ->
                        deliberation.map(one -> one.mayShare(fragment, seller)).orElse(!fragment.isKnownTo(seller)));
    }

    /** Draws who gets the further copies, where they are drawn. */
    void draw(Deliberation deliberating, Collection<NodeId> there, long nowMillis, RandomGenerator random) {
        if (isTail()) {
            deliberating.end(there, seller -> tail.doneMillis(seller, nowMillis));
        }
        deliberating.draw(there, nowMillis, nowMillis - lateAfterMillis(), tail, random);
    }

    /** A seller has so many slots of this speed for this job. */
    public void serves(NodeId seller, int slots, Speed speed) {
        pace.serves(seller, slots, speed);
    }

    /** A result has come, of so much work on the reference CPU. To be told before its vote. */
    public void ended(int index, NodeId seller, long referenceMicros, long nowMillis) {
        pace.ended(index, seller, referenceMicros, nowMillis);
    }

    /** Lets fragments whose copies are late go to other sellers too. Looks at all begun ones: call it about once a second. */
    public void noticeLate(long nowMillis) {
        schedule.noticeLate(nowMillis - lateAfterMillis());
    }

    /** How long a copy may be out before another seller gets one too, in milliseconds. */
    long lateAfterMillis() {
        long mean = replicasRun == 0 ? spec.limits().cpuSeconds() * 1000L : cpuMicros / 1000 / replicasRun;
        long most = mean * LATE_MEANS;
        long learned = pace.isKnown() ? (long) (LONG_RUNS * pace.longMillis()) : most;
        return Math.max(LATE_MILLIS_MIN, Math.min(most, learned));
    }

    /** A copy of the fragment has gone out to the seller. */
    public Fragment sent(int index, NodeId seller, long nowMillis) {
        Fragment fragment = schedule.require(index);
        fragment.sent(seller, nowMillis);
        pace.sent(index, seller, nowMillis);
        schedule.file(fragment);
        schedule.lead(seller, 1);
        return fragment;
    }

    /** The seller's copy is back without a result; the fragment may go out again at once. */
    public void returned(int index, NodeId seller) {
        pace.returned(index, seller);
        Fragment fragment = schedule.find(index);
        if (fragment == null) {
            return;
        }
        fragment.returned(seller);
        schedule.lead(seller, -1);
        if (fragment.phase() == Fragment.Phase.OPEN) {
            schedule.file(fragment);
        } else {
            schedule.forgetIfBack(fragment);
        }
    }

    /** A seller's result has come. The caller judges and pays by what this returns, in this order. */
    public List<Ruled> vote(int index, Vote vote) {
        noteRun(vote);
        return deliberation
                .map(one -> counted(one.vote(schedule.require(index), vote)))
                .orElseGet(() -> List.of(new Ruled(index, count(index, vote, asQuorum()))));
    }

    /** A run that was paid for, of a fragment or a check. */
    void noteRun(Vote vote) {
        replicasRun++;
        cpuMicros += vote.result().cpuMicros();
        chargedMicro = Amounts.plus(chargedMicro, vote.charge().micro());
        charges++;
        tally(vote.seller(), tallyOf(vote.seller()).plusRun(vote.result().cpuMicros()));
    }

    List<Ruled> counted(List<Ruled> ruled) {
        for (Ruled one : ruled) {
            accepted += one.outcome() instanceof Outcome.Accepted ? 1 : 0;
        }
        return ruled;
    }

    private Quorum asQuorum() {
        return (Quorum) spec.rule();
    }

    /** What a run of this job costs on average, as the sellers ask for it; zero while nobody knows. */
    public Credits meanCharge() {
        return charges == 0 ? Credits.ZERO : Credits.ofMicro(chargedMicro / charges);
    }

    /** What the votes under this lease ask for that wait for others. */
    public Credits undecidedCharges(LeaseId lease) {
        long sum = 0;
        for (Fragment fragment : schedule.begun()) {
            for (Vote vote : fragment.votes()) {
                sum = Amounts.plus(
                        sum, vote.result().lease().equals(lease) ? vote.charge().micro() : 0);
            }
        }
        return Credits.ofMicro(sum);
    }

    /**
     * Puts back a vote that was counted before the journal was read.
     *
     * @throws IllegalStateException if it decides its fragment: the journal would know of that
     */
    public void restoreVote(int index, Vote vote) {
        schedule.lead(vote.seller(), 1);
        if (deliberation.isPresent()) {
            schedule.require(index).cast(vote);
        } else if (!(count(index, vote, asQuorum()) instanceof Outcome.Pending)) {
            throw new IllegalStateException("the journal's votes decide fragment " + index + ", which it calls open");
        }
    }

    private Outcome count(int index, Vote vote, Quorum rule) {
        Fragment fragment = schedule.require(index);
        boolean late = fragment.phase() != Fragment.Phase.OPEN;
        Outcome outcome = fragment.vote(vote, rule);
        if (late) {
            schedule.lead(vote.seller(), -1);
            schedule.forgetIfBack(fragment);
        } else if (fragment.phase() == Fragment.Phase.OPEN) {
            schedule.file(fragment);
        } else {
            accepted += outcome instanceof Outcome.Accepted ? 1 : 0;
            abandoned += outcome instanceof Outcome.Hopeless ? 1 : 0;
            schedule.end(fragment);
        }
        return outcome;
    }

    /** A vote was found right, and this is paid for it. */
    public void pay(NodeId seller, Credits amount) {
        spent = spent.plus(amount);
        tally(seller, tallyOf(seller).plusAccepted(amount));
    }

    /** Notes how a result differed. The latest ones are kept. */
    public void note(Difference difference) {
        differences.add(difference);
        if (differences.size() > DIFFERENCES_MAX) {
            differences.remove();
        }
    }

    public List<Difference> differences() {
        return List.copyOf(differences);
    }

    /**
     * Whether more sellers gave results that were not accepted than may be liars: then honest machines disagree, and the program is
     * probably not deterministic.
     */
    public boolean isDoubtful() {
        long wrong =
                tallies.values().stream().filter(tally -> tally.rejected() > 0).count();
        return wrong >= DOUBTFUL_SELLERS_LEAST && 2 * wrong > tallies.size();
    }

    /** A vote was found wrong. */
    public void reject(NodeId seller) {
        replicasRejected++;
        tally(seller, tallyOf(seller).plusRejected());
    }

    /** Notes that the seller was connected for so long. */
    public void connected(NodeId seller, Speed speed, long millis) {
        tally(seller, tallyOf(seller).plusConnected(speed, millis));
    }

    /**
     * Forgets an untrusted seller's votes on open fragments.
     *
     * @return what follows where an error was asked for; where equal votes are counted nothing does, until the next vote
     */
    public List<Ruled> distrust(NodeId seller) {
        if (deliberation.isPresent()) {
            return counted(deliberation.get().failedElsewhere(seller));
        }
        for (Fragment fragment : schedule.begun()) {
            if (fragment.dropVotes(seller, asQuorum())) {
                schedule.lead(seller, -1);
                schedule.file(fragment);
            }
        }
        return List.of();
    }

    /** Gives one fragment up. @return whether it was open */
    boolean abandon(Fragment fragment) {
        if (fragment.phase() != Fragment.Phase.OPEN) {
            return false;
        }
        fragment.abandon();
        abandoned++;
        schedule.end(fragment);
        return true;
    }

    /** Ends the job before its time. @return the fragments that are abandoned by it, in order */
    public List<Integer> end(JobPhase last, String why) {
        phase = last;
        note = why;
        inputClosed = true;
        List<Integer> left = new ArrayList<>();
        for (Fragment fragment : schedule.all()) {
            if (abandon(fragment)) {
                left.add(fragment.index());
            }
        }
        return left;
    }

    /** The next position in the order of endings. */
    public long nextSequence() {
        return ++sequence;
    }

    /** Takes up the counts that the journal kept. */
    public void restore(JobHistory history) {
        added = history.added();
        inputClosed = history.inputClosed();
        accepted = history.accepted();
        abandoned = history.abandoned();
        replicasRun = history.replicasRun();
        replicasRejected = history.replicasRejected();
        cpuMicros = history.cpuMicros();
        sequence = history.sequence();
        spent = history.spent();
        chargedMicro = spent.micro();
        charges = history.tallies().values().stream()
                .mapToInt(SellerTally::accepted)
                .sum();
        phase = history.phase();
        note = history.note();
        tallies.putAll(history.tallies());
    }

    /** Puts back an open fragment that the journal kept, without its votes. */
    public void restoreOpen(int index, Digest work) {
        schedule.add(new Fragment(index, work, votesWantedFirst()));
    }

    private SellerTally tallyOf(NodeId seller) {
        return tallies.getOrDefault(seller, SellerTally.NONE);
    }

    private void tally(NodeId seller, SellerTally tally) {
        tallies.put(seller, tally);
    }
}
