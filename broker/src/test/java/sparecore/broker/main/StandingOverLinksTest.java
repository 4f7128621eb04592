package sparecore.broker.main;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.api.broker.CreditRequest;
import sparecore.api.broker.HouseTerms;
import sparecore.api.broker.NodeNamed;
import sparecore.api.broker.SetHouseRequest;
import sparecore.api.broker.SettleDisputeRequest;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.evidence.Assigned;
import sparecore.evidence.CaseFile;
import sparecore.evidence.Receipt;
import sparecore.evidence.SignedBatch;
import sparecore.exchange.DisputeText;
import sparecore.exchange.StandingText;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.result.Ending;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.wire.DisputeKind;
import sparecore.wire.DisputeRow;
import sparecore.wire.DisputeState;
import sparecore.wire.Frame;
import sparecore.wire.GetDisputes;
import sparecore.wire.GetStanding;
import sparecore.wire.LeaseMatched;
import sparecore.wire.OpenDispute;
import sparecore.wire.RaisePledge;
import sparecore.wire.RefusalReason;
import sparecore.wire.ReportResults;
import sparecore.wire.Role;
import sparecore.wire.ShownResult;
import sparecore.wire.StandingShown;

/** Standing, pledges and disputes as peers and the operator meet them: over links, through the control socket, and after a restart. */
class StandingOverLinksTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Digest WORK = Digest.of(new byte[] {1});

    @TempDir
    Path folder;

    private final NodeKey sellerKey = NodeKey.generate(RANDOM);
    private final NodeKey buyerKey = NodeKey.generate(RANDOM);

    private BrokerProcess start() throws Exception {
        return BrokerProcess.start(new RunOptions(
                folder.resolve("b"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                new sparecore.broker.market.HouseTerms(new Commission(500), Credits.ofMicro(1_000)),
                null,
                null,
                RunOptions.Network.DEFAULT,
                Ticket.DURATION_MILLIS_MAX));
    }

    private static ByteString id() {
        return ByteString.copyFrom(Id.random(RANDOM).toBytes());
    }

    private static StandingShown standing(FakePeer peer) throws Exception {
        return peer.ask(Frame.newBuilder().setGetStanding(GetStanding.getDefaultInstance()))
                .getStandingShown();
    }

    private SignedTicket match(FakePeer seller, FakePeer buyer) throws Exception {
        CreditRequest credit = CreditRequest.newBuilder()
                .setCommandId(id())
                .setNode(buyerKey.id().toWire())
                .setMicroCredits(10_000_000)
                .build();
        ControlClient.ask(folder.resolve("b"), stub -> stub.credit(credit));
        seller.ask(Messages.frame(Messages.ask(AskId.random(RANDOM), 1)));
        buyer.ask(Messages.frame(Messages.bid(BidId.random(RANDOM), 1)));
        LeaseMatched told = buyer.nextPush().getLeaseMatched();
        assertThat(told.getCluster().size()).isEqualTo(Digest.BYTES);
        assertThat(seller.nextPush().getLeaseMatched().getCluster()).isEqualTo(ByteString.EMPTY);
        return SignedTicket.verify(told.getTicket(), buyer.link().peer());
    }

    private CaseFile rejected(SignedTicket ticket) {
        RunResult result = new RunResult(ticket.ticket().lease(), 1, WORK, Ending.EXITED, 0, 0, WORK, 1_000);
        Receipt receipt =
                new Receipt(ticket.ticket().lease(), 1, WORK, Receipt.Verdict.WRONG, Optional.of(WORK), Credits.ZERO);
        return new CaseFile(
                ticket,
                SignedBatch.sign(List.of(new Assigned(ticket.ticket().lease(), 1, WORK, false)), buyerKey)
                        .get(0),
                Optional.empty(),
                Optional.of(SignedResult.sign(result, sellerKey)),
                Optional.empty(),
                Optional.of(SignedBatch.sign(List.of(receipt), buyerKey).get(0)));
    }

    @Test
    void isEarnedDisputedAndKept() throws Exception {
        long dispute;
        try (BrokerProcess broker = start();
                FakePeer seller = new FakePeer(Role.ROLE_SELLER, sellerKey, broker.address());
                FakePeer buyer = new FakePeer(Role.ROLE_BUYER, buyerKey, broker.address())) {
            SignedTicket signed = match(seller, buyer);
            Ticket ticket = signed.ticket();
            seller.ask(Messages.connected(ticket.lease()));
            seller.ask(Messages.settle(ticket, buyerKey, 2_000_000, false));
            forge(buyer, ticket);
            dispute = dispute(seller, buyer, signed);
            seller.ask(Messages.settle(ticket, buyerKey, 2_000_000, true));
            StandingShown earned = standing(seller);
            assertThat(earned.getPointsAsSeller()).isEqualTo(1);
            assertThat(StandingText.of(earned)).contains("as seller    1 point, on probation below 10", "sold");
            Frame pledged = seller.ask(Frame.newBuilder()
                    .setRaisePledge(RaisePledge.newBuilder()
                            .setNode(sellerKey.id().toWire())
                            .setTotal(500)));
            assertThat(pledged.getPledge().getAmount()).isEqualTo(500);
            setPayoutLeast();
        }
        try (BrokerProcess broker = start();
                FakePeer seller = new FakePeer(Role.ROLE_SELLER, sellerKey, broker.address())) {
            assertThat(standing(seller).getPledge().getAmount()).isEqualTo(500);
            assertThat(setPayoutLeast().getCommissionBasisPoints()).isEqualTo(500);
            settle(dispute);
            assertThat(standing(seller).getPointsAsSeller())
                    .as("one sale, and what is proved")
                    .isEqualTo(1 - 40);
            StandingShown shown = ControlClient.ask(
                    folder.resolve("b"),
                    stub -> stub.getStanding(NodeNamed.newBuilder()
                            .setNode(buyerKey.id().toWire())
                            .build()));
            assertThat(StandingText.of(shown)).contains("forged as buyer", "as buyer     -49 points");
        }
    }

    private void forge(FakePeer buyer, Ticket ticket) throws Exception {
        RunResult right = new RunResult(ticket.lease(), 1, WORK, Ending.EXITED, 0, 0, WORK, 1_000);
        RunResult wrong = new RunResult(ticket.lease(), 2, WORK, Ending.EXITED, 1, 0, WORK, 1_000);
        Frame.Builder report = Frame.newBuilder()
                .setReportResults(ReportResults.newBuilder()
                        .setCommandId(id())
                        .addAccepted(ShownResult.newBuilder()
                                .setSeller(sellerKey.id().toWire())
                                .setResult(SignedResult.sign(right, sellerKey).toWire()))
                        .addWrong(ShownResult.newBuilder()
                                .setSeller(sellerKey.id().toWire())
                                .setResult(SignedResult.sign(wrong, buyerKey).toWire())));
        assertThat(buyer.refusalOf(report)).isEqualTo(RefusalReason.REFUSAL_REASON_BAD_SIGNATURE);
        assertThat(standing(buyer).getPointsAsBuyer()).isEqualTo(-50);
    }

    private long dispute(FakePeer seller, FakePeer buyer, SignedTicket signed) throws Exception {
        OpenDispute.Builder open = OpenDispute.newBuilder()
                .setCommandId(id())
                .setKind(DisputeKind.DISPUTE_KIND_WRONG_VERDICT)
                .addFiles(rejected(signed).toWire());
        DisputeRow row = seller.ask(Frame.newBuilder().setOpenDispute(open)).getDisputeRow();
        assertThat(row.getState()).isEqualTo(DisputeState.DISPUTE_STATE_NEEDS_REFEREE);
        List<DisputeRow> seen = buyer.ask(Frame.newBuilder().setGetDisputes(GetDisputes.getDefaultInstance()))
                .getDisputeRows()
                .getRowsList();
        assertThat(seen).containsExactly(row);
        assertThat(DisputeText.one(row)).contains("wrong verdict", "needs referee");
        return row.getNumber();
    }

    private HouseTerms setPayoutLeast() {
        HouseTerms terms = ControlClient.ask(
                folder.resolve("b"),
                stub -> stub.setHouse(
                        SetHouseRequest.newBuilder().setPayoutLeast(7_000).build()));
        assertThat(terms.getPayoutLeast()).isEqualTo(7_000);
        return terms;
    }

    private void settle(long dispute) {
        DisputeRow row = ControlClient.ask(
                folder.resolve("b"),
                stub -> stub.settleDispute(SettleDisputeRequest.newBuilder()
                        .setNumber(dispute)
                        .setUpheld(false)
                        .setWhy("the work was run again")
                        .build()));
        assertThat(row.getState()).isEqualTo(DisputeState.DISPUTE_STATE_DISMISSED);
    }
}
