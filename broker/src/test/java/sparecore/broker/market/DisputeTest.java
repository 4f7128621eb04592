package sparecore.broker.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparecore.broker.market.MarketBench.reason;
import static sparecore.broker.market.MarketBench.reply;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sparecore.broker.dispute.Dispute;
import sparecore.broker.dispute.DisputeKind;
import sparecore.broker.dispute.DisputeState;
import sparecore.broker.lease.EndReason;
import sparecore.broker.lease.Lease;
import sparecore.broker.standing.Deed;
import sparecore.content.Digest;
import sparecore.content.Id;
import sparecore.evidence.Assigned;
import sparecore.evidence.CaseFile;
import sparecore.evidence.Commitment;
import sparecore.evidence.Receipt;
import sparecore.evidence.Signed;
import sparecore.evidence.SignedBatch;
import sparecore.evidence.Testimony;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.lease.BidId;
import sparecore.money.Credits;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;

/** Disputes: what signatures settle, what a referee does, and what neither side can do by them. */
class DisputeTest {
    private static final Digest OTHER_ANSWER = Digest.of(new byte[] {7});

    private final Trade trade = new Trade();
    private final MarketBench market = trade.market;
    private final NodeId seller = trade.seller();
    private final NodeId buyer = trade.buyer();
    private final Lease lease = match();

    private Lease match() {
        BidId bid = trade.bid(buyer, 1);
        Lease matched = trade.lease(buyer, seller);
        market.connectLease(matched);
        market.run(new Command.CancelBid(buyer, bid));
        return matched;
    }

    @AfterEach
    void theBooksBalance() {
        assertThat(Views.check(market.state()).problem()).isEmpty();
    }

    private static <T extends Testimony> Signed<T> signed(T testimony, NodeKey key) {
        return SignedBatch.sign(List.of(testimony), key).get(0);
    }

    private CaseFile file(long assignment, Receipt.Verdict verdict, Optional<Digest> accepted, long paid) {
        RunResult result = Trade.result(lease, assignment, 0);
        return new CaseFile(
                lease.signed(),
                signed(new Assigned(lease.id(), assignment, Trade.WORK, false), trade.key(buyer)),
                Optional.empty(),
                Optional.of(SignedResult.sign(result, trade.key(seller))),
                Optional.empty(),
                Optional.of(signed(
                        new Receipt(lease.id(), assignment, Trade.WORK, verdict, accepted, Credits.ofMicro(paid)),
                        trade.key(buyer))));
    }

    private CaseFile accepted(long assignment, long paid) {
        return file(
                assignment,
                Receipt.Verdict.ACCEPTED,
                Optional.of(Trade.result(lease, assignment, 0).answer()),
                paid);
    }

    private CaseFile rejected(Digest answer) {
        return file(1, Receipt.Verdict.WRONG, Optional.of(answer), 0);
    }

    private Decision open(NodeId claimant, DisputeKind kind, CaseFile... files) {
        return open(claimant, market.id(), kind, List.of(files));
    }

    private Decision open(NodeId claimant, Id command, DisputeKind kind, List<CaseFile> files) {
        return market.run(new Command.OpenDispute(claimant, "203.0.113.1", command, kind, files, 0));
    }

    private static Dispute dispute(Decision decision) {
        return ((Reply.DisputeShown) reply(decision)).dispute();
    }

    private Decision settle(Dispute dispute, boolean upheld) {
        return market.run(new Command.SettleDispute(dispute.number(), upheld, "ran it again"));
    }

    private List<Deed> deeds(NodeId node) {
        return trade.standing(node).notes().stream()
                .map(line -> line.note().deed())
                .filter(deed -> !deed.isGood())
                .toList();
    }

