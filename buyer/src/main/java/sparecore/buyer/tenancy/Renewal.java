package sparecore.buyer.tenancy;

import sparecore.lease.Ticket;

/** Asking for the renewal of one lease: from the moment on in which it may be renewed, again and again until it is. Not thread-safe. */
final class Renewal {
    /** A broker that is away, or refuses, may be back, or see it otherwise, while the lease lasts. */
    static final long AGAIN_MILLIS = 5_000;

    private long nextMillis = Long.MIN_VALUE;
    private String refused = "";

    boolean asks(Ticket ticket, long nowMillis) {
        if (nowMillis < Math.max(nextMillis, ticket.renewableFromMillis())) {
            return false;
        }
        nextMillis = nowMillis + AGAIN_MILLIS;
        return true;
    }

    /** @return whether it was not refused for this before */
    boolean refused(String why) {
        boolean isNews = !refused.equals(why);
        refused = why;
        return isNews;
    }

    void granted() {
        nextMillis = Long.MIN_VALUE;
        refused = "";
    }
}
