package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.reply;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sparecore.broker.cashier.Pledge;
import sparecore.broker.cluster.Tie;
import sparecore.identity.NodeId;
import sparecore.money.Credits;

/** Deposits of identities: who may give them for whom, when they come back, and what they tie. */
class PledgeTest {
    private final Trade trade = new Trade();
    private final MarketBench market = trade.market;

    @AfterEach
    void theBooksBalance() {
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }

    private long available(NodeId node) {
        return market.available(node).micro();
    }

    private Decision giveBack(NodeId payer, NodeId node) {
        return market.run(new Command.ReturnPledge(payer, node));
    }

    @Test
    void theAmountIsTheWholeSoThatARepeatChangesNothing() {
        NodeId seller = trade.seller();
        market.credit(seller, 1_000);
        reply(trade.pledge(seller, seller, 300));
        reply(trade.pledge(seller, seller, 300));
        assertThat(available(seller)).isEqualTo(700);
        reply(trade.pledge(seller, seller, 500));
        assertThat(available(seller)).isEqualTo(500);
        assertThat(reason(trade.pledge(seller, seller, 400))).isEqualTo(Reason.CONFLICT);
        assertThat(reason(trade.pledge(seller, seller, 1_001))).isEqualTo(Reason.NO_CREDITS);
    }

    @Test
    void itComesBackSevenDaysAfterTheNotice() {
        NodeId seller = trade.seller();
        market.credit(seller, 1_000);
        assertThat(reason(giveBack(seller, seller))).isEqualTo(Reason.UNKNOWN);
        trade.pledge(seller, seller, 300);
        giveBack(seller, seller);
        giveBack(seller, seller);
        assertThat(available(seller)).isEqualTo(700);
        market.sleep(Pledge.NOTICE_MILLIS);
        giveBack(seller, seller);
        assertThat(available(seller)).isEqualTo(1_000);
        assertThat(reason(giveBack(seller, seller))).isEqualTo(Reason.UNKNOWN);
    }

    /** The cheapest attack on an innocent: to pledge for its key, and then be banned with it. */
    @Test
    void nobodyTiesAnotherKeyToItself() {
        NodeId innocent = trade.seller();
        NodeId cheat = trade.seller("203.1.113.9");
        market.credit(cheat, 1_000);
        assertThat(reason(trade.pledge(cheat, innocent, 10))).isEqualTo(Reason.NOT_YOURS);
        assertThat(market.state().conduct().voting().areTogether(cheat, innocent))
                .as("neighbours vote as one")
                .isTrue();
        NodeId hanger = trade.sellerFor(innocent);
        market.run(new Command.BanNode(cheat, "a cheat"));
        market.run(new Command.BanNode(hanger, "a cheat that names another's account"));
        assertThat(reply(trade.askAgain(innocent)))
                .as("and are not banned as one")
                .isEqualTo(new Reply.Done());
    }

    @Test
    void keysOfOnePledgeAreBannedTogetherAndLoseIt() {
        NodeId owner = trade.buyer();
        NodeId one = trade.sellerFor(owner);
        NodeId two = trade.sellerFor(owner);
        reply(trade.pledge(owner, one, 300));
        reply(trade.pledge(owner, two, 200));
        assertThat(trade.standing(one).ties()).contains(Tie.Kind.PLEDGE, Tie.Kind.OWNER);
        long issued = market.state().ledger().check().issued().micro();
        market.run(new Command.BanNode(one, "a cheat"));
        assertThat(reason(trade.askAgain(two))).isEqualTo(Reason.BANNED);
        assertThat(reason(trade.pledge(owner, trade.sellerFor(owner), 10)))
                .as("a new key of the same owner")
                .isEqualTo(Reason.BANNED);
        assertThat(market.state().ledger().check().issued().micro())
                .as("nobody has it any more")
                .isEqualTo(issued - 500);
    }

    @Test
    void aSellerWithoutThePledgeThatTheHouseWantsDoesNotSell() {
        HouseTerms house = new HouseTerms(MarketBench.COMMISSION, Credits.ZERO, Credits.ofMicro(50));
        NodeId seller = trade.seller();
        Command.PlaceAsk ask = trade.placing(seller, seller, 0);
        assertThat(reason(AskOrders.place(market.state(), ask, house, market.nowMillis())))
                .isEqualTo(Reason.NO_CREDITS);
        market.credit(seller, 50);
        trade.pledge(seller, seller, 50);
        assertThat(reply(AskOrders.place(market.state(), ask, house, market.nowMillis())))
                .isEqualTo(new Reply.Done());
    }
}
