package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.BrokerStatus;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.GetStatusRequest;
import sparecore.broker.bench.TestServer;
import sparecore.content.Id;
import sparecore.home.BrokerAddress;
import sparecore.home.DataFolder;
import sparecore.identity.KeyFile;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.terminal.ExitCode;
import sparecore.terminal.Failure;
import sparecore.wire.Frame;
import sparecore.wire.Role;

/** Two real broker processes on one PostgreSQL server: one holds the books, and there is never another. */
class TwoBrokersTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long ISSUED = 1_000_000_000;

    @TempDir
    Path temp;

    private final NodeKey sellerKey = NodeKey.generate(RANDOM);
    private final NodeKey buyerKey = NodeKey.generate(RANDOM);
    private Launches launches;
    private List<String> store;

    @BeforeEach
    void prepare() throws IOException {
        launches = new Launches(temp);
        Path password =
                Files.writeString(temp.resolve("password"), TestServer.get().password() + "\n");
        store = List.of(
                "--store", TestServer.get().url(TestServer.newSchema()), "--store-password", password.toString());
        for (String name : List.of("a", "b")) {
            Files.createDirectory(temp.resolve(name));
        }
        KeyFile.loadOrCreate(temp.resolve("a").resolve(DataFolder.KEY), RANDOM);
        Files.copy(
                temp.resolve("a").resolve(DataFolder.KEY),
                temp.resolve("b").resolve(DataFolder.KEY),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }

    @AfterEach
    void endProcesses() {
        launches.close();
    }

    private Process launch(String name) throws IOException {
        return launches.launch(List.of(), temp.resolve(name), 0, store);
    }

    private BrokerAddress addressOf(String name, Process process) throws IOException {
        return launches.awaitAddress(process, temp.resolve(name));
    }

    private BrokerStatus status(String name) {
        return ControlClient.ask(temp.resolve(name), stub -> stub.getStatus(GetStatusRequest.getDefaultInstance()));
    }

    private boolean isInOffice(String name) {
        try {
            return !status(name).getStandsBy();
        } catch (Failure whileItChanges) {
            return false;
        }
    }

    private void credit(String name) {
        CreditRequest request = CreditRequest.newBuilder()
                .setCommandId(ByteString.copyFrom(Id.random(RANDOM).toBytes()))
                .setNode(buyerKey.id().toWire())
                .setMicroCredits(ISSUED)
                .build();
        ControlClient.ask(temp.resolve(name), stub -> stub.credit(request));
    }

    private static void await(String what, BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not in time: " + what);
            }
            LockSupport.parkNanos(10_000_000);
        }
    }

    /** One bid is matched; the seller presents a voucher of so much. */
    private Ticket trade(BrokerAddress sellersWay, BrokerAddress buyersWay, long paid) throws Exception {
        try (FakePeer seller = new FakePeer(Role.ROLE_SELLER, sellerKey, sellersWay);
                FakePeer buyer = new FakePeer(Role.ROLE_BUYER, buyerKey, buyersWay)) {
            seller.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 64)));
            BidId bid = BidId.random(RANDOM);
            buyer.ask(Messages.frame(Messages.bid(bid, 1)));
            Ticket ticket = ticketFor(bid, seller, sellersWay);
            assertThat(ticketFor(bid, buyer, buyersWay)).isEqualTo(ticket);
            settle(seller, ticket, paid);
            return ticket;
        }
    }

    /** Those of earlier leases are told again whenever a peer comes in. */
    private static Ticket ticketFor(BidId bid, FakePeer peer, BrokerAddress broker) throws Exception {
        while (true) {
            Frame push = peer.nextPush();
            if (!push.hasLeaseMatched()) {
                continue;
            }
            Ticket ticket = SignedTicket.verify(push.getLeaseMatched().getTicket(), broker.key())
                    .ticket();
            if (ticket.bid().equals(bid)) {
                return ticket;
            }
        }
    }

    private void settle(FakePeer seller, Ticket ticket, long paid) throws Exception {
        assertThat(seller.ask(Messages.settle(ticket, buyerKey, paid, false))
                        .getVoucherSettled()
                        .getCumulative())
                .isEqualTo(paid);
    }

    private void requireBooks(String name, long captured) {
        BrokerStatus books = status(name);
        assertThat(books.getLedger().getBalanced())
                .as(books.getLedger().getProblem())
                .isTrue();
        assertThat(books.getLedger().getIssued()).isEqualTo(ISSUED);
        assertThat(books.getLeasesList().stream()
                        .mapToLong(lease -> lease.getCaptured())
                        .sum())
                .isEqualTo(captured);
    }

    @Test
    void theOtherGoesOnWhenTheEngineIsKilledAndPeersMayComeInByEitherDoor() throws Exception {
        Process first = launch("a");
        BrokerAddress a = addressOf("a", first);
        Process second = launch("b");
        BrokerAddress b = addressOf("b", second);
        credit("a");
        assertThat(status("b").getStandsBy()).isTrue();
        assertThat(status("b").getInOffice()).isEqualTo(status("a").getAddress());
        assertThatThrownBy(() -> credit("b")).isInstanceOf(Failure.class).hasMessageContaining("stands by");
        await("the front end has its way to the engine", () -> canEnter(b));
        Ticket ticket = trade(b, a, 1_000);
        trade(a, b, 2_000);

        try (FakePeer guest = new FakePeer(Role.ROLE_SELLER, sellerKey, b)) {
            long killed = System.nanoTime();
            first.destroyForcibly();
            assertThat(guest.closing()).contains("has gone");
            await("the other is in office", () -> isInOffice("b"));
            System.err.println("TwoBrokersTest: taken over after "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed) + " ms");
        }
        try (FakePeer seller = new FakePeer(Role.ROLE_SELLER, sellerKey, b)) {
            settle(seller, ticket, 5_000);
        }
        trade(b, b, 3_000);
        requireBooks("b", 5_000 + 2_000 + 3_000);

        Files.delete(temp.resolve("a").resolve(BrokerAddress.FILE));
        BrokerAddress again = addressOf("a", launch("a"));
        await("the first is a front end now", () -> canEnter(again));
        trade(again, again, 4_000);
        requireBooks("b", 5_000 + 2_000 + 3_000 + 4_000);
    }

    private boolean canEnter(BrokerAddress door) {
        try (FakePeer peer = new FakePeer(Role.ROLE_SELLER, sellerKey, door)) {
            peer.ask(Messages.account());
            return true;
        } catch (Exception notYet) {
            return false;
        }
    }

    @Test
    void oneThatStoodStillCanNeverWriteAgain() throws Exception {
        Process first = launch("a");
        BrokerAddress a = addressOf("a", first);
        Process second = launch("b");
        BrokerAddress b = addressOf("b", second);
        credit("a");
        try (FakePeer seller = new FakePeer(Role.ROLE_SELLER, sellerKey, a)) {
            seller.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 1)));
            signal("STOP", first);
            // These lie in the stopped broker's socket, and it will read them when it goes on.
            for (int i = 0; i < 50; i++) {
                seller.link().send(Messages.frame(Messages.ask(AskId.random(RANDOM), 1)));
                seller.link().send(Messages.account());
            }
            await("the other is in office", () -> isInOffice("b"));
            trade(b, b, 7_000);
            signal("CONT", first);
            assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(first.exitValue()).isEqualTo(ExitCode.ENVIRONMENT.status());
        assertThat(launches.outputOf(first)).contains("sparecore: the broker stops: another broker has taken over");
        requireBooks("b", 7_000);
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
