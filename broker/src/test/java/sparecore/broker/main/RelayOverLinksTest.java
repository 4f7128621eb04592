package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.CreditRequest;
import sparecore.broker.market.HouseTerms;
import sparecore.broker.relay.RelayLimits;
import sparecore.content.Id;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.lease.Way;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.link.Outgoing;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.wire.Frame;
import sparecore.wire.LeaseConnected;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.ProgramChunk;
import sparecore.wire.Role;
import sparecore.wire.Sighting;

/** The relay and the checks of a real broker, with peers on real links. */
class RelayOverLinksTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int CHUNK_BYTES = 40_000;
    private static final RelayLimits QUICK =
            new RelayLimits(1L << 30, 1L << 30, 1L << 30, 8, 16, 16, 4, 1_500, 1_500, 60_000);

    @TempDir
    Path folder;

    private final NodeKey sellerKey = NodeKey.generate(RANDOM);
    private final NodeKey buyerKey = NodeKey.generate(RANDOM);
    private @Nullable BrokerProcess broker;
    private @Nullable FakePeer seller;
    private @Nullable FakePeer buyer;

    private void start(RelayLimits limits) throws Exception {
        broker = BrokerProcess.start(new RunOptions(
                folder.resolve("b"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                new HouseTerms(new Commission(500), Credits.ofMicro(1_000)),
                null,
                null,
                new RunOptions.Network(Outgoing.STRAIGHT, limits),
                Ticket.DURATION_MILLIS_MAX));
        seller = new FakePeer(Role.ROLE_SELLER, sellerKey, broker.address());
        buyer = new FakePeer(Role.ROLE_BUYER, buyerKey, broker.address());
        CreditRequest request = CreditRequest.newBuilder()
                .setCommandId(ByteString.copyFrom(Id.random(RANDOM).toBytes()))
                .setNode(buyerKey.id().toWire())
                .setMicroCredits(100_000_000)
                .build();
        ControlClient.ask(folder.resolve("b"), stub -> stub.credit(request));
    }

    @AfterEach
    void stop() throws Exception {
        seller().close();
        buyer().close();
        broker().close();
    }

    private BrokerProcess broker() {
        return Objects.requireNonNull(broker);
    }

    private FakePeer seller() {
        return Objects.requireNonNull(seller);
    }

    private FakePeer buyer() {
        return Objects.requireNonNull(buyer);
    }

    private Ticket lease(String sellerAddress) throws Exception {
        seller().ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 1).setAddress(sellerAddress)));
        return lease();
    }

    private Ticket lease() throws Exception {
        buyer().ask(Messages.frame(Messages.bid(BidId.random(RANDOM), 1)));
        Frame push = buyer().nextPush();
        assertThat(seller().nextPush().getBodyCase()).isEqualTo(Frame.BodyCase.LEASE_MATCHED);
        return SignedTicket.verify(
                        push.getLeaseMatched().getTicket(), broker().address().key())
                .ticket();
    }

    private LeaseId called() throws Exception {
        Frame push = seller().nextPush();
        assertThat(push.getBodyCase()).isEqualTo(Frame.BodyCase.RELAY_CALLED);
        return SignedTicket.verify(
                        push.getRelayCalled().getTicket(), broker().address().key())
                .ticket()
                .lease();
    }

    /** Two ends of one link through the relay. */
    private record Met(FakePeer.End buys, FakePeer.End sells) {}

    private Met meet(Ticket ticket) throws Exception {
        FakePeer.End buys = buyer().meet(broker().address(), ticket.lease(), ticket.seller(), true);
        assertThat(called()).isEqualTo(ticket.lease());
        FakePeer.End sells = seller().meet(broker().address(), ticket.lease(), ticket.buyer(), false);
        buys.link();
        sells.link();
        return new Met(buys, sells);
    }

    private static Frame.Builder chunk() {
        return Frame.newBuilder()
                .setProgramChunk(ProgramChunk.newBuilder().setData(ByteString.copyFrom(new byte[CHUNK_BYTES])));
    }

    private static Frame.Builder connected(LeaseId lease, Way way) {
        return Frame.newBuilder()
                .setLeaseConnected(
                        LeaseConnected.newBuilder().setLeaseId(lease.toWire()).setWayValue(way.number()));
    }

    private static Sighting seen(FakePeer peer) throws Exception {
        return peer.ask(Messages.account()).getAccount().getSighting();
    }

    @Test
    void twoPeersMeetAndComeBackAndLeaveWithTheirLease() throws Exception {
        start(QUICK);
        Ticket ticket = lease("");
        assertThat(ticket.route().way()).isEqualTo(Way.RELAY);

        Met first = meet(ticket);
        assertThat(first.buys().link().peer()).isEqualTo(sellerKey.id());
        assertThat(first.sells().link().peer()).isEqualTo(buyerKey.id());
        first.buys().link().send(chunk());
        assertThat(first.sells().received().getProgramChunk().getData().size()).isEqualTo(CHUNK_BYTES);
        seller().ask(connected(ticket.lease(), Way.RELAY));
        assertThat(seen(seller()).getRelayedAtMillis()).isPositive();
        assertThat(seen(buyer()).getRelayedAtMillis()).isPositive();
        assertThat(seen(seller()).getReachedAtMillis()).isZero();

        // The buyer's connection has broken, as only the buyer knows: its newer one takes the place of the old one.
        Met second = meet(ticket);
        assertThat(first.buys().closing()).isNotEmpty();
        assertThat(first.sells().closing()).isNotEmpty();
        second.sells().link().send(chunk());
        second.buys().received();

        seller().ask(Messages.end(ticket.lease(), LeaseEndReason.LEASE_END_REASON_SELLER_DRAINS));
        seller().ask(Messages.settle(ticket, buyerKey, 10, true));
        assertThat(second.buys().closing()).isNotEmpty();
        assertThat(second.sells().closing()).isNotEmpty();
    }

    private void refuses(FakePeer peer, LeaseId lease, String why) {
        assertThatThrownBy(() -> peer.meet(broker().address(), lease, sellerKey.id(), true)
                        .link())
                .hasMessageContaining(why);
    }

    @Test
    void nobodyElseMeetsUnderALeaseAndNobodyWaitsForEver() throws Exception {
        start(QUICK);
        Ticket ticket = lease("");
        try (FakePeer stranger = new FakePeer(Role.ROLE_BUYER, NodeKey.generate(RANDOM), broker().address())) {
            FakePeer.End waiting = buyer().meet(broker().address(), ticket.lease(), ticket.seller(), true);
            assertThat(called()).isEqualTo(ticket.lease());

            refuses(stranger, ticket.lease(), "of other nodes");
            refuses(stranger, LeaseId.random(RANDOM), "no such lease");
            assertThatThrownBy(waiting::link).hasMessageContaining("did not come");
            refuses(buyer(), ticket.lease(), "did not come");
            assertThat(meet(ticket).buys().link().isOpen()).isTrue();
        }
    }

    @Test
    void aLeaseHasItsShareAndNoMore() throws Exception {
        start(new RelayLimits(1L << 30, 1L << 30, 10 * CHUNK_BYTES, 8, 16, 16, 4, 1_500, 1_500, 60_000));
        Ticket ticket = lease("");
        Met met = meet(ticket);
        for (int i = 0; i < 30; i++) {
            met.buys().link().send(chunk());
        }
        assertThat(met.buys().closing()).isNotEmpty();
        assertThat(met.sells().closing()).isNotEmpty();
        refuses(buyer(), ticket.lease(), "has carried all");
    }

    /** One key that floods the relay with connections does not take the place of others. */
    @Test
    void oneKeyWaitsOnlySoOften() throws Exception {
        start(QUICK);
        Ticket ticket = lease("");
        try (FakePeer flood = new FakePeer(Role.ROLE_BUYER, NodeKey.generate(RANDOM), broker().address())) {
            for (int i = 0; i < 4; i++) {
                flood.join(broker().address());
            }
            refuses(flood, ticket.lease(), "too many connections");
            assertThat(meet(ticket).buys().link().isOpen()).isTrue();
        }
    }

    @Test
    void aRelayThatIsOffSaysSo() throws Exception {
        start(QUICK.withBytesPerSecond(0));
        Ticket ticket = lease("");
        refuses(buyer(), ticket.lease(), "relays nothing");
    }

    private static void until(Callable<Boolean> holds) throws Exception {
        for (int i = 0; !holds.call(); i++) {
            assertThat(i).as("hundreds of a second").isLessThan(2_000);
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** The broker dials who says that it can be dialled, and believes nothing else. */
    @Test
    void theTicketFollowsWhatTheBrokerHasFound() throws Exception {
        start(QUICK);
        Links elsewhere = new Links(NodeKey.generate(RANDOM), Role.ROLE_SELLER, "other", LinkLimits.DEFAULT, 1);
        try (elsewhere;
                Links.Listener own = seller().listen();
                Links.Listener others =
                        elsewhere.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), seller())) {
            String right = "127.0.0.1:" + own.address().getPort();
            String wrong = "127.0.0.1:" + others.address().getPort();

            assertThat(lease(right).route().way()).isEqualTo(Way.BUYER_DIALS);
            until(() -> seen(seller()).getCheckedAtMillis() > 0);
            assertThat(seen(seller()).getAnswered()).isTrue();

            // Somebody else's port: whoever answers there is not this seller.
            assertThat(lease(wrong).route().way()).isEqualTo(Way.BUYER_DIALS);
            until(() -> seen(seller()).getCheckedAtMillis() > 0);
            assertThat(seen(seller()).getAnswered()).isFalse();
            assertThat(lease(wrong).route().way()).isEqualTo(Way.RELAY);
        }
    }
}
