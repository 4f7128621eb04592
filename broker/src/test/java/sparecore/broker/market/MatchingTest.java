package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.terms;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseRules;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.orderbook.Ask;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.money.Price;

/** From orders to leases, with sessions, slots and time. */
class MatchingTest {
    private final MarketBench market = new MarketBench(2);
    private final NodeId buyer = market.buyer(1_000_000);

    private List<NodeId> sellersOf(BidId bid) {
        return market.leases().stream()
                .filter(lease -> lease.ticket().bid().equals(bid))
                .map(lease -> lease.ticket().seller())
                .toList();
    }

    @Test
    void writesTheTermsOfBothIntoTheTicketAndTellsBoth() {
        NodeId seller = market.seller(7, 3);
        market.takePushes();
        BidId bid = market.bid(buyer, terms(10, 2, 500));
        Ticket ticket = market.lease().ticket();
        assertThat(ticket.price()).isEqualTo(new Price(7));
        assertThat(ticket.slots()).isEqualTo(2);
        assertThat(ticket.escrow()).isEqualTo(Credits.ofMicro(500));
        assertThat(ticket.bid()).isEqualTo(bid);
        assertThat(ticket.expiresAtMillis() - ticket.startsAtMillis()).isEqualTo(Ticket.DURATION_MILLIS_MAX);
        List<Push> pushes = market.takePushes();
        assertThat(pushes)
                .contains(new Push.Matched(seller, Side.SELLER, market.lease().signed(), Introduction.NONE));
        Push.Matched toBuyer = (Push.Matched) pushes.stream()
                .filter(push -> push.side() == Side.BUYER)
                .findFirst()
                .orElseThrow();
        assertThat(toBuyer.node()).isEqualTo(buyer);
        assertThat(toBuyer.ticket()).isEqualTo(market.lease().signed());
        assertThat(toBuyer.seller().cluster()).isPresent();
    }

    @Test
    void servesTheHigherBidFirstAndThenTheEarlier() {
        BidId low = market.bid(buyer, terms(5, 1, 100));
        BidId high = market.bid(buyer, terms(9, 1, 100));
        BidId highLater = market.bid(buyer, terms(9, 1, 100));
        market.seller(5, 1);
        assertThat(sellersOf(high)).hasSize(1);
        market.seller(5, 1);
        assertThat(sellersOf(highLater)).hasSize(1);
        assertThat(sellersOf(low)).isEmpty();
        market.seller(5, 1);
        assertThat(sellersOf(low)).hasSize(1);
    }

    @Test
    void fillsABidFromSeveralSellersTheCheapestFirst() {
        NodeId dear = market.seller(9, 2);
        NodeId cheap = market.seller(3, 1);
        BidId bid = market.bid(buyer, terms(10, 3, 300));
        assertThat(sellersOf(bid)).containsExactly(cheap, dear);
        assertThat(market.leases())
                .extracting(lease -> lease.ticket().escrow().micro())
                .containsExactly(100L, 200L);
        assertThat(market.show(buyer).held().micro()).isEqualTo(300);
    }

    @Test
    void spreadsReplicasOverDifferentSellers() {
        NodeId big = market.seller(1, 8);
        NodeId small = market.seller(2, 8);
        BidId bid = market.bid(buyer, terms(5, 4, 400, 2));
        assertThat(sellersOf(bid)).containsExactly(big, small);
        assertThat(market.leases()).allMatch(lease -> lease.ticket().slots() == 2);
    }

    @Test
    void neverOffersMoreSlotsThanAnAskHas() {
        market.seller(1, 3);
        BidId first = market.bid(buyer, terms(1, 2, 100));
        BidId second = market.bid(buyer, terms(1, 2, 100));
        assertThat(sellersOf(first)).hasSize(1);
        assertThat(sellersOf(second)).hasSize(1);
        assertThat(market.leases().get(1).ticket().slots()).isEqualTo(1);
        assertThat(slotsFree()).isZero();
        market.end(market.leases().get(0), buyer, EndReason.JOB_DONE);
        assertThat(slotsFree()).isEqualTo(2);
    }

    private int slotsFree() {
        return Views.of(market.state(), MarketBench.HOUSE, market.nowMillis())
                .asks()
                .get(0)
                .slotsFree();
    }

