package sparecore.broker.cashier;

import sparecore.identity.NodeId;
import sparecore.money.Credits;

/**
 * The deposit of an identity: credits that an account has set aside for a key, and that are gone if the key is banned.
 *
 * @param number its place in the order of all orders and leases
 * @param payer the account it came from, which gets it back
 * @param amount zero once it was given back or taken
 * @param noticeMillis since when the payer wants it back; zero if it does not
 */
public record Pledge(long number, NodeId node, NodeId payer, Credits amount, long noticeMillis) {
    /** From the notice to the money: long enough for what was done before to come out. */
    public static final long NOTICE_MILLIS = 7L * 24 * 3_600_000;

    public Pledge {
        if (amount.isNegative()) {
            throw new IllegalArgumentException("a pledge is not negative");
        }
    }

    public boolean stands() {
        return amount.isPositive();
    }

    /** More of it, or the first: whoever raises it does not want it back now. */
    public Pledge of(Credits total) {
        return new Pledge(number, node, payer, total, 0);
    }

    /** A part of it was awarded to somebody. */
    public Pledge less(Credits taken) {
        return new Pledge(number, node, payer, amount.minus(taken), noticeMillis);
    }

    public Pledge noticed(long nowMillis) {
        return new Pledge(number, node, payer, amount, nowMillis);
    }

    /** When it may go back; zero if nobody has asked for it. */
    public long freeAtMillis() {
        return noticeMillis == 0 ? 0 : noticeMillis + NOTICE_MILLIS;
    }
}
