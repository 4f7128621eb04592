package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.lease.NotRenewed;
import sparecore.broker.ledger.Account;
import sparecore.broker.orderbook.Ask;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;

/** Which leases go on beyond their hour, with whose money, and what is said where they do not. */
class RenewingTest {
    private static final long HOUR = Ticket.DURATION_MILLIS_MAX;
    private static final long LATE = HOUR - Ticket.RENEW_MILLIS_MAX;

    private final MarketBench market = new MarketBench(1);
    private NodeId seller;
    private NodeId buyer;
    private BidId bid;

    @BeforeEach
    void lease() {
        seller = market.seller(5, 2);
        buyer = market.buyer(1_000);
        bid = market.bid(buyer, MarketBench.terms(5, 4, 400));
        market.connectLease(market.lease());
        market.takePushes();
    }

    private Decision renew() {
        return market.run(new Command.RenewLease(buyer, market.lease().id()));
    }

    private void isRefused(NotRenewed why) {
        Lease before = market.lease();
        assertThat(MarketBench.reply(renew())).isEqualTo(new Reply.NotRenewed(why));
        assertThat(market.lease().ticket()).isEqualTo(before.ticket());
        assertThat(market.lease().renewals().refused()).isEqualTo(why);
        assertThat(Views.check(market.state()).balanced()).isTrue();
    }

    @Test
    void givesAnotherHourOnTheSameSlotsAndTellsBoth() {
        market.sleep(LATE);
        market.settle(market.lease(), 50, false);
        Ticket before = market.lease().ticket();
        assertThat(before.escrow()).isEqualTo(Credits.ofMicro(200));
        assertThat(MarketBench.reply(renew())).isEqualTo(new Reply.Done());
        Lease after = market.lease();
        assertThat(after.ticket().renews(before)).isTrue();
        assertThat(after.ticket().expiresAtMillis()).isEqualTo(market.nowMillis() + HOUR);
        // Of the 200 that the bid still holds, half: it has two of its four slots.
        assertThat(after.ticket().escrow()).isEqualTo(Credits.ofMicro(300));
        assertThat(after.captured()).isEqualTo(Credits.ofMicro(50));
        assertThat(market.state().ledger().balance(new Account.Hold(bid))).isEqualTo(Credits.ofMicro(100));
        assertThat(market.state().ledger().balance(new Account.Escrow(after.id())))
                .isEqualTo(Credits.ofMicro(250));
        assertThat(Views.check(market.state()).balanced()).isTrue();
        assertThat(market.takePushes())
                .contains(new Push.Matched(seller, Side.SELLER, after.signed(), Introduction.NONE))
                .anyMatch(push -> push instanceof Push.Matched told
                        && told.side() == Side.BUYER
                        && told.ticket().equals(after.signed()));
        market.sleep(HOUR - 1);
        assertThat(market.lease().state()).isEqualTo(LeaseState.ACTIVE);
        market.settle(market.lease(), 300, true);
        assertThat(market.lease().captured()).isEqualTo(Credits.ofMicro(300));
    }

    /** A wish that comes twice, or too soon, gets the ticket that stands. */
    @Test
    void changesNothingBeforeTheLastMinutes() {
        market.sleep(LATE - 1);
        Lease before = market.lease();
        renew();
        assertThat(market.lease()).isEqualTo(before);
        market.sleep(1);
        renew();
        Lease renewed = market.lease();
        market.takePushes();
        renew();
        assertThat(market.lease()).isEqualTo(renewed);
        assertThat(market.takePushes())
                .singleElement()
                .matches(push ->
                        push instanceof Push.Matched told && told.ticket().equals(renewed.signed()));
    }

    @Test
    void isItsBuyersToAskForAndOnlyWhileItRuns() {
        market.sleep(LATE);
        assertThat(MarketBench.reason(
                        market.run(new Command.RenewLease(seller, market.lease().id()))))
                .isEqualTo(Reason.NOT_YOURS);
        market.end(market.lease(), seller, EndReason.SELLER_DRAINS);
        assertThat(MarketBench.reason(renew())).isEqualTo(Reason.ENDED);
    }

    @Test
    void aBidThatIsCancelledRenewsNothing() {
        market.sleep(LATE);
        market.run(new Command.CancelBid(buyer, bid));
        isRefused(NotRenewed.BID_OVER);
    }

