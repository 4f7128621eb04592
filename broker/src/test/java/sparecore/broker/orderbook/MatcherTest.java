package sparecore.broker.orderbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.broker.market.MarketBench;
import sparecore.content.Id;
import sparecore.identity.NodeId;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.slot.Hours;

class MatcherTest {
    private static final long SEED = 20_261_122;
    private static final NodeId BUYER = node(99);
    private static final long NOW = 1_700_000_000_000L;

    private final Matcher matcher = new Matcher(new Random(SEED));

    private static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        key[0] = (byte) number;
        return NodeId.fromBytes(key);
    }

    private static Supply supply(int seller, long price, int slots, long number) {
        return supply(seller, price, slots, number, 1 << 20);
    }

    private static Supply supply(int seller, long price, int slots, long number, long memory) {
        AskKey key = new AskKey(node(seller), new AskId(new Id(seller, number)));
        return new Supply(
                new Ask(
                        number,
                        key,
                        1,
                        new Price(price),
                        1024,
                        memory,
                        Speed.REFERENCE,
                        "h:1",
                        new Conditions(MarketBench.ANY_PROGRAM, Hours.ALWAYS, 0, key.seller())),
                slots);
    }

    private static Demand demand(long price, int slots, long hold, int sellersLeast, Set<NodeId> holding) {
        Terms terms = new Terms(
                new Price(price), 1024, 1 << 20, Credits.ofMicro(1_000_000), sellersLeast, MarketBench.MODEST, 0);
        Bid bid = Bid.placed(1, new BidId(new Id(1, 1)), BUYER, terms, new Commission(0));
        return new Demand(bid, slots, Credits.ofMicro(hold), CpuidGroup.UNDECIDED, holding, Set.of(), 0);
    }

    private static Demand demand(long price, int slots) {
        return demand(price, slots, 1_000, 1, Set.of());
    }

    private static Supplies all(List<Supply> each) {
        Supplies supplies = new Supplies();
        each.forEach(supplies::put);
        return supplies;
    }

    private long numberOf(Demand demand, Supply... supplies) {
        return matcher.match(demand, all(List.of(supplies)), NOW)
                .map(match -> match.ask().number())
                .orElse(0L);
    }

    @Test
    void takesTheCheapestAsk() {
        assertThat(numberOf(demand(10, 1), supply(1, 9, 1, 1), supply(2, 7, 1, 2), supply(3, 8, 1, 3)))
                .isEqualTo(2);
    }

    @Test
    void takesTheEarliestAskOfASeller() {
        assertThat(numberOf(demand(10, 1), supply(1, 7, 1, 5), supply(1, 7, 1, 2), supply(1, 7, 1, 9)))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"9, 0", "10, 1", "11, 1"})
    void neverPaysMoreThanTheBidAllows(long priceMost, long expected) {
        assertThat(numberOf(demand(priceMost, 1), supply(1, 10, 1, 1))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1048575, 0", "1048576, 1", "1048577, 1"})
    void wantsTheMemoryThatTheBidAsksFor(long memory, long expected) {
        assertThat(numberOf(demand(10, 1), supply(1, 10, 1, 1, memory))).isEqualTo(expected);
    }

    @Test
    void neverMatchesANodeWithItself() {
        assertThat(numberOf(demand(10, 1), supply(99, 1, 1, 1))).isZero();
    }

    @Test
    void givesASellerOneLeaseOfABidAtATime() {
        Demand holding = demand(10, 1, 1_000, 1, Set.of(node(1)));
        assertThat(numberOf(holding, supply(1, 1, 1, 1))).isZero();
        assertThat(numberOf(holding, supply(1, 1, 1, 1), supply(2, 9, 1, 2))).isEqualTo(2);
    }

    @Test
    void passesOverWhoIsBarred() {
        Demand barring = new Demand(
                demand(10, 1).bid(), 1, Credits.ofMicro(9), CpuidGroup.UNDECIDED, Set.of(), Set.of(node(1)), 0);
        assertThat(numberOf(barring, supply(1, 1, 1, 1), supply(2, 9, 1, 2))).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        // wanted, sellersLeast, sellers holding, free → slots of the lease
        "4, 1, 0, 9, 4",
        "4, 1, 0, 3, 3",
        "4, 0, 0, 9, 4",
        "4, 2, 0, 9, 2",
        "5, 2, 0, 9, 3",
        "5, 2, 0, 2, 2",
        "3, 2, 1, 9, 3",
        "1, 3, 0, 9, 1",
        "7, 3, 0, 9, 3",
        "4, 3, 1, 9, 2",
        "2, 3, 2, 9, 2",
        "4, 2, 2, 9, 4",
    })
    void leavesSlotsForTheOtherSellersThatTheBidWants(int wanted, int least, int holding, int free, int expected) {
        Set<NodeId> holders = new java.util.HashSet<>();
        for (int i = 0; i < holding; i++) {
            holders.add(node(50 + i));
        }
        Optional<Match> match =
                matcher.match(demand(10, wanted, 1_000, least, holders), all(List.of(supply(1, 1, free, 1))), NOW);
        assertThat(match.map(Match::slots)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource({"1000, 1, 3, 333", "1000, 3, 3, 1000", "3, 1, 3, 1", "1000000, 2, 3, 666666"})
    void givesALeaseItsShareOfTheHoldRoundedDown(long hold, int free, int wanted, long escrow) {
        Optional<Match> match =
                matcher.match(demand(10, wanted, hold, 1, Set.of()), all(List.of(supply(1, 1, free, 1))), NOW);
        assertThat(match.map(found -> found.escrow().micro()).orElse(0L)).isEqualTo(escrow);
    }

    @Test
    void drawsAmongSellersOfEqualPriceAtRandomHoweverManyAsksEachHas() {
        List<Supply> supplies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            supplies.add(supply(1, 5, 1, 1 + i));
        }
        supplies.add(supply(2, 5, 1, 20));
        supplies.add(supply(3, 5, 1, 30));
        supplies.add(supply(4, 6, 1, 40));
        Supplies all = all(supplies);
        Map<NodeId, Integer> drawn = new HashMap<>();
        int rounds = 6_000;
        for (int i = 0; i < rounds; i++) {
            Match match = matcher.match(demand(10, 1), all, NOW).orElseThrow();
            drawn.merge(match.ask().key().seller(), 1, Integer::sum);
        }
        // A third each; the standard deviation is sqrt(6000 · 1/3 · 2/3) ≈ 37, so 200 is more than five of them.
        assertThat(drawn).as("seed %s", SEED).containsOnlyKeys(node(1), node(2), node(3));
        drawn.values().forEach(count -> assertThat(count).isCloseTo(rounds / 3, within(200)));
    }

    @Test
    void drawsFairlyAmongTheFewThatFitInACrowd() {
        List<Supply> supplies = new ArrayList<>();
        for (int i = 1; i <= 90; i++) {
            supplies.add(supply(i, 5, 1, i, i % 45 == 0 ? 1 << 20 : 1 << 19));
        }
        Supplies all = all(supplies);
        int rounds = 2_000;
        int first = 0;
        for (int i = 0; i < rounds; i++) {
            long number =
                    matcher.match(demand(10, 1), all, NOW).orElseThrow().ask().number();
            assertThat(number).isIn(45L, 90L);
            first += number == 45 ? 1 : 0;
        }
        // Half each; the standard deviation is sqrt(2000)/2 ≈ 22.
        assertThat(first).as("seed %s", SEED).isCloseTo(rounds / 2, within(130));
    }

    @Test
    void servesTheHighestPriceFirstAndThenTheEarliest() {
        OrderBook book = new OrderBook();
        long[][] priceAndNumber = {{5, 1}, {9, 2}, {9, 3}, {7, 4}};
        for (long[] each : priceAndNumber) {
            Terms terms = new Terms(new Price(each[0]), 1, 1, Credits.ofMicro(1), 0, MarketBench.MODEST, 0);
            book.put(Bid.placed(each[1], new BidId(new Id(0, each[1])), BUYER, terms, new Commission(0)));
        }
        assertThat(book.openByPriority()).extracting(Bid::number).containsExactly(2L, 3L, 4L, 1L);
        book.put(book.find(new BidId(new Id(0, 2))).orElseThrow().cancelled(BidEnd.CANCELLED_BY_BUYER));
        assertThat(book.openByPriority()).extracting(Bid::number).containsExactly(3L, 4L, 1L);
    }
}