    @Test
    void receiptsAreWorthAVoucherWhileTheEscrowIsThere() {
        long before = market.available(seller).micro();
        assertThat(reason(open(seller, DisputeKind.UNPAID, accepted(1, 300))))
                .as("while the lease lives")
                .isEqualTo(Reason.CONFLICT);
        market.end(lease, buyer, EndReason.JOB_DONE);
        market.sleep(180_000);
        Id command = market.id();
        List<CaseFile> files = List.of(accepted(1, 300), accepted(2, 100));
        Dispute judged = dispute(open(seller, command, DisputeKind.UNPAID, files));
        assertThat(judged.state()).isEqualTo(DisputeState.UPHELD);
        assertThat(market.lease(lease.id()).captured().micro()).isEqualTo(400);
        assertThat(market.available(seller).micro()).isEqualTo(before + 380);
        assertThat(dispute(open(seller, command, DisputeKind.UNPAID, files))).isEqualTo(judged);
        assertThat(reason(open(seller, DisputeKind.UNPAID, accepted(1, 300)))).isEqualTo(Reason.CONFLICT);
        assertThat(market.available(seller).micro()).as("judged twice").isEqualTo(before + 380);
        assertThat(deeds(buyer)).containsExactly(Deed.DID_NOT_PAY);
        assertThat(trade.standing(buyer).notes())
                .filteredOn(line -> line.note().deed() == Deed.DID_NOT_PAY)
                .singleElement()
                .satisfies(line -> assertThat(line.reason()).endsWith(", 3 minutes after the lease's end"));
    }

    @Test
    void whatTheEscrowDoesNotHoldAnyMoreComesFromTheAccountAndThePledge() {
        market.end(lease, buyer, EndReason.JOB_DONE);
        market.settle(lease, 50, true);
        reply(trade.pledge(buyer, buyer, 60));
        long left = market.available(buyer).micro();
        market.run(new Command.TransferCredits(market.id(), buyer, market.node(), Credits.ofMicro(left - 10), ""));
        long before = market.available(seller).micro();
        dispute(open(seller, DisputeKind.UNPAID, accepted(1, 100)));
        assertThat(market.available(seller).micro()).isEqualTo(before + 50);
        assertThat(market.available(buyer).micro()).isZero();
        assertThat(market.state().conduct().pledge(buyer).orElseThrow().amount().micro())
                .isEqualTo(20);
    }

    @Test
    void whoClaimsWhatIsPaidHasDisputedInVain() {
        market.end(lease, buyer, EndReason.JOB_DONE);
        market.settle(lease, 400, false);
        Dispute judged = dispute(open(seller, DisputeKind.UNPAID, accepted(1, 300)));
        assertThat(judged.state()).isEqualTo(DisputeState.DISMISSED);
        assertThat(deeds(seller)).containsExactly(Deed.DISPUTED_IN_VAIN_AS_SELLER);
    }

    /** Two hostile peers may sign any number. */
    @Test
    void receiptsThatDoNotAddUpInALongHarmNobody() {
        market.end(lease, buyer, EndReason.JOB_DONE);
        dispute(open(seller, DisputeKind.UNPAID, accepted(1, Long.MAX_VALUE), accepted(2, Long.MAX_VALUE)));
        assertThat(market.lease(lease.id()).captured()).isEqualTo(lease.ticket().escrow());
    }

    @Test
    void aBuyerThatAcceptedWhatItRejectsIsConvictedByItsOwnSignature() {
        Digest answer = Trade.result(lease, 1, 0).answer();
        Dispute judged = dispute(open(seller, DisputeKind.WRONG_VERDICT, rejected(answer)));
        assertThat(judged.state()).isEqualTo(DisputeState.UPHELD);
        assertThat(deeds(buyer)).containsExactly(Deed.REJECTED_RIGHT);
    }

    @Test
    void whereAnswersDifferARefereeDecidesForOneOrTheOther() {
        long before = market.available(seller).micro();
        Dispute first = dispute(open(seller, DisputeKind.WRONG_VERDICT, rejected(OTHER_ANSWER)));
        assertThat(first.state()).isEqualTo(DisputeState.NEEDS_REFEREE);
        assertThat(deeds(buyer)).isEmpty();
        assertThat(dispute(settle(first, true)).state()).isEqualTo(DisputeState.UPHELD);
        settle(first, true);
        assertThat(reason(settle(first, false))).isEqualTo(Reason.ENDED);
        assertThat(deeds(buyer)).containsExactly(Deed.REJECTED_RIGHT);
        assertThat(market.available(seller).micro())
                .as("two CPU-seconds at one micro-credit")
                .isEqualTo(before + 2);

        Dispute second = dispute(open(buyer, DisputeKind.WRONG_RESULT, rejected(OTHER_ANSWER)));
        settle(second, true);
        assertThat(deeds(seller)).containsExactly(Deed.PROVED_WRONG);
    }

