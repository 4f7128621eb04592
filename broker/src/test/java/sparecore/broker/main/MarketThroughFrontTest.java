package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sparecore.broker.bench.TestServer;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.Ticket;
import sparecore.lease.Way;
import sparecore.store.Login;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/** The same market, its books on a PostgreSQL server, as peers meet it at the door of a broker that stands by. */
class MarketThroughFrontTest extends MarketOverLinksTest {
    private final Login server = TestServer.emptySchema();
    private @Nullable BrokerProcess inOffice;
    private @Nullable BrokerProcess front;

    @BeforeEach
    @Override
    void start() throws Exception {
        inOffice = start("b", server);
        Path key = folder.resolve("f").resolve(DataFolder.KEY);
        if (!Files.exists(key)) {
            Files.createDirectory(key.getParent());
            Files.copy(folder.resolve("b").resolve(DataFolder.KEY), key, StandardCopyOption.COPY_ATTRIBUTES);
        }
        front = start("f", server);
        awaitWay();
    }

    /** The front end dials the broker in office when it has seen who that is. */
    private void awaitWay() throws Exception {
        NodeKey passer = NodeKey.generate(RANDOM);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try (FakePeer peer = new FakePeer(Role.ROLE_SELLER, passer, entrance())) {
                peer.ask(Messages.account());
                return;
            } catch (java.util.concurrent.CompletionException | java.util.concurrent.ExecutionException notYet) {
                if (System.nanoTime() > deadline) {
                    throw notYet;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    @AfterEach
    @Override
    void stop() {
        if (front != null) {
            front.close();
        }
        super.stop();
    }

    @Override
    BrokerProcess broker() {
        if (inOffice == null) {
            throw new AssertionError("no broker");
        }
        return inOffice;
    }

    @Override
    BrokerAddress entrance() {
        if (front == null) {
            throw new AssertionError("no front end");
        }
        return front.address();
    }

    /** A front end does not relay: both peers go on to the market's next address. */
    @Test
    void peersMeetAtTheRelayOfTheBrokerInOffice() throws Exception {
        credit(buyerKey.id(), 10_000_000);
        BrokerAddress second = broker().address();
        BrokerAddress both = BrokerAddress.parse(entrance() + "," + second.host() + ":" + second.port());
        try (FakePeer seller = seller();
                FakePeer buyer = buyer()) {
            seller.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 1).setAddress("")));
            buyer.ask(Messages.frame(Messages.bid(BidId.random(RANDOM), 1)));
            Ticket ticket = ticketOf(buyer.nextPush());
            assertThat(ticketOf(seller.nextPush())).isEqualTo(ticket);
            assertThat(ticket.route().way()).isEqualTo(Way.RELAY);
            assertThatThrownBy(() -> buyer.meet(entrance(), ticket.lease(), ticket.seller(), true)
                            .link())
                    .hasMessageContaining("stands by");
            FakePeer.End buys = buyer.meet(both, ticket.lease(), ticket.seller(), true);
            assertThat(seller.nextPush().getBodyCase()).isEqualTo(Frame.BodyCase.RELAY_CALLED);
            FakePeer.End sells = seller.meet(both, ticket.lease(), ticket.buyer(), false);
            assertThat(buys.link().peer()).isEqualTo(ticket.seller());
            assertThat(sells.link().peer()).isEqualTo(ticket.buyer());
        }
    }
}
