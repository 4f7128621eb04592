package sparecore.buyer.job;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.money.Credits;
import sparecore.money.Speed;

/**
 * A job: its fragments, which of them want copies, and its counts. Ended fragments are forgotten here (the journal keeps them)
 * as soon as no copy is out. See {@link JobPhase} for the states. Not thread-safe.
 */
public final class Job {
    /** How many fragments a seller may have voted on alone: more would be work that nobody confirms. */
    static final int LEAD_MAX = 256;

    /** A copy counts as late after this many mean run times, and not before the floor; then another seller may get one too. */
    private static final int LATE_MEANS = 10;

    private static final long LATE_MILLIS_MIN = 15_000;

    private JobSpec spec;
    private final Map<Integer, Fragment> fragments = new TreeMap<>();
    private final TreeSet<Integer> untouched = new TreeSet<>();
    private final TreeSet<Integer> begun = new TreeSet<>();

    /** Those of the begun ones that want another copy: they go out first. */
    private final TreeSet<Integer> wanting = new TreeSet<>();

    private final Map<NodeId, Integer> leads = new HashMap<>();
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
        Fragment fragment = new Fragment(index, work, spec.rule().replicas());
        fragments.put(index, fragment);
        untouched.add(index);
        added++;
        return fragment;
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
        return fragments.get(index);
    }

    /**
     * Which fragment this seller should get next: one that others have begun, so that votes complete early, or else the first
     * untouched one.
     */
    public OptionalInt next(NodeId seller, long nowMillis) {
        long lateBefore = nowMillis - lateAfterMillis();
        for (int index : wanting) {
            Fragment fragment = require(index);
            if (!fragment.isKnownTo(seller) && fragment.copiesWanted(lateBefore) > 0) {
                return OptionalInt.of(index);
            }
        }
        if (untouched.isEmpty() || leads.getOrDefault(seller, 0) >= LEAD_MAX) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(untouched.first());
    }

    /** Lets fragments whose copies are late go to other sellers too. Looks at all begun ones: call it about once a second. */
    public void noticeLate(long nowMillis) {
        long lateBefore = nowMillis - lateAfterMillis();
        for (int index : begun) {
            if (require(index).copiesWanted(lateBefore) > 0) {
                wanting.add(index);
            }
        }
    }

    /** How long a copy may be out before another seller gets one too, in milliseconds. */
    long lateAfterMillis() {
        long mean = replicasRun == 0 ? spec.limits().cpuSeconds() * 1000L : cpuMicros / 1000 / replicasRun;
        return Math.max(LATE_MILLIS_MIN, mean * LATE_MEANS);
    }

    /** A copy of the fragment has gone out to the seller. */
    public void sent(int index, NodeId seller, long nowMillis) {
        Fragment fragment = require(index);
        fragment.sent(seller, nowMillis);
        file(fragment);
        lead(seller, 1);
    }

    /** The seller's copy is back without a result; the fragment may go out again at once. */
    public void returned(int index, NodeId seller) {
        Fragment fragment = fragments.get(index);
        if (fragment == null) {
            return;
        }
        fragment.returned(seller);
        lead(seller, -1);
        if (fragment.phase() == Fragment.Phase.OPEN) {
            file(fragment);
        } else {
            forgetIfBack(fragment);
        }
    }

    /** A seller's result has come. The caller judges and pays by what this returns. */
    public Outcome vote(int index, Vote vote) {
        replicasRun++;
        cpuMicros += vote.result().cpuMicros();
        chargedMicro = Amounts.plus(chargedMicro, vote.charge().micro());
        charges++;
        tally(vote.seller(), tallyOf(vote.seller()).plusRun(vote.result().cpuMicros()));
        return count(index, vote);
    }

    /** What a run of this job costs on average, as the sellers ask for it; zero while nobody knows. */
    public Credits meanCharge() {
        return charges == 0 ? Credits.ZERO : Credits.ofMicro(chargedMicro / charges);
    }

    /** What the votes under this lease ask for that wait for others. */
    public Credits undecidedCharges(LeaseId lease) {
        long sum = 0;
        for (int index : begun) {
            for (Vote vote : require(index).votes()) {
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
        lead(vote.seller(), 1);
        if (!(count(index, vote) instanceof Outcome.Pending)) {
            throw new IllegalStateException("the journal's votes decide fragment " + index + ", which it calls open");
        }
    }

    private Outcome count(int index, Vote vote) {
        Fragment fragment = require(index);
        boolean late = fragment.phase() != Fragment.Phase.OPEN;
        Outcome outcome = fragment.vote(vote, spec.rule());
        if (late) {
            lead(vote.seller(), -1);
            forgetIfBack(fragment);
        } else if (fragment.phase() == Fragment.Phase.OPEN) {
            file(fragment);
        } else {
            accepted += outcome instanceof Outcome.Accepted ? 1 : 0;
            abandoned += outcome instanceof Outcome.Hopeless ? 1 : 0;
            end(fragment);
        }
        return outcome;
    }

    /** A vote was found right, and this is paid for it. */
    public void pay(NodeId seller, Credits amount) {
        spent = spent.plus(amount);
        tally(seller, tallyOf(seller).plusAccepted(amount));
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

    /** Forgets an untrusted seller's votes on open fragments. @return the fragments that lost a vote */
    public List<Integer> dropVotes(NodeId seller) {
        List<Integer> reopened = new ArrayList<>();
        for (int index : List.copyOf(begun)) {
            Fragment fragment = require(index);
            if (fragment.dropVotes(seller, spec.rule())) {
                reopened.add(index);
                lead(seller, -1);
                file(fragment);
            }
        }
        return reopened;
    }

    /** Ends the job before its time. @return the fragments that are abandoned by it, in order */
    public List<Integer> end(JobPhase last, String why) {
        phase = last;
        note = why;
        inputClosed = true;
        List<Integer> left = new ArrayList<>();
        for (Fragment fragment : List.copyOf(fragments.values())) {
            if (fragment.phase() == Fragment.Phase.OPEN) {
                fragment.abandon();
                abandoned++;
                left.add(fragment.index());
                end(fragment);
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
        fragments.put(index, new Fragment(index, work, spec.rule().replicas()));
        untouched.add(index);
    }

    private void end(Fragment fragment) {
        file(fragment);
        for (Vote vote : fragment.votes()) {
            lead(vote.seller(), -1);
        }
        forgetIfBack(fragment);
    }

    /** Puts an index where its fragment belongs now. */
    private void file(Fragment fragment) {
        boolean open = fragment.phase() == Fragment.Phase.OPEN;
        boolean fresh = open && fragment.isUntouched();
        keep(untouched, fragment, fresh);
        keep(begun, fragment, open && !fresh);
        keep(wanting, fragment, open && !fresh && fragment.copiesWanted(Long.MIN_VALUE) > 0);
    }

    private static void keep(Set<Integer> indexes, Fragment fragment, boolean wanted) {
        if (wanted) {
            indexes.add(fragment.index());
        } else {
            indexes.remove(fragment.index());
        }
    }

    private void forgetIfBack(Fragment fragment) {
        if (!fragment.hasCopies()) {
            fragments.remove(fragment.index());
        }
    }

    private void lead(NodeId seller, int step) {
        leads.merge(seller, step, (before, change) -> Math.max(0, before + change));
    }

    private SellerTally tallyOf(NodeId seller) {
        return tallies.getOrDefault(seller, SellerTally.NONE);
    }

    private void tally(NodeId seller, SellerTally tally) {
        tallies.put(seller, tally);
    }

    private Fragment require(int index) {
        Fragment fragment = fragments.get(index);
        if (fragment == null) {
            throw new IllegalStateException("fragment " + index + " is not open");
        }
        return fragment;
    }
}
