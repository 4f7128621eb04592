package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Member;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/**
 * Deposits of identities. An account pledges for its own key, or for one that names it as the account that earns: so both sides have said
 * that they belong together, and nobody can tie an innocent key to itself.
 */
final class Pledging {
    private Pledging() {}

    /** The amount is the whole, so that a repeat changes nothing. */
    static Decision raise(MarketState state, Command.RaisePledge command, long nowMillis) {
        Optional<Decision> refusal = refusal(state, command, nowMillis);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        Pledge before = state.conduct()
                .pledge(command.node())
                .filter(known -> known.payer().equals(command.payer()))
                .orElse(new Pledge(state.nextNumber(), command.node(), command.payer(), Credits.ZERO, 0));
        Credits more = command.total().minus(before.amount());
        if (more.isNegative()) {
            return Decision.refused(
                    Reason.CONFLICT, "a pledge does not go down in parts: have it returned, and pledge less then");
        }
        Account account = new Account.Node(command.payer());
        Credits available = state.ledger().balance(account);
        if (available.compareTo(more) < 0) {
            return Decision.refused(Reason.NO_CREDITS, "the account has " + available + " credits available");
        }
        Pledge after = before.of(command.total());
        List<MarketEvent> events = new ArrayList<>();
        if (!after.equals(before)) {
            events.add(new MarketEvent.PledgeChanged(after));
        }
        if (more.isPositive()) {
            events.add(new MarketEvent.Transferred(
                    Transfer.of(TransferKind.PLEDGE, account, new Account.Pledge(command.node()), more, id(after))));
        }
        return new Decision.Accepted(events, new Reply.PledgeShown(after), List.of());
    }

    private static Optional<Decision> refusal(MarketState state, Command.RaisePledge command, long nowMillis) {
        NodeId node = command.node();
        NodeId payer = command.payer();
        Optional<Decision> banned = Behaviour.refusalOfBanned(state, node, nowMillis)
                .or(() -> Behaviour.refusalOfBanned(state, payer, nowMillis));
        if (banned.isPresent()) {
            return banned;
        }
        Optional<Pledge> known = state.conduct().pledge(node).filter(Pledge::stands);
        if (known.isPresent() && !known.get().payer().equals(payer)) {
            return Optional.of(Decision.refused(Reason.NOT_YOURS, "another account has pledged for this key"));
        }
        boolean isOurs = payer.equals(node)
                || state.conduct()
                        .register()
                        .find(node)
                        .map(Member::owner)
                        .filter(payer::equals)
                        .isPresent();
        return isOurs
                ? Optional.empty()
                : Optional.of(Decision.refused(
                        Reason.NOT_YOURS,
                        "this key does not name your account: run its seller with --credit-to and your node first"));
    }

    /** Its payer wants it back: a notice first, and the money after a while. */
    static Decision giveBack(MarketState state, Command.ReturnPledge command, HouseTerms house, long nowMillis) {
        Optional<Pledge> known = state.conduct().pledge(command.node()).filter(Pledge::stands);
        if (known.isEmpty()) {
            return Decision.refused(Reason.UNKNOWN, "nothing is pledged for this key");
        }
        Pledge pledge = known.get();
        if (!pledge.payer().equals(command.payer())) {
            return Decision.refused(Reason.NOT_YOURS, "another account has pledged for this key");
        }
        if (state.conduct().isAccused(pledge.node())) {
            return Decision.refused(
                    Reason.CONFLICT, "a dispute about this key, or one that is liable with it, waits for a referee");
        }
        if (pledge.noticeMillis() == 0) {
            Pledge noticed = pledge.noticed(nowMillis);
            return Decision.replied(new Reply.PledgeShown(noticed), new MarketEvent.PledgeChanged(noticed));
        }
        return nowMillis < pledge.freeAtMillis()
                ? Decision.replied(new Reply.PledgeShown(pledge))
                : released(state, pledge, house);
    }

    private static Decision released(MarketState state, Pledge pledge, HouseTerms house) {
        Pledge after = pledge.of(Credits.ZERO);
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.PledgeChanged(after));
        events.add(new MarketEvent.Transferred(Transfer.of(
                TransferKind.RELEASE,
                new Account.Pledge(pledge.node()),
                new Account.Node(pledge.payer()),
                pledge.amount(),
                id(pledge))));
        if (house.pledgeLeast().isPositive()) {
            events.addAll(Behaviour.withdrawing(state, pledge.node()));
        }
        return new Decision.Accepted(events, new Reply.PledgeShown(after), List.of());
    }

    private static Id id(Pledge pledge) {
        return new Id(0, pledge.number());
    }
}
