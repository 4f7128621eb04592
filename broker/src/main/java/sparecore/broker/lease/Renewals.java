package sparecore.broker.lease;

import sparecore.money.Credits;

/**
 * What has become of a lease's renewals.
 *
 * @param matchedAtMillis when its first ticket began; the ticket that stands says when the last one did
 * @param refused why it was not renewed when its buyer last wished it; {@link NotRenewed#NONE} if it was, or nobody did
 * @param refusedAtMillis zero if it was not
 * @param busyMillis until when it has earned its slots: the last renewal by which enough had been paid for them, when its seller last said
 *     that it is at work, or the match
 * @param paidByThen what had been captured in all at that renewal
 */
public record Renewals(
        long matchedAtMillis,
        int count,
        NotRenewed refused,
        long refusedAtMillis,
        long busyMillis,
        Credits paidByThen) {
    static Renewals none(long matchedAtMillis) {
        return new Renewals(matchedAtMillis, 0, NotRenewed.NONE, 0, matchedAtMillis, Credits.ZERO);
    }

    Renewals granted() {
        return new Renewals(matchedAtMillis, count + 1, NotRenewed.NONE, 0, busyMillis, paidByThen);
    }

    Renewals busyUntil(long nowMillis, Credits captured) {
        return new Renewals(matchedAtMillis, count, refused, refusedAtMillis, nowMillis, captured);
    }

    Renewals refused(NotRenewed why, long nowMillis) {
        return new Renewals(matchedAtMillis, count, why, nowMillis, busyMillis, paidByThen);
    }
}
