package sparecore.buyer.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.result.Work;

/**
 * A job that asks for an error, as its buyer runs it: who may vote, who is drawn, what is checked, what the buyer computes itself, and
 * how far the promise is used up. A view; what it changes is the job's.
 */
public final class ErrorBound {
    /**
     * How the promise stands.
     *
     * @param bound of the expected share of wrong results, at this moment
     * @param votesExpected on a fragment, on average, if nobody differs from now on
     * @param checks fragments given once more, whose answer was known
     * @param conflicts fragments on which votes differed
     * @param computed fragments that the buyer has computed itself
     */
    public record Standing(double bound, double votesExpected, int checks, int conflicts, int computed) {}

    private final Job job;
    private final Deliberation deliberation;

    ErrorBound(Job job, Deliberation deliberation) {
        this.job = job;
        this.deliberation = deliberation;
    }

    public Standing standing() {
        Standing last = deliberation.lastStanding();
        if (last != null) {
            return last;
        }
        CredibleVoting voting = deliberation.voting();
        return new Standing(
                voting.rule().errorBound(),
                voting.rule().votesExpected(),
                voting.checks(),
                (int) Math.min(Integer.MAX_VALUE, voting.rule().conflicts()),
                voting.computed());
    }

    /** Once, before anything else. @param secret 32 random bytes, from which is drawn what gets a vote more */
    public void begin(Digest secret) {
        deliberation.voting().begin(secret);
    }

    /** So many fragments more belong to the job. */
    public void added(int fragments) {
        deliberation.voting().added(fragments);
    }

    /** A seller may vote from now on. @param passed checks that its cluster has passed in jobs before */
    public void seat(NodeId seller, String cluster, double passed) {
        deliberation.voting().seat(seller, cluster, passed);
    }

    /** Draws who gets the further copies that are wanted. @param there sellers that take work now */
    public void draw(Collection<NodeId> there, long nowMillis, RandomGenerator random) {
        job.draw(deliberation, there, nowMillis, random);
    }

    /** Whether a fragment that so many have agreed on should be remembered with its work, by {@link #know}. */
    public boolean wantsToKnow(int right) {
        return deliberation.wantsToKnow(right);
    }

    public void know(int index, Work work) {
        deliberation.know(index, work);
    }

    /**
     * Draws a check for the seller.
     *
     * @param idle whether there is nothing else for it
     * @return its number, which is below zero: it goes out like the index of any other fragment
     */
    public Optional<Integer> drawCheck(NodeId seller, boolean idle, RandomGenerator random) {
        return deliberation.drawCheck(seller, idle, random).map(number -> -number);
    }

    /** A check that is out. @param index of the fragment that it is */
    public record Check(int index, Work work) {}

    /** @param number as {@link #drawCheck} gave it */
    public @Nullable Check check(int number) {
        KnownAnswers.Check check = deliberation.known().find(-number);
        return check == null ? null : new Check(check.index(), check.work());
    }

    /** A check has come back without an answer. */
    public void checkReturned(int number) {
        deliberation.known().take(-number);
    }

    /** A check's answer has come. */
    public List<Ruled> checked(int number, Vote vote) {
        KnownAnswers.Check check = deliberation.known().find(-number);
        if (check == null) {
            return List.of();
        }
        job.noteRun(vote);
        return job.counted(deliberation.checked(-number, check, vote));
    }

    /** A seller had committed to a result of this fragment, and shows none, or another. */
    public List<Ruled> notRevealed(int index, NodeId seller) {
        Fragment fragment = job.fragment(index);
        if (fragment == null) {
            return List.of();
        }
        job.returned(index, seller);
        return job.counted(deliberation.notRevealed(fragment, seller));
    }

    /** As {@link #notRevealed}, of a check. */
    public List<Ruled> checkNotRevealed(int number, NodeId seller) {
        return job.counted(deliberation.checkNotRevealed(-number, seller));
    }

    /** What the buyer should compute itself now, each once. */
    public List<Integer> takeOwn(long nowMillis) {
        return deliberation.takeOwn(nowMillis, job.isInputClosed());
    }

    /** How many fragments the buyer computes itself just now. */
    public int atWork() {
        return deliberation.atWork();
    }

    /** The buyer has computed a fragment itself. Nothing follows if it was decided before. */
    public List<Ruled> computed(int index, Digest answer) {
        deliberation.hasComputed(index);
        Fragment fragment = job.fragment(index);
        return fragment == null ? List.of() : job.counted(deliberation.computed(fragment, answer));
    }

    /**
     * The buyer cannot compute fragments here; it is not asked again.
     *
     * @return what becomes of one on which the votes will never agree
     */
    public List<Ruled> cannotCompute(int index, String why) {
        Fragment fragment = job.fragment(index);
        if (!deliberation.cannotCompute(index) || fragment == null) {
            return List.of();
        }
        List<Vote> votes = new ArrayList<>(fragment.votes());
        return job.abandon(fragment)
                ? List.of(new Ruled(
                        index,
                        new Outcome.Hopeless("its results differ, and it cannot be computed here: " + why, votes)))
                : List.of();
    }

    /** Whether the buyer found that it cannot compute here. */
    public boolean cannotCompute() {
        return deliberation.isUnable();
    }

    /** How many independent sellers there are among these. */
    public long independent(Collection<NodeId> sellers) {
        return deliberation.voting().independent(sellers);
    }

    /** All sellers that vote as one with this one. */
    public List<NodeId> clusterOf(NodeId seller) {
        CredibleVoting voting = deliberation.voting();
        return voting.isSeated(seller) ? List.copyOf(voting.members(voting.standing(seller))) : List.of(seller);
    }

    /** What each cluster has passed by now: for jobs to come. */
    public Map<String, Double> learned() {
        return deliberation.voting().learned();
    }

    /** What the rule was told since the last time, for the journal. */
    public List<RuleInput> takeInputs() {
        return deliberation.voting().takeInputs();
    }

    /** After a restart: what the rule was told before. Then the votes come back, and then {@link #resume}. */
    public void retell(RuleInput input) {
        var unused = deliberation.voting().replay(input);
        if (input.kind() == RuleInput.Kind.NOT_REVEALED) {
            respoil(input.index(), deliberation.voting().seller(input.seat()));
        }
    }

    /** After a restart: a seller whose vote on the fragment was dropped gets it no more. */
    public void respoil(int index, NodeId seller) {
        Fragment fragment = job.fragment(index);
        if (fragment != null) {
            fragment.spoil(seller);
        }
    }

    /** How the promise of a job that has ended stood then. */
    public void restore(Standing last) {
        deliberation.setLastStanding(last);
    }

    /** After a restart: all is back. */
    public void resume() {
        deliberation.resume();
    }
}
