package sparecore.seller.tenancy;

import java.util.HashMap;
import java.util.Map;
import sparecore.money.Credits;

/**
 * What a lease owes: the charges of all delivered results that the buyer has not rejected, against its highest voucher. Not
 * thread-safe.
 */
final class Unpaid {
    /** Delivered results without a verdict. At this number the seller waits for verdicts: 100 s of the fastest fragments. */
    static final int UNJUDGED_MAX = 200_000;

    private final Map<Long, Credits> unjudged = new HashMap<>();
    private Credits owed = Credits.ZERO;
    private Credits rejected = Credits.ZERO;
    private Credits paid = Credits.ZERO;

    void delivered(long number, Credits charge) {
        unjudged.put(number, charge);
        owed = owed.plus(charge);
    }

    /** A number that was never delivered, or was judged before, changes nothing. */
    void accepted(long number) {
        unjudged.remove(number);
    }

    /** As {@link #accepted}. */
    void rejected(long number) {
        rejected = rejected.plus(withdrawn(number));
    }

    /** As {@link #accepted}. @return what is not owed any more */
    Credits withdrawn(long number) {
        Credits charge = unjudged.remove(number);
        if (charge == null) {
            return Credits.ZERO;
        }
        owed = owed.minus(charge);
        return charge;
    }

    void paid(Credits cumulative) {
        paid = paid.max(cumulative);
    }

    /** Never negative: what a buyer paid ahead is its credit. */
    Credits amount() {
        return owed.minus(paid).max(Credits.ZERO);
    }

    Credits owed() {
        return owed;
    }

    Credits rejected() {
        return rejected;
    }

    Credits paid() {
        return paid;
    }

    boolean hasTooManyUnjudged() {
        return unjudged.size() >= UNJUDGED_MAX;
    }
}
