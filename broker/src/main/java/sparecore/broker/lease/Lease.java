package sparecore.broker.lease;

import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;

/**
 * A lease as the broker sees it. Changed by {@link LeaseRules} alone.
 *
 * @param number its place in the order of all orders and leases
 * @param captured what vouchers have taken out of the escrow so far, commission included
 * @param connectedAtMillis zero if the seller never saw the buyer
 * @param endReason {@link EndReason#NONE} until it has ended
 * @param endedAtMillis zero until it has ended
 * @param closedAtMillis zero until it is closed
 */
public record Lease(
        long number,
        SignedTicket signed,
        LeaseState state,
        Credits captured,
        long connectedAtMillis,
        EndReason endReason,
        long endedAtMillis,
        long closedAtMillis) {
    public Lease {
        if (captured.isNegative() || captured.compareTo(signed.ticket().escrow()) > 0) {
            throw new IllegalArgumentException("a lease captures between nothing and its escrow, not " + captured);
        }
        if (state.isLive() == (endedAtMillis != 0) || (endedAtMillis != 0) == (endReason == EndReason.NONE)) {
            throw new IllegalArgumentException("a lease that is " + state + " and ended for " + endReason);
        }
        if ((state == LeaseState.CLOSED) != (closedAtMillis != 0)) {
            throw new IllegalArgumentException("a lease that is " + state + " and closed at " + closedAtMillis);
        }
        if (state == LeaseState.ACTIVE && connectedAtMillis == 0) {
            throw new IllegalArgumentException("an active lease has been connected");
        }
    }

    public static Lease matched(long number, SignedTicket signed) {
        return new Lease(number, signed, LeaseState.MATCHED, Credits.ZERO, 0, EndReason.NONE, 0, 0);
    }

    public Ticket ticket() {
        return signed.ticket();
    }

    public LeaseId id() {
        return ticket().lease();
    }

    /** What vouchers may still take. */
    public Credits uncaptured() {
        return ticket().escrow().minus(captured);
    }

    public boolean isConnected() {
        return connectedAtMillis != 0;
    }

    Lease connectedAt(long millis) {
        return new Lease(
                number,
                signed,
                state == LeaseState.MATCHED ? LeaseState.ACTIVE : state,
                captured,
                isConnected() ? connectedAtMillis : millis,
                endReason,
                endedAtMillis,
                closedAtMillis);
    }

    Lease endedAt(long millis, EndReason reason) {
        return new Lease(number, signed, LeaseState.ENDED, captured, connectedAtMillis, reason, millis, 0);
    }

    Lease closedAt(long millis) {
        return new Lease(
                number, signed, LeaseState.CLOSED, captured, connectedAtMillis, endReason, endedAtMillis, millis);
    }

    Lease captured(Credits cumulative) {
        return new Lease(
                number, signed, state, cumulative, connectedAtMillis, endReason, endedAtMillis, closedAtMillis);
    }
}
