package sparecore.vote;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The rule that accepts results, for one job: it takes votes as they come, and says which fragments are accepted, which want one
 * more vote, and which the buyer computes itself. The same class decides in the buyer, in a dispute and in the trials of
 * {@code sparecore.vote.trial}. Pure but for its own state: randomness is an argument, time plays no part. Not thread-safe.
 *
 * <p>Equal votes are accepted for one of two reasons, each of which may use up a part of the error that was asked for:
 * <ol>
 *   <li><b>Credibility</b>: their voters have passed so many checks that {@link Credibility#score} is enough. Two votes at least
 *       where the error is below that of honest machines; a lone vote is final only when its voter has passed a <em>later</em>
 *       check.
 *   <li><b>The job's budget</b>: they are as many as its {@link Level} asks for, {@link ErrorBudget}. They are final when all
 *       fragments that were begun earlier have the votes that they want, so that nothing slips through while the conflict that
 *       would have stopped it is on its way.
 * </ol>
 * Votes that differ are decided by {@link Credibility#lead} and by a lead in votes alone; at {@link #VOTES_MOST} the buyer
 * computes the fragment itself.
 *
 * <p>A failure, that is a vote against an accepted answer, a failed check or a commitment that is not revealed, sets the voter's
 * checks to none, drops its votes on all fragments that are not final, and re-opens what falls below its threshold.
 *
 * @param <A> what is voted on
 */
public final class CredibilityRule<A> {
    /** So many votes without a decision, and the buyer computes the fragment itself. */
    public static final int VOTES_MOST = 9;

    /** Kondo et al. 2007: the share of wrong results of honest machines. Below it a lone vote is not enough. */
    static final double HOST_ERROR = 2e-3;

    /** With a budget, what may go wrong by credibility; the rest is the budget's. */
    private static final double CREDIBILITY_SHARE = 0.25;

    /** Without one, E/2: the other half is for what no formula of credibility sees, such as a check that was guessed. */
    private static final double CREDIBILITY_SHARE_ALONE = 0.5;

    /** A disputed group that lost its losers needs so many votes at least. */
    private static final int VOTES_AFTER_DISPUTE = 3;

    /** Of conflicts, before any group was compared: one in a hundred. */
    private static final double PRIOR_CONFLICTS = 1;

    private static final double PRIOR_GROUPS = 100;

    /** Newcomers are the cheapest to catch while little rests on them. */
    private static final int PROBATION_VOTES = 3;

    private static final double ROUNDING = 1e-9;

    private final Terms terms;
    private final double credibleError;
    private final Optional<ErrorBudget> budget;
    private final ArrayDeque<Group<A>> line = new ArrayDeque<>();
    private final Unfinished<A> unfinished = new Unfinished<>();
    private final Bursts bursts = new Bursts();
    private int votesLeast;
    private boolean burst;
    private boolean hurries;
    private long conflicts;
    private long groups;

    private CredibilityRule(Terms terms, double credibleShare, Optional<ErrorBudget> budget) {
        this.terms = terms;
        this.credibleError = terms.error() * credibleShare;
        this.budget = budget;
        this.votesLeast = terms.error() < HOST_ERROR ? 2 : 1;
    }

    /** The rule as buyers use it. Tell it of the job's fragments with {@link #add}. */
    public static <A> CredibilityRule<A> of(Terms terms) {
        double rest = terms.error() * (1 - CREDIBILITY_SHARE);
        return new CredibilityRule<>(terms, CREDIBILITY_SHARE, Optional.of(new ErrorBudget(rest, terms)));
    }

    /** Credibility alone: only what each seller has shown counts. For comparison. */
    public static <A> CredibilityRule<A> withoutBudget(Terms terms) {
        return new CredibilityRule<>(terms, CREDIBILITY_SHARE_ALONE, Optional.empty());
    }

    public Terms terms() {
        return terms;
    }

    /** The job has so many fragments more. The more it has, the fewer votes each needs. */
    public void add(long fragments) {
        budget.ifPresent(one -> one.add(fragments));
    }

    /** Begins to vote on a fragment. It wants a vote. */
    public Group<A> open(long fragment, RandomGenerator random) {
        return open(fragment, random.nextDouble());
    }

    /**
     * As {@link #open(long, RandomGenerator)}, for a caller that draws by itself.
     *
     * @param luck uniform in [0, 1), and unknown to all sellers: it decides who is compared
     */
    public Group<A> open(long fragment, double luck) {
        return new Group<>(fragment, luck);
    }

    /** Votes that a fragment of a seller that is not on probation gets now, on average, if nobody differs. */
    public double votesExpected() {
        return budget.map(one -> one.level().votes()).orElse((double) votesLeast);
    }

    /** Whether a lone vote can ever be enough by credibility: then sellers need checks. */
    public boolean believesLoneVotes() {
        return terms.error() >= HOST_ERROR;
    }

    /** Conflicts seen. */
    public long conflicts() {
        return conflicts;
    }

    /** A bound of the expected error as the job stands: what credibility may cost and what conflicts were charged. */
    public double errorBound() {
        return credibleError + budget.map(ErrorBudget::chargedShare).orElse(0.0);
    }

    /** Whether the next copy for this seller should be a check: a fragment that looks like others and has a known answer. */
    public boolean wantsCheck(Standing seller, RandomGenerator random) {
        double chance = CheckSchedule.chance(seller, burst);
        return chance > 0 && random.nextDouble() < chance && (budget.isEmpty() || waitsForCheck(seller));
    }

    /** Whether results of this seller wait for its next check: it should get one before the job's end. */
    public boolean waitsForCheck(Standing seller) {
        return unfinished.of(seller).stream().anyMatch(group -> group.state() == Group.State.TRUSTED);
    }

    /** A seller's answer has come. A second one of its cluster, or one of a banned cluster, counts for nothing. */
    public Ruling<A> vote(Group<A> group, Standing voter, A answer) {
        return vote(group, voter, answer, false);
    }

    /**
     * As {@link #vote(Group, Standing, Object)}.
     *
     * @param together whether its copy was out beside others when the first vote on the fragment came: what such votes have in common
     *     counts as one
     */
    public Ruling<A> vote(Group<A> group, Standing voter, A answer, boolean together) {
        Ruling<A> ruling = new Ruling<>();
        if (group.isFinal()) {
            judgeLate(group, voter, answer, ruling);
        } else if (!voter.isBanned() && !group.hasVoted(voter)) {
            group.add(new Cast<>(voter, answer, together));
            voter.voted();
            unfinished.add(voter, group);
            if (group.state() != Group.State.OWN) {
                judge(group, ruling);
            }
        } else if (group.state() == Group.State.OPEN) {
            ruling.wanting().add(group);
        }
        release(ruling);
        return ruling;
    }

    /** Whether the further voters on a fragment may be drawn by {@link Draw#nextOfSoonest}: not where votes differ. */
    public boolean mayHurry(Group<A> group) {
        return budget.isPresent() && terms.mayHurry() && group.state() == Group.State.OPEN && !group.isDisputed();
    }

    /**
     * From now on the fragment is held to as many votes as that takes: by a stricter level. Where most votes are accepted alone and it has
     * one, it is charged by what it was asked for at first; then it gets one vote more, which is worth more than what is given up:
     * {@code (f/SOONEST)² < f}.
     *
     * @throws IllegalStateException if it may not be
     */
    public void hurry(Group<A> group) {
        if (!mayHurry(group)) {
            throw new IllegalStateException("fragment " + group.fragment() + " may not be hurried");
        }
        if (group.isHurried()) {
            return;
        }
        boolean begun =
                group.votes() > 0 && !levelFor(group, budget.orElseThrow()).comparesAll();
        group.hurry(begun ? Group.Haste.ONE_MORE : Group.Haste.STRICTER_LEVEL);
        hurries = true;
    }

    /** How many votes an open fragment is short of: as many may be out at once when it has one, since that one has begun it. */
    public int missing(Group<A> group) {
        if (group.votes() == 0 || group.isDisputed()) {
            return 1;
        }
        int needed = budget.map(one -> votesNeeded(group, one)).orElse(1);
        return Math.max(1, Math.min(VOTES_MOST, needed) - group.votes());
    }

    /** A seller has answered a check. */
    public Ruling<A> checked(Standing seller, boolean passed) {
        Ruling<A> ruling = new Ruling<>();
        noteCheck(!passed);
        if (passed) {
            seller.pass(1);
            acceptTrusted(seller, ruling);
        } else {
            fail(seller, ruling);
        }
        release(ruling);
        return ruling;
    }

    /** A seller has committed to an answer and not revealed it, or revealed another: a failure; the fragment wants another vote. */
    public Ruling<A> notRevealed(Group<A> group, Standing seller) {
        Ruling<A> ruling = new Ruling<>();
        fail(seller, ruling);
        if (group.state() == Group.State.OPEN && !ruling.wanting().contains(group)) {
            ruling.wanting().add(group);
        }
        release(ruling);
        return ruling;
    }

    /**
     * A seller has failed in another job of the buyer, by another standing: it has failed here as well, and nothing that it said here
     * and that is not final counts.
     */
    public Ruling<A> failedElsewhere(Standing seller) {
        Ruling<A> ruling = new Ruling<>();
        seller.strike();
        drop(seller, ruling);
        release(ruling);
        return ruling;
    }

    /**
     * The buyer has computed a fragment itself. To who voted on it this is a check: a lone vote that was right has passed one. Where it
     * was believed before, and others wait for that, the caller tells of it by {@link #checked}.
     */
    public Ruling<A> computed(Group<A> group, A answer) {
        Ruling<A> ruling = new Ruling<>();
        if (!group.isFinal()) {
            boolean believed = group.state() == Group.State.TRUSTED;
            settle(group, answer, ruling);
            if (!believed) {
                passAlone(group, answer);
            }
        }
        release(ruling);
        return ruling;
    }

    private void passAlone(Group<A> group, A answer) {
        List<Cast<A>> right = group.casts().stream()
                .filter(cast -> cast.answer().equals(answer))
                .toList();
        if (right.size() == 1) {
            right.get(0).voter().pass(1);
            noteCheck(false);
        }
    }

    private void judge(Group<A> group, Ruling<A> ruling) {
        Tally<A> tally = Tally.of(group.casts());
        A leader = tally.leader();
        if (leader == null) {
            want(group, ruling);
        } else if (tally.rivalVotes() > 0) {
            judgeConflict(group, leader, tally, ruling);
        } else if (suffices(group)) {
            hold(group, Group.State.HELD, ruling);
        } else if (!isCredible(group, tally)) {
            wantOrOwn(group, ruling);
        } else if (tally.votes() == 1) {
            hold(group, Group.State.TRUSTED, ruling);
        } else {
            settle(group, leader, ruling);
        }
    }

    /** Whether it has the votes that the job's level asks for. */
    private boolean suffices(Group<A> group) {
        if (budget.isEmpty()) {
            return false;
        }
        if (group.joinLine()) {
            line.add(group);
        }
        return group.votes() >= votesNeeded(group, budget.get());
    }

    /** What sellers have shown before counts for nothing where more of the voters may be liars than of the sellers. */
    private boolean isCredible(Group<A> group, Tally<A> tally) {
        int least = group.isDisputed() ? VOTES_AFTER_DISPUTE : votesLeast;
        return tally.votes() >= least
                && !group.isHurried()
                && Credibility.score(tally.votes(), tally.checks(), terms) >= -Math.log(credibleError);
    }

    private Terms termsOf(Group<A> group) {
        return group.isHurried() ? terms.hurried() : terms;
    }

    private static boolean isWidened(Group<?> group) {
        return group.haste() == Group.Haste.STRICTER_LEVEL;
    }

    private int votesNeeded(Group<A> group, ErrorBudget from) {
        Level level = levelFor(group, from);
        int needed = level.needed(group.luck()) + (group.haste() == Group.Haste.ONE_MORE ? 1 : 0);
        return group.isDisputed() ? Math.max(needed, VOTES_AFTER_DISPUTE) : needed;
    }

    private Level levelFor(Group<A> group, ErrorBudget from) {
        boolean probation =
                !group.casts().isEmpty() && group.casts().get(0).voter().isOnProbation();
        Level job = from.level(isWidened(group));
        Level level = probation ? job.orStricter(PROBATION_VOTES) : job;
        Level asked = group.askedAt(level);
        return asked.comparesAll() && !group.isDisputed() ? asked : level;
    }

    private void judgeConflict(Group<A> group, A leader, Tally<A> tally, Ruling<A> ruling) {
        if (!group.isDisputed()) {
            budget.ifPresent(one -> levelFor(group, one));
            group.dispute();
            conflicts++;
            budget.ifPresent(one -> charge(one, group, ruling));
        }
        if (leads(group, tally)) {
            settle(group, leader, ruling);
        } else {
            wantOrOwn(group, ruling);
        }
    }

    private void charge(ErrorBudget from, Group<A> group, Ruling<A> ruling) {
        double before = strictness(from);
        from.conflict(group.askedAt(from.level(isWidened(group))), isWidened(group));
        if (strictness(from) <= before) {
            return;
        }
        for (Group<A> other : line) {
            if (other.state() == Group.State.HELD && other.votes() < votesNeeded(other, from)) {
                want(other, ruling);
            }
        }
    }

    /** Grows when any of the levels does that groups are held to. */
    private double strictness(ErrorBudget from) {
        return from.level().votes() + (hurries ? from.level(true).votes() : 0);
    }

    private boolean leads(Group<A> group, Tally<A> tally) {
        double share = (conflicts + PRIOR_CONFLICTS) / (groups + PRIOR_GROUPS);
        int votesAhead = tally.votes() - tally.rivalVotes();
        double saboteurs = termsOf(group).saboteurs();
        double lead = Credibility.lead(votesAhead, tally.checks() - tally.rivalChecks(), share, saboteurs);
        return votesAhead >= 1
                && lead + ROUNDING >= Credibility.leadNeeded(share, credibleError)
                && votesAhead * Credibility.voteWeight(saboteurs) + ROUNDING >= voteLeadNeeded(group);
    }

    /** The budget was charged with the chance of a wrong decision, which passed checks do not make smaller. */
    private double voteLeadNeeded(Group<A> group) {
        return budget.map(one ->
                        -Math.log(one.conflictErrorMost(group.askedAt(one.level(isWidened(group))), isWidened(group))))
                .orElse(0.0);
    }

    private void wantOrOwn(Group<A> group, Ruling<A> ruling) {
        if (group.votes() < VOTES_MOST) {
            want(group, ruling);
            return;
        }
        group.become(Group.State.OWN);
        ruling.wanting().remove(group);
        ruling.own().add(group);
    }

    private void want(Group<A> group, Ruling<A> ruling) {
        group.become(Group.State.OPEN);
        if (!ruling.wanting().contains(group)) {
            ruling.wanting().add(group);
        }
    }

    private void hold(Group<A> group, Group.State state, Ruling<A> ruling) {
        group.become(state);
        ruling.wanting().remove(group);
    }

    /** What waits in line is final when all before it have the votes that they want. */
    private void release(Ruling<A> ruling) {
        for (Group<A> first = line.peek(); first != null && first.state() != Group.State.OPEN; first = line.peek()) {
            line.remove();
            first.leaveLine();
            if (first.state() == Group.State.HELD) {
                settle(first, first.casts().get(0).answer(), ruling);
            }
        }
    }

    /** The answer is final; whoever voted for another has failed. */
    private void settle(Group<A> group, A answer, Ruling<A> ruling) {
        group.accept(answer);
        ruling.wanting().remove(group);
        ruling.accepted().add(group);
        budget.ifPresent(one -> account(one, group));
        int right = group.votesFor(answer);
        if (group.votes() > 1) {
            groups++;
        }
        double credit = Credibility.membership(right, termsOf(group).saboteurs());
        List<Standing> losers = new ArrayList<>(0);
        for (Cast<A> cast : group.casts()) {
            if (!cast.answer().equals(answer)) {
                losers.add(cast.voter());
            } else if (right > 1) {
                cast.voter().pass(credit);
                noteCheck(false);
            }
        }
        for (Standing loser : losers) {
            noteCheck(true);
            fail(loser, ruling);
        }
    }

    private void account(ErrorBudget from, Group<A> group) {
        if (group.isDisputed() && group.beganRight()) {
            from.refund(group.askedAt(from.level(isWidened(group))), isWidened(group));
        }
        from.accepted(group.votes());
    }

    /** A copy that came after the decision is one more comparison. */
    private void judgeLate(Group<A> group, Standing voter, A answer, Ruling<A> ruling) {
        if (voter.isBanned() || group.hasVoted(voter)) {
            return;
        }
        boolean right = answer.equals(group.answer());
        noteCheck(!right);
        if (right) {
            voter.pass(Credibility.membership(group.votes() + 1, terms.saboteurs()));
        } else {
            fail(voter, ruling);
        }
    }

    private void fail(Standing voter, Ruling<A> ruling) {
        ruling.struck().add(voter);
        voter.strike();
        if (voter.recent().isTooMany(Noise.most(unfinished.voters(), terms.saboteurs())) && voter.ban()) {
            ruling.banned().add(voter);
        }
        drop(voter, ruling);
    }

    private void drop(Standing voter, Ruling<A> ruling) {
        for (Group<A> group : unfinished.take(voter)) {
            if (!group.isFinal() && group.drop(voter) && group.state() != Group.State.OWN) {
                judge(group, ruling);
            }
        }
    }

    private void acceptTrusted(Standing seller, Ruling<A> ruling) {
        for (Group<A> group : List.copyOf(unfinished.of(seller))) {
            if (group.state() == Group.State.TRUSTED) {
                settle(group, group.casts().get(0).answer(), ruling);
            }
        }
    }

    private void noteCheck(boolean failed) {
        if (bursts.checked(failed) && !burst) {
            burst = true;
            votesLeast++;
        }
    }
}
