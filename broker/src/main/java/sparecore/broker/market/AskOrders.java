package sparecore.broker.market;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.orderbook.Ask;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/** Placing and withdrawing asks. Leases that an ask has given outlive it. */
final class AskOrders {
    private AskOrders() {}

    static Decision place(MarketState state, Command.PlaceAsk command, HouseTerms house, long nowMillis) {
        Ask ask = command.ask();
        if (state.session(ask.session()).isEmpty()) {
            return Decision.refused(Reason.ENDED, "the session of this ask has ended");
        }
        Optional<Decision> unfit = unfit(state, ask.key().seller(), house, nowMillis);
        if (unfit.isPresent()) {
            return unfit.get();
        }
        boolean isNew = state.orders().find(ask.key()).isEmpty();
        if (isNew && state.orders().asksOf(ask.key().seller()).size() >= MarketLimits.ASKS_PER_NODE_MAX) {
            return Decision.refused(
                    Reason.LIMIT,
                    "a seller has at most " + MarketLimits.ASKS_PER_NODE_MAX
                            + " asks: replace one by placing it again under its id");
        }
        String host = state.session(ask.session()).map(Session::host).orElse("");
        if (isNew && state.asksAt(host) >= MarketLimits.ASKS_PER_ADDRESS_MAX) {
            return Decision.refused(
                    Reason.LIMIT,
                    "one address has at most " + MarketLimits.ASKS_PER_ADDRESS_MAX + " asks, of all its sellers");
        }
        List<MarketEvent> events = new ArrayList<>();
        events.add(new MarketEvent.AskPlaced(ask.numbered(state.nextNumber())));
        events.addAll(Membership.ofSeller(state, ask, host, command.hardware(), state.nextNumber() + 1));
        return new Decision.Accepted(events, new Reply.Done(), List.of());
    }

    private static Optional<Decision> unfit(MarketState state, NodeId seller, HouseTerms house, long nowMillis) {
        Optional<Decision> banned = Behaviour.refusalOfBanned(state, seller, nowMillis);
        if (banned.isPresent()) {
            return banned;
        }
        Credits pledged = state.conduct().pledge(seller).map(Pledge::amount).orElse(Credits.ZERO);
        return pledged.compareTo(house.pledgeLeast()) < 0
                ? Optional.of(Decision.refused(
                        Reason.NO_CREDITS,
                        "who sells here has pledged " + house.pledgeLeast() + " credits or more, and for this key "
                                + pledged + " are: sparecore standing pledge"))
                : Optional.empty();
    }

    /** An ask that is not there is withdrawn already. */
    static Decision cancel(MarketState state, Command.CancelAsk command) {
        return state.orders().find(command.ask()).isPresent()
                ? Decision.done(new MarketEvent.AskWithdrawn(command.ask()))
                : Decision.done();
    }
}
