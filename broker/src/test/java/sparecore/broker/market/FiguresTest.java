package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.reply;
import static sparecore.broker.market.MarketBench.terms;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.orderbook.Misfit;
import sparecore.broker.orderbook.Terms;
import sparecore.broker.tape.Candle;
import sparecore.broker.tape.Resolution;
import sparecore.content.Id;
import sparecore.content.IdBeginning;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.slot.Abi;
import sparecore.slot.ProgramNeeds;

/** What anyone may see of the market: figures, quotes, and explanations of one's own. */
class FiguresTest {
    private final MarketBench market = new MarketBench(8);
    private final NodeId buyer = market.buyer(1_000_000);

    private Figures figures() {
        return ((Reply.MarketShown) reply(market.decide(new Command.ShowMarket()))).figures();
    }

    private Quote quote(Terms terms) {
        return ((Reply.Quoted) reply(market.decide(new Command.GetQuote(buyer, terms)))).quote();
    }

    private String explain(Command command) {
        Explanation explanation = ((Reply.Explained) reply(market.decide(command))).explanation();
        return explanation.title() + "\n"
                + explanation.lines().stream().map(Explanation.Line::text).reduce("", (all, line) -> all + line + "\n");
    }

    private String explain(BidId bid) {
        return explain(new Command.ExplainBid(Optional.of(buyer), bid));
    }

    @Test
    void addsUpTheBookByPrice() {
        market.seller(5, 2);
        market.seller(5, 3);
        market.seller(9, 1);
        market.bid(buyer, terms(3, 4, 100));
        market.bid(buyer, terms(4, 1, 100));
        Figures figures = figures();
        assertThat(figures.asks())
                .containsExactly(new Figures.Level(new Price(5), 5, 2), new Figures.Level(new Price(9), 1, 1));
        assertThat(figures.bids())
                .containsExactly(new Figures.Level(new Price(4), 1, 1), new Figures.Level(new Price(3), 4, 1));
        assertThat(figures.last()).isEmpty();
        market.bid(buyer, terms(5, 4, 100));
        assertThat(figures().asks().get(0)).isEqualTo(new Figures.Level(new Price(5), 1, 1));
        assertThat(figures().slotsFree()).isEqualTo(2);
    }

    @Test
    void drawsCandlesOfMatchesAndPayments() {
        market.seller(5, 1);
        market.seller(7, 2);
        market.seller(6, 1);
        BidId bid = market.bid(buyer, terms(10, 4, 4_000));
        Candle minute = figures().minutes().get(0);
        assertThat(List.of(minute.open(), minute.high(), minute.low(), minute.close()))
                .containsExactly(new Price(5), new Price(7), new Price(5), new Price(7));
        assertThat(minute.slots()).isEqualTo(4);
        assertThat(minute.leases()).isEqualTo(3);
        market.settle(market.leases().get(0), 300, false);
        assertThat(figures().dayPaid().micro()).isEqualTo(300);
        assertThat(figures().daySlots()).isEqualTo(4);
        assertThat(figures().last().orElseThrow().close()).isEqualTo(new Price(7));
        market.run(new Command.CancelBid(buyer, bid));
        market.sleep(3 * 24 * 3_600_000L);
        assertThat(figures().dayPaid()).isEqualTo(Credits.ZERO);
        assertThat(figures().last()).as("the last price stays").isPresent();
    }

    @Test
    void keepsSoManyCandlesAndNoMore() {
        market.seller(5, 1);
        for (int i = 0; i < Resolution.MINUTE.kept() + 20; i++) {
            BidId bid = market.bid(buyer, terms(10, 1, 100));
            market.run(new Command.CancelBid(buyer, bid));
            market.sleep(Resolution.MINUTE.millis());
        }
        assertThat(market.state().tape().all(Resolution.MINUTE)).hasSize(Resolution.MINUTE.kept());
        assertThat(figures().minutes()).hasSizeLessThan(Resolution.MINUTE.kept());
    }

    @Test
    void quotesTheCheapestSlotsAndSaysWhatKeepsTheOthersAway() {
        market.seller(4, 1);
        market.seller(6, 3);
        market.seller(11, 9);
        Quote quote = quote(terms(10, 3, 1));
        assertThat(quote.slotsFree()).isEqualTo(4);
        assertThat(quote.sellers()).isEqualTo(2);
        assertThat(quote.slotsQuoted()).isEqualTo(3);
        assertThat(quote.priceLeast()).isEqualTo(new Price(4));
        assertThat(quote.priceMean()).as("(4 + 6 + 6) / 3, rounded up").isEqualTo(new Price(6));
        assertThat(quote.priceHighest()).isEqualTo(new Price(6));
        assertThat(quote.misfits()).containsExactly(new Quote.Count(Misfit.TOO_DEAR.text(), 1));
        assertThat(quote.commission()).isEqualTo(MarketBench.COMMISSION);
        assertThat(quote.available().micro()).isEqualTo(1_000_000);
        assertThat(market.leases()).isEmpty();
        assertThat(quote(terms(1, 3, 1)).slotsQuoted()).isZero();
    }

