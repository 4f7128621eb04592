package sparecore.broker.lease;

import java.util.Optional;
import sparecore.lease.SignedTicket;
import sparecore.money.Credits;

/**
 * The state machine of a lease. Each method answers with the lease afterwards, which is the same one where the command changes
 * nothing (a repeat), or with nothing where the command comes too late.
 *
 * <pre>
 *            connect        end by seller  end by buyer   settle               settle, last  renew     time
 * MATCHED    ACTIVE         CLOSED         ENDED          ACTIVE if it pays    CLOSED        too soon  CLOSED after 20 s: never connected
 * ACTIVE     same           ENDED          ENDED          captures             CLOSED        longer    ENDED when expired
 * ENDED      noted          said           said           captures             CLOSED        too late  CLOSED after 10 min (20 s if never connected)
 * CLOSED     too late       said           said           too late if it would capture       too late  same
 * </pre>
 *
 * <p>A seller reports on one ordered link: one that ends a lease that it has not reported as connected has nothing to settle. A
 * buyer's word can overtake the seller's report, so then the seller has as long to speak up as it had to connect.
 *
 * <p>A seller that is at work for long says so: an active lease has earned its slots until then, and any other is as if connected.
 *
 * <p>A renewed lease is the same lease with a longer ticket: its escrow and what it has captured go on, so a voucher promises all that
 * it has ever cost.
 */
public final class LeaseRules {
    /** From the match to the seller's report that the buyer has come. */
    public static final long CONNECT_MILLIS_MAX = 20_000;

    /** From the end to the seller's last voucher. */
    public static final long SETTLE_MILLIS_MAX = 600_000;

    /** Who ends a lease. */
    public enum Peer {
        SELLER,
        BUYER
    }

    private LeaseRules() {}

    /** The seller has seen the buyer's ticket. */
    public static Optional<Lease> connect(Lease lease, long nowMillis) {
        return switch (lease.state()) {
            case MATCHED, ENDED -> Optional.of(lease.isConnected() ? lease : lease.connectedAt(nowMillis));
            case ACTIVE -> Optional.of(lease);
            case CLOSED -> Optional.empty();
        };
    }

    /** The seller says that a program of the buyer's has run for long, and still does; so the buyer has come. */
    public static Optional<Lease> atWork(Lease lease, long nowMillis) {
        return lease.state() == LeaseState.ACTIVE ? Optional.of(lease.atWork(nowMillis)) : connect(lease, nowMillis);
    }

    /** One of the two ends it. The first reason stands; what the other one says is kept beside it. */
    public static Lease end(Lease before, Peer by, EndReason reason, long nowMillis) {
        Lease lease = before.said(by, reason);
        return switch (lease.state()) {
            case MATCHED -> {
                Lease ended = lease.endedAt(nowMillis, reason);
                yield by == Peer.SELLER ? ended.closedAt(nowMillis) : ended;
            }
            case ACTIVE -> lease.endedAt(nowMillis, reason);
            case ENDED, CLOSED -> lease;
        };
    }

    /**
     * The seller shows its highest voucher.
     *
     * @param cumulative what the voucher promises; zero where the seller holds none. Above the escrow it is worth the escrow
     * @param last no more will come
     */
    public static Optional<Lease> settle(Lease lease, Credits cumulative, boolean last, long nowMillis) {
        Credits worth = cumulative.min(lease.ticket().escrow());
        boolean pays = worth.compareTo(lease.captured()) > 0;
        if (lease.state() == LeaseState.CLOSED) {
            return pays ? Optional.empty() : Optional.of(lease);
        }
        Lease paid = pays ? lease.connectedAt(nowMillis).captured(worth) : lease;
        return Optional.of(last ? close(paid, nowMillis) : paid);
    }

    /**
     * The broker has found nothing against a longer ticket.
     *
     * @throws IllegalArgumentException if it is not one of this lease
     */
    public static Optional<Lease> renew(Lease lease, SignedTicket longer, long nowMillis) {
        if (!longer.ticket().renews(lease.ticket())) {
            throw new IllegalArgumentException("a ticket that does not renew the lease " + lease.id());
        }
        return lease.state() == LeaseState.ACTIVE ? Optional.of(lease.renewed(longer, nowMillis)) : Optional.empty();
    }

    private static Lease close(Lease lease, long nowMillis) {
        Lease ended = lease.state().isLive() ? lease.endedAt(nowMillis, EndReason.SELLER_DRAINS) : lease;
        return ended.closedAt(nowMillis);
    }

    /**
     * Time has passed.
     *
     * @param listeningSinceMillis when the broker began to listen; peers that could not reach it get their full time from then
     */
    public static Lease time(Lease lease, long nowMillis, long listeningSinceMillis) {
        if (nowMillis < dueAtMillis(lease, listeningSinceMillis)) {
            return lease;
        }
        return switch (lease.state()) {
            case MATCHED -> lease.endedAt(nowMillis, EndReason.NEVER_CONNECTED).closedAt(nowMillis);
            case ACTIVE -> lease.endedAt(nowMillis, EndReason.EXPIRED);
            case ENDED -> lease.closedAt(nowMillis);
            case CLOSED -> lease;
        };
    }

    /** When time will next change this lease; never for a closed one. */
    public static long dueAtMillis(Lease lease, long listeningSinceMillis) {
        return switch (lease.state()) {
            case MATCHED -> Math.max(lease.ticket().startsAtMillis(), listeningSinceMillis) + CONNECT_MILLIS_MAX;
            case ACTIVE -> lease.ticket().expiresAtMillis();
            case ENDED ->
                Math.max(lease.endedAtMillis(), listeningSinceMillis)
                        + (lease.isConnected() ? SETTLE_MILLIS_MAX : CONNECT_MILLIS_MAX);
            case CLOSED -> Long.MAX_VALUE;
        };
    }
}
