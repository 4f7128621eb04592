package sparecore.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import sparecore.broker.market.MarketBench;
import sparecore.broker.market.MarketState;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.store.StoreException;

/** Who may write: one engine at a time, whatever the others believe. */
class OfficeTest {
    private final Books books = TestBooks.onServer();
    private final AtomicLong steadyMillis = new AtomicLong();
    private final MarketBench market = new MarketBench(1);

    private Office office(String address) {
        return new Office(books, MarketBench.BROKER.id(), address, steadyMillis::get);
    }

    private static MarketState load(MarketStore store) {
        return store.load(MarketBench.BROKER.id(), MarketBench.START_MILLIS);
    }

    @Test
    void theSecondWaitsUntilTheFirstIsGoneAndKnowsWhereItIs() {
        try (Office first = office("a:1");
                Office second = office("b:2")) {
            MarketStore store = first.stand().orElseThrow();
            market.credit(market.node(), 5);
            store.commit(market.takeEvents(), 1);
            assertThat(second.stand()).isEmpty();
            assertThat(second.holder()).isEqualTo("a:1");
            store.close();
            try (MarketStore next = second.stand().orElseThrow()) {
                assertThat(load(next).ledger().transfers()).isEqualTo(1);
                next.commit(List.of(), 2);
                assertThat(first.stand()).isEmpty();
                assertThat(first.holder()).isEqualTo("b:2");
            }
        }
    }

    /** The first stands still, as a stopped process does: its session lives on. */
    @Test
    void oneThatStandsStillLosesItsOfficeAndCanNeverWriteAgain() {
        try (Office first = office("a:1");
                Office second = office("b:2");
                MarketStore stopped = first.stand().orElseThrow()) {
            market.credit(market.node(), 5);
            stopped.commit(market.takeEvents(), 1);
            assertThat(second.stand()).isEmpty();
            steadyMillis.addAndGet(Office.SILENCE_MILLIS_MAX - 1);
            assertThat(second.stand()).isEmpty();
            steadyMillis.addAndGet(1);
            try (MarketStore next = second.stand().orElseThrow()) {
                market.credit(market.node(), 7);
                assertThatThrownBy(() -> stopped.commit(market.takeEvents(), 2)).isInstanceOf(DeposedException.class);
                assertThatThrownBy(stopped::confirm).isInstanceOf(DeposedException.class);
                assertThat(load(next).ledger().transfers()).isEqualTo(1);
                next.confirm();
                next.commit(List.of(), 3);
                assertThat(first.stand())
                        .as("the lock of an old epoch means nothing")
                        .isEmpty();
            }
        }
    }

    @Test
    void oneThatLivesKeepsItsOfficeWithoutWork() {
        try (Office first = office("a:1");
                Office second = office("b:2");
                MarketStore store = first.stand().orElseThrow()) {
            assertThat(second.stand()).isEmpty();
            steadyMillis.addAndGet(Office.READING_MILLIS_MAX - 1);
            assertThat(second.stand()).as("it reads its books").isEmpty();
            store.confirm();
            for (int i = 0; i < 5; i++) {
                assertThat(second.stand()).isEmpty();
                steadyMillis.addAndGet(Office.SILENCE_MILLIS_MAX - 1);
                store.confirm();
            }
        }
    }

    @Test
    void ofTwoThatFindItVacantOneTakesIt() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            List<Office> offices = List.of(office("a:1"), office("b:2"), office("c:3"));
            List<Optional<MarketStore>> stores = new java.util.concurrent.CopyOnWriteArrayList<>();
            List<Thread> threads = offices.stream()
                    .map(office -> new Thread(() -> stores.add(office.stand())))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(stores).hasSize(3);
            assertThat(stores.stream().filter(Optional::isPresent).count()).isLessThanOrEqualTo(1);
            stores.forEach(store -> store.ifPresent(MarketStore::close));
            offices.forEach(Office::close);
        }
    }

    @Test
    void isNotForABrokerWithAnotherKey() {
        NodeId other = NodeKey.generate(new SecureRandom()).id();
        try (Office first = office("a:1");
                Office stranger = new Office(books, other, "b:2", steadyMillis::get);
                MarketStore store = first.stand().orElseThrow()) {
            store.commit(List.of(), 1);
            assertThatThrownBy(stranger::stand)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("copy its key file");
        }
    }
}
