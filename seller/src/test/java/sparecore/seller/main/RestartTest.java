package sparecore.seller.main;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.seller.main.Until.until;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.home.BrokerAddress;
import sparecore.identity.NodeKey;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Credits;
import sparecore.terminal.ExitCode;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.SettleVoucher;

/** What outlives a broker, a link and the seller itself. */
class RestartTest {
    private static final byte[] PROGRAM = "ELF of a test".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(PROGRAM);

    @TempDir
    private Path data;

    private final FakeRunner runner = new FakeRunner(1_000_000);
    private final NodeKey buyerKey = FakeBuyer.newKey();
    private final NodeKey brokerKey = NodeKey.generate(new SecureRandom());

    private static void work(FakeBuyer buyer, long number) throws InterruptedException {
        buyer.assign(number, DIGEST, "x", new byte[0]);
        buyer.next(Frame.BodyCase.FRAGMENT_DONE);
    }

    private static long cumulative(SettleVoucher message) {
        try {
            return sparecore.wire.Voucher.parseFrom(message.getVoucher().getVoucher())
                    .getCumulative();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void settlesAfterARestartWhatItCouldNotBefore() throws IOException, InterruptedException {
        int port;
        SignedTicket signed;
        try (FakeBroker broker = new FakeBroker(brokerKey, 0)) {
            port = broker.address().port();
        }
        BrokerAddress address = new BrokerAddress(brokerKey.id(), "127.0.0.1", port);
        try (FakeBroker elsewhere = new FakeBroker(brokerKey, 0);
                TestSeller seller = TestSeller.start(data, address, runner, 1)) {
            Ticket ticket = elsewhere.ticket(buyerKey.id(), seller.id(), 1, Credits.ofWhole(10));
            signed = elsewhere.sign(ticket);
            try (FakeBuyer buyer = FakeBuyer.dial(buyerKey, seller.address(), seller.id())) {
                buyer.open(signed).join();
                buyer.upload(PROGRAM);
                work(buyer, 1);
                buyer.pay(ticket, Credits.ofWhole(1), List.of(1L), List.of());
                until("the voucher counts", () -> seller.daemon().unpaid().equals(Credits.ZERO));
            }
        }

        try (FakeBroker broker = new FakeBroker(brokerKey, port);
                TestSeller seller = TestSeller.start(data, address, runner, 1)) {
            until("settled", () -> broker.lastSettlements().size() == 1);
            assertThat(cumulative(broker.lastSettlements().get(0))).isEqualTo(1_000_000);
            assertThat(broker.received(Frame.BodyCase.END_LEASE)
                            .get(0)
                            .getEndLease()
                            .getReason())
                    .isEqualTo(LeaseEndReason.LEASE_END_REASON_SELLER_GONE);
            assertThat(broker.received(Frame.BodyCase.LEASE_CONNECTED)).isNotEmpty();

            try (FakeBuyer buyer = FakeBuyer.dial(buyerKey, seller.address(), seller.id())) {
                Assertions.assertThatThrownBy(() -> buyer.open(signed).join())
                        .isInstanceOf(CompletionException.class)
                        .hasMessageContaining("ended");
            }
        }

        try (FakeBroker broker = new FakeBroker(brokerKey, port);
                TestSeller seller = TestSeller.start(data, address, runner, 1)) {
            until(
                    "connected",
                    () -> !broker.received(Frame.BodyCase.GET_ACCOUNT).isEmpty());
            assertThat(broker.lastSettlements()).as("settled for good").isEmpty();
            assertThat(seller.daemon().leases()).isZero();
        }
    }

    @Test
    void servesOnWithoutItsBrokerAndOffersTheSameAskAgain() throws IOException, InterruptedException {
        FakeBroker first = new FakeBroker(brokerKey, 0);
        int port = first.address().port();
        try (TestSeller seller = TestSeller.start(data, first.address(), runner, 1)) {
            until("the ask", () -> !first.received(Frame.BodyCase.PLACE_ASK).isEmpty());
            Ticket ticket = first.ticket(buyerKey.id(), seller.id(), 1, Credits.ofWhole(10));
            try (FakeBuyer buyer = FakeBuyer.dial(buyerKey, seller.address(), seller.id())) {
                buyer.open(first.sign(ticket)).join();
                buyer.upload(PROGRAM);
                work(buyer, 1);
                first.close();
                work(buyer, 2);

                try (FakeBroker second = new FakeBroker(brokerKey, port)) {
                    until(
                            "the ask again",
                            () -> !second.received(Frame.BodyCase.PLACE_ASK).isEmpty());
                    until(
                            "the lease again",
                            () -> !second.received(Frame.BodyCase.LEASE_CONNECTED)
                                    .isEmpty());
                    assertThat(second.received(Frame.BodyCase.PLACE_ASK).get(0).getPlaceAsk())
                            .isEqualTo(first.received(Frame.BodyCase.PLACE_ASK)
                                    .get(0)
                                    .getPlaceAsk());
                    work(buyer, 3);
                }
            }
        } finally {
            first.close();
        }
    }

    @Test
    void drainsInOrder() throws IOException, InterruptedException {
        try (FakeBroker broker = new FakeBroker(brokerKey, 0);
                TestSeller seller = TestSeller.start(data, broker.address(), runner, 1)) {
            until("the ask", () -> !broker.received(Frame.BodyCase.PLACE_ASK).isEmpty());
            Ticket ticket = broker.ticket(buyerKey.id(), seller.id(), 1, Credits.ofWhole(10));
            try (FakeBuyer buyer = FakeBuyer.dial(buyerKey, seller.address(), seller.id())) {
                buyer.open(broker.sign(ticket)).join();
                buyer.upload(PROGRAM);
                buyer.assign(1, DIGEST, FakeRunner.HOLD, new byte[0]);
                buyer.assign(2, DIGEST, FakeRunner.HOLD, new byte[0]);
                until("it runs", () -> runner.holding() == 1);

                Thread draining = new Thread(() -> seller.daemon().drain(() -> false));
                draining.start();

                assertThat(buyer.next(Frame.BodyCase.HAND_BACK).getHandBack().getAssignment())
                        .isEqualTo(2);
                runner.releaseAll();
                buyer.next(Frame.BodyCase.FRAGMENT_DONE);
                buyer.pay(ticket, Credits.ofWhole(1), List.of(1L), List.of());
                draining.join();

                assertThat(buyer.closeReason()).contains("the lease has ended");
            }
            assertThat(broker.received(Frame.BodyCase.CANCEL_ASK)).hasSize(1);
            assertThat(cumulative(broker.lastSettlements().get(0))).isEqualTo(1_000_000);
            assertThat(broker.received(Frame.BodyCase.END_LEASE)
                            .get(0)
                            .getEndLease()
                            .getReason())
                    .isEqualTo(LeaseEndReason.LEASE_END_REASON_SELLER_DRAINS);
            assertThat(seller.daemon().leases()).isZero();
        }
    }

    @Test
    void givesUpOnABrokerWithAnotherKey() throws IOException {
        try (FakeBroker broker = new FakeBroker()) {
            BrokerAddress wrong = new BrokerAddress(
                    brokerKey.id(), "127.0.0.1", broker.address().port());
            try (TestSeller seller = TestSeller.start(data, wrong, runner, 1)) {
                until("it gives up", () -> seller.daemon().fatal().isDone());
                assertThat(seller.daemon().fatal().join().exitCode()).isEqualTo(ExitCode.MARKET);
                assertThat(seller.daemon().fatal().join()).hasMessageContaining("the wrong key");
            }
        }
    }
}
