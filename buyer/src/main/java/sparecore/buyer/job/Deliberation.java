package sparecore.buyer.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.result.Work;
import sparecore.vote.Group;
import sparecore.vote.Ruling;
import sparecore.vote.Standing;
import sparecore.vote.Terms;

/**
 * How a job that asks for an error comes to its results: what the rule says is carried over to the job's fragments. One open copy of
 * each at a time, to a seller that was drawn; one vote may end, re-open or spoil others. Not thread-safe.
 */
final class Deliberation {
    /** A fragment that wants a vote which nobody who is there may give waits so long for others before the buyer computes it itself. */
    static final long LONELY_MILLIS = 3_000;

    /** So many fragments of a job wait for the buyer's own machine at once. */
    static final int AT_WORK_MOST = 4;

    /** Fewer sellers are not drawn among some of them. */
    private static final int CLUSTERS_TO_HURRY = 10;

    private final CredibleVoting voting;
    private final Schedule schedule;
    private final boolean believesAlone;
    private final KnownAnswers known = new KnownAnswers();
    private final Bills bills = new Bills();

    /** By the last ruling. */
    private final Map<Integer, Group<Digest>> justAccepted = new HashMap<>();

    /** The votes do not agree: only the buyer itself can tell. */
    private final Set<Integer> disputed = new TreeSet<>();

    /** The buyer is at it. */
    private final Set<Integer> atWork = new HashSet<>();

    private boolean unable;

    /** At the job's end all votes that a begun fragment wants are given at once, to whoever would be done soonest. */
    private boolean ending;

    private ErrorBound.@Nullable Standing lastStanding;

    Deliberation(Terms terms, Schedule schedule) {
        this.voting = new CredibleVoting(terms);
        this.schedule = schedule;
        this.believesAlone = voting.rule().believesLoneVotes();
    }

    CredibleVoting voting() {
        return voting;
    }

    /** A seller's result of a fragment has come. */
    List<Ruled> vote(Fragment fragment, Vote vote) {
        boolean open = fragment.phase() == Fragment.Phase.OPEN;
        if (fragment.phase() == Fragment.Phase.ABANDONED) {
            fragment.returned(vote.seller());
            return List.of(new Ruled(fragment.index(), new Outcome.LateUnknown(vote)));
        }
        List<Ruled> ruled = new ArrayList<>();
        if (open) {
            begin(fragment);
            fragment.cast(vote);
        } else {
            fragment.returned(vote.seller());
            ruled.add(new Ruled(fragment.index(), late(fragment, vote)));
        }
        Ruling<Digest> ruling = voting.voted(vote, fragment.index(), fragment.isTogether(vote.seller()));
        if (open && !voting.group(fragment.index()).hasVoted(voting.standing(vote.seller()))) {
            spoil(fragment, vote, ruled);
        }
        ruled.addAll(carryOut(ruling));
        sync(fragment);
        return ruled;
    }

    /** Of what is begun at the job's end, the further votes will be drawn so: the rule is told before the first. */
    private void begin(Fragment fragment) {
        if (ending && fragment.votes().isEmpty()) {
            boolean unused = voting.hurry(fragment.index());
        }
    }

    /**
     * The job's end has come, once. What waits for a seller that is not among the soonest then is drawn anew among these: what comes of
     * both draws is as if it had been drawn among them at first. Where there are few sellers it is better to ask for fewer votes.
     *
     * @param done when each of those that are there would be done with one more run
     */
    void end(Collection<NodeId> there, ToDoubleFunction<NodeId> done) {
        if (!ending && voting.independent(there) >= CLUSTERS_TO_HURRY) {
            ending = true;
            schedule.drawAnew(voting.soonest(there, done), voting::hurry);
            schedule.begun().forEach(this::sync);
        }
    }

    /** Whether a copy beside the others can do no harm: until the first vote has come, all of them count as one. */
    boolean mayShare(Fragment fragment, NodeId seller) {
        return fragment.votes().isEmpty() && voting.mayHave(fragment, seller);
    }

    /** The seller had committed to a result of this fragment, whose copy is back, and shows none, or another: it gets it no more. */
    List<Ruled> notRevealed(Fragment fragment, NodeId seller) {
        fragment.spoil(seller);
        List<Ruled> ruled = carryOut(voting.notRevealed(seller, fragment.index()));
        sync(fragment);
        return ruled;
    }

    /** As {@link #notRevealed}, where the fragment was a check. */
    List<Ruled> checkNotRevealed(int number, NodeId seller) {
        known.take(number);
        return carryOut(voting.checked(seller, false));
    }

    private Outcome late(Fragment fragment, Vote vote) {
        Digest accepted = Objects.requireNonNull(fragment.answer(), "an accepted fragment without its answer");
        if (!vote.answer().equals(accepted)) {
            return new Outcome.LateWrong(vote, accepted);
        }
        List<Vote> right = new ArrayList<>(fragment.votesFor(vote.answer()));
        right.add(vote);
        return new Outcome.LateRight(Outcome.Judged.of(vote, bills.of(right)));
    }

