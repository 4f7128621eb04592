package sparecore.broker.standing;

import sparecore.content.Id;
import sparecore.identity.NodeId;

/**
 * A deed of a node, for its standing.
 *
 * @param number how its owner names it in a dispute
 * @param by the other side; the node itself where there is none
 * @param cause the lease, the report or the dispute
 * @param assignment of the result in question; zero where none is
 * @param struck whether a dispute has taken it away again
 */
public record Note(
        long number, NodeId node, Deed deed, NodeId by, Id cause, long assignment, long atMillis, boolean struck) {
    /** After so long a note counts half: machines and owners change. */
    public static final long HALF_MILLIS = 30L * 24 * 3_600_000;

    /** After so long it counts for nothing, and is forgotten: a thousandth of what it was. */
    public static final long FORGOTTEN_MILLIS = 10 * HALF_MILLIS;

    public static Note of(long number, NodeId node, Deed deed, NodeId by, Id cause, long assignment, long atMillis) {
        return new Note(number, node, deed, by, cause, assignment, atMillis, false);
    }

    public Note strike() {
        return new Note(number, node, deed, by, cause, assignment, atMillis, true);
    }

    public boolean isForgotten(long nowMillis) {
        return nowMillis - atMillis >= FORGOTTEN_MILLIS;
    }

    /** What it counts now, in thousandths of a point: halved every {@link #HALF_MILLIS}, evenly in between. */
    public long milliPoints(long nowMillis) {
        long age = Math.max(0, nowMillis - atMillis);
        if (struck || age >= FORGOTTEN_MILLIS) {
            return 0;
        }
        long halved = deed.milliPoints() / (1L << age / HALF_MILLIS);
        return halved - halved * (age % HALF_MILLIS) / (2 * HALF_MILLIS);
    }
}
