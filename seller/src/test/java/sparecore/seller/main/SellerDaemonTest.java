package sparecore.seller.main;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.seller.main.Until.until;

import io.grpc.ManagedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.exchange.ExchangeGrpc;
import sparecore.api.exchange.GetCasesRequest;
import sparecore.api.exchange.KeptCase;
import sparecore.api.seller.GetStatusRequest;
import sparecore.api.seller.SellerGrpc;
import sparecore.api.seller.SellerStatus;
import sparecore.content.Digest;
import sparecore.evidence.CaseFile;
import sparecore.evidence.Commitment;
import sparecore.evidence.Receipt;
import sparecore.evidence.TestimonyVerifier;
import sparecore.identity.NodeKey;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.Ticket;
import sparecore.local.LocalChannel;
import sparecore.money.Credits;
import sparecore.result.Ending;
import sparecore.result.ResultVerifier;
import sparecore.result.RunResult;
import sparecore.wire.Abi;
import sparecore.wire.FragmentDone;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.PlaceAsk;

/** A whole seller, with a fake broker, a fake buyer and a runner that runs nothing, over real links. */
class SellerDaemonTest {
    private static final byte[] PROGRAM = "ELF of a test".getBytes(StandardCharsets.UTF_8);
    private static final Digest DIGEST = Digest.of(PROGRAM);
    private static final long RUN_MICROS = 1_000;

    @TempDir
    private Path data;

    private final FakeRunner runner = new FakeRunner(RUN_MICROS);
    private final NodeKey buyerKey = FakeBuyer.newKey();
    private FakeBroker broker;
    private TestSeller seller;

    @BeforeEach
    void start() throws IOException {
        broker = new FakeBroker();
        seller = TestSeller.start(data, broker.address(), runner, 2);
    }

    @AfterEach
    void stop() throws IOException {
        seller.close();
        broker.close();
    }

    private FakeBuyer dial() throws IOException {
        return FakeBuyer.dial(buyerKey, seller.address(), seller.id());
    }

    private Ticket ticket(int slots) {
        return broker.ticket(buyerKey.id(), seller.id(), slots, Credits.ofWhole(1_000));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void offersItsSlotsToTheBroker() {
        until("the ask", () -> !broker.received(Frame.BodyCase.PLACE_ASK).isEmpty());

        PlaceAsk ask = broker.received(Frame.BodyCase.PLACE_ASK).get(0).getPlaceAsk();
        assertThat(ask.getSlots()).isEqualTo(2);
        assertThat(ask.getAddress()).isEqualTo("127.0.0.1:" + seller.address().getPort());
        assertThat(ask.getAbisList()).containsExactly(Abi.ABI_RAW);
        assertThat(ask.getCpuLevel()).isEqualTo(TestSeller.SLOT_CLASS.cpuLevel());
        assertThat(ask.getFaultsCpuid()).isFalse();
        assertThat(ask.getLeaseMillisLeast()).isEqualTo(60_000);
        assertThat(ask.getHours()).as("always").isZero();
        assertThat(ask.getCreditTo().isEmpty()).isTrue();
    }

    @Test
    void runsAFragmentAndSignsItsResult() throws IOException, InterruptedException, BadSignedMessageException {
        Ticket ticket = ticket(1);
        try (FakeBuyer buyer = dial()) {
            Frame opened = buyer.open(broker.sign(ticket)).join();
            assertThat(opened.getLeaseOpened().getWindow()).isEqualTo(2);
            assertThat(opened.getLeaseOpened().getUnpaidMost()).isEqualTo(10_000_000);
            assertThat(buyer.upload(PROGRAM).getBodyCase()).isEqualTo(Frame.BodyCase.PROGRAM_READY);

            buyer.assign(1, DIGEST, "x", bytes("hello"));

            Frame done = buyer.next(Frame.BodyCase.FRAGMENT_DONE);
            var result = new ResultVerifier(seller.id())
                    .verify(done.getFragmentDone().getResult())
                    .result();
            assertThat(result.lease()).isEqualTo(ticket.lease());
            assertThat(result.assignment()).isEqualTo(1);
            assertThat(result.ending()).isEqualTo(Ending.EXITED);
            assertThat(result.output()).isEqualTo(Digest.of(bytes("hello")));
            assertThat(done.getFragmentDone().getOutput().toStringUtf8()).isEqualTo("hello");
            until(
                    "connected",
                    () -> broker.received(Frame.BodyCase.LEASE_CONNECTED).size() == 1);
        }
    }

    @Test
    void settlesTheLastVoucherWhenTheBuyerIsDone() throws IOException, InterruptedException {
        until(
                "the broker is there",
                () -> !broker.received(Frame.BodyCase.PLACE_ASK).isEmpty());
        Ticket ticket = ticket(1);
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket)).join();
            buyer.upload(PROGRAM);
            buyer.assign(1, DIGEST, "x", bytes("a"));
            buyer.next(Frame.BodyCase.FRAGMENT_DONE);
            buyer.pay(ticket, Credits.ofMicro(500_000), List.of(1L), List.of());
            broker.endLease(ticket.lease(), LeaseEndReason.LEASE_END_REASON_JOB_DONE);

