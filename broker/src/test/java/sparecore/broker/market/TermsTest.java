package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.reply;
import static sparecore.broker.market.MarketBench.terms;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.orderbook.Ask;
import sparecore.broker.orderbook.AskKey;
import sparecore.broker.orderbook.BidEnd;
import sparecore.broker.orderbook.BidState;
import sparecore.broker.orderbook.Conditions;
import sparecore.broker.orderbook.CpuidGroup;
import sparecore.broker.orderbook.Terms;
import sparecore.identity.NodeId;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.slot.Abi;
import sparecore.slot.Hours;
import sparecore.slot.ProgramNeeds;
import sparecore.slot.SlotClass;

/** What orders say besides price and size: classes, hours, lengths, deadlines, payees; and their amending. */
class TermsTest {
    private static final long HOUR = 3_600_000;
    private static final SlotClass FAULTING = new SlotClass(Set.of(Abi.RAW, Abi.LINUX), 3, true);
    private static final SlotClass PLAIN = new SlotClass(Set.of(Abi.RAW, Abi.LINUX), 3, false);

    private final MarketBench market = new MarketBench(5);
    private final NodeId buyer = market.buyer(1_000_000);

    private NodeId seller(long price, SlotClass slotClass, Hours hours, long leaseMillisLeast) {
        NodeId node = market.node();
        return seller(node, price, new Conditions(slotClass, hours, leaseMillisLeast, node));
    }

    private NodeId seller(NodeId node, long price, Conditions conditions) {
        long session = market.connect(node, Side.SELLER);
        AskKey key = new AskKey(node, new AskId(market.id()));
        market.run(new Command.PlaceAsk(
                new Ask(0, key, session, new Price(price), 1, MarketBench.MEMORY, Speed.REFERENCE, "h:1", conditions)));
        return node;
    }

    private NodeId seller(long price, SlotClass slotClass) {
        return seller(price, slotClass, Hours.ALWAYS, 0);
    }

    private static Terms wanting(ProgramNeeds needs, int slots, int sellersLeast) {
        return new Terms(new Price(10), slots, MarketBench.MEMORY, Credits.ofMicro(1_000), sellersLeast, needs, 0);
    }

    private List<NodeId> sellersOf(BidId bid) {
        return market.leases().stream()
                .filter(lease -> lease.ticket().bid().equals(bid))
                .map(lease -> lease.ticket().seller())
                .toList();
    }

    /** A program never meets a machine on which it would be refused, or would give other bytes than elsewhere. */
    @ParameterizedTest
    @CsvSource({
        // ABI, level, asks CPUID; ABIs, level, CPUID faulting; match
        "RAW, 2, false, RAW, 2, false, true",
        "RAW, 2, true, RAW, 2, false, false",
        "RAW, 2, true, RAW, 2, true, true",
        "RAW, 3, false, RAW, 2, true, false",
        "RAW, 3, false, RAW, 3, true, true",
        "LINUX, 2, false, RAW, 3, true, false",
        "LINUX, 2, false, LINUX, 2, false, true",
        "LINUX, 3, false, LINUX, 2, true, false",
        "LINUX, 3, false, LINUX, 3, false, true",
        "LINUX, 3, true, LINUX, 3, false, false",
        "LINUX, 3, true, LINUX, 3, true, true",
        "RAW, 2, false, LINUX, 3, true, false"
    })
    void matchesOnlyMachinesThatRunTheProgramAsAllOthersDo(
            Abi abi, int level, boolean asks, Abi runs, int has, boolean faults, boolean fits) {
        seller(1, new SlotClass(Set.of(runs), has, faults));
        market.bid(buyer, wanting(new ProgramNeeds(abi, level, asks), 1, 1));
        assertThat(market.leases()).hasSize(fits ? 1 : 0);
    }

    @Test
    void takesTheGroupThatHasEnoughDifferentSellersAndNeverTheOther() {
        seller(1, PLAIN);
        NodeId one = seller(5, FAULTING);
        NodeId two = seller(6, FAULTING);
        BidId bid = market.bid(buyer, wanting(MarketBench.MODEST, 3, 2));
        assertThat(sellersOf(bid)).containsExactly(one, two);
        market.sleep(1_000);
        assertThat(market.leases()).hasSize(2);
    }

    @Test
    void takesTheCheaperGroupIfBothHaveEnough() {
        seller(5, FAULTING);
        NodeId cheap = seller(1, PLAIN);
        assertThat(sellersOf(market.bid(buyer, wanting(MarketBench.MODEST, 1, 1))))
                .containsExactly(cheap);
    }

