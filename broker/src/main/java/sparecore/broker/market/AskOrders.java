package sparecore.broker.market;

import sparecore.broker.orderbook.Ask;

/** Placing and withdrawing asks. Leases that an ask has given outlive it. */
final class AskOrders {
    private AskOrders() {}

    static Decision place(MarketState state, Command.PlaceAsk command) {
        Ask ask = command.ask();
        if (state.session(ask.session()).isEmpty()) {
            return Decision.refused(Reason.ENDED, "the session of this ask has ended");
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
        return Decision.done(new MarketEvent.AskPlaced(ask.numbered(state.nextNumber())));
    }

    /** An ask that is not there is withdrawn already. */
    static Decision cancel(MarketState state, Command.CancelAsk command) {
        return state.orders().find(command.ask()).isPresent()
                ? Decision.done(new MarketEvent.AskWithdrawn(command.ask()))
                : Decision.done();
    }
}
