package sparecore.broker.market;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.lease.Lease;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.identity.NodeId;
import sparecore.money.Commission;
import sparecore.money.Credits;

/** What a node has, and how the operator adds to it. */
final class Accounts {
    private Accounts() {}

    static Decision show(MarketState state, Command.GetAccount command, Commission commission) {
        NodeId node = command.node();
        Sighting seen = state.sightings().of(node, command.side());
        return Decision.replied(new Reply.AccountShown(
                state.ledger().balance(new Account.Node(node)),
                held(state, node),
                state.totals(node),
                commission,
                seen,
                Reach.address(state, seen)));
    }

    /** Where its newest ask says that buyers dial; empty if it has none. */
    static String advertised(MarketState state, NodeId seller) {
        return state.orders().asksOf(seller).stream()
                .max(Comparator.comparingLong(Ask::number))
                .map(Ask::address)
                .orElse("");
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
        for (MoneyRequest request : state.money().of(node)) {
            held = held.plus(state.ledger().balance(new Account.Payout(request.number())));
        }
        return held;
    }

    static Decision credit(MarketState state, Command.Credit command) {
        Account account = new Account.Node(command.node());
        Credits before = state.ledger().balance(account);
        if (state.credits().contains(command.command())) {
            return Decision.replied(new Reply.Credited(before));
        }
        if (!mayIssue(state, command.amount())) {
            return issuedTooMuch();
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

    static boolean mayIssue(MarketState state, Credits amount) {
        Credits issued = state.ledger().balance(Account.House.ISSUED).negated();
        return amount.compareTo(MarketLimits.ISSUED_MAX.minus(issued)) <= 0;
    }

    static Decision issuedTooMuch() {
        return Decision.refused(Reason.LIMIT, "a broker issues at most " + MarketLimits.ISSUED_MAX + " credits in all");
    }

    /** From one owner to another. The id is the giver's: nobody else can take it. */
    static Decision transfer(MarketState state, Command.TransferCredits command) {
        Transfer transfer = new Transfer(
                TransferKind.TRANSFER,
                new Account.Node(command.from()),
                new Account.Node(command.to()),
                command.amount(),
                command.command(),
                command.memo());
        Credits available = state.ledger().balance(transfer.debit());
        Optional<Transfer> known = state.transferOf(command.from(), command.command());
        if (known.isPresent()) {
            return known.get().equals(transfer)
                    ? Decision.replied(new Reply.Credited(available))
                    : Decision.refused(Reason.CONFLICT, "this id is taken by a transfer with other words");
        }
        if (available.compareTo(command.amount()) < 0) {
            return Decision.refused(Reason.NO_CREDITS, "the account has " + available + " credits available");
        }
        return Decision.replied(
                new Reply.Credited(available.minus(command.amount())), new MarketEvent.Transferred(transfer));
    }
}