    @Test
    void matchesABuyerOnlyWhileItIsConnected() {
        NodeId away = market.node();
        market.credit(away, 1_000);
        BidId bid = market.bid(away, terms(5, 1, 1_000));
        market.seller(1, 1);
        assertThat(sellersOf(bid)).isEmpty();
        market.connect(away, Side.BUYER);
        assertThat(sellersOf(bid)).hasSize(1);
    }

    @Test
    void anAskStandsAsLongAsTheSessionThatPlacedIt() {
        NodeId seller = market.node();
        long old = market.connect(seller, Side.SELLER);
        Ask ask = market.ask(seller, old, 5, 1);
        market.run(new Command.PlaceAsk(ask));
        long fresh = market.connect(seller, Side.SELLER);
        market.run(new Command.PlaceAsk(new Ask(
                0,
                ask.key(),
                fresh,
                ask.price(),
                2,
                ask.memoryBytesPerSlot(),
                ask.speed(),
                ask.address(),
                ask.conditions())));
        market.run(new Command.CloseSession(old));
        assertThat(market.state().orders().asksOf(seller))
                .extracting(Ask::slots)
                .containsExactly(2);
        market.run(new Command.CloseSession(fresh));
        assertThat(market.state().orders().asks()).isEmpty();
        assertThat(reason(market.run(new Command.PlaceAsk(ask)))).isEqualTo(Reason.ENDED);
    }

    @Test
    void takesSoManyAsksOfOneNodeAndNoMore() {
        NodeId seller = market.node();
        long session = market.connect(seller, Side.SELLER);
        Ask first = market.ask(seller, session, 5, 1);
        market.run(new Command.PlaceAsk(first));
        for (int i = 1; i < MarketLimits.ASKS_PER_NODE_MAX; i++) {
            market.run(new Command.PlaceAsk(market.ask(seller, session, 5, 1)));
        }
        assertThat(reason(market.run(new Command.PlaceAsk(market.ask(seller, session, 5, 1)))))
                .isEqualTo(Reason.LIMIT);
        assertThat(market.run(new Command.PlaceAsk(first))).isInstanceOf(Decision.Accepted.class);
        market.run(new Command.CancelAsk(first.key()));
        assertThat(market.run(new Command.PlaceAsk(market.ask(seller, session, 5, 1))))
                .isInstanceOf(Decision.Accepted.class);
    }

    /** The cheapest attack on the book: a fresh key for every sixteen asks. */
    @Test
    void takesSoManyAsksOfOneAddressAndNoMore() {
        Decision last = Decision.done();
        for (int i = 0; i <= MarketLimits.ASKS_PER_ADDRESS_MAX; i++) {
            NodeId seller = market.node();
            last = market.decide(new Command.PlaceAsk(market.ask(seller, market.connect(seller, Side.SELLER), 5, 1)));
        }
        assertThat(reason(last)).isEqualTo(Reason.LIMIT);
        assertThat(market.state().asksAt("192.0.2.1")).isEqualTo(MarketLimits.ASKS_PER_ADDRESS_MAX);
        List<Long> sessions =
                market.state().sessions().stream().map(Session::number).toList();
        sessions.forEach(session -> market.decide(new Command.CloseSession(session)));
        assertThat(market.state().asksAt("192.0.2.1")).isZero();
        assertThat(market.state().orders().asks()).isEmpty();
    }

    @Test
    void countsAWholeIpv6HouseAsOneAddress() {
        assertThat(new Session(1, buyer, Side.BUYER, "2001:db8:0:7:1:2:3:4:5001", 0).host())
                .isEqualTo(new Session(2, buyer, Side.BUYER, "2001:db8:0:7:9:9:9:9:6001", 0).host())
                .isEqualTo("2001:db8:0:7");
        assertThat(new Session(1, buyer, Side.BUYER, "192.0.2.1:77", 0).host()).isEqualTo("192.0.2.1");
    }

    @Test
    void givesANodeSoManyLeasesAndNoMore() {
        market.seller(1, 1024);
        for (int i = 0; i <= MarketLimits.LEASES_PER_NODE_MAX / MarketLimits.BIDS_PER_NODE_MAX; i++) {
            NodeId other = market.buyer(1_000);
            for (int j = 0; j < MarketLimits.BIDS_PER_NODE_MAX; j++) {
                market.bid(other, terms(1, 1, 10));
            }
        }
        assertThat(market.leases()).hasSize(MarketLimits.LEASES_PER_NODE_MAX);
    }

