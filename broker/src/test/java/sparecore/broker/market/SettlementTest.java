package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.reply;
import static sparecore.broker.market.MarketBench.terms;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseRules;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.ledger.Account;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.lease.Voucher;
import sparecore.money.Credits;

class SettlementTest {
    private static final long ESCROW = 1_000;

    private final MarketBench market = new MarketBench(3);
    private final NodeId seller = market.seller(1, 1);
    private final NodeId buyer = market.buyer(ESCROW);

    private Lease lease() {
        market.bid(buyer, terms(1, 1, ESCROW));
        market.connectLease(market.lease());
        return market.lease();
    }

    private Reply.Settled settle(Lease lease, long cumulative, boolean last) {
        return (Reply.Settled) reply(market.settle(lease, cumulative, last));
    }

    private long balance(Account account) {
        return market.state().ledger().balance(account).micro();
    }

    @Test
    void paysWhatAVoucherPromisesBeyondTheLastOneLessTheCommission() {
        Lease lease = lease();
        assertThat(settle(lease, 100, false)).isEqualTo(new Reply.Settled(lease.id(), micro(100), micro(95)));
        assertThat(settle(lease, 300, false)).isEqualTo(new Reply.Settled(lease.id(), micro(300), micro(190)));
        assertThat(balance(new Account.Node(seller))).isEqualTo(285);
        assertThat(balance(Account.House.COMMISSION)).isEqualTo(15);
        assertThat(market.show(seller).totals().earned()).isEqualTo(micro(285));
        assertThat(market.show(buyer).totals().spent()).isEqualTo(micro(300));
        assertThat(market.show(buyer).held()).isEqualTo(micro(700));
    }

    private static Credits micro(long micro) {
        return Credits.ofMicro(micro);
    }

    /** Taken of the cumulative amount: five per cent of 1, a thousand times, is 50 and not nothing. */
    @Test
    void takesTheSameCommissionHoweverOftenASellerSettles() {
        Lease lease = lease();
        for (int cumulative = 1; cumulative <= ESCROW; cumulative++) {
            settle(lease, cumulative, false);
        }
        assertThat(balance(Account.House.COMMISSION)).isEqualTo(50);
        assertThat(balance(new Account.Node(seller))).isEqualTo(950);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 399, 400})
    void answersALowerOrRepeatedVoucherWithoutMovingAnything(long cumulative) {
        Lease lease = lease();
        settle(lease, 400, false);
        long transfers = market.state().ledger().transfers();
        assertThat(settle(lease, cumulative, false)).isEqualTo(new Reply.Settled(lease.id(), micro(400), micro(0)));
        assertThat(market.state().ledger().transfers()).isEqualTo(transfers);
    }

    @ParameterizedTest
    @CsvSource({"1000", "1001", "9223372036854775807"})
    void neverPaysMoreThanTheEscrow(long cumulative) {
        Lease lease = lease();
        assertThat(settle(lease, cumulative, false).cumulative()).isEqualTo(micro(ESCROW));
        assertThat(balance(new Account.Escrow(lease.id()))).isZero();
        assertThat(balance(new Account.Node(seller))).isEqualTo(950);
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }

    @Test
    void refusesAVoucherOfAnotherBuyerSellerOrLease() {
        Lease lease = lease();
        NodeId other = market.node();
        Voucher[] wrong = {
            new Voucher(lease.id(), other, seller, micro(9)),
            new Voucher(lease.id(), buyer, other, micro(9)),
            new Voucher(new LeaseId(market.id()), buyer, seller, micro(9)),
            // The seller's own signature over its own promise.
            new Voucher(lease.id(), seller, seller, micro(9)),
        };
        for (Voucher voucher : wrong) {
            Decision decision = market.run(new Command.SettleLease(seller, lease.id(), Optional.of(voucher), false));
            assertThat(reason(decision)).isEqualTo(Reason.BAD_SIGNATURE);
        }
        assertThat(balance(new Account.Node(seller))).isZero();
    }

    @Test
    void paysOnlyWhoSellsTheLease() {
        Lease lease = lease();
        NodeId thief = market.seller(1, 1);
        Voucher stolen = new Voucher(lease.id(), buyer, seller, micro(9));
        assertThat(reason(market.run(new Command.SettleLease(thief, lease.id(), Optional.of(stolen), true))))
                .isEqualTo(Reason.NOT_YOURS);
        assertThat(reason(market.run(new Command.SettleLease(buyer, lease.id(), Optional.of(stolen), true))))
                .isEqualTo(Reason.NOT_YOURS);
        assertThat(reason(
                        market.run(new Command.SettleLease(seller, new LeaseId(market.id()), Optional.empty(), true))))
                .isEqualTo(Reason.UNKNOWN);
        assertThat(market.lease().state()).isEqualTo(LeaseState.ACTIVE);
    }

    @Test
    void stillPaysAfterTheEndEvenIfTheBuyerIsGone() {
        Lease lease = lease();
        market.end(lease, buyer, EndReason.MISTRUST);
        market.sleep(LeaseRules.SETTLE_MILLIS_MAX - 1);
        assertThat(settle(lease, 500, true).credited()).isEqualTo(micro(475));
        assertThat(market.lease().state()).isEqualTo(LeaseState.CLOSED);
    }

    @Test
    void paysNothingNewAfterClosingButAnswersARepeat() {
        Lease lease = lease();
        settle(lease, 500, false);
        market.end(lease, seller, EndReason.BUYER_GONE);
        market.sleep(LeaseRules.SETTLE_MILLIS_MAX);
        assertThat(market.leases().get(0).state()).isEqualTo(LeaseState.CLOSED);
        assertThat(reason(market.settle(lease, 501, true))).isEqualTo(Reason.ENDED);
        assertThat(settle(lease, 500, true)).isEqualTo(new Reply.Settled(lease.id(), micro(500), micro(0)));
        assertThat(balance(new Account.Node(seller))).isEqualTo(475);
    }

    @Test
    void tellsTheBuyerWhenTheSellerSettlesForTheLastTimeUnasked() {
        Lease lease = lease();
        market.takePushes();
        settle(lease, 100, true);
        assertThat(market.takePushes())
                .contains(new Push.Ended(buyer, Side.BUYER, lease.id(), EndReason.SELLER_DRAINS));
    }

    /** A buyer that gets work done and ends the lease before the seller's report has come must still pay. */
    @Test
    void paysASellerWhoseReportTheBuyersEndOvertook() {
        market.bid(buyer, terms(1, 1, ESCROW));
        Lease lease = market.lease();
        market.end(lease, buyer, EndReason.JOB_DONE);
        market.sleep(LeaseRules.CONNECT_MILLIS_MAX - 1);
        market.connectLease(lease);
        market.sleep(LeaseRules.SETTLE_MILLIS_MAX - LeaseRules.CONNECT_MILLIS_MAX);
        assertThat(settle(lease, 300, true).cumulative()).isEqualTo(micro(300));
    }

    @Test
    void creditsOncePerCommand() {
        NodeId node = market.node();
        Command.Credit credit = new Command.Credit(market.id(), node, micro(5), "");
        assertThat(reply(market.run(credit))).isEqualTo(new Reply.Credited(micro(5)));
        assertThat(reply(market.run(credit))).isEqualTo(new Reply.Credited(micro(5)));
        assertThat(market.available(node)).isEqualTo(micro(5));
        assertThat(reason(market.run(new Command.Credit(market.id(), node, MarketLimits.ISSUED_MAX, ""))))
                .isEqualTo(Reason.LIMIT);
    }
}
