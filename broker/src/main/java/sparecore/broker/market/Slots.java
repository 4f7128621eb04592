package sparecore.broker.market;

import java.util.Optional;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.Supply;

/** How many slots of an order are taken. */
final class Slots {
    private Slots() {}

    static int free(MarketState state, Ask ask) {
        int taken = state.leases().slotsTaken(ask.key().seller(), ask.key().id());
        return Math.max(0, ask.slots() - taken);
    }

    /** What the ask can give now; nothing while its seller has as many leases as it may. */
    static Optional<Supply> supply(MarketState state, Ask ask) {
        int free = free(state, ask);
        return free > 0 && Matching.hasRoom(state, ask.key().seller())
                ? Optional.of(new Supply(ask, free))
                : Optional.empty();
    }

    static int leased(MarketState state, Bid bid) {
        return state.leases().slotsLeased(bid.id());
    }
}
