package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.reply;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.standing.Deed;
import sparecore.broker.standing.Note;
import sparecore.broker.standing.Role;
import sparecore.broker.standing.Standings;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;

/** What nodes earn by their deeds, and what others cannot do to them. */
class StandingTest {
    private static final long DAY = 24L * 3_600_000;

    private final Trade trade = new Trade();
    private final MarketBench market = trade.market;

    @AfterEach
    void theBooksBalance() {
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }

    private List<Deed> deeds(NodeId node) {
        return trade.standing(node).notes().stream()
                .map(line -> line.note().deed())
                .toList();
    }

    @Test
    void aPaidLeaseCountsForBothOnceADayHoweverOftenTheyDeal() {
        NodeId seller = trade.seller();
        NodeId buyer = trade.buyer();
        trade.deal(buyer, seller);
        trade.deal(buyer, seller);
        assertThat(trade.points(seller, Role.SELLER)).isEqualTo(1);
        assertThat(trade.points(buyer, Role.BUYER)).isEqualTo(1);
        assertThat(trade.points(seller, Role.BUYER)).as("in its other role").isZero();
        market.sleep(DAY);
        trade.deal(buyer, seller);
        assertThat(deeds(seller)).containsExactly(Deed.SOLD, Deed.SOLD);
    }

    @Test
    void whoDealsWithItselfUnderTwoKeysOfOneNetworkEarnsNothing() {
        NodeId seller = trade.seller("198.51.100.1");
        NodeId buyer = trade.buyer("198.51.100.2");
        trade.deal(buyer, seller);
        assertThat(deeds(seller)).isEmpty();
        assertThat(deeds(buyer)).isEmpty();
    }

    @Test
    void notesFadeByHalfInAMonthAndGoodOnesHaveACeiling() {
        Note note = Note.of(1, market.node(), Deed.SOLD, market.node(), market.id(), 0, 0);
        assertThat(note.milliPoints(0)).isEqualTo(1_000);
        assertThat(note.milliPoints(Note.HALF_MILLIS / 2)).isEqualTo(750);
        assertThat(note.milliPoints(Note.HALF_MILLIS)).isEqualTo(500);
        assertThat(note.milliPoints(2 * Note.HALF_MILLIS)).isEqualTo(250);
        assertThat(note.milliPoints(Note.FORGOTTEN_MILLIS)).isZero();
        assertThat(note.strike().milliPoints(0)).isZero();
        Standings standings = new Standings();
        NodeId saver = market.node();
        for (int i = 0; i < 3 * Standings.NOTES_OF_KIND_MAX; i++) {
            standings.put(Note.of(i, saver, Deed.SOLD, market.node(), market.id(), 0, 0));
        }
        assertThat(standings.points(saver, Role.SELLER, 0)).isEqualTo(Standings.GOOD_POINTS_MOST);
        standings.put(Note.of(999, saver, Deed.WRONG_RESULT, market.node(), market.id(), 0, 0));
        for (int i = 1_000; i < 1_000 + 3 * Standings.NOTES_OF_KIND_MAX; i++) {
            standings.put(Note.of(i, saver, Deed.SOLD, market.node(), market.id(), 0, 0));
        }
        assertThat(standings.points(saver, Role.SELLER, 0))
                .as("good deeds do not push a bad one out")
                .isEqualTo(Standings.GOOD_POINTS_MOST - 5);
    }

    /** The cheapest slander: to say that the other side is gone. */
    @Test
    void theWordOfOneSideCountsOnlyWhereTheBrokerHasSeenTheSame() {
        NodeId seller = trade.seller();
        NodeId buyer = trade.buyer();
        trade.bid(buyer, 1);
        Lease lease = trade.lease(buyer, seller);
        market.connectLease(lease);
        market.end(lease, buyer, EndReason.SELLER_GONE);
        assertThat(deeds(seller)).as("the broker sees it").isEmpty();

        NodeId second = trade.buyer();
        trade.bid(second, 1);
        Lease other = trade.lease(second, seller);
        market.connectLease(other);
        trade.leave(seller);
        market.end(other, second, EndReason.SELLER_GONE);
        assertThat(deeds(seller)).containsExactly(Deed.VANISHED);

        NodeId third = trade.seller();
        trade.bid(buyer, 1);
        Lease last = trade.lease(buyer, third);
        market.connectLease(last);
        trade.leave(buyer);
        market.end(last, third, EndReason.BUYER_GONE);
        assertThat(deeds(buyer)).containsExactly(Deed.LEFT);
    }

