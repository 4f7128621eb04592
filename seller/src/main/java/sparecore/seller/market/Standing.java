package sparecore.seller.market;

import sparecore.money.Credits;
import sparecore.wire.Sighting;

/**
 * How the seller stands with its broker, as far as it knows.
 *
 * @param note one line for the owner
 * @param available credits on its account
 * @param earned credits that it ever earned
 * @param seen what the broker last saw of it
 */
public record Standing(boolean connected, String note, Credits available, Credits earned, Sighting seen) {
    static final Standing NEW =
            new Standing(false, "not connected yet", Credits.ZERO, Credits.ZERO, Sighting.getDefaultInstance());

    Standing with(boolean nowConnected, String newNote) {
        return new Standing(nowConnected, newNote, available, earned, seen);
    }

    Standing with(Credits nowAvailable, Credits nowEarned, Sighting nowSeen) {
        return new Standing(connected, note, nowAvailable, nowEarned, nowSeen);
    }
}