    /** What follows, for all fragments that it concerns. */
    private List<Ruled> carryOut(Ruling<Digest> ruling) {
        List<Ruled> ruled = new ArrayList<>();
        justAccepted.clear();
        if (!ruling.struck().isEmpty()) {
            schedule.begun().forEach(fragment -> spoil(fragment, ruling.struck(), ruled));
        }
        for (Group<Digest> group : ruling.accepted()) {
            accept((int) group.fragment(), group, ruled);
        }
        ruling.own().forEach(group -> disputed.add((int) group.fragment()));
        for (Group<Digest> group : ruling.wanting()) {
            Fragment fragment = schedule.find((int) group.fragment());
            if (fragment != null) {
                sync(fragment);
            }
        }
        for (Standing banned : ruling.banned()) {
            voting.members(banned).forEach(member -> ruled.add(new Ruled(0, new Outcome.Banned(member))));
        }
        return ruled;
    }

    /** Forgets the votes of who has failed, where the rule has forgotten them. */
    private void spoil(Fragment fragment, List<Standing> struck, List<Ruled> ruled) {
        if (fragment.phase() != Fragment.Phase.OPEN) {
            return;
        }
        int before = ruled.size();
        for (Vote vote : fragment.votes()) {
            Standing voter = voting.standing(vote.seller());
            if (struck.contains(voter) && !voting.group(fragment.index()).hasVoted(voter)) {
                spoil(fragment, vote, ruled);
            }
        }
        if (ruled.size() > before) {
            sync(fragment);
        }
    }

    private void spoil(Fragment fragment, Vote vote, List<Ruled> ruled) {
        fragment.spoil(vote.seller());
        schedule.lead(vote.seller(), -1);
        ruled.add(new Ruled(fragment.index(), new Outcome.Dropped(vote)));
    }

    private void accept(int index, Group<Digest> group, List<Ruled> ruled) {
        Fragment fragment = schedule.find(index);
        Digest answer = group.answer();
        if (fragment == null || answer == null || fragment.phase() != Fragment.Phase.OPEN) {
            return;
        }
        disputed.remove(index);
        if (believesAlone) {
            justAccepted.put(index, group);
        }
        ruled.add(new Ruled(index, fragment.accept(answer, bills.of(fragment.votesFor(answer)))));
        schedule.end(fragment);
        if (schedule.find(index) == null) {
            voting.forget(index);
        }
    }

    /** A fragment asks for what the rule asks. */
    private void sync(Fragment fragment) {
        if (fragment.phase() != Fragment.Phase.OPEN) {
            schedule.forgetIfBack(fragment);
            if (schedule.find(fragment.index()) == null) {
                voting.forget(fragment.index());
            }
            return;
        }
        Group<Digest> group = voting.group(fragment.index());
        boolean wants = group.state() == Group.State.OPEN && !atWork.contains(fragment.index());
        fragment.want(!wants ? 0 : ending ? voting.rule().missing(group) : 1);
        schedule.file(fragment);
    }

    /** Keeps a fragment that several have agreed on as a check for others, while its work is known. */
    boolean wantsToKnow(int right) {
        return believesAlone && right > 1;
    }

    /** The rule forgets a fragment that has ended; who has voted on it is remembered here. */
    void know(int index, Work work) {
        Group<Digest> group = justAccepted.get(index);
        if (group != null) {
            known.add(index, work, group);
        }
    }

    /** @param idle whether there is nothing else for the seller */
    Optional<Integer> drawCheck(NodeId seller, boolean idle, RandomGenerator random) {
        if (!believesAlone || !voting.isSeated(seller)) {
            return Optional.empty();
        }
        Standing standing = voting.standing(seller);
        boolean last = idle && voting.rule().waitsForCheck(standing) && !known.isOutWith(seller);
        return last || voting.rule().wantsCheck(standing, random)
                ? known.draw(seller, standing, random)
                : Optional.empty();
    }

    KnownAnswers known() {
        return known;
    }

    /** A check's answer has come. @return whether it is right comes first, as the outcome of a late vote */
    List<Ruled> checked(int number, KnownAnswers.Check check, Vote vote) {
        known.take(number);
        boolean right = vote.answer().equals(check.answer());
        List<Ruled> ruled = new ArrayList<>();
        ruled.add(new Ruled(
                check.index(),
                right
                        ? new Outcome.LateRight(Outcome.Judged.of(vote, bills.of(List.of(vote))))
                        : new Outcome.LateWrong(vote, check.answer())));
        ruled.addAll(carryOut(voting.checked(vote.seller(), right)));
        return ruled;
    }