    @Test
    void nobodyIsBlamedForAnOutageOfTheBroker() {
        MarketBench fresh = new MarketBench(2);
        NodeId seller = fresh.seller(1, 1);
        NodeId buyer = fresh.buyer(1_000);
        fresh.bid(buyer, MarketBench.terms(1, 1, 100));
        Lease lease = fresh.lease();
        fresh.connectLease(lease);
        fresh.run(new Command.CloseSession(1));
        fresh.end(lease, buyer, EndReason.SELLER_GONE);
        assertThat(fresh.state().conduct().standings().of(seller)).isEmpty();
    }

    private Decision report(NodeId buyer, List<Command.ShownResult> accepted, List<Command.ShownResult> wrong) {
        return market.run(new Command.ReportResults(buyer, market.id(), accepted, wrong));
    }

    @Test
    void aResultCountsAsWrongWhenTwoIndependentOnesDiffer() {
        NodeId buyer = trade.buyer();
        NodeId one = trade.seller();
        NodeId two = trade.seller();
        NodeId liar = trade.seller();
        trade.bid(buyer, 3);
        List<Command.ShownResult> right =
                List.of(Trade.shown(trade.lease(buyer, one), 1, 0), Trade.shown(trade.lease(buyer, two), 1, 0));
        Lease lease = trade.lease(buyer, liar);
        assertThat(reply(report(buyer, right, List.of(Trade.shown(lease, 1, 9)))))
                .isEqualTo(new Reply.Done());
        assertThat(deeds(liar)).containsExactly(Deed.WRONG_RESULT);
        assertThat(trade.points(liar, Role.SELLER)).isEqualTo(-5);
        report(buyer, right, List.of(Trade.shown(lease, 2, 9)));
        assertThat(deeds(liar)).as("one note a day of one buyer").hasSize(1);
        for (int day = 0; day < 10; day++) {
            market.sleep(DAY);
            report(buyer, right, List.of(Trade.shown(lease, 3 + day, 9)));
        }
        assertThat(deeds(liar)).as("and three at a time").hasSize(3);
        assertThat(market.state().conduct().isBanned(liar, market.nowMillis())).isFalse();
    }

    @Test
    void aBuyersOwnKeysOfOneNetworkDoNotOutvoteASeller() {
        NodeId buyer = trade.buyer("198.51.100.1");
        NodeId honest = trade.seller();
        NodeId first = trade.seller("198.51.100.2");
        NodeId second = trade.seller("198.51.100.3");
        NodeId third = trade.seller();
        trade.bid(buyer, 4);
        Lease lease = trade.lease(buyer, honest);
        report(
                buyer,
                List.of(
                        Trade.shown(trade.lease(buyer, first), 1, 9),
                        Trade.shown(trade.lease(buyer, second), 1, 9),
                        Trade.shown(trade.lease(buyer, third), 1, 9)),
                List.of(Trade.shown(lease, 1, 0)));
        assertThat(deeds(honest)).isEmpty();
        assertThat(market.state().conduct().mismatches().all()).isEmpty();
    }

    @Test
    void evidenceThatWasUsedOrIsOfAnotherLeaseConvictsWhoShowsIt() {
        NodeId buyer = trade.buyer();
        NodeId other = trade.buyer();
        NodeId one = trade.seller();
        NodeId two = trade.seller();
        NodeId liar = trade.seller();
        trade.bid(buyer, 3);
        trade.bid(other, 3);
        List<Command.ShownResult> right =
                List.of(Trade.shown(trade.lease(buyer, one), 1, 0), Trade.shown(trade.lease(buyer, two), 1, 0));
        List<Command.ShownResult> wrong = List.of(Trade.shown(trade.lease(buyer, liar), 1, 9));
        Command.ReportResults first = new Command.ReportResults(buyer, market.id(), right, wrong);
        market.run(first);
        assertThat(reply(market.run(first))).as("repeated").isEqualTo(new Reply.Done());
        assertThat(deeds(buyer)).isEmpty();
        assertThat(reply(report(buyer, right, wrong))).as("used again").isInstanceOf(Reply.Convicted.class);
        assertThat(deeds(buyer)).containsExactly(Deed.FORGED_AS_BUYER);
        assertThat(reply(report(other, right, wrong))).as("another's").isInstanceOf(Reply.Convicted.class);
        assertThat(deeds(other)).containsExactly(Deed.FORGED_AS_BUYER);
        assertThat(deeds(liar)).as("and its victim is spared").hasSize(1);
    }

