package sparecore.seller.main;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.seller.main.Until.until;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.Route;
import sparecore.lease.Ticket;
import sparecore.lease.Way;
import sparecore.link.Link;
import sparecore.link.LinkHandler;
import sparecore.link.LinkLimits;
import sparecore.link.Links;
import sparecore.money.Credits;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.OpenLease;
import sparecore.wire.RelayCalled;
import sparecore.wire.Role;

/** A seller that goes to its buyer. */
class CallingSellerTest {
    private final NodeKey buyerKey = FakeBuyer.newKey();
    private final List<Link> calls = new CopyOnWriteArrayList<>();
    private final List<Frame> said = new CopyOnWriteArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private Links buyer;
    private Links.Listener listener;
    private FakeBroker broker;
    private TestSeller seller;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        broker = new FakeBroker();
        seller = TestSeller.start(data, broker.address(), new FakeRunner(1_000), 2);
        buyer = new Links(buyerKey, Role.ROLE_BUYER, "fake", LinkLimits.DEFAULT, 1);
        listener = buyer.listen(new InetSocketAddress("127.0.0.1", 0), new LinkHandler() {
            @Override
            public void opened(Link link) {
                calls.add(link);
            }

            @Override
            public void received(Link link, Frame frame) {
                said.add(frame);
            }

            @Override
            public void closed(Link link, String reason) {
                closed.incrementAndGet();
            }
        });
        until("the ask", () -> !broker.received(Frame.BodyCase.PLACE_ASK).isEmpty());
    }

    @AfterEach
    void stop() throws IOException {
        seller.close();
        buyer.close();
        broker.close();
    }

    private Ticket ticket(NodeId of) {
        return broker.ticket(
                buyerKey.id(),
                of,
                1,
                Credits.ofWhole(1_000),
                Route.toBuyer("127.0.0.1:" + listener.address().getPort()));
    }

    private LeaseId called(int times) {
        until("call " + times, () -> said.size() >= times);
        assertThat(calls.get(times - 1).peer()).isEqualTo(seller.id());
        return LeaseId.fromWire(said.get(times - 1).getLeaseCalled().getLeaseId());
    }

    @Test
    void callsUntilItIsServedAndAgainWhenTheLinkBreaks() {
        Ticket ticket = ticket(seller.id());
        broker.match(ticket);
        assertThat(called(1)).isEqualTo(ticket.lease());
        calls.get(0).close("not now");
        assertThat(called(2)).isEqualTo(ticket.lease());

        Frame.Builder ask = Frame.newBuilder()
                .setOpenLease(
                        OpenLease.newBuilder().setTicket(broker.sign(ticket).toWire()));
        Frame opened =
                calls.get(1).request(ask, java.time.Duration.ofSeconds(20)).join();
        assertThat(opened.getBodyCase()).isEqualTo(Frame.BodyCase.LEASE_OPENED);
        until(
                "the broker knows how",
                () -> broker.received(Frame.BodyCase.LEASE_CONNECTED).stream()
                        .anyMatch(frame -> frame.getLeaseConnected().getWayValue() == Way.SELLER_DIALS.number()));

        calls.get(1).close("the network breaks");
        assertThat(called(3)).isEqualTo(ticket.lease());
        broker.endLease(ticket.lease(), LeaseEndReason.LEASE_END_REASON_JOB_DONE);
        until("the lease is over", () -> seller.daemon().leases() == 0);
        calls.get(2).close("over");
        until("all are closed", () -> closed.get() == 3);
    }

    @Test
    void goesNowhereForATicketOfAnotherSeller() {
        broker.match(ticket(FakeBuyer.newKey().id()));
        until(
                "the broker's link is broken for it",
                () -> broker.closings().stream().anyMatch(reason -> reason.contains("another seller")));
        broker.awaitSeller();
        broker.tell(Frame.newBuilder()
                .setRelayCalled(RelayCalled.newBuilder()
                        .setTicket(broker.sign(ticket(FakeBuyer.newKey().id())).toWire())));
        until("and once more", () -> broker.closings().size() == 2);
        assertThat(calls).isEmpty();
    }

    @Test
    void comesToTheRelayWhenItIsCalled() {
        broker.tell(Frame.newBuilder()
                .setRelayCalled(RelayCalled.newBuilder()
                        .setTicket(broker.sign(ticket(seller.id())).toWire())));
        until(
                "it asks the relay",
                () -> !broker.received(Frame.BodyCase.OPEN_RELAY).isEmpty());
    }
}
