package sparecore.buyer.job;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.vote.Ballot;
import sparecore.vote.MedianBill;
import sparecore.vote.Verdict;
import sparecore.vote.VoteRule;

/**
 * One input of a job. States: OPEN → ACCEPTED (the rule accepted an answer) or ABANDONED (more votes would not help, or the job
 * ended first); both are final. While OPEN it has votes, and copies that are out with sellers. Not thread-safe.
 */
public final class Fragment {
    /** A fragment's state, with its stable number in the journal. */
    public enum Phase {
        OPEN(0),
        ACCEPTED(1),
        ABANDONED(2);

        private final int number;

        Phase(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }

    private final int index;
    private final Digest work;
    private final List<Vote> votes = new ArrayList<>();
    private final Map<NodeId, Long> copies = new HashMap<>();

    /** Their votes were dropped: they get it no more. */
    private final Set<NodeId> spoiledBy = new HashSet<>(0);

    /** Who had copies when the first vote came, where these were several: each may have known of the other. */
    private Set<NodeId> together = Set.of();

    private Phase phase = Phase.OPEN;
    private int votesWanted;
    private @Nullable Digest answer;

    Fragment(int index, Digest work, int votesWanted) {
        this.index = index;
        this.work = work;
        this.votesWanted = votesWanted;
    }

    public int index() {
        return index;
    }

    /** What a seller's result must name. */
    public Digest work() {
        return work;
    }

    public Phase phase() {
        return phase;
    }

    public List<Vote> votes() {
        return List.copyOf(votes);
    }

    /** How many further copies should go out now; neither late copies count as out, nor those whose votes count as one that has come. */
    int copiesWanted(long lateBeforeMillis) {
        if (phase != Phase.OPEN) {
            return 0;
        }
        int out = 0;
        for (Map.Entry<NodeId, Long> copy : copies.entrySet()) {
            boolean counts = votes.isEmpty() || !together.contains(copy.getKey());
            out += counts && copy.getValue() >= lateBeforeMillis ? 1 : 0;
        }
        return Math.max(0, votesWanted - out);
    }

    int votesWanted() {
        return votesWanted;
    }

    /** Who has a copy. */
    Set<NodeId> holders() {
        return copies.keySet();
    }

    boolean isUntouched() {
        return votes.isEmpty() && copies.isEmpty() && spoiledBy.isEmpty();
    }

    boolean hasCopies() {
        return !copies.isEmpty();
    }

    /** Whether this seller may not get it: it has voted, or has a copy. */
    boolean isKnownTo(NodeId seller) {
        if (copies.containsKey(seller) || spoiledBy.contains(seller)) {
            return true;
        }
        for (Vote vote : votes) {
            if (vote.seller().equals(seller)) {
                return true;
            }
        }
        return false;
    }

    void sent(NodeId seller, long nowMillis) {
        copies.put(seller, nowMillis);
    }

    /** The seller's copy is back without a result. */
    void returned(NodeId seller) {
        copies.remove(seller);
    }

    Outcome vote(Vote vote, VoteRule rule) {
        copies.remove(vote.seller());
        if (phase == Phase.OPEN) {
            votes.add(vote);
            return count(rule);
        }
        if (phase == Phase.ABANDONED) {
            return new Outcome.LateUnknown(vote);
        }
        Digest accepted = Objects.requireNonNull(answer, "an accepted fragment without its answer");
        return vote.answer().equals(accepted)
                ? new Outcome.LateRight(judge(vote))
                : new Outcome.LateWrong(vote, accepted);
    }

    /** How much work it is, by the least that was billed for it, in microseconds of the reference CPU; zero while nobody knows. */
    long referenceMicros() {
        return votes.stream().mapToLong(Vote::referenceMicros).min().orElse(0);
    }

    private Outcome.Judged judge(Vote vote) {
        long least = votes.stream()
                .filter(other -> Objects.equals(other.answer(), answer))
                .mapToLong(Vote::referenceMicros)
                .min()
                .orElse(vote.referenceMicros());
        return Outcome.Judged.of(vote, least);
    }

    /**
     * Forgets the votes of a seller that is not trusted any more. Only a new vote decides a fragment, never the loss of one.
     *
     * @return whether there were any
     */
    boolean dropVotes(NodeId seller, VoteRule rule) {
        if (phase != Phase.OPEN || !votes.removeIf(vote -> vote.seller().equals(seller))) {
            return false;
        }
        votesWanted = rule.decide(ballots()) instanceof Verdict.Undecided undecided ? undecided.votesWanted() : 1;
        return true;
    }

    /** A vote has come, that somebody else decides on. */
    void cast(Vote vote) {
        if (votes.isEmpty()) {
            together = copies.size() > 1 ? Set.copyOf(copies.keySet()) : Set.of();
        }
        copies.remove(vote.seller());
        votes.add(vote);
    }

    /** Whether this seller had a copy beside others when the first vote came. */
    boolean isTogether(NodeId seller) {
        return together.contains(seller);
    }

    /** The vote of this seller counts no more, and it gets the fragment no more. */
    void spoil(NodeId seller) {
        votes.removeIf(vote -> vote.seller().equals(seller));
        spoiledBy.add(seller);
    }

    /** So many votes more are wanted. */
    void want(int more) {
        votesWanted = more;
    }

    /** This answer was accepted, and so much is believed of who gave it. */
    Outcome.Accepted accept(Digest accepted, MedianBill bill) {
        phase = Phase.ACCEPTED;
        answer = accepted;
        return split(accepted, vote -> Outcome.Judged.of(vote, bill));
    }

    /** Votes for this answer. */
    List<Vote> votesFor(Digest wanted) {
        return votes.stream().filter(vote -> vote.answer().equals(wanted)).toList();
    }

    /** The accepted answer; null before. */
    @Nullable
    Digest answer() {
        return answer;
    }

    private Outcome.Accepted split(Digest accepted, Function<Vote, Outcome.Judged> judge) {
        List<Vote> wrong =
                votes.stream().filter(vote -> !vote.answer().equals(accepted)).toList();
        return new Outcome.Accepted(
                accepted, votesFor(accepted).stream().map(judge).toList(), wrong);
    }

    /** Gives it up if it is open. */
    void abandon() {
        if (phase == Phase.OPEN) {
            phase = Phase.ABANDONED;
        }
    }

    private List<Ballot> ballots() {
        return votes.stream().map(Vote::ballot).toList();
    }

    private Outcome count(VoteRule rule) {
        return rule.decide(ballots()).match(new Verdict.Cases<>() {
            @Override
            public Outcome accepted(Verdict.Accepted accepted) {
                phase = Phase.ACCEPTED;
                answer = accepted.answer();
                return split(accepted.answer(), Fragment.this::judge);
            }

            @Override
            public Outcome undecided(Verdict.Undecided undecided) {
                votesWanted = undecided.votesWanted();
                return new Outcome.Pending();
            }

            @Override
            public Outcome hopeless(Verdict.Hopeless hopeless) {
                phase = Phase.ABANDONED;
                return new Outcome.Hopeless(hopeless.reason(), votes);
            }
        });
    }
}
