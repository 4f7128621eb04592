package sparecore.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.Leases;
import sparecore.broker.ledger.Account;
import sparecore.broker.ledger.Transfer;
import sparecore.broker.ledger.TransferKind;
import sparecore.broker.market.Command;
import sparecore.broker.market.MarketBench;
import sparecore.broker.market.MarketEvent;
import sparecore.broker.market.MarketState;
import sparecore.broker.market.RandomMarket;
import sparecore.broker.market.StateText;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.BidId;
import sparecore.money.Credits;
import sparecore.store.Database;
import sparecore.store.StoreException;

/** What the books promise, on every database. */
abstract class MarketStoreTest {
    private static final int STEPS = 150;

    /** Books that nobody has written yet; the same ones for the whole test. */
    abstract Books books();

    private MarketStore open() {
        return TestBooks.open(books());
    }

    private MarketState load() {
        try (MarketStore store = open()) {
            return store.load(MarketBench.BROKER.id(), MarketBench.START_MILLIS);
        }
    }

    /** Now and then the market goes on with what was loaded, as after a crash: sessions and asks are gone, all else is there. */
    @ParameterizedTest
    @ValueSource(longs = {1, 22, 333})
    void whatIsLoadedIsWhatWasCommittedAfterAnyPrefix(long seed) {
        RandomMarket market = new RandomMarket(seed);
        Random random = new Random(seed);
        try (MarketStore store = open()) {
            for (int step = 0; step < STEPS; step++) {
                market.step();
                store.commit(market.bench().takeEvents(), market.bench().nowMillis());
                if (random.nextInt(10) == 0) {
                    MarketState loaded = load();
                    assertThat(StateText.of(loaded))
                            .as("seed %s, step %s", seed, step)
                            .isEqualTo(StateText.of(market.bench().state()));
                    assertThat(loaded.sessions()).isEmpty();
                    assertThat(loaded.orders().asks()).isEmpty();
                    if (random.nextInt(3) == 0) {
                        market.bench().replaceState(loaded);
                    }
                }
            }
        }
    }

    @Test
    void anEmptyFolderIsAnEmptyMarket() {
        assertThat(StateText.of(load())).isEqualTo(StateText.of(new MarketState(0)));
    }

    @Test
    void forgetsTheSameOldLeasesAndBidsAsMemoryDoes() {
        MarketBench market = new MarketBench(4);
        market.seller(1, 1);
        NodeId buyer = market.buyer(1_000_000);
        for (int i = 0; i < Leases.CLOSED_KEPT + 5; i++) {
            BidId bid = market.bid(buyer, MarketBench.terms(1, 1, 100));
            Lease lease = market.state().leases().openOf(buyer).iterator().next();
            market.run(new Command.CancelBid(buyer, bid));
            market.settle(lease, 1, true);
        }
        try (MarketStore store = open()) {
            store.commit(market.takeEvents(), 1);
        }
        assertThat(StateText.of(load())).isEqualTo(StateText.of(market.state()));
    }

    @Test
    void aFailedCommitLeavesNothing() {
        MarketBench market = new MarketBench(1);
        NodeId node = market.node();
        market.credit(node, 5);
        List<MarketEvent> good = market.takeEvents();
        MarketEvent tooMuch = new MarketEvent.Transferred(Transfer.of(
                TransferKind.HOLD,
                new Account.Node(node),
                new Account.Hold(new BidId(market.id())),
                Credits.ofMicro(11),
                market.id()));
        try (MarketStore store = open()) {
            store.commit(good, 1);
            List<MarketEvent> bad = List.of(good.get(0), tooMuch);
            assertThatThrownBy(() -> store.commit(bad, 2)).isInstanceOf(StoreException.class);
            store.commit(List.of(), 3);
        }
        assertThat(load().ledger().balance(new Account.Node(node)).micro()).isEqualTo(5);
        assertThat(load().ledger().transfers()).isEqualTo(1);
    }

    @Test
    void refusesBooksThatDoNotBalance() throws SQLException {
        MarketBench market = new MarketBench(1);
        market.credit(market.node(), 5);
        try (MarketStore store = open()) {
            store.commit(market.takeEvents(), 1);
        }
        tamper("UPDATE accounts SET balance = 6 WHERE kind = 1");
        assertThatThrownBy(this::load).isInstanceOf(StoreException.class).hasMessageContaining("do not balance");
    }

    @Test
    void refusesAnEscrowThatIsNotItsLeases() throws SQLException {
        MarketBench market = new MarketBench(1);
        market.seller(1, 1);
        NodeId buyer = market.buyer(100);
        market.bid(buyer, MarketBench.terms(1, 1, 90));
        try (MarketStore store = open()) {
            store.commit(market.takeEvents(), 1);
        }
        tamper("UPDATE accounts SET balance = balance - 1 WHERE kind = 3");
        tamper("UPDATE accounts SET balance = balance + 1 WHERE kind = 1");
        assertThatThrownBy(this::load).isInstanceOf(StoreException.class).hasMessageContaining("should hold");
    }

    @Test
    void refusesTheBooksOfAnotherKey() {
        MarketBench market = new MarketBench(1);
        market.seller(1, 1);
        market.bid(market.buyer(100), MarketBench.terms(1, 1, 100));
        NodeId other = NodeKey.generate(new SecureRandom()).id();
        try (MarketStore store = open()) {
            store.commit(market.takeEvents(), 1);
            assertThatThrownBy(() -> store.load(other, 0))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("key file");
        }
    }

    private void tamper(String sql) throws SQLException {
        try (Database database = books().open()) {
            database.update(sql);
        }
    }
}
