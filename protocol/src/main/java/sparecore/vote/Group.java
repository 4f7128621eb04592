package sparecore.vote;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The votes on one fragment. States: OPEN (wants a vote) → HELD (has enough, and waits for evidence that is under way) or
 * TRUSTED (one vote of a seller that has passed many checks; waits for its next) → ACCEPTED. From OPEN also → OWN (the votes do
 * not agree: the buyer computes it itself) → ACCEPTED. HELD and TRUSTED → OPEN when a voter fails, HELD also when the level gets
 * stricter. Only ACCEPTED is final. Changed by {@link CredibilityRule} only. Not thread-safe.
 *
 * @param <A> what is voted on; equal answers are equal objects
 */
public final class Group<A> {
    /** A group's state. */
    public enum State {
        OPEN,
        HELD,
        TRUSTED,
        OWN,
        ACCEPTED
    }

    /** What is asked for in return where its further voters are not drawn among all. */
    enum Haste {
        NONE,
        /** The votes of a level that was chosen for it. */
        STRICTER_LEVEL,
        /** One more than it was held to. */
        ONE_MORE
    }

    private final long fragment;
    private final double luck;
    private final List<Cast<A>> casts = new ArrayList<>(3);
    private State state = State.OPEN;
    private @Nullable Level asked;
    private boolean disputed;
    private Haste haste = Haste.NONE;
    private boolean inLine;
    private @Nullable A begunWith;
    private @Nullable A answer;

    Group(long fragment, double luck) {
        this.fragment = fragment;
        this.luck = luck;
    }

    /** Its number, as the caller chose it. */
    public long fragment() {
        return fragment;
    }

    public State state() {
        return state;
    }

    public boolean isFinal() {
        return state == State.ACCEPTED;
    }

    /** How many votes count. */
    public int votes() {
        int votes = 0;
        for (int i = 0; i < casts.size(); i++) {
            votes += Tally.counts(casts, i) ? 1 : 0;
        }
        return votes;
    }

    /** How many of them are for this answer. */
    int votesFor(A wanted) {
        int votes = 0;
        for (int i = 0; i < casts.size(); i++) {
            votes += casts.get(i).answer().equals(wanted) && Tally.counts(casts, i) ? 1 : 0;
        }
        return votes;
    }

    /** Whether its further voters are not drawn among all: see {@link Draw#SOONEST}. */
    public boolean isHurried() {
        return haste != Haste.NONE;
    }

    Haste haste() {
        return haste;
    }

    /** Whether votes on it ever differed. */
    public boolean isDisputed() {
        return disputed;
    }

    /** The accepted answer; null before. */
    public @Nullable A answer() {
        return answer;
    }

    /** Whether this cluster has a vote here: it gets no copy and no second vote. */
    public boolean hasVoted(Standing cluster) {
        for (Cast<A> cast : casts) {
            if (cast.voter() == cluster) {
                return true;
            }
        }
        return false;
    }

    List<Cast<A>> casts() {
        return casts;
    }

    double luck() {
        return luck;
    }

    /**
     * The level that it is charged by when its votes differ. Where two votes or more are asked for, it is the strictest since the first
     * vote, and the group is held to it, even if the job's level falls: then a wrong answer that was contradicted could not have
     * slipped through at any less strict one. Where most votes are never compared it is the least strict one, since with
     * other luck it would have been accepted by that. Once the votes differ it does not change.
     */
    Level askedAt(Level current) {
        if (asked == null) {
            asked = current;
        } else if (!disputed) {
            asked = asked.comparesAll() ? asked.orStricter(current.votes()) : asked.orLaxer(current.votes());
        }
        return asked;
    }

    void add(Cast<A> cast) {
        casts.add(cast);
    }

    boolean drop(Standing voter) {
        return casts.removeIf(cast -> cast.voter() == voter);
    }

    /** @return whether it was not there before */
    boolean joinLine() {
        boolean joins = !inLine;
        inLine = true;
        return joins;
    }

    void leaveLine() {
        inLine = false;
    }

    void hurry(Haste by) {
        haste = by;
    }

    void dispute() {
        disputed = true;
        begunWith = casts.get(0).answer();
    }

    /** Whether the dispute turned out to be with somebody who was right at first. */
    boolean beganRight() {
        return answer != null && answer.equals(begunWith);
    }

    void become(State next) {
        state = next;
    }

    void accept(A accepted) {
        state = State.ACCEPTED;
        answer = accepted;
    }
}