    @Test
    void theDeadlineHoldsForRenewalsToo() {
        market.sleep(LATE);
        long deadline = market.nowMillis() + 2 * Ticket.RENEW_MILLIS_MAX;
        market.run(new Command.AmendBid(buyer, bid, new Price(5), 4, Credits.ofMicro(400), deadline));
        renew();
        assertThat(market.lease().ticket().expiresAtMillis()).isEqualTo(deadline);
        market.sleep(Ticket.RENEW_MILLIS_MAX + Ticket.RENEW_MILLIS_MAX - 60_000);
        isRefused(NotRenewed.NO_LONGER);
    }

    /** Its seller may come back in time. */
    @Test
    void waitsForASellerThatIsAwayAndSaysItOnce() {
        market.sleep(LATE);
        Ask ask = market.state().orders().asksOf(seller).get(0);
        market.run(new Command.CancelAsk(ask.key()));
        market.takePushes();
        isRefused(NotRenewed.SELLER_AWAY);
        assertThat(market.takePushes())
                .containsExactly(new Push.NotRenewed(seller, market.lease().signed(), NotRenewed.SELLER_AWAY));
        market.sleep(1_000);
        Lease before = market.lease();
        isRefused(NotRenewed.SELLER_AWAY);
        assertThat(market.takePushes()).isEmpty();
        assertThat(market.lease()).isEqualTo(before);
        market.run(new Command.PlaceAsk(ask));
        renew();
        assertThat(market.lease().renewals().count()).isEqualTo(1);
        assertThat(market.lease().renewals().refused()).isEqualTo(NotRenewed.NONE);
    }

    private enum Change {
        PRICE,
        SLOTS,
        SPEED,
        MEMORY
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void anAskOnOtherTermsNeedsANewLease(Change change) {
        market.sleep(LATE);
        Ask ask = market.state().orders().asksOf(seller).get(0);
        market.run(new Command.PlaceAsk(new Ask(
                0,
                ask.key(),
                ask.session(),
                change == Change.PRICE ? new Price(6) : ask.price(),
                change == Change.SLOTS ? 1 : ask.slots(),
                change == Change.MEMORY ? ask.memoryBytesPerSlot() - 1 : ask.memoryBytesPerSlot(),
                change == Change.SPEED ? new Speed(Speed.REFERENCE.ppm() / 2) : ask.speed(),
                ask.address(),
                ask.conditions())));
        isRefused(NotRenewed.OTHER_OFFER);
    }

    @Test
    void aBidOnOtherTermsNeedsANewLease() {
        market.sleep(LATE);
        market.run(new Command.AmendBid(buyer, bid, new Price(4), 4, Credits.ofMicro(400), 0));
        isRefused(NotRenewed.OTHER_DEMAND);
        market.run(new Command.AmendBid(buyer, bid, new Price(5), 1, Credits.ofMicro(400), 0));
        isRefused(NotRenewed.OTHER_DEMAND);
    }

    @Test
    void bannedNodesGetNoMoreTime() {
        market.sleep(LATE);
        market.run(new Command.BanNode(buyer, "a cheat"));
        isRefused(NotRenewed.BANNED);
    }

    @Test
    void nothingIsRenewedThatNobodyCanPay() {
        market.run(new Command.AmendBid(buyer, bid, new Price(5), 2, Credits.ofMicro(200), 0));
        market.sleep(LATE);
        market.settle(market.lease(), 200, false);
        isRefused(NotRenewed.NO_MONEY);
        market.run(new Command.AmendBid(buyer, bid, new Price(5), 2, Credits.ofMicro(300), 0));
        renew();
        assertThat(market.lease().uncaptured()).isEqualTo(Credits.ofMicro(100));
    }

    @Test
    void isExplained() {
        market.sleep(LATE);
        renew();
        market.sleep(HOUR - 1_000);
        market.run(new Command.CancelBid(buyer, bid));
        renew();
        Decision told = market.decide(new Command.ExplainLease(
                java.util.Optional.of(seller), market.lease().id()));
        List<String> lines = ((Reply.Explained) MarketBench.reply(told))
                .explanation().lines().stream().map(Explanation.Line::text).toList();
        assertThat(lines)
                .anyMatch(line -> line.startsWith("renewed: for 60 minutes"))
                .contains("not renewed: its bid takes no more leases");
    }
}
