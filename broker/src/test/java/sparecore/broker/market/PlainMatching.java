package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import sparecore.broker.lease.Lease;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.Bid;
import sparecore.broker.orderbook.Match;
import sparecore.broker.orderbook.PlainMatcher;
import sparecore.broker.orderbook.Supply;

/** The next match by a look at all bids and all asks, to compare {@link Matching} with. */
final class PlainMatching {
    private PlainMatching() {}

    static Optional<Match> next(MarketState state, RandomGenerator random, long nowMillis) {
        List<Supply> supplies = new ArrayList<>();
        for (Ask ask : state.orders().asks()) {
            int free = Slots.free(state, ask);
            if (free > 0 && Matching.hasRoom(state, ask.key().seller())) {
                supplies.add(new Supply(ask, free));
            }
        }
        for (Bid bid : state.orders().openByPriority()) {
            boolean mayBuy = state.isPresent(bid.buyer(), Side.BUYER)
                    && Matching.hasRoom(state, bid.buyer())
                    && !state.conduct().isBanned(bid.buyer(), Candidates.minute(nowMillis));
            Optional<Match> match = mayBuy
                    ? Matching.wanted(state, bid, nowMillis)
                            .flatMap(demand -> PlainMatcher.match(demand, supplies, random, nowMillis))
                    : Optional.empty();
            if (match.isPresent()) {
                return match;
            }
        }
        return Optional.empty();
    }

    /** @param decision of the market where this was expected */
    static void assertIs(Optional<Match> expected, Decision decision) {
        Optional<Lease> lease = ((Decision.Accepted) decision)
                .events().stream()
                        .filter(MarketEvent.LeaseChanged.class::isInstance)
                        .map(event -> ((MarketEvent.LeaseChanged) event).lease())
                        .findFirst();
        assertThat(lease.map(PlainMatching::told)).isEqualTo(expected.map(PlainMatching::told));
    }

    private static List<Object> told(Match match) {
        return List.of(
                match.bid().id(),
                match.ask().key().seller(),
                match.ask().key().id(),
                match.slots(),
                match.escrow(),
                match.expiresAtMillis());
    }

    private static List<Object> told(Lease lease) {
        return List.of(
                lease.ticket().bid(),
                lease.ticket().seller(),
                lease.ticket().ask(),
                lease.ticket().slots(),
                lease.ticket().escrow(),
                lease.ticket().expiresAtMillis());
    }
}
