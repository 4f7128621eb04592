package sparecore.buyer.market;

import java.util.LinkedHashMap;
import java.util.Map;
import sparecore.lease.LeaseId;
import sparecore.lease.Ticket;
import sparecore.lease.Way;

/**
 * Which way to try next for each lease: the one that worked last, or else the ticket's. After a failure it is the relay's turn, and after
 * the relay's failure the ticket's again: what the broker could dial need not be what this buyer can. Thread-safe.
 */
final class Ways {
    /** More leases than one buyer has; of those that were forgotten the ticket's way comes first again. */
    private static final int KEPT = 4_096;

    private final Map<LeaseId, Way> next = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<LeaseId, Way> eldest) {
            return size() > KEPT;
        }
    };

    synchronized Way next(Ticket ticket) {
        return next.getOrDefault(ticket.lease(), ticket.route().way());
    }

    synchronized void worked(Ticket ticket, Way way) {
        next.put(ticket.lease(), way);
    }

    synchronized void failed(Ticket ticket, Way way) {
        next.put(ticket.lease(), way == Way.RELAY ? ticket.route().way() : Way.RELAY);
    }

    synchronized void forget(LeaseId lease) {
        next.remove(lease);
    }
}
