package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.reply;
import static sparecore.broker.market.MarketBench.terms;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.lease.LeaseState;
import sparecore.broker.orderbook.BidState;
import sparecore.broker.orderbook.Terms;
import sparecore.identity.NodeId;
import sparecore.lease.BidId;

/** Bids and what they hold: every state against every command. */
class BidOrdersTest {
    private static final Terms TERMS = terms(10, 2, 600);

    private final MarketBench market = new MarketBench(1);
    private final NodeId buyer = market.buyer(1_000);
    private final NodeId stranger = market.buyer(1_000);
    private final BidId id = new BidId(market.id());

    private void bring(String state) {
        if (state.equals("NONE")) {
            return;
        }
        market.run(new Command.PlaceBid(buyer, id, TERMS));
        if (state.equals("OPEN")) {
            return;
        }
        if (state.equals("CANCELLED")) {
            market.seller(10, 1);
            assertThat(market.lease().ticket().escrow().micro()).isEqualTo(300);
        }
        market.run(new Command.CancelBid(buyer, id));
        assertThat(market.bid(id).state()).isEqualTo(BidState.valueOf(state));
    }

    private Decision send(String command) {
        Map<String, BiFunction<BidOrdersTest, BidId, Command>> commands = new TreeMap<>(Map.of(
                "place", (test, bid) -> new Command.PlaceBid(buyer, bid, TERMS),
                "placeOtherTerms", (test, bid) -> new Command.PlaceBid(buyer, bid, terms(11, 2, 600)),
                "placeByStranger", (test, bid) -> new Command.PlaceBid(stranger, bid, TERMS),
                "cancel", (test, bid) -> new Command.CancelBid(buyer, bid),
                "cancelByStranger", (test, bid) -> new Command.CancelBid(stranger, bid)));
        BiFunction<BidOrdersTest, BidId, Command> chosen = commands.get(command);
        if (chosen == null) {
            throw new AssertionError(command);
        }
        return market.run(chosen.apply(this, id));
    }

    /** What is answered; what the buyer has available and holds afterwards. */
    @ParameterizedTest
    @CsvSource({
        "NONE, place, BidPlaced, 400, 600",
        "NONE, placeOtherTerms, BidPlaced, 400, 600",
        "NONE, placeByStranger, BidPlaced, 1000, 0",
        "NONE, cancel, UNKNOWN, 1000, 0",
        "NONE, cancelByStranger, UNKNOWN, 1000, 0",
        "OPEN, place, BidPlaced, 400, 600",
        "OPEN, placeOtherTerms, CONFLICT, 400, 600",
        "OPEN, placeByStranger, NOT_YOURS, 400, 600",
        "OPEN, cancel, Done, 1000, 0",
        "OPEN, cancelByStranger, NOT_YOURS, 400, 600",
        "CANCELLED, place, ENDED, 700, 300",
        "CANCELLED, placeOtherTerms, CONFLICT, 700, 300",
        "CANCELLED, placeByStranger, NOT_YOURS, 700, 300",
        "CANCELLED, cancel, Done, 700, 300",
        "CANCELLED, cancelByStranger, NOT_YOURS, 700, 300",
        "DONE, place, ENDED, 1000, 0",
        "DONE, placeOtherTerms, CONFLICT, 1000, 0",
        "DONE, placeByStranger, NOT_YOURS, 1000, 0",
        "DONE, cancel, Done, 1000, 0",
        "DONE, cancelByStranger, NOT_YOURS, 1000, 0",
    })
    void answersEveryCommandInEveryState(String state, String command, String expected, long available, long held) {
        bring(state);
        Decision decision = send(command);
        String answer = decision instanceof Decision.Refused refused
                ? refused.reason().name()
                : reply(decision).getClass().getSimpleName();
        assertThat(answer).isEqualTo(expected);
        assertThat(market.show(buyer).available().micro()).isEqualTo(available);
        assertThat(market.show(buyer).held().micro()).isEqualTo(held);
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }

    @Test
    void givesARepeatedBidTheFirstAnswerAndHoldsOnce() {
        Command place = new Command.PlaceBid(buyer, id, TERMS);
        Reply first = reply(market.run(place));
        market.seller(10, 2);
        assertThat(reply(market.run(place))).isEqualTo(first);
        assertThat(market.available(buyer).micro()).isEqualTo(400);
        assertThat(market.leases()).hasSize(1);
    }

    @Test
    void refusesABidThatTheAccountCannotCover() {
        Decision decision = market.run(new Command.PlaceBid(buyer, id, terms(1, 1, 1_001)));
        assertThat(reason(decision)).isEqualTo(Reason.NO_CREDITS);
        assertThat(market.available(buyer).micro()).isEqualTo(1_000);
        assertThat(reply(market.run(new Command.PlaceBid(buyer, id, terms(1, 1, 1_000)))))
                .isInstanceOf(Reply.BidPlaced.class);
    }

    @Test
    void takesSoManyBidsOfOneNodeAndNoMore() {
        for (int i = 0; i < MarketLimits.BIDS_PER_NODE_MAX; i++) {
            market.bid(buyer, terms(1, 1, 1));
        }
        assertThat(reason(market.run(new Command.PlaceBid(buyer, id, terms(1, 1, 1)))))
                .isEqualTo(Reason.LIMIT);
        BidId one = market.state().orders().undoneOf(buyer).iterator().next().id();
        market.run(new Command.CancelBid(buyer, one));
        assertThat(reply(market.run(new Command.PlaceBid(buyer, id, terms(1, 1, 1)))))
                .isInstanceOf(Reply.BidPlaced.class);
    }

    @Test
    void aLeaseOfACancelledBidGivesItsRestStraightBackToTheBuyer() {
        bring("CANCELLED");
        Lease lease = market.lease();
        market.settle(lease, 100, true);
        assertThat(market.available(buyer).micro()).isEqualTo(900);
        assertThat(market.bid(id).state()).isEqualTo(BidState.DONE);
        assertThat(market.show(buyer).held().micro()).isZero();
    }

    @Test
    void aLeaseOfAnOpenBidGivesItsRestBackToTheBidWhichIsMatchedAnew() {
        bring("OPEN");
        market.seller(10, 1);
        Lease lease = market.lease();
        market.connectLease(lease);
        market.end(lease, buyer, EndReason.JOB_DONE);
        market.settle(lease, 100, true);
        Lease second = market.leases().get(1);
        assertThat(second.state()).isEqualTo(LeaseState.MATCHED);
        assertThat(market.bid(id).spent().micro()).isEqualTo(100);
        assertThat(market.show(buyer).held().micro()).isEqualTo(500);
        assertThat(market.bid(id).state()).isEqualTo(BidState.OPEN);
    }
}
