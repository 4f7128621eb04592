package sparecore.broker.market;

import java.util.Collection;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Bid;
import sparecore.identity.NodeId;
import sparecore.money.Commission;
import sparecore.money.Credits;

/** What a node has, and how the operator adds to it. */
final class Accounts {
    private Accounts() {}

    static Decision show(MarketState state, Command.GetAccount command, Commission commission) {
        NodeId node = command.node();
        return Decision.replied(new Reply.AccountShown(
                state.ledger().balance(new Account.Node(node)), held(state, node), state.totals(node), commission));
    }

    private static Credits held(MarketState state, NodeId node) {
        Credits held = Credits.ZERO;
        Collection<Bid> bids = state.orders().undoneOf(node);
        for (Bid bid : bids) {
            held = held.plus(state.ledger().balance(new Account.Hold(bid.id())));
        }
        for (Lease lease : state.leases().openOf(node)) {
            if (lease.ticket().buyer().equals(node)) {
                held = held.plus(lease.uncaptured());
            }
        }
        return held;
    }

    static Decision credit(MarketState state, Command.Credit command) {
        Account account = new Account.Node(command.node());
        Credits before = state.ledger().balance(account);
        if (state.credits().contains(command.command())) {
            return Decision.replied(new Reply.Credited(before));
        }
        Credits issued = state.ledger().balance(Account.House.ISSUED).negated();
        if (command.amount().compareTo(MarketLimits.ISSUED_MAX.minus(issued)) > 0) {
            return Decision.refused(
                    Reason.LIMIT, "a broker issues at most " + MarketLimits.ISSUED_MAX + " credits in all");
        }
        return Decision.replied(
                new Reply.Credited(before.plus(command.amount())),
                new MarketEvent.Transferred(new Transfer(
                        TransferKind.ISSUE,
                        Account.House.ISSUED,
                        account,
                        command.amount(),
                        command.command(),
                        command.memo())));
    }
}