    /** The receipt is the buyer's own word: two CPU-seconds at one micro-credit were asked for, and three are paid in all. */
    @Test
    void whoWasOverchargedGetsBackNoMoreThanWasAskedForAndPaid() {
        market.settle(lease, 3, false);
        Dispute bill = dispute(open(buyer, DisputeKind.OVERCHARGED, accepted(1, 1_000_000)));
        assertThat(bill.state()).isEqualTo(DisputeState.NEEDS_REFEREE);
        assertThat(bill.matter().amount().micro()).isEqualTo(2);
        assertThat(bill.matter().cpuMicros()).isEqualTo(lease.ticket().speed().referenceMicros(2_000_000));
        settle(bill, true);
        assertThat(deeds(seller)).containsExactly(Deed.OVERCHARGED);
    }

    @Test
    void evidenceFromBeforeARenewalCountsBesideThatFromAfterIt() {
        NodeId other = trade.buyer();
        NodeId fresh = trade.seller();
        BidId unused = trade.bid(other, 2);
        Lease first = trade.lease(other, fresh);
        market.connectLease(first);
        market.sleep(first.ticket().expiresAtMillis() - first.ticket().startsAtMillis() - 60_000);
        reply(market.run(new Command.RenewLease(other, first.id())));
        Lease renewed = market.lease(first.id());
        assertThat(renewed.ticket()).isNotEqualTo(first.ticket());
        market.end(renewed, other, EndReason.JOB_DONE);
        CaseFile early = receipt(first, 1, 300);
        CaseFile late = receipt(renewed, 2, 100);
        Dispute judged = dispute(open(first.ticket().seller(), DisputeKind.UNPAID, early, late));
        assertThat(judged.state()).isEqualTo(DisputeState.UPHELD);
        assertThat(market.lease(first.id()).captured().micro()).isEqualTo(400);
    }

    private CaseFile receipt(Lease of, long assignment, long paid) {
        NodeKey key = trade.key(of.ticket().buyer());
        Digest answer = Trade.result(of, assignment, 0).answer();
        Receipt receipt = new Receipt(
                of.id(), assignment, Trade.WORK, Receipt.Verdict.ACCEPTED, Optional.of(answer), Credits.ofMicro(paid));
        return new CaseFile(
                of.signed(),
                signed(new Assigned(of.id(), assignment, Trade.WORK, false), key),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(signed(receipt, key)));
    }

    @Test
    void aSellerThatShowsAnotherResultThanItCommittedToIsConvictedEvenByItsOwnDispute() {
        RunResult result = Trade.result(lease, 1, 0);
        Digest nonce = Digest.of(new byte[] {5});
        Commitment other = Commitment.to(Trade.result(lease, 1, 9), seller, nonce, 0);
        CaseFile broken = new CaseFile(
                lease.signed(),
                signed(new Assigned(lease.id(), 1, Trade.WORK, true), trade.key(buyer)),
                Optional.of(signed(other, trade.key(seller))),
                Optional.of(SignedResult.sign(result, trade.key(seller))),
                Optional.of(nonce),
                Optional.empty());
        dispute(open(seller, DisputeKind.WRONG_VERDICT, broken));
        assertThat(deeds(seller)).containsExactly(Deed.PROVED_WRONG);
    }

    @Test
    void anotherLeasesFileOrOneShownTwiceConvictsWhoShowsIt() {
        NodeId stranger = trade.buyer();
        trade.deal(stranger, seller);
        assertThat(reply(open(stranger, DisputeKind.WRONG_RESULT, rejected(OTHER_ANSWER))))
                .isInstanceOf(Reply.Convicted.class);
        assertThat(deeds(stranger)).containsExactly(Deed.FORGED_AS_BUYER);
        assertThat(reply(open(seller, DisputeKind.UNPAID, accepted(1, 300), accepted(1, 300))))
                .isInstanceOf(Reply.Convicted.class);
        assertThat(deeds(seller)).containsExactly(Deed.FORGED_AS_SELLER);
    }

    @Test
    void thePledgeStaysWhileItsKeyIsAccused() {
        market.credit(seller, 100);
        trade.pledge(seller, seller, 100);
        market.run(new Command.ReturnPledge(seller, seller));
        Dispute open = dispute(open(buyer, DisputeKind.WRONG_RESULT, rejected(OTHER_ANSWER)));
        market.sleep(8L * 24 * 3_600_000);
        assertThat(reason(market.run(new Command.ReturnPledge(seller, seller)))).isEqualTo(Reason.CONFLICT);
        settle(open, false);
        assertThat(reply(market.run(new Command.ReturnPledge(seller, seller)))).isInstanceOf(Reply.PledgeShown.class);
        assertThat(market.state().conduct().pledge(seller).orElseThrow().stands())
                .isFalse();
    }