    @Test
    void forgedEvidenceBansTheSecondTimeAndAKeyWithoutTradeIsOnlyTurnedAway() {
        NodeId stranger = trade.buyer();
        assertThat(reason(market.run(new Command.ForgedEvidence(stranger, Side.BUYER, market.id()))))
                .isEqualTo(Reason.BAD_SIGNATURE);
        assertThat(deeds(stranger)).isEmpty();
        NodeId seller = trade.seller();
        NodeId buyer = trade.buyer();
        trade.deal(buyer, seller);
        market.run(new Command.ForgedEvidence(seller, Side.SELLER, market.id()));
        assertThat(market.state().orders().asksOf(seller)).hasSize(1);
        market.run(new Command.ForgedEvidence(seller, Side.SELLER, market.id()));
        assertThat(market.state().orders().asksOf(seller)).isEmpty();
        assertThat(reason(trade.askAgain(seller))).isEqualTo(Reason.BANNED);
        assertThat(trade.standing(seller).ban()).isPresent();
        market.sleep(91 * DAY);
        assertThat(reply(trade.askAgain(seller))).as("after 90 days").isEqualTo(new Reply.Done());
    }

    @Test
    void anAskWithAFloorIsOnlyForBuyersOfThatStandingAndExplainSaysSo() {
        NodeId seller = trade.sellerWithFloor(1);
        NodeId buyer = trade.buyer();
        BidId bid = trade.bid(buyer, 1);
        assertThat(market.state().leases().openOf(seller)).isEmpty();
        String story = ((Reply.Explained) reply(market.decide(new Command.ExplainBid(Optional.of(buyer), bid))))
                .explanation()
                .toString();
        assertThat(story).contains("higher standing").contains("its buyer's standing is 0 points");
        market.run(new Command.CancelBid(buyer, bid));

        NodeId easy = trade.seller();
        trade.deal(buyer, easy);
        trade.leave(easy);
        trade.bid(buyer, 1);
        assertThat(market.state().leases().openOf(seller)).hasSize(1);
    }

    /** A bad name is washed away by a new key, but a good one is not had by it. */
    @Test
    void aNewKeyStartsAtNothingAndOnProbation() {
        NodeId fresh = trade.buyer();
        assertThat(trade.points(fresh, Role.BUYER)).isZero().isLessThan(Standings.PROBATION_POINTS);
        NodeId seller = trade.sellerWithFloor(1);
        trade.bid(fresh, 1);
        assertThat(market.state().leases().openOf(seller)).isEmpty();
    }

    @Test
    void theOperatorBansAndPardons() {
        NodeId seller = trade.seller();
        market.run(new Command.BanNode(seller, "sells what it does not have"));
        assertThat(reason(trade.askAgain(seller))).isEqualTo(Reason.BANNED);
        assertThat(trade.standing(seller).ban().orElseThrow().why()).contains("sells what it does not have");
        assertThat(reply(market.run(new Command.PardonNode(seller)))).isEqualTo(new Reply.Done());
        assertThat(reply(trade.askAgain(seller))).isEqualTo(new Reply.Done());
        assertThat(reason(market.run(new Command.PardonNode(seller)))).isEqualTo(Reason.UNKNOWN);
        NodeId buyer = trade.buyer();
        market.run(new Command.BanNode(buyer, "does not pay"));
        assertThat(reason(market.run(new Command.PlaceBid(buyer, new BidId(market.id()), MarketBench.terms(1, 1, 10)))))
                .isEqualTo(Reason.BANNED);
        assertThatThrownBy(() -> new Command.BanNode(buyer, " ")).isInstanceOf(IllegalArgumentException.class);
    }
}