    @Test
    void aLeaseThatNobodyConnectsIsVoidAndItsEscrowFreeAgain() {
        NodeId seller = market.seller(1, 1);
        BidId bid = market.bid(buyer, terms(1, 1, 100));
        market.takePushes();
        market.sleep(LeaseRules.CONNECT_MILLIS_MAX - 1);
        assertThat(market.lease().state()).isEqualTo(LeaseState.MATCHED);
        market.sleep(1);
        Lease lease = market.lease();
        assertThat(lease.state()).isEqualTo(LeaseState.CLOSED);
        assertThat(lease.endReason()).isEqualTo(EndReason.NEVER_CONNECTED);
        assertThat(market.takePushes())
                .containsExactlyInAnyOrder(
                        new Push.Ended(seller, Side.SELLER, lease.id(), EndReason.NEVER_CONNECTED),
                        new Push.Ended(buyer, Side.BUYER, lease.id(), EndReason.NEVER_CONNECTED));
        market.run(new Command.CancelBid(buyer, bid));
        assertThat(market.available(buyer).micro()).isEqualTo(1_000_000);
    }

    /** The cheapest seller must not be able to hold a bid for ever by letting every lease fail. */
    @ParameterizedTest
    @CsvSource({
        "SELLER_GONE, 2999, 3000",
        "BUYER_GONE, 2999, 3000",
        "SELLER_DRAINS, 2999, 3000",
        "UNPAID, 59999, 60000",
        "MISTRUST, 86400000,",
        "PROGRAM_REFUSED, 86400000,",
        "JOB_DONE,, 0",
        "ESCROW_DRY,, 0"
    })
    void restsBeforeItMatchesTheSameTwoForABidAgain(EndReason reason, Long notYetMillis, Long againMillis) {
        market.seller(1, 1);
        market.bid(buyer, terms(1, 2, 100));
        Lease lease = market.lease();
        market.connectLease(lease);
        market.end(lease, buyer, reason);
        if (notYetMillis != null) {
            market.sleep(notYetMillis);
            assertThat(market.leases()).hasSize(1);
        }
        if (againMillis != null) {
            market.sleep(notYetMillis == null ? againMillis : againMillis - notYetMillis);
            assertThat(market.leases()).hasSize(2);
        }
    }

    @Test
    void goesToTheNextSellerWhenTheCheapestIsNeverReached() {
        market.seller(1, 1);
        NodeId next = market.seller(2, 1);
        BidId bid = market.bid(buyer, terms(5, 1, 100));
        market.sleep(LeaseRules.CONNECT_MILLIS_MAX);
        assertThat(sellersOf(bid)).hasSize(2).endsWith(next);
    }

    @Test
    void tellsWhoComesBackHowItsLeasesStand() {
        NodeId seller = market.seller(1, 2);
        market.bid(buyer, terms(1, 1, 100));
        market.bid(buyer, terms(1, 1, 100));
        Lease alive = market.leases().get(0);
        Lease over = market.leases().get(1);
        market.connectLease(over);
        market.end(over, buyer, EndReason.JOB_DONE);
        market.takePushes();
        market.connect(seller, Side.SELLER);
        assertThat(market.takePushes())
                .containsExactly(
                        new Push.Matched(seller, Side.SELLER, alive.signed(), Introduction.NONE),
                        new Push.Ended(seller, Side.SELLER, over.id(), EndReason.JOB_DONE));
        market.connect(seller, Side.BUYER);
        assertThat(market.takePushes()).isEmpty();
    }

    @Test
    void leavesALeaseAloneWhenASessionIsLost() {
        NodeId seller = market.node();
        long session = market.connect(seller, Side.SELLER);
        market.run(new Command.PlaceAsk(market.ask(seller, session, 1, 1)));
        market.bid(buyer, terms(1, 1, 100));
        market.connectLease(market.lease());
        market.run(new Command.CloseSession(session));
        market.sleep(60_000);
        assertThat(market.lease().state()).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void endsALeaseAfterItsHourAndMatchesAnew() {
        market.seller(1, 1);
        market.bid(buyer, terms(1, 1, 100));
        market.connectLease(market.lease());
        market.sleep(Ticket.DURATION_MILLIS_MAX);
        assertThat(market.lease().endReason()).isEqualTo(EndReason.EXPIRED);
        market.sleep(LeaseRules.SETTLE_MILLIS_MAX);
        assertThat(market.leases()).extracting(Lease::state).containsExactly(LeaseState.CLOSED, LeaseState.MATCHED);
        assertThat(market.leases().get(1).ticket().escrow().micro()).isEqualTo(100);
    }
}
