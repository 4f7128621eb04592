package sparecore.broker.market;

import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;

/** How many slots of an order are taken. */
final class Slots {
    private Slots() {}

    static int free(MarketState state, Ask ask) {
        int taken = state.leases().slotsTaken(ask.key().seller(), ask.key().id());
        return Math.max(0, ask.slots() - taken);
    }

    static int leased(MarketState state, Bid bid) {
        return state.leases().ofBid(bid.id()).stream()
                .filter(lease -> lease.state().isLive())
                .mapToInt(lease -> lease.ticket().slots())
                .sum();
    }
}