            until("settled", () -> broker.lastSettlements().size() == 1);
            assertThat(broker.lastSettlements().get(0).hasVoucher()).isTrue();
            assertThat(broker.received(Frame.BodyCase.END_LEASE)).isEmpty();
            assertThat(seller.daemon().leases()).isZero();
        }
    }

    @Test
    void commitsFirstAndShowsWhatItHasCommittedToWhenItIsAskedAndKeepsWhatIsNotAccepted() throws Exception {
        Ticket ticket = ticket(1);
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket)).join();
            buyer.upload(PROGRAM);
            buyer.assignSealed(1, DIGEST, "x", bytes("hello"));
            Frame said = buyer.next();
            while (said.getBodyCase() == Frame.BodyCase.WINDOW_CHANGED) {
                said = buyer.next();
            }
            assertThat(said.getBodyCase()).as("before it is asked").isEqualTo(Frame.BodyCase.FRAGMENTS_COMMITTED);
            Commitment commitment = TestimonyVerifier.ofCommitments(seller.id())
                    .verifyAll(said.getFragmentsCommitted().getCommitments(), 1)
                    .testimonies()
                    .get(0);
            buyer.reveal(List.of(2L, 1L, 1L));
            FragmentDone shown = buyer.next(Frame.BodyCase.FRAGMENT_DONE).getFragmentDone();
            RunResult result =
                    new ResultVerifier(seller.id()).verify(shown.getResult()).result();
            assertThat(commitment.isKeptBy(
                            result,
                            seller.id(),
                            Digest.fromBytes(shown.getNonce().toByteArray())))
                    .isTrue();
            assertThat(commitment.sizeBytes())
                    .isEqualTo(shown.getOutput().size() + shown.getError().size());

            buyer.pay(ticket, Credits.ZERO, List.of(), List.of(1L));
            until("evidence is kept", () -> !cases().isEmpty());
            CaseFile file =
                    CaseFile.verify(cases().get(0).getFile(), broker.address().key());
            assertThat(file.seal()).isEqualTo(CaseFile.Seal.KEPT);
            assertThat(file.receipt().orElseThrow().testimony().verdict()).isEqualTo(Receipt.Verdict.WRONG);
        }
    }

    @Test
    void widensTheWindowWhereRunsAreShort() throws IOException, InterruptedException {
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket(1))).join();
            buyer.upload(PROGRAM);
            buyer.assign(1, DIGEST, "x", bytes("a"));

            int window =
                    buyer.next(Frame.BodyCase.WINDOW_CHANGED).getWindowChanged().getWindow();
            assertThat(window).isBetween(3, 256);
        }
    }

    @Test
    void tellsItsOwnerWhatItDoes() throws IOException, InterruptedException {
        try (FakeBuyer buyer = dial()) {
            buyer.open(broker.sign(ticket(1))).join();
            buyer.upload(PROGRAM);
            buyer.assign(1, DIGEST, "x", bytes("a"));
            buyer.next(Frame.BodyCase.FRAGMENT_DONE);

            SellerStatus status = status();

            assertThat(status.getSlots()).isEqualTo(2);
            assertThat(status.getLeases()).isEqualTo(1);
            assertThat(status.getReplicasRun()).isEqualTo(1);
            assertThat(status.getCpuMicros()).isEqualTo(RUN_MICROS);
            assertThat(status.getUnpaid()).isEqualTo(RUN_MICROS);
            assertThat(status.getPrograms(0).getRuns()).isEqualTo(1);
        }
    }

    private List<KeptCase> cases() {
        try (LocalChannel local = LocalChannel.open(seller.socket())) {
            return ExchangeGrpc.newBlockingStub(local.channel())
                    .getCases(GetCasesRequest.getDefaultInstance())
                    .getCasesList();
        }
    }

    private SellerStatus status() {
        try (LocalChannel local = LocalChannel.open(seller.socket())) {
            ManagedChannel channel = local.channel();
            return SellerGrpc.newBlockingStub(channel).getStatus(GetStatusRequest.getDefaultInstance());
        }
    }
}
