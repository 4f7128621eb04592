package sparecore.seller.market;

import sparecore.money.Credits;

/**
 * How the seller stands with its broker, as far as it knows.
 *
 * @param note one line for the owner
 * @param available credits on its account
 * @param earned credits that it ever earned
 */
public record Standing(boolean connected, String note, Credits available, Credits earned) {
    static final Standing NEW = new Standing(false, "not connected yet", Credits.ZERO, Credits.ZERO);

    Standing with(boolean nowConnected, String newNote) {
        return new Standing(nowConnected, newNote, available, earned);
    }

    Standing with(Credits nowAvailable, Credits nowEarned) {
        return new Standing(connected, note, nowAvailable, nowEarned);
    }
}