    @Test
    void aGroupIsDecidedByWhoeverWorkedAndNotByWhoNeverCame() {
        seller(1, PLAIN);
        BidId bid = market.bid(buyer, wanting(MarketBench.MODEST, 1, 1));
        market.sleep(20_000);
        assertThat(market.bid(bid).group()).isEqualTo(CpuidGroup.UNDECIDED);
        NodeId faulting = seller(9, FAULTING);
        assertThat(sellersOf(bid)).hasSize(2).endsWith(faulting);
        market.connectLease(market.leases().get(1));
        assertThat(market.bid(bid).group()).isEqualTo(CpuidGroup.FAULTING);
    }

    /** Its votes stay in the job after the lease: a seller of the other group must not join it then either. */
    @Test
    void keepsAGroupWhenItsOnlySellerHasLeft() {
        seller(1, PLAIN);
        BidId bid = market.bid(buyer, wanting(MarketBench.MODEST, 1, 1));
        Lease lease = market.lease();
        market.connectLease(lease);
        market.settle(lease, 10, true);
        market.run(new Command.CancelAsk(
                new AskKey(lease.ticket().seller(), lease.ticket().ask())));
        NodeId other = seller(1, FAULTING);
        market.sleep(100_000);
        assertThat(sellersOf(bid)).doesNotContain(other);
    }

    @Test
    void endsALeaseWithTheSellersHoursAndOffersNothingOutsideThem() {
        long hour = Math.floorMod(market.nowMillis() / HOUR, 24);
        seller(1, FAULTING, new Hours(1 << hour), 0);
        BidId bid = market.bid(buyer, terms(5, 2, 100));
        assertThat(market.lease().ticket().expiresAtMillis() % HOUR).isZero();
        assertThat(market.lease().ticket().expiresAtMillis()).isLessThan(market.nowMillis() + HOUR);
        market.connectLease(market.lease());
        market.sleep(HOUR);
        assertThat(market.lease().endReason()).isEqualTo(EndReason.EXPIRED);
        assertThat(sellersOf(bid)).hasSize(1);
        market.sleep(23 * HOUR);
        assertThat(sellersOf(bid)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"600000, 599999, 0", "600000, 600000, 1", "0, 29999, 0", "0, 30000, 1"})
    void neverMakesALeaseThatIsShorterThanTheSellerWants(long least, long untilDeadline, int leases) {
        seller(1, FAULTING, Hours.ALWAYS, least);
        Terms terms = terms(5, 1, 100);
        market.bid(buyer, terms.amended(terms.priceMost(), 1, terms.cap(), market.nowMillis() + untilDeadline));
        assertThat(market.leases()).hasSize(leases);
        market.leases()
                .forEach(lease -> assertThat(lease.ticket().expiresAtMillis()
                                - lease.ticket().startsAtMillis())
                        .isEqualTo(untilDeadline));
    }

    @Test
    void aBidEndsAtItsDeadlineAndItsHoldIsFreeAgain() {
        Terms terms = terms(5, 1, 100);
        BidId bid = market.bid(buyer, terms.amended(terms.priceMost(), 1, terms.cap(), market.nowMillis() + 1_000));
        market.sleep(999);
        assertThat(market.bid(bid).isOpen()).isTrue();
        market.takePushes();
        market.sleep(1);
        assertThat(market.bid(bid).state()).isEqualTo(BidState.DONE);
        assertThat(market.bid(bid).end()).isEqualTo(BidEnd.DEADLINE);
        assertThat(market.available(buyer).micro()).isEqualTo(1_000_000);
        assertThat(market.takePushes()).containsExactly(new Push.BidExpired(buyer, bid));
        assertThat(reason(market.run(
                        new Command.PlaceBid(buyer, bid, market.bid(bid).terms()))))
                .isEqualTo(Reason.ENDED);
        assertThat(reason(market.run(new Command.PlaceBid(
                        buyer,
                        new BidId(market.id()),
                        terms.amended(terms.priceMost(), 1, terms.cap(), market.nowMillis())))))
                .isEqualTo(Reason.ENDED);
    }

    @Test
    void paysTheAccountThatTheAskNames() {
        NodeId friend = market.node();
        NodeId seller = market.node();
        seller(seller, 1, new Conditions(FAULTING, Hours.ALWAYS, 0, friend));
        market.bid(buyer, terms(5, 1, 1_000));
        market.settle(market.lease(), 1_000, true);
        assertThat(market.available(friend).micro()).isEqualTo(950);
        assertThat(market.available(seller).micro()).isZero();
        assertThat(market.show(friend).totals().earned().micro()).isEqualTo(950);
    }

