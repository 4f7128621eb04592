package sparecore.broker.market;

import sparecore.broker.cashier.Direction;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.broker.orderbook.Bid;
import sparecore.money.Credits;

/** Checks that books and orders tell the same story: every escrow is its lease's, and an open bid's cap is all accounted for. */
final class Caps {
    private Caps() {}

    /** @return what is wrong; empty if nothing is */
    static String problem(MarketState state) {
        for (Lease lease : state.leases().all()) {
            Credits escrow = state.ledger().balance(new Account.Escrow(lease.id()));
            Credits expected = lease.state() == LeaseState.CLOSED ? Credits.ZERO : lease.uncaptured();
            if (!escrow.equals(expected)) {
                return "the lease " + lease.id() + " should hold " + expected + " but holds " + escrow;
            }
        }
        for (Bid bid : state.orders().bids()) {
            Credits hold = state.ledger().balance(new Account.Hold(bid.id()));
            Credits expected = bid.isOpen() ? unleased(state, bid) : Credits.ZERO;
            if (!hold.equals(expected)) {
                return "the bid " + bid.id() + " should hold " + expected + " but holds " + hold;
            }
        }
        for (MoneyRequest request : state.money().all()) {
            Credits payout = state.ledger().balance(new Account.Payout(request.number()));
            boolean waits = request.waits() && request.direction() == Direction.WITHDRAWAL;
            Credits expected = waits ? request.amount() : Credits.ZERO;
            if (!payout.equals(expected)) {
                return "the withdrawal " + request.number() + " should hold " + expected + " but holds " + payout;
            }
        }
        for (Pledge pledge : state.conduct().pledges()) {
            Credits held = state.ledger().balance(new Account.Pledge(pledge.node()));
            if (!held.equals(pledge.amount())) {
                return "the pledge for " + pledge.node() + " should hold " + pledge.amount() + " but holds " + held;
            }
        }
        return "";
    }

    /** {@code cap − spent − what its leases hold}. */
    private static Credits unleased(MarketState state, Bid bid) {
        Credits left = bid.terms().cap().minus(bid.spent());
        for (Lease lease : state.leases().ofBid(bid.id())) {
            if (lease.state() != LeaseState.CLOSED) {
                left = left.minus(lease.uncaptured());
            }
        }
        return left;
    }
}
