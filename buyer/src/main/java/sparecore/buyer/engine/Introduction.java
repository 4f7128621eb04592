package sparecore.buyer.engine;

import sparecore.vote.Standing;

/**
 * What the broker says of a seller with its ticket.
 *
 * @param cluster names those who vote as one with it, as long as the broker lives; empty if the broker says nothing
 * @param points its standing at the broker
 */
public record Introduction(String cluster, int points) {
    public static final Introduction NONE = new Introduction("", 0);

    /** What others say of a seller counts as a few passed checks. */
    double passed() {
        return Math.max(0, Math.min(Standing.IMPORTED_CHECKS_MOST, points));
    }
}