    List<Ruled> failedElsewhere(NodeId seller) {
        Optional<Ruling<Digest>> ruling = voting.failedElsewhere(seller);
        if (ruling.isEmpty()) {
            return List.of();
        }
        List<Ruled> ruled = new ArrayList<>();
        List<Standing> failed = List.of(voting.standing(seller));
        schedule.begun().forEach(fragment -> spoil(fragment, failed, ruled));
        ruled.addAll(carryOut(ruling.get()));
        return ruled;
    }

    void draw(Collection<NodeId> there, long nowMillis, long lateBeforeMillis, Tail tail, RandomGenerator random) {
        if (schedule.hasWanting()) {
            schedule.draw(
                    there,
                    nowMillis,
                    lateBeforeMillis,
                    fragment -> ending
                            ? voting.drawSoonest(
                                    fragment, there, seller -> tail.doneMillis(fragment, seller, nowMillis), random)
                            : voting.draw(fragment, there, random));
        }
    }

    /**
     * What the buyer should compute itself, each once: what is disputed beyond help, what nobody who is there may vote on, and at the
     * job's end what rests on a lone seller's next check.
     */
    List<Integer> takeOwn(long nowMillis, boolean inputClosed) {
        Set<Integer> wanted = new TreeSet<>(disputed);
        boolean closing = believesAlone && inputClosed && !schedule.hasUntouched() && !schedule.hasWanting();
        if (!unable) {
            wanted.addAll(schedule.lonelySince(nowMillis - LONELY_MILLIS));
        }
        if (closing && unable) {
            trusted().forEach(this::askOneMore);
        } else if (closing) {
            wanted.addAll(newestTrusted());
        }
        wanted.removeAll(atWork);
        List<Integer> taken =
                wanted.stream().limit(AT_WORK_MOST - atWork.size()).toList();
        atWork.addAll(taken);
        taken.forEach(index -> sync(schedule.require(index)));
        return taken;
    }

    /** Of each seller that was believed alone, the result that it was asked for last: a check that comes later than all others. */
    private List<Integer> newestTrusted() {
        Map<NodeId, Fragment> newest = new HashMap<>();
        for (Fragment fragment : trusted()) {
            newest.merge(loneVoter(fragment), fragment, Deliberation::later);
        }
        return newest.values().stream().map(Fragment::index).toList();
    }

    /** Those that wait for the next check of the only one who voted on them, while none is out. */
    private List<Fragment> trusted() {
        return schedule.begun().stream()
                .filter(fragment -> voting.group(fragment.index()).state() == Group.State.TRUSTED
                        && !fragment.hasCopies()
                        && !known.isOutWith(loneVoter(fragment)))
                .toList();
    }

    private void askOneMore(Fragment fragment) {
        fragment.want(1);
        schedule.file(fragment);
    }

    private static NodeId loneVoter(Fragment fragment) {
        return fragment.votes().get(0).seller();
    }

    private static Fragment later(Fragment one, Fragment other) {
        long first = one.votes().get(0).result().assignment();
        return other.votes().get(0).result().assignment() > first ? other : one;
    }

    /** Whether it was of use or not, the buyer has room for another. */
    void hasComputed(int index) {
        atWork.remove(index);
    }

    /** The buyer has computed a fragment itself. */
    List<Ruled> computed(Fragment fragment, Digest answer) {
        if (fragment.phase() != Fragment.Phase.OPEN) {
            return List.of();
        }
        Group<Digest> group = voting.group(fragment.index());
        boolean trusted = group.state() == Group.State.TRUSTED;
        Vote first = trusted ? fragment.votes().get(0) : null;
        List<Ruled> ruled = new ArrayList<>(carryOut(voting.computed(fragment.index(), answer)));
        if (first != null && first.answer().equals(answer)) {
            ruled.addAll(carryOut(voting.checked(first.seller(), true)));
        }
        return ruled;
    }

    /** The buyer cannot compute here. @return whether the fragment is beyond help by that */
    boolean cannotCompute(int index) {
        unable = true;
        atWork.remove(index);
        boolean hopeless = disputed.remove(index);
        Fragment fragment = schedule.find(index);
        if (!hopeless && fragment != null) {
            sync(fragment);
        }
        return hopeless;
    }

    ErrorBound.@Nullable Standing lastStanding() {
        return lastStanding;
    }

    void setLastStanding(ErrorBound.Standing last) {
        lastStanding = last;
    }

    boolean isUnable() {
        return unable;
    }

    int atWork() {
        return atWork.size();
    }

    /** The inputs have been told again, and the votes on open fragments are back. */
    void resume() {
        List<Integer> open = new ArrayList<>();
        for (Fragment fragment : schedule.all()) {
            open.add(fragment.index());
        }
        voting.forgetAllBut(open);
        for (Group<Digest> group : List.copyOf(voting.groups())) {
            if (group.state() == Group.State.OWN) {
                disputed.add((int) group.fragment());
            }
        }
        for (Fragment fragment : schedule.all()) {
            if (!fragment.isUntouched()) {
                sync(fragment);
            }
        }
    }
}
