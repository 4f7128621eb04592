package sparecore.vote;

import java.util.ArrayList;
import java.util.List;

/** What follows from one vote, check or computation, in the order in which it was decided. */
public final class Ruling<A> {
    private final List<Group<A>> accepted = new ArrayList<>(2);
    private final List<Group<A>> wanting = new ArrayList<>(2);
    private final List<Group<A>> own = new ArrayList<>(0);
    private final List<Standing> struck = new ArrayList<>(0);
    private final List<Standing> banned = new ArrayList<>(0);

    Ruling() {}

    /** Nothing follows. */
    public static <A> Ruling<A> nothing() {
        return new Ruling<>();
    }

    /** These are final now. */
    public List<Group<A>> accepted() {
        return accepted;
    }

    /** These want one vote (more): the one voted on, or others that were re-opened. None twice. */
    public List<Group<A>> wanting() {
        return wanting;
    }

    /** The buyer computes these itself, and calls {@link CredibilityRule#computed}. */
    public List<Group<A>> own() {
        return own;
    }

    /** These have given a wrong answer, or none after they had committed. */
    public List<Standing> struck() {
        return struck;
    }

    /** These get nothing more to do. */
    public List<Standing> banned() {
        return banned;
    }
}
