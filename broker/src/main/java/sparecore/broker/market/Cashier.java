package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.cashier.Direction;
import sparecore.broker.cashier.MoneyKey;
import sparecore.broker.cashier.MoneyRequest;
import sparecore.broker.cashier.MoneyState;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/**
 * Deposits and withdrawals. Credits of a withdrawal leave the account when it is requested, so that they cannot be spent twice; those
 * of a deposit come when the operator has seen the money. A reference to a payment outside confirms one request.
 */
final class Cashier {
    private Cashier() {}

    static Decision request(MarketState state, Command.RequestMoney command, HouseTerms house, long nowMillis) {
        MoneyKey key = new MoneyKey(command.node(), command.command());
        Optional<MoneyRequest> known = state.money().find(key);
        if (known.isPresent()) {
            return known.get().asksFor(command.direction(), command.amount(), command.details())
                    ? Decision.replied(new Reply.MoneyShown(known.get()))
                    : Decision.refused(Reason.CONFLICT, "this id is taken by a request with other words");
        }
        Optional<Decision> refusal = refusal(state, command, house);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        MoneyRequest request = MoneyRequest.placed(
                state.nextNumber(), key, command.direction(), command.amount(), command.details(), nowMillis);
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.MoneyChanged(request));
        if (request.direction() == Direction.WITHDRAWAL) {
            events.add(moved(TransferKind.WITHDRAW, owner(request), payout(request), request));
        }
        return new Decision.Accepted(events, new Reply.MoneyShown(request), List.of());
    }

    private static Optional<Decision> refusal(MarketState state, Command.RequestMoney command, HouseTerms house) {
        NodeId node = command.node();
        if (state.money().waitingOf(node) >= MarketLimits.MONEY_REQUESTS_PER_NODE_MAX
                || state.money().waiting() >= MarketLimits.MONEY_REQUESTS_MAX) {
            return Optional.of(Decision.refused(
                    Reason.LIMIT, "too many requests wait for the operator: come back when some are decided"));
        }
        if (command.direction() == Direction.DEPOSIT) {
            return Optional.empty();
        }
        if (command.amount().compareTo(house.payoutLeast()) < 0) {
            return Optional.of(Decision.refused(
                    Reason.LIMIT, "the operator pays out " + house.payoutLeast() + " credits or more at a time"));
        }
        Credits available = state.ledger().balance(new Account.Node(node));
        return available.compareTo(command.amount()) < 0
                ? Optional.of(
                        Decision.refused(Reason.NO_CREDITS, "the account has " + available + " credits available"))
                : Optional.empty();
    }

    /** Those that wait are among the latest: there are few of them. */
    static Decision list(MarketState state, Command.ListMoney command) {
        List<MoneyRequest> all = state.money().of(command.node());
        List<MoneyRequest> waiting = all.stream().filter(MoneyRequest::waits).toList();
        List<MoneyRequest> decided = all.stream().filter(one -> !one.waits()).toList();
        int room = MarketLimits.MONEY_REQUESTS_LISTED_MAX - waiting.size();
        List<MoneyRequest> listed =
                new ArrayList<>(decided.subList(Math.max(0, decided.size() - room), decided.size()));
        listed.addAll(waiting);
        return Decision.replied(new Reply.MoneyListed(listed));
    }

    /** By its owner. What is decided stays as it is. */
    static Decision cancel(MarketState state, Command.CancelMoney command, long nowMillis) {
        Optional<MoneyRequest> known = state.money().find(new MoneyKey(command.node(), command.command()));
        if (known.isEmpty()) {
            return unknown();
        }
        MoneyRequest request = known.get();
        return switch (request.state()) {
            case REQUESTED -> givenUp(request, request.decided(MoneyState.CANCELLED, "", nowMillis));
            case CANCELLED -> Decision.replied(new Reply.MoneyShown(request));
            case CONFIRMED, REFUSED, EXPIRED ->
                Decision.refused(Reason.ENDED, "this request is " + request.state() + " already");
        };
    }

    /** By the operator: the payment outside is made. */
    static Decision confirm(MarketState state, Command.ConfirmMoney command, long nowMillis) {
        Optional<MoneyRequest> known = state.money().find(command.number());
        if (known.isEmpty()) {
            return unknown();
        }
        MoneyRequest request = known.get();
        return switch (request.state()) {
            case REQUESTED -> confirming(state, request, command.reference(), nowMillis);
            case CONFIRMED ->
                request.reference().equals(command.reference())
                        ? Decision.replied(new Reply.MoneyShown(request))
                        : Decision.refused(
                                Reason.CONFLICT,
                                "this request is confirmed already, by the payment " + request.reference());
            case REFUSED, CANCELLED, EXPIRED ->
                Decision.refused(Reason.ENDED, "this request is " + request.state() + " and nothing waits for it");
        };
    }

    private static Decision confirming(MarketState state, MoneyRequest request, String reference, long nowMillis) {
        if (state.money().isUsed(request.direction(), reference)) {
            return Decision.refused(
                    Reason.CONFLICT, "the payment " + reference + " has confirmed another request already");
        }
        if (request.direction() == Direction.DEPOSIT && !Accounts.mayIssue(state, request.amount())) {
            return Accounts.issuedTooMuch();
        }
        MoneyRequest confirmed = request.decided(MoneyState.CONFIRMED, reference, nowMillis);
        MarketEvent moved = request.direction() == Direction.DEPOSIT
                ? moved(TransferKind.DEPOSIT, Account.House.ISSUED, owner(request), confirmed)
                : moved(TransferKind.PAYOUT, payout(request), Account.House.ISSUED, confirmed);
        return Decision.replied(new Reply.MoneyShown(confirmed), new MarketEvent.MoneyChanged(confirmed), moved);
    }

    /** By the operator: it will not be made. */
    static Decision refuse(MarketState state, Command.RefuseMoney command, long nowMillis) {
        Optional<MoneyRequest> known = state.money().find(command.number());
        if (known.isEmpty()) {
            return unknown();
        }
        MoneyRequest request = known.get();
        return switch (request.state()) {
            case REQUESTED -> givenUp(request, request.decided(MoneyState.REFUSED, command.why(), nowMillis));
            case REFUSED -> Decision.replied(new Reply.MoneyShown(request));
            case CONFIRMED, CANCELLED, EXPIRED ->
                Decision.refused(Reason.ENDED, "this request is " + request.state() + " already");
        };
    }

    /** From the engine: the money of a deposit has not come. */
    static Decision expire(MarketState state, Command.ExpireMoney command, long nowMillis) {
        Optional<MoneyRequest> due = state.money().find(command.number()).filter(request -> request.isDue(nowMillis));
        return due.isEmpty()
                ? Decision.done()
                : Decision.done(new MarketEvent.MoneyChanged(
                        due.get().decided(MoneyState.EXPIRED, "no money came in time", nowMillis)));
    }

    /** What a withdrawal has set aside comes back. */
    private static Decision givenUp(MoneyRequest before, MoneyRequest after) {
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.MoneyChanged(after));
        if (before.direction() == Direction.WITHDRAWAL) {
            events.add(moved(TransferKind.RELEASE, payout(after), owner(after), after));
        }
        return new Decision.Accepted(events, new Reply.MoneyShown(after), List.of());
    }

    private static Account owner(MoneyRequest request) {
        return new Account.Node(request.key().node());
    }

    private static Account payout(MoneyRequest request) {
        return new Account.Payout(request.number());
    }

    private static MarketEvent moved(TransferKind kind, Account from, Account to, MoneyRequest request) {
        return new MarketEvent.Transferred(
                new Transfer(kind, from, to, request.amount(), request.command(), request.reference()));
    }

    private static Decision unknown() {
        return Decision.refused(Reason.UNKNOWN, "no such request, or it was decided long ago");
    }
}
