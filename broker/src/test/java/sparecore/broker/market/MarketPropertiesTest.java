package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.lease.Leases;
import sparecore.broker.ledger.Account;
import sparecore.broker.orderbook.OrderBook;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.money.Credits;

/** Whatever nodes do: no credit is made or lost, nobody is below zero, and a repeat changes nothing. */
class MarketPropertiesTest {
    private static final int STEPS = 600;

    @ParameterizedTest
    @ValueSource(longs = {1, 22, 333, 4_444, 20_261_122})
    void theBooksBalanceAfterEveryStep(long seed) {
        RandomMarket market = new RandomMarket(seed);
        MarketState state = market.bench().state();
        for (int step = 0; step < STEPS; step++) {
            Command command = market.step();
            assertThat(Views.check(state).problem())
                    .as("seed %s, step %s, after %s", seed, step, command)
                    .isEmpty();
            assertTotalsFit(state, seed, step);
            assertRepeatChangesNothing(market, command, seed, step);
        }
    }

    /** What all have earned, and the operator's share, is what all have spent. */
    private static void assertTotalsFit(MarketState state, long seed, int step) {
        Credits earned = state.ledger().balance(Account.House.COMMISSION);
        Credits spent = Credits.ZERO;
        for (Totals totals : state.totals().values()) {
            earned = earned.plus(totals.earned());
            spent = spent.plus(totals.spent());
        }
        assertThat(earned).as("seed %s, step %s", seed, step).isEqualTo(spent);
    }

    private static void assertRepeatChangesNothing(RandomMarket market, Command command, long seed, int step) {
        if (command instanceof Command.PlaceAsk || command instanceof Command.OpenSession) {
            // An ask that is placed again is replaced, and a session has a new number each time.
            return;
        }
        market.bench().takeEvents();
        market.bench().decide(command);
        assertThat(market.bench().takeEvents())
                .as("seed %s, step %s, repeat of %s", seed, step, command)
                .isEmpty();
    }

    @Test
    void theRandomMarketReachesEveryState() {
        RandomMarket market = new RandomMarket(5);
        Set<LeaseState> seen = EnumSet.noneOf(LeaseState.class);
        for (int step = 0; step < STEPS; step++) {
            market.step();
            market.bench().leases().stream().map(Lease::state).forEach(seen::add);
        }
        assertThat(seen).containsExactlyInAnyOrder(LeaseState.values());
        assertThat(market.bench().state().ledger().balance(Account.House.COMMISSION))
                .isGreaterThan(Credits.ZERO);
    }

    @Test
    void keepsOnlySoManyClosedLeasesAndDoneBidsInMemory() {
        MarketBench market = new MarketBench(4);
        market.seller(1, 1);
        NodeId buyer = market.buyer(1_000_000);
        int rounds = Leases.CLOSED_KEPT + 10;
        for (int i = 0; i < rounds; i++) {
            BidId bid = market.bid(buyer, MarketBench.terms(1, 1, 100));
            Lease lease = market.state().leases().openOf(buyer).iterator().next();
            market.run(new Command.CancelBid(buyer, bid));
            market.settle(lease, 1, true);
        }
        assertThat(market.leases()).hasSize(Leases.CLOSED_KEPT);
        assertThat(market.state().orders().bids()).hasSize(OrderBook.DONE_KEPT);
        assertThat(market.show(buyer).totals().spent().micro()).isEqualTo(rounds);
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }
}