    /** Whoever names the buyer itself as payee moves its own money in a circle, and pays the commission for it. */
    @Test
    void countsBothSidesOfABuyerThatIsPaidForItsOwnBid() {
        NodeId seller = market.node();
        seller(seller, 1, new Conditions(FAULTING, Hours.ALWAYS, 0, buyer));
        market.bid(buyer, terms(5, 1, 1_000));
        market.settle(market.lease(), 1_000, true);
        assertThat(market.show(buyer).totals()).isEqualTo(new Totals(Credits.ofMicro(950), Credits.ofMicro(1_000)));
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }

    private Decision amend(BidId bid, long price, int slots, long cap) {
        return market.run(new Command.AmendBid(buyer, bid, new Price(price), slots, Credits.ofMicro(cap), 0));
    }

    @Test
    void anAmendedBidHoldsWhatItsNewCapSays() {
        BidId bid = market.bid(buyer, terms(5, 1, 1_000));
        assertThat(reply(amend(bid, 5, 1, 1_500))).isInstanceOf(Reply.BidPlaced.class);
        assertThat(market.available(buyer).micro()).isEqualTo(998_500);
        amend(bid, 5, 1, 1_500);
        assertThat(market.available(buyer).micro()).isEqualTo(998_500);
        amend(bid, 5, 1, 200);
        assertThat(market.available(buyer).micro()).isEqualTo(999_800);
        assertThat(reason(amend(bid, 5, 1, 2_000_000))).isEqualTo(Reason.NO_CREDITS);
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }

    /** The cheapest attack: let sellers work for a high cap, then lower it below what is promised to them. */
    @Test
    void aCapNeverGoesBelowWhatLeasesHoldOrHavePaid() {
        market.seller(1, 1);
        BidId bid = market.bid(buyer, terms(5, 2, 1_000));
        assertThat(market.lease().ticket().escrow().micro()).isEqualTo(500);
        market.settle(market.lease(), 300, false);
        assertThat(reason(amend(bid, 5, 2, 499))).isEqualTo(Reason.LIMIT);
        assertThat(reason(amend(bid, 5, 2, 1))).isEqualTo(Reason.LIMIT);
        assertThat(reply(amend(bid, 5, 2, 500))).isInstanceOf(Reply.BidPlaced.class);
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }

    @Test
    void whoeverAsksForMoreGoesBehindThoseWhoWait() {
        BidId first = market.bid(buyer, terms(5, 1, 100));
        BidId second = market.bid(buyer, terms(5, 1, 100));
        amend(first, 5, 1, 200);
        market.seller(1, 1);
        assertThat(sellersOf(first)).as("a higher cap is no reason").hasSize(1);
        BidId third = market.bid(buyer, terms(5, 1, 100));
        amend(second, 5, 2, 100);
        market.seller(1, 1);
        assertThat(sellersOf(second)).isEmpty();
        assertThat(sellersOf(third)).hasSize(1);
    }

    @Test
    void amendsNothingOfOthersNorWhatHasEnded() {
        BidId bid = market.bid(buyer, terms(5, 1, 100));
        NodeId stranger = market.buyer(1_000);
        assertThat(reason(market.run(new Command.AmendBid(stranger, bid, new Price(1), 1, Credits.ofMicro(1), 0))))
                .isEqualTo(Reason.NOT_YOURS);
        market.run(new Command.CancelBid(buyer, bid));
        assertThat(reason(amend(bid, 5, 1, 200))).isEqualTo(Reason.ENDED);
        assertThat(reason(amend(new BidId(market.id()), 5, 1, 200))).isEqualTo(Reason.UNKNOWN);
        assertThatThrownBy(() -> amend(bid, 5, 0, 200)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> amend(bid, 5, 1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    /** The same seed gives the same draw. */
    @Test
    void drawsAmongEqualSellersAsItsRandomnessSays() {
        assertThat(drawn(11)).isEqualTo(drawn(11));
        assertThat(java.util.stream.LongStream.range(0, 20)
                        .mapToObj(TermsTest::drawn)
                        .distinct())
                .hasSizeGreaterThan(1);
    }

    private static List<Integer> drawn(long seed) {
        MarketBench bench = new MarketBench(seed);
        List<NodeId> sellers = new java.util.ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sellers.add(bench.seller(3, 1));
        }
        bench.bid(bench.buyer(1_000), terms(5, 3, 300));
        return bench.leases().stream()
                .map(lease -> sellers.indexOf(lease.ticket().seller()))
                .toList();
    }
}
