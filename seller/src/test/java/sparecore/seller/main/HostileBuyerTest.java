package sparecore.seller.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparecore.seller.main.Until.until;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.evidence.Assigned;
import sparecore.evidence.SignedBatch;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.link.RefusedException;
import sparecore.money.Credits;
import sparecore.result.RunLimits;
import sparecore.result.Work;
import sparecore.wire.AssignFragment;
import sparecore.wire.FragmentLimits;
import sparecore.wire.Frame;
import sparecore.wire.RefusalReason;
import sparecore.wire.SignedStatement;

/** What a buyer may try. Each ends its own link at most, and leaves nothing behind. */
class HostileBuyerTest {
    private static final byte[] PROGRAM = "ELF of a test".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(PROGRAM);
    private static final byte[] INPUT = {1};

    @TempDir
    private Path data;

    /** Each run costs a credit, and the seller lends two CPU-seconds for each slot. */
    private final FakeRunner runner = new FakeRunner(1_000_000);

    private final NodeKey buyerKey = FakeBuyer.newKey();
    private FakeBroker broker;
    private TestSeller seller;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker();
        seller = TestSeller.start(data, broker.address(), runner, 1, 2);
    }

    @AfterEach
    void stop() throws IOException {
        until("no run is left", () -> seller.daemon().running() == 0);
        seller.close();
        broker.close();
    }

    private FakeBuyer dial() throws IOException {
        return FakeBuyer.dial(buyerKey, seller.address(), seller.id());
    }

    private Ticket ticket() {
        return broker.ticket(buyerKey.id(), seller.id(), 1, Credits.ofWhole(100));
    }

    /** A buyer with an open lease and a program that is ready. */
    private FakeBuyer working(Ticket ticket) throws IOException, InterruptedException {
        FakeBuyer buyer = dial();
        buyer.open(broker.sign(ticket)).join();
        assertThat(buyer.upload(PROGRAM).getBodyCase()).isEqualTo(Frame.BodyCase.PROGRAM_READY);
        return buyer;
    }

    private void isTurnedAway(SignedTicket ticket, RefusalReason reason) throws IOException {
        isTurnedAway(ticket.toWire(), reason);
    }

    private void isTurnedAway(sparecore.wire.SignedTicket ticket, RefusalReason reason) throws IOException {
        try (FakeBuyer buyer = dial()) {
            assertThatThrownBy(() -> buyer.open(ticket).join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            RefusedException.class,
                            refusal -> assertThat(refusal.reason()).isEqualTo(reason));
            assertThat(buyer.closeReason()).isNotEmpty();
        }
        assertThat(seller.daemon().leases()).isZero();
    }

    /** What is not signed for could be denied later. */
    @Test
    void anAssignmentThatIsNotSignedForBreaksTheLink() throws IOException, InterruptedException {
        Ticket ticket = ticket();
        Digest work =
                new Work(DIGEST, List.of(ByteString.copyFromUtf8("x")), ByteString.EMPTY, FakeBuyer.LIMITS).digest();
        for (SignedStatement bad : List.of(
                SignedStatement.getDefaultInstance(),
                order(new Assigned(ticket.lease(), 1, work, false), FakeBuyer.newKey()),
                order(new Assigned(ticket.lease(), 2, work, false), buyerKey),
                order(new Assigned(ticket.lease(), 1, DIGEST, false), buyerKey),
                order(new Assigned(new LeaseId(new Id(0, 1)), 1, work, false), buyerKey))) {
            try (FakeBuyer buyer = working(ticket)) {
                buyer.send(1, DIGEST, ByteString.copyFromUtf8("x"), new byte[0], FakeBuyer.LIMITS, bad);
                assertThat(buyer.closeReason()).containsAnyOf("assignment", "signature");
            }
        }
        assertThat(runner.started()).isZero();
    }

    private static SignedStatement order(Assigned assigned, NodeKey signer) {
        return SignedBatch.sign(List.of(assigned), signer).get(0).toWire();
    }

    @Test
    void ticketOfAnotherBrokerOpensNothing() throws IOException {
        try (FakeBroker other = new FakeBroker()) {
            Ticket forged = other.ticket(buyerKey.id(), seller.id(), 1, Credits.ofWhole(1));
            isTurnedAway(other.sign(forged), RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
        }
    }

    @Test
    void changedTicketOpensNothing() throws IOException {
        var signed = broker.sign(ticket()).toWire();
        byte[] changed = signed.getTicket().toByteArray();
        changed[changed.length / 2] ^= 1;
        isTurnedAway(
                signed.toBuilder().setTicket(ByteString.copyFrom(changed)).build(),
                RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
    }

    @Test
    void ticketOfAnotherSellerOpensNothing() throws IOException {
        Ticket ticket = broker.ticket(buyerKey.id(), FakeBuyer.newKey().id(), 1, Credits.ofWhole(1));
        isTurnedAway(broker.sign(ticket), RefusalReason.REFUSAL_REASON_NOT_YOURS);
    }

    @Test
    void stolenTicketOpensNothing() throws IOException {
        Ticket ticket = broker.ticket(FakeBuyer.newKey().id(), seller.id(), 1, Credits.ofWhole(1));
        isTurnedAway(broker.sign(ticket), RefusalReason.REFUSAL_REASON_NOT_YOURS);
    }

    @Test
    void expiredTicketOpensNothing() throws IOException {
        Ticket t = ticket();
        long hour = Ticket.DURATION_MILLIS_MAX;
        Ticket expired = new Ticket(
                t.lease(),
                t.bid(),
                t.ask(),
                t.broker(),
                t.buyer(),
                t.seller(),
                t.slots(),
                t.price(),
                t.escrow(),
                t.commission(),
                t.speed(),
                t.memoryBytesPerSlot(),
                t.startsAtMillis() - hour,
                t.startsAtMillis(),
                t.sellerAddress());
        isTurnedAway(broker.sign(expired), RefusalReason.REFUSAL_REASON_ENDED);
    }

    @Test
    void ticketForMoreSlotsThanThereAreOpensNothing() throws IOException {
        Ticket ticket = broker.ticket(buyerKey.id(), seller.id(), 2, Credits.ofWhole(1));
        isTurnedAway(broker.sign(ticket), RefusalReason.REFUSAL_REASON_LIMIT);
    }

    @Test
    void ticketOfAnEndedLeaseOpensNothing() throws IOException {
        Ticket ticket = ticket();
        until(
                "the broker is there",
                () -> !broker.received(Frame.BodyCase.PLACE_ASK).isEmpty());
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket)).join();
            broker.endLease(ticket.lease(), sparecore.wire.LeaseEndReason.LEASE_END_REASON_BID_CANCELLED);
            buyer.closeReason();
        }
        until("the lease is closed", () -> seller.daemon().leases() == 0);
        isTurnedAway(broker.sign(ticket), RefusalReason.REFUSAL_REASON_ENDED);
    }

    @Test
    void secondLinkWithTheSameTicketReplacesTheFirst() throws IOException, InterruptedException {
        Ticket ticket = ticket();
        try (FakeBuyer first = working(ticket);
                FakeBuyer second = dial()) {
            first.assign(1, DIGEST, FakeRunner.HOLD, INPUT);
            until("it runs", () -> runner.holding() == 1);

            second.open(broker.sign(ticket)).join();

            assertThat(first.closeReason()).contains("newer connection");
            until("its run is gone", () -> runner.holding() == 0);
            assertThat(seller.daemon().leases()).isEqualTo(1);
        }
    }

    @Test
    void workBeforeTheLeaseEndsTheLink() throws IOException {
        try (FakeBuyer buyer = dial()) {
            buyer.assign(1, DIGEST, "x", INPUT);
            assertThat(buyer.closeReason()).contains("before the lease was opened");
        }
    }

    @Test
    void secondLeaseOnOneLinkEndsIt() throws IOException, InterruptedException {
        try (FakeBuyer buyer = working(ticket())) {
            var ignored = buyer.open(broker.sign(ticket()));
            assertThat(buyer.closeReason()).contains("a second lease");
        }
    }

    @Test
    void programThatIsNoProgramIsRefusedWithTheReason() throws IOException, InterruptedException {
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket())).join();
            Frame answer = buyer.upload("#!/bin/sh".getBytes(StandardCharsets.UTF_8));
            assertThat(answer.getProgramRefused().getReason()).contains("not an ELF file");
        }
    }

    @Test
    void programThatIsTooLargeIsRefusedBeforeItIsSent() throws IOException {
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket())).join();
            Frame answer = buyer.offer(DIGEST, Long.MAX_VALUE).join();
            assertThat(answer.getProgramRefused().getReason()).contains("at most");
        }
    }

    @Test
    void programWithAnotherDigestEndsTheLink() throws IOException {
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket())).join();
            buyer.offer(DIGEST, 4).join();
            buyer.chunk(DIGEST, 0, "ELF!".getBytes(StandardCharsets.UTF_8));
            assertThat(buyer.closeReason()).contains("not those of its digest");
        }
    }

    @Test
    void gapInAProgramEndsTheLink() throws IOException {
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket())).join();
            buyer.offer(DIGEST, PROGRAM.length).join();
            buyer.chunk(DIGEST, 1, INPUT);
            assertThat(buyer.closeReason()).contains("offset 1");
        }
    }

    @Test
    void chunkThatNobodyAskedForEndsTheLink() throws IOException {
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket())).join();
            buyer.chunk(DIGEST, 0, INPUT);
            assertThat(buyer.closeReason()).contains("not asked for");
        }
    }

    @Test
    void programsWithoutEndEndTheLink() throws IOException {
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket())).join();
            for (int i = 0; i < 10; i++) {
                var ignored = buyer.offer(Digest.of(new byte[] {(byte) i}), 1_000);
            }
            assertThat(buyer.closeReason()).contains("too many programs");
        }
    }

    @Test
    void assignmentOfAProgramThatIsNotReadyEndsTheLink() throws IOException {
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket())).join();
            buyer.assign(1, DIGEST, "x", INPUT);
            assertThat(buyer.closeReason()).contains("not ready");
        }
    }

    @Test
    void floodOfAssignmentsEndsTheLink() throws IOException, InterruptedException {
        try (FakeBuyer buyer = working(ticket())) {
            for (int i = 1; i <= 10; i++) {
                buyer.assign(i, DIGEST, FakeRunner.HOLD, INPUT);
            }
            assertThat(buyer.closeReason()).contains("more assignments than the window");
            assertThat(runner.started()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void repeatedAssignmentEndsTheLink() throws IOException, InterruptedException {
        try (FakeBuyer buyer = working(ticket())) {
            buyer.assign(1, DIGEST, FakeRunner.HOLD, INPUT);
            buyer.assign(1, DIGEST, FakeRunner.HOLD, INPUT);
            assertThat(buyer.closeReason()).contains("higher than all before");
        }
    }

    @Test
    void assignmentWithMoreMemoryThanTheLeaseEndsTheLink() throws IOException, InterruptedException {
        try (FakeBuyer buyer = working(ticket())) {
            buyer.assign(1, DIGEST, "x", INPUT, RunLimits.of(65L << 20, 1, 1));
            assertThat(buyer.closeReason()).contains("more memory");
        }
    }

    @Test
    void impossibleLimitsEndTheLink() throws IOException, InterruptedException {
        try (FakeBuyer buyer = working(ticket())) {
            buyer.link()
                    .send(Frame.newBuilder()
                            .setAssignFragment(AssignFragment.newBuilder()
                                    .setAssignment(1)
                                    .setProgram(ByteString.copyFrom(DIGEST.toBytes()))
                                    .addArguments(ByteString.copyFromUtf8("x"))
                                    .setLimits(FragmentLimits.newBuilder()
                                            .setMemoryBytes(Long.MAX_VALUE)
                                            .setCpuSeconds(Integer.MAX_VALUE)
                                            .setOutputBytes(Long.MAX_VALUE)
                                            .setErrorBytes(Long.MAX_VALUE)
                                            .setWallMillis(Long.MAX_VALUE))));
            assertThat(buyer.closeReason()).contains("memory");
        }
    }

    @Test
    void forgedVoucherEndsTheLink() throws IOException, InterruptedException {
        Ticket ticket = ticket();
        NodeKey forger = FakeBuyer.newKey();
        try (FakeBuyer buyer = working(ticket)) {
            SignedVoucher forged = SignedVoucher.sign(
                    new Voucher(ticket.lease(), forger.id(), seller.id(), Credits.ofWhole(1)), forger);
            buyer.pay(forged, List.of(), List.of());
            assertThat(buyer.closeReason()).contains("not signed by the buyer");
        }
    }

    @Test
    void decreasingVoucherEndsTheLink() throws IOException, InterruptedException {
        Ticket ticket = ticket();
        try (FakeBuyer buyer = working(ticket)) {
            buyer.pay(ticket, Credits.ofWhole(2), List.of(), List.of());
            buyer.pay(ticket, Credits.ofWhole(1), List.of(), List.of());
            assertThat(buyer.closeReason()).contains("less than the one before");
        }
    }

    @Test
    void voucherAboveTheEscrowEndsTheLink() throws IOException, InterruptedException {
        Ticket ticket = ticket();
        try (FakeBuyer buyer = working(ticket)) {
            buyer.pay(ticket, Credits.ofWhole(101), List.of(), List.of());
            assertThat(buyer.closeReason()).contains("escrow");
        }
    }

    @Test
    void buyerThatNeverPaysGetsOneWindowAndTheCredit() throws IOException, InterruptedException {
        Ticket ticket = ticket();
        try (FakeBuyer buyer = working(ticket)) {
            long number = 0;
            int window = 2;
            int outstanding = 0;
            while (window > 0 || outstanding > 0) {
                while (outstanding < window) {
                    buyer.assign(++number, DIGEST, "x", INPUT);
                    outstanding++;
                }
                Frame frame = buyer.next();
                switch (frame.getBodyCase()) {
                    case WINDOW_CHANGED -> window = frame.getWindowChanged().getWindow();
                    case FRAGMENT_DONE, HAND_BACK -> outstanding--;
                    default -> throw new AssertionError(frame);
                }
            }
            // Two credits may be unpaid: the third run passes that, and a window of runs was on its way.
            assertThat(runner.started()).isBetween(3, 3 + 64);

            buyer.pay(ticket, Credits.ofWhole(100).min(Credits.ofWhole(runner.started())), List.of(), List.of());
            assertThat(buyer.next(Frame.BodyCase.WINDOW_CHANGED)
                            .getWindowChanged()
                            .getWindow())
                    .isPositive();
        }
    }

    @Test
    void buyerThatRejectsEverythingIsLeft() throws IOException, InterruptedException {
        Ticket ticket = ticket();
        try (FakeBuyer buyer = working(ticket)) {
            for (long number = 1; number <= 3; number++) {
                buyer.assign(number, DIGEST, "x", INPUT);
                buyer.next(Frame.BodyCase.FRAGMENT_DONE);
                buyer.pay(ticket, Credits.ZERO, List.of(), List.of(number));
            }
            assertThat(buyer.closeReason()).contains("the lease has ended");
        }
        until("the end", () -> !broker.received(Frame.BodyCase.END_LEASE).isEmpty());
        assertThat(broker.received(Frame.BodyCase.END_LEASE)
                        .get(0)
                        .getEndLease()
                        .getReason())
                .isEqualTo(sparecore.wire.LeaseEndReason.LEASE_END_REASON_MISTRUST);
    }

    @Test
    void leaseOfABuyerThatLeftMidRunLeavesNoProcess() throws IOException, InterruptedException {
        Ticket ticket = ticket();
        try (FakeBuyer buyer = working(ticket)) {
            buyer.assign(1, DIGEST, FakeRunner.HOLD, INPUT);
            buyer.assign(2, DIGEST, FakeRunner.HOLD, INPUT);
            until("it runs", () -> runner.holding() == 1);
        }
        broker.endLease(ticket.lease(), sparecore.wire.LeaseEndReason.LEASE_END_REASON_JOB_DONE);
        until("nothing runs", () -> seller.daemon().running() == 0);
        assertThat(runner.started()).isEqualTo(1);
    }

    @Test
    void cancelledFragmentsEndWithoutAResult() throws IOException, InterruptedException {
        try (FakeBuyer buyer = working(ticket())) {
            buyer.assign(1, DIGEST, FakeRunner.HOLD, INPUT);
            buyer.assign(2, DIGEST, "x", INPUT);
            until("it runs", () -> runner.holding() == 1);
            for (long number = 2; number >= 1; number--) {
                buyer.link()
                        .send(Frame.newBuilder()
                                .setCancelFragment(sparecore.wire.CancelFragment.newBuilder()
                                        .setAssignment(number)));
                Frame answer = buyer.next(Frame.BodyCase.HAND_BACK);
                assertThat(answer.getHandBack().getAssignment()).isEqualTo(number);
            }
        }
    }
}
