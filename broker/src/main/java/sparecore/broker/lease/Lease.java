package sparecore.broker.lease;

import java.math.BigInteger;
import sparecore.broker.orderbook.CpuidGroup;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.money.Speed;

/**
 * A lease as the broker sees it. Changed by {@link LeaseRules} alone.
 *
 * @param number its place in the order of all orders and leases
 * @param signed the ticket that stands: the first one, or that of the last renewal
 * @param payee the account that it is paid to: the seller's own, or the one that its ask names
 * @param group of the seller's machine
 * @param captured what vouchers have taken out of the escrow so far, commission included
 * @param connectedAtMillis zero if the seller never saw the buyer
 * @param endReason {@link EndReason#NONE} until it has ended; the first reason stands
 * @param sellerReason what the seller said of its end; {@link EndReason#NONE} if it said nothing
 * @param buyerReason what the buyer said of its end, likewise
 * @param endedAtMillis zero until it has ended
 * @param closedAtMillis zero until it is closed
 * @param renewals how often it was renewed, or why it was not
 */
public record Lease(
        long number,
        SignedTicket signed,
        NodeId payee,
        CpuidGroup group,
        LeaseState state,
        Credits captured,
        long connectedAtMillis,
        EndReason endReason,
        EndReason sellerReason,
        EndReason buyerReason,
        long endedAtMillis,
        long closedAtMillis,
        Renewals renewals) {
    /** Whoever pays less than this part of what its slots cost keeps them idle. */
    private static final long PAID_PART = 10;

    /** Who has kept a seller's slots idle gets no lease of that seller for the same bid until others had time to. */
    private static final long IDLE_APART_MILLIS = 600_000;

    /** Each word of a seller that it is at work is written down: one a minute is enough. */
    private static final long AT_WORK_STANDS_MILLIS = 60_000;

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

    public static Lease matched(long number, SignedTicket signed, NodeId payee, CpuidGroup group) {
        return new Lease(
                number,
                signed,
                payee,
                group,
                LeaseState.MATCHED,
                Credits.ZERO,
                0,
                EndReason.NONE,
                EndReason.NONE,
                EndReason.NONE,
                0,
                0,
                Renewals.none(signed.ticket().startsAtMillis()));
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
        return with(
                state == LeaseState.MATCHED ? LeaseState.ACTIVE : state,
                captured,
                isConnected() ? connectedAtMillis : millis,
                endReason,
                endedAtMillis,
                closedAtMillis);
    }

    Lease endedAt(long millis, EndReason reason) {
        return with(LeaseState.ENDED, captured, connectedAtMillis, reason, millis, 0);
    }

    Lease closedAt(long millis) {
        return with(LeaseState.CLOSED, captured, connectedAtMillis, endReason, endedAtMillis, millis);
    }

    Lease captured(Credits cumulative) {
        return with(state, cumulative, connectedAtMillis, endReason, endedAtMillis, closedAtMillis);
    }

    /** What each peer says first about the end is kept. */
    Lease said(LeaseRules.Peer by, EndReason reason) {
        boolean bySeller = by == LeaseRules.Peer.SELLER;
        return new Lease(
                number,
                signed,
                payee,
                group,
                state,
                captured,
                connectedAtMillis,
                endReason,
                bySeller && sellerReason == EndReason.NONE ? reason : sellerReason,
                !bySeller && buyerReason == EndReason.NONE ? reason : buyerReason,
                endedAtMillis,
                closedAtMillis,
                renewals);
    }

    /** @param nowMillis by which, if enough was paid, it has earned its slots */
    Lease renewed(SignedTicket longer, long nowMillis) {
        Renewals granted = renewals.granted();
        return with(longer, hasEarnedItsSlots(nowMillis) ? granted.busyUntil(nowMillis, captured) : granted);
    }

    /** Its seller says that a program of its buyer's has run for long, and still does. Said again soon, it changes nothing. */
    Lease atWork(long nowMillis) {
        return nowMillis - renewals.busyMillis() < AT_WORK_STANDS_MILLIS
                ? this
                : with(signed, renewals.busyUntil(nowMillis, renewals.paidByThen()));
    }

    /**
     * Whether, since it last had, a tenth or more was paid of what its slots would cost if they computed all the time. Slots that cost
     * nothing are never earned.
     */
    public boolean hasEarnedItsSlots(long nowMillis) {
        Credits paid = captured.minus(renewals.paidByThen());
        // price × CPU-seconds × speed, as in Price, of numbers whose product may be too long for a long.
        BigInteger whole = BigInteger.valueOf(ticket().price().micro())
                .multiply(BigInteger.valueOf(Math.max(0, nowMillis - renewals.busyMillis())))
                .multiply(BigInteger.valueOf(ticket().slots()))
                .multiply(BigInteger.valueOf(ticket().speed().ppm()));
        BigInteger comparable =
                BigInteger.valueOf(paid.micro()).multiply(BigInteger.valueOf(PAID_PART * 1_000 * Speed.REFERENCE_PPM));
        return paid.isPositive() && comparable.compareTo(whole) >= 0;
    }

    /** Until when its seller gets no further lease of the same bid; {@code Long.MAX_VALUE} for always. Only once it has ended. */
    public long barsUntilMillis() {
        long forItsEnd = endReason.barsUntilMillis(endedAtMillis);
        return renewals.refused() == NotRenewed.IDLE
                ? Math.max(forItsEnd, endedAtMillis + IDLE_APART_MILLIS)
                : forItsEnd;
    }

    /** It goes on to its end as if nobody had asked. */
    public Lease notRenewed(NotRenewed why, long nowMillis) {
        return with(signed, renewals.refused(why, nowMillis));
    }

    private Lease with(SignedTicket newSigned, Renewals newRenewals) {
        return new Lease(
                number,
                newSigned,
                payee,
                group,
                state,
                captured,
                connectedAtMillis,
                endReason,
                sellerReason,
                buyerReason,
                endedAtMillis,
                closedAtMillis,
                newRenewals);
    }

    private Lease with(
            LeaseState newState,
            Credits newCaptured,
            long newConnectedAtMillis,
            EndReason newEndReason,
            long newEndedAtMillis,
            long newClosedAtMillis) {
        return new Lease(
                number,
                signed,
                payee,
                group,
                newState,
                newCaptured,
                newConnectedAtMillis,
                newEndReason,
                sellerReason,
                buyerReason,
                newEndedAtMillis,
                newClosedAtMillis,
                renewals);
    }
}