    @Test
    void explainsWhyABidIsNotMatched() {
        BidId bid = market.bid(buyer, terms(5, 2, 100));
        assertThat(explain(bid)).contains("nobody offers anything now");
        market.seller(9, 1);
        assertThat(explain(bid)).contains("1 ask: " + Misfit.TOO_DEAR.text());
        market.seller(5, 1);
        assertThat(explain(bid)).contains(Misfit.HOLDS_A_LEASE.text()).contains("wants 1 more slots");
        BidId picky = market.bid(
                buyer,
                new Terms(
                        new Price(50),
                        1,
                        MarketBench.MEMORY * 2,
                        Credits.ofMicro(10),
                        1,
                        new ProgramNeeds(Abi.LINUX, 3, true),
                        0));
        assertThat(explain(picky)).contains("2 asks, each: " + Misfit.TOO_LITTLE_MEMORY.text());
        BidId full = market.bid(buyer, terms(5, 1, 100));
        assertThat(explain(full)).contains("all its slots are taken");
        market.run(new Command.CancelBid(buyer, full));
        assertThat(explain(full)).contains("its buyer has cancelled it");
    }

    private Command beginning(NodeId asker, boolean isLease, String digits) {
        return new Command.ExplainBeginning(Optional.of(asker), isLease, new IdBeginning(digits));
    }

    @Test
    void theFirstDigitsOfAnIdAreEnoughForItsOwner() {
        market.seller(5, 1);
        for (long low : new long[] {1, 2}) {
            market.run(new Command.PlaceBid(
                    buyer, new BidId(new Id(0x1234_5678_9abc_def0L, low << 60)), terms(5, 1, 100)));
        }
        assertThat(explain(beginning(buyer, false, "123456789abcdef01"))).contains("bid 123456789abcdef01000");
        assertThat(explain(
                        beginning(buyer, true, market.lease().id().id().toHex().substring(0, 6))))
                .contains("lease " + market.lease().id());
        assertThat(reason(market.decide(beginning(buyer, false, "1234567")))).isEqualTo(Reason.CONFLICT);
        assertThat(reason(market.decide(beginning(buyer, false, "0123")))).isEqualTo(Reason.UNKNOWN);
        assertThat(reason(market.decide(beginning(market.node(), false, "1234"))))
                .as("others' orders are nobody's business")
                .isEqualTo(Reason.UNKNOWN);
        assertThat(explain(new Command.ExplainBeginning(Optional.empty(), false, new IdBeginning("123456789abcdef02"))))
                .contains("bid 123456789abcdef02");
    }

    @Test
    void explainsABidWhoseBuyerIsAway() {
        NodeId away = market.node();
        market.credit(away, 100);
        BidId bid = market.bid(away, terms(5, 1, 100));
        assertThat(explain(new Command.ExplainBid(Optional.empty(), bid))).contains("is not connected");
    }

    @Test
    void tellsTheWholeStoryOfALeaseToItsPeersAlone() {
        NodeId seller = market.seller(5, 1);
        market.bid(buyer, terms(5, 1, 100));
        Lease lease = market.lease();
        Command asked = new Command.ExplainLease(Optional.of(seller), lease.id());
        assertThat(explain(asked)).contains("is matched").contains("never reported");
        market.connectLease(lease);
        market.end(lease, buyer, EndReason.MISTRUST);
        market.end(lease, seller, EndReason.UNPAID);
        assertThat(explain(asked)).contains("ended: mistrust (the buyer said mistrust, the seller unpaid)");
        market.settle(lease, 40, true);
        assertThat(explain(asked))
                .contains("0.000040 of 0.000100 credits are paid, 0.000002 of them to the operator")
                .contains("closed: 0.000060 credits of the escrow went back");
        NodeId stranger = market.node();
        assertThat(reason(market.decide(new Command.ExplainLease(Optional.of(stranger), lease.id()))))
                .isEqualTo(Reason.NOT_YOURS);
        BidId bid = lease.ticket().bid();
        assertThat(reason(market.decide(new Command.ExplainBid(Optional.of(stranger), bid))))
                .isEqualTo(Reason.NOT_YOURS);
        assertThat(explain(new Command.ExplainLease(Optional.empty(), lease.id())))
                .contains("is closed");
    }

    @Test
    void remembersWhetherBuyersReachedASeller() {
        NodeId seller = market.seller(5, 1);
        market.bid(buyer, terms(5, 1, 100));
        assertThat(market.state().sightings().of(seller, Side.SELLER).from()).startsWith("192.0.2.1:");
        market.connectLease(market.lease());
        Sighting seen = market.state().sightings().of(seller, Side.SELLER);
        assertThat(seen.reachedAtMillis()).isEqualTo(market.nowMillis());
        assertThat(seen.missedAtMillis()).isZero();
        NodeId unreachable = market.seller(1, 1);
        market.bid(buyer, terms(5, 1, 100));
        market.sleep(20_000);
        assertThat(market.state().sightings().of(unreachable, Side.SELLER).missedAtMillis())
                .isEqualTo(market.nowMillis());
    }
}