    @Test
    void nobodyOpensDisputesEnMasseAndTheyLapse() {
        List<Dispute> opened = new ArrayList<>();
        for (int i = 0; i < MarketLimits.DISPUTES_PER_NODE_MAX; i++) {
            opened.add(dispute(open(
                    seller, DisputeKind.WRONG_VERDICT, file(i, Receipt.Verdict.WRONG, Optional.of(OTHER_ANSWER), 0))));
        }
        assertThat(reason(open(
                        seller,
                        DisputeKind.WRONG_VERDICT,
                        file(9, Receipt.Verdict.WRONG, Optional.of(OTHER_ANSWER), 0))))
                .isEqualTo(Reason.LIMIT);
        market.sleep(Dispute.REFEREE_MILLIS_MAX);
        assertThat(market.state().conduct().disputes().all())
                .hasSize(opened.size())
                .allMatch(one -> one.state() == DisputeState.LAPSED);
        assertThat(deeds(seller)).isEmpty();
        assertThat(deeds(buyer)).isEmpty();
    }

    @Test
    void anOwnerHasANoteStruckOutAndWhoReportedWrongPaysForIt() {
        NodeId two = trade.seller();
        NodeId three = trade.seller();
        NodeId reporter = trade.buyer();
        trade.bid(reporter, 3);
        Lease ours = trade.lease(reporter, seller);
        market.run(new Command.ReportResults(
                reporter,
                market.id(),
                List.of(Trade.shown(trade.lease(reporter, two), 1, 9), Trade.shown(trade.lease(reporter, three), 1, 9)),
                List.of(Trade.shown(ours, 1, 0))));
        assertThat(deeds(seller)).containsExactly(Deed.WRONG_RESULT);
        long note = trade.standing(seller).notes().get(0).note().number();
        assertThat(reason(contest(buyer, note))).as("another's note").isEqualTo(Reason.UNKNOWN);
        Dispute dispute = dispute(contest(seller, note));
        assertThat(dispute.matter().answer()).isEqualTo(Trade.result(ours, 1, 0).answer());
        settle(dispute, true);
        assertThat(trade.standing(seller).notes().get(0).milliPoints()).isZero();
        assertThat(deeds(reporter)).containsExactly(Deed.REJECTED_RIGHT);
        assertThat(reason(contest(seller, note))).as("again").isEqualTo(Reason.CONFLICT);
    }

    @Test
    void aResultCountsOnceHoweverOftenItIsFoundWrong() {
        settle(dispute(open(seller, DisputeKind.WRONG_VERDICT, rejected(OTHER_ANSWER))), false);
        settle(dispute(open(buyer, DisputeKind.WRONG_RESULT, rejected(OTHER_ANSWER))), true);
        assertThat(deeds(seller)).containsExactly(Deed.PROVED_WRONG);

        NodeId two = trade.seller();
        NodeId three = trade.seller();
        NodeId liar = trade.seller();
        NodeId reporter = trade.buyer();
        trade.bid(reporter, 4);
        market.run(new Command.ReportResults(
                reporter,
                market.id(),
                List.of(Trade.shown(trade.lease(reporter, two), 1, 9), Trade.shown(trade.lease(reporter, three), 1, 9)),
                List.of(Trade.shown(trade.lease(reporter, liar), 1, 0))));
        long note = trade.standing(liar).notes().get(0).note().number();
        settle(dispute(contest(liar, note)), false);
        assertThat(deeds(liar)).containsExactlyInAnyOrder(Deed.WRONG_RESULT, Deed.PROVED_WRONG);
        assertThat(trade.standing(liar).notes())
                .as("what was reported is struck out by what is proved")
                .filteredOn(shown -> shown.milliPoints() != 0)
                .singleElement()
                .satisfies(shown -> assertThat(shown.note().deed()).isEqualTo(Deed.PROVED_WRONG));
    }

    private Decision contest(NodeId claimant, long note) {
        return market.run(new Command.OpenDispute(
                claimant, "203.0.113.1", market.id(), DisputeKind.WRONG_VERDICT, List.of(), note));
    }

    @Test
    void aDisputeShowsEvidenceOrANoteAndNotBoth() {
        assertThatThrownBy(() -> open(seller, DisputeKind.UNPAID)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open(seller, DisputeKind.WRONG_VERDICT, accepted(1, 1), accepted(2, 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Command.SettleDispute(1, true, " ")).isInstanceOf(IllegalArgumentException.class);
    }
}
