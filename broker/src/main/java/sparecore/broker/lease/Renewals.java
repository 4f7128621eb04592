package sparecore.broker.lease;

/**
 * What has become of a lease's renewals.
 *
 * @param matchedAtMillis when its first ticket began; the ticket that stands says when the last one did
 * @param refused why it was not renewed when its buyer last wished it; {@link NotRenewed#NONE} if it was, or nobody did
 * @param refusedAtMillis zero if it was not
 */
public record Renewals(long matchedAtMillis, int count, NotRenewed refused, long refusedAtMillis) {
    static Renewals none(long matchedAtMillis) {
        return new Renewals(matchedAtMillis, 0, NotRenewed.NONE, 0);
    }

    Renewals granted() {
        return new Renewals(matchedAtMillis, count + 1, NotRenewed.NONE, 0);
    }

    Renewals refused(NotRenewed why, long nowMillis) {
        return new Renewals(matchedAtMillis, count, why, nowMillis);
    }
}
