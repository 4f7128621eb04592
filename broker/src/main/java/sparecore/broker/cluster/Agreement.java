package sparecore.broker.cluster;

import sparecore.identity.NodeId;

/**
 * One entry of the agreement matrix.
 *
 * @param one seen before the other
 * @param times how many works both have answered with the same wrong answer
 * @param buyers how many buyers that do not belong together have shown it
 */
public record Agreement(NodeId one, NodeId other, int times, int buyers) {
    /** Honest machines err, but not alike: two equal wrong answers may come from one bad program, three hardly. */
    static final int TIMES_LEAST = 3;

    /** One buyer could run a program that honest machines of one kind answer otherwise, or have made up the others' votes. */
    static final int BUYERS_LEAST = 2;

    /** Whether the two belong together by it. */
    public boolean ties() {
        return times >= TIMES_LEAST && buyers >= BUYERS_LEAST;
    }

    public Tie tie() {
        return new Tie(Tie.Kind.HISTORY, one + " " + other);
    }
}
