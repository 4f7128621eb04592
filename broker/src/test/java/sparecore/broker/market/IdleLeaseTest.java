package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.lease.NotRenewed;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.Ticket;
import sparecore.lease.Way;

/** Who holds slots, pays next to nothing, and asks for more time, while somebody else would pay: a ghost. Both slots cost 10 a second. */
class IdleLeaseTest {
    private static final long HOUR = Ticket.DURATION_MILLIS_MAX;

    /** A renewal is asked for as soon as it may be. */
    private static final long LATE = HOUR - Ticket.RENEW_MILLIS_MAX;

    /** A tenth of what both slots cost from the match to the second renewal. */
    private static final long ENOUGH = 2 * LATE / 1_000;

    private final MarketBench market = new MarketBench(1);
    private NodeId seller;
    private NodeId ghost;
    private LeaseId lease;

    @BeforeEach
    void renewOnce() {
        seller = market.seller(5, 2);
        ghost = market.buyer(1_000_000);
        market.bid(ghost, MarketBench.terms(5, 4, 1_000_000));
        market.connectLease(market.lease());
        lease = market.lease().id();
        market.sleep(LATE);
        renew();
        assertThat(lease().renewals().count())
                .as("a long fragment is paid when it is done")
                .isOne();
        market.sleep(LATE);
        market.takePushes();
    }

    private Lease lease() {
        return market.lease(lease);
    }

    private Decision renew() {
        return market.run(new Command.RenewLease(ghost, lease));
    }

    private BidId somebodyWaits(long price) {
        return market.bid(market.buyer(100_000), MarketBench.terms(price, 1, 100_000));
    }

    @ParameterizedTest(name = "paid {0}, waiting for {1}: {2}")
    @CsvSource({
        // paid in all, the price that somebody waits with, renewals
        "0, 0, 2",
        "0, 4, 2",
        "0, 5, 1",
        "6599, 5, 1",
        "6600, 5, 2",
        "6599, 4, 2",
    })
    void keepsItsSlotsIfItHasPaidForATenthOfThemOrNobodyWants(long paid, long price, int renewals) {
        assertThat(ENOUGH).isEqualTo(6_600);
        if (paid > 0) {
            market.settle(lease(), paid, false);
        }
        if (price > 0) {
            somebodyWaits(price);
        }
        renew();
        assertThat(lease().renewals().count()).isEqualTo(renewals);
        assertThat(lease().renewals().refused()).isEqualTo(renewals == 2 ? NotRenewed.NONE : NotRenewed.IDLE);
    }

    @Test
    void whatWasPaidForAnEarlierTimeCountsNoMore() {
        market.settle(lease(), ENOUGH, false);
        renew();
        assertThat(lease().renewals().count()).isEqualTo(2);
        market.sleep(LATE);
        renew();
        assertThat(lease().renewals().count()).isEqualTo(3);
        somebodyWaits(5);
        market.sleep(LATE);
        assertThat(MarketBench.reply(renew())).isEqualTo(new Reply.NotRenewed(NotRenewed.IDLE));
    }

    /** What is paid when it is done may take hours. */
    @Test
    void keepsItsSlotsWhileItsSellerSaysThatItIsAtWork() {
        somebodyWaits(5);
        market.run(new Command.ConnectLease(ghost, lease, Way.BUYER_DIALS, true));
        assertThat(MarketBench.reply(renew())).as("the buyer says so").isEqualTo(new Reply.NotRenewed(NotRenewed.IDLE));
        market.run(new Command.ConnectLease(seller, lease, Way.BUYER_DIALS, false));
        market.sleep(15_000);
        assertThat(MarketBench.reply(renew()))
                .as("the buyer comes again")
                .isEqualTo(new Reply.NotRenewed(NotRenewed.IDLE));
        market.run(new Command.ConnectLease(seller, lease, Way.BUYER_DIALS, true));
        market.sleep(15_000);
        renew();
        assertThat(lease().renewals().count()).isEqualTo(2);
        market.sleep(LATE);
        renew();
        assertThat(lease().renewals().count()).isEqualTo(3);
        market.sleep(LATE);
        assertThat(MarketBench.reply(renew())).as("no more since").isEqualTo(new Reply.NotRenewed(NotRenewed.IDLE));
    }

    @Test
    void itsBuyersOwnBidsDoNotWaitForIt() {
        market.credit(ghost, 1_000);
        market.bid(ghost, MarketBench.terms(5, 1, 1_000));
        renew();
        assertThat(lease().renewals().count()).isEqualTo(2);
    }

    @Test
    void isToldToBothAndExplained() {
        somebodyWaits(5);
        Decision decision = renew();
        assertThat(MarketBench.reply(decision)).isEqualTo(new Reply.NotRenewed(NotRenewed.IDLE));
        assertThat(market.takePushes()).contains(new Push.NotRenewed(seller, lease().signed(), NotRenewed.IDLE));
        Decision told = market.decide(new Command.ExplainLease(Optional.of(ghost), lease));
        assertThat(((Reply.Explained) MarketBench.reply(told)).explanation().lines())
                .extracting(Explanation.Line::text)
                .contains("not renewed: " + NotRenewed.IDLE.sentence());
    }

    /** To ask again and again is cheap, and to look is not. */
    @Test
    void standsForAWhileAndIsThenLookedAtAgain() {
        BidId waiting = somebodyWaits(5);
        renew();
        Lease refused = lease();
        market.run(new Command.CancelBid(market.bid(waiting).buyer(), waiting));
        market.sleep(14_999);
        renew();
        assertThat(lease()).isEqualTo(refused);
        market.sleep(1);
        renew();
        assertThat(lease().renewals().count()).isEqualTo(2);
    }

    /** Its bid wants more slots, is older, and would have these again by its place in time. */
    @Test
    void theSlotsGoToWhoWaits() {
        BidId waiting = somebodyWaits(5);
        renew();
        market.sleep(Ticket.RENEW_MILLIS_MAX);
        assertThat(lease().state()).isEqualTo(LeaseState.ENDED);
        assertThat(market.leases())
                .filteredOn(each -> each.state().isLive())
                .singleElement()
                .matches(each -> each.ticket().bid().equals(waiting));
        market.sleep(600_000);
        assertThat(market.leases())
                .filteredOn(each -> each.state().isLive())
                .extracting(each -> each.ticket().buyer())
                .as("after ten minutes it may have what is left")
                .contains(ghost);
    }
}
