package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.terms;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.orderbook.Ask;
import sparecore.identity.NodeId;
import sparecore.lease.Route;
import sparecore.lease.Way;

/** Who is told to dial whom, and who may meet at the relay. */
class ReachTest {
    private static final String SELLERS = "203.0.113.5:7000";
    private static final String BUYERS = "203.0.113.6:7800";

    private final MarketBench market = new MarketBench(7);
    private final NodeId buyer = market.node();
    private long sessions = 1_000;

    private void connect(NodeId node, Side side, String from, String listens) {
        market.run(new Command.OpenSession(new Session(++sessions, node, side, from, market.nowMillis(), listens)));
    }

    private NodeId seller(String address) {
        NodeId seller = market.node();
        connect(seller, Side.SELLER, "203.0.113.5:99", "");
        Ask ask = market.ask(seller, sessions, 5, 1);
        market.run(new Command.PlaceAsk(new Ask(
                0,
                ask.key(),
                ask.session(),
                ask.price(),
                ask.slots(),
                ask.memoryBytesPerSlot(),
                ask.speed(),
                address,
                ask.conditions())));
        return seller;
    }

    private void buys(String listens) {
        connect(buyer, Side.BUYER, "203.0.113.6:98", listens);
        market.credit(buyer, 1_000);
    }

    private void checked(NodeId node, Side side, String address, boolean answered) {
        market.run(new Command.NoteCheck(new Claim(node, side, address, "203.0.113.5"), answered));
    }

    private Lease lease() {
        market.bid(buyer, terms(10, 1, 100));
        return market.leases().get(market.leases().size() - 1);
    }

    private Route route() {
        return lease().ticket().route();
    }

    @Test
    void theBuyerDialsWhoeverListens() {
        seller(SELLERS);
        buys(BUYERS);
        assertThat(route()).isEqualTo(Route.TO_SELLER);
    }

    @Test
    void aSellerThatDidNotAnswerDialsTheBuyer() {
        NodeId seller = seller(SELLERS);
        buys(BUYERS);
        checked(seller, Side.SELLER, SELLERS, false);
        assertThat(route()).as("the buyer's word is not enough").isEqualTo(Route.RELAYED);
        checked(buyer, Side.BUYER, BUYERS, true);
        seller("");
        assertThat(route()).isEqualTo(Route.toBuyer(BUYERS));
        seller("");
        assertThat(route()).isEqualTo(Route.toBuyer(BUYERS));
    }

    @Test
    void whereNeitherIsReachedTheBrokerRelays() {
        NodeId seller = seller(SELLERS);
        buys(BUYERS);
        checked(seller, Side.SELLER, SELLERS, false);
        checked(buyer, Side.BUYER, BUYERS, false);
        assertThat(route()).isEqualTo(Route.RELAYED);
        checked(seller, Side.SELLER, SELLERS, true);
        seller(SELLERS);
        assertThat(route()).isEqualTo(Route.TO_SELLER);
    }

    @Test
    void aNewAddressIsBelievedUntilItIsChecked() {
        NodeId seller = seller(SELLERS);
        buys("");
        checked(seller, Side.SELLER, "203.0.113.5:6999", false);
        assertThat(route()).isEqualTo(Route.TO_SELLER);
    }

    private List<Claim> due() {
        return Reach.due(market.state(), Set.of(), 10, market.nowMillis());
    }

    @Test
    void checksEveryClaimAgainAndAgain() {
        NodeId seller = seller(SELLERS);
        seller("");
        buys("");
        Claim claim = new Claim(seller, Side.SELLER, SELLERS, "203.0.113.5");
        assertThat(due()).containsExactly(claim);
        assertThat(Reach.due(market.state(), Set.of(claim), 10, market.nowMillis()))
                .isEmpty();

        market.run(new Command.NoteCheck(claim, true));
        assertThat(due()).isEmpty();
        market.sleep(Reach.CHECK_SILENT_AGAIN_MILLIS);
        assertThat(due()).isEmpty();
        market.sleep(Reach.CHECK_AGAIN_MILLIS);
        assertThat(due()).containsExactly(claim);

        market.run(new Command.NoteCheck(claim, false));
        assertThat(due()).isEmpty();
        market.sleep(Reach.CHECK_SILENT_AGAIN_MILLIS);
        assertThat(due()).containsExactly(claim);
    }

    @Test
    void aSellerWhoseBuyerDidNotComeIsCheckedSoon() {
        NodeId seller = seller(SELLERS);
        buys("");
        checked(seller, Side.SELLER, SELLERS, true);
        lease();
        market.sleep(Reach.CHECK_SILENT_AGAIN_MILLIS);
        assertThat(market.state().sightings().of(seller, Side.SELLER).missedAtMillis())
                .isPositive();
        assertThat(due()).hasSize(1);
    }

    @Test
    void remembersHowPeersCameTogether() {
        NodeId seller = seller("");
        buys(BUYERS);
        Lease lease = lease();
        market.run(new Command.ConnectLease(seller, lease.id(), Way.SELLER_DIALS, false));
        assertThat(market.state().sightings().of(seller, Side.SELLER).reachedAtMillis())
                .isZero();
        assertThat(market.state().sightings().of(buyer, Side.BUYER).reachedAtMillis())
                .isEqualTo(market.nowMillis());
        Lease second = lease(seller(""));
        market.run(new Command.ConnectLease(second.ticket().seller(), second.id(), Way.RELAY, false));
        assertThat(market.state().sightings().of(buyer, Side.BUYER).relayedAtMillis())
                .isEqualTo(market.nowMillis());
    }

    private Lease lease(NodeId seller) {
        Lease lease = lease();
        assertThat(lease.ticket().seller()).isEqualTo(seller);
        return lease;
    }

    @Test
    void onlyTheTwoPeersOfALeaseMeetAtTheRelay() {
        NodeId seller = seller("");
        buys("");
        Lease lease = lease();
        market.takePushes();

        assertThat(reason(market.run(new Command.OpenRelay(market.node(), lease.id()))))
                .isEqualTo(Reason.NOT_YOURS);
        assertThat(market.takePushes()).isEmpty();
        market.run(new Command.OpenRelay(buyer, lease.id()));
        assertThat(market.takePushes()).containsExactly(new Push.Called(seller, lease.signed()));
        market.run(new Command.OpenRelay(seller, lease.id()));
        assertThat(market.takePushes()).isEmpty();

        market.connectLease(lease);
        market.end(lease, buyer, EndReason.JOB_DONE);
        assertThat(market.run(new Command.OpenRelay(buyer, lease.id())))
                .as("its last voucher may have to pass")
                .isInstanceOf(Decision.Accepted.class);
        market.settle(lease, 10, true);
        assertThat(reason(market.run(new Command.OpenRelay(buyer, lease.id())))).isEqualTo(Reason.ENDED);
    }
}
