package sparecore.buyer.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.buyer.job.Budget;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.WhenSpent;
import sparecore.buyer.journal.JournalReader;
import sparecore.buyer.samples.Samples;
import sparecore.content.Id;
import sparecore.evidence.Assigned;
import sparecore.evidence.Commitment;
import sparecore.evidence.SignedBatch;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.Ticket;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.result.RunLimits;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.slot.Machine;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;
import sparecore.wire.LeaseEndReason;

class BuyingTest {
    private static final long SECOND = 1_000;
    private static final NodeKey A = Samples.seller(1);
    private static final NodeKey B = Samples.seller(2);
    private static final NodeKey C = Samples.seller(3);
    private static final JobId JOB = Samples.jobId(1);
    private static final LeaseId LEASE_A = Samples.leaseId(1);
    private static final LeaseId LEASE_B = Samples.leaseId(2);

    @TempDir
    private Path folder;

    private long nowMillis = 1_700_000_000_000L;
    private final Recorder others = new Recorder();
    private Desk desk;

    @BeforeEach
    void open() {
        desk = new Desk(folder.resolve("journal.db"), others, others, () -> nowMillis);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Job job() {
        return Objects.requireNonNull(desk.core.job(JOB));
    }

    private void submit(int replicas, String cap, int fragments) {
        desk.batch(Buying::brokerUp);
        desk.batch(core -> core.submit(Samples.spec(1, replicas, cap)));
        desk.batch(core -> core.addFragments(JOB, 0, works(0, fragments)));
        desk.batch(core -> core.closeInput(JOB));
        desk.batch(core -> core.bidPlaced(JOB));
    }

    private static List<Work> works(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Samples::work).toList();
    }

    private void join(int number, NodeKey seller, String escrow, int window) {
        desk.batch(core -> core.leaseMatched(Samples.ticket(number, JOB, seller, escrow, nowMillis)));
        desk.batch(core -> core.sellerOpened(Samples.leaseId(number), Machine.UNKNOWN, List.of()));
        desk.batch(core -> core.sellerReady(Samples.leaseId(number), window));
    }

    private static int index(Work work) {
        return Integer.parseInt(work.arguments().get(1).toStringUtf8().substring("number ".length()));
    }

    private void answer(NodeKey seller, Recorder.Assigned to, long cpuMicros) {
        answer(seller, to, Samples.output(index(to.work())), cpuMicros);
    }

    private void answer(NodeKey seller, Recorder.Assigned to, ByteString output, long cpuMicros) {
        SignedResult signed = Samples.signed(seller, to.lease(), to.assignment(), to.work(), output, cpuMicros);
        desk.batch(core -> core.resultArrived(to.lease(), signed, null, output, ByteString.EMPTY));
    }

    private void tickAfter(long millis) {
        nowMillis += millis;
        desk.batch(Buying::tick);
    }

    private SignedTicket renewed(SignedTicket signed) {
        return SignedTicket.sign(
                signed.ticket().renewed(nowMillis, nowMillis + Ticket.DURATION_MILLIS_MAX, Credits.parse("12")),
                Samples.key("broker"));
    }

    /** The same lease, the same link, the same fragments: the seller is shown its longer ticket, and nothing is given anew. */
    @Test
    void renewsALeaseWithoutStoppingWork() {
        submit(1, "100", 3);
        SignedTicket first = Samples.ticket(1, JOB, A, "10", nowMillis);
        join(1, A, "10", 2);
        List<Recorder.Assigned> out = assignedTo(LEASE_A);
        assertThat(out).hasSize(2);
        tickAfter(Ticket.DURATION_MILLIS_MAX - Ticket.RENEW_MILLIS_MAX - SECOND);
        assertThat(others.said).doesNotContain("renew lease 1");
        tickAfter(SECOND);
        tickAfter(SECOND);
        assertThat(others.said).containsOnlyOnce("renew lease 1");
        SignedTicket longer = renewed(first);
        desk.batch(core -> core.leaseMatched(longer));
        desk.batch(core -> core.leaseMatched(longer));
        assertThat(others.said).containsOnlyOnce("show lease 1").doesNotContain("end lease 1 EXPIRED");
        tickAfter(Ticket.RENEW_MILLIS_MAX);
        answer(A, out.get(0), 1_000);
        answer(A, out.get(1), 1_000);
        List<Recorder.Assigned> last = assignedTo(LEASE_A);
        assertThat(last).hasSize(1);
        answer(A, last.get(0), 1_000);
        assertThat(job().phase()).isEqualTo(JobPhase.DONE);
        assertThat(job().replicasRun()).isEqualTo(3);
    }

    /** Asked again while the lease lasts; each reason is told once. What is not renewed ends as its ticket says. */
    @Test
    void aLeaseThatIsNotRenewedEnds() {
        submit(1, "100", 9);
        join(1, A, "10", 1);
        tickAfter(Ticket.DURATION_MILLIS_MAX - Ticket.RENEW_MILLIS_MAX);
        desk.batch(core -> core.leaseNotRenewed(LEASE_A, "its seller is away"));
        tickAfter(5 * SECOND);
        desk.batch(core -> core.leaseNotRenewed(LEASE_A, "its seller is away"));
        desk.batch(core -> core.brokerDown("gone"));
        tickAfter(5 * SECOND);
        desk.batch(Buying::brokerUp);
        tickAfter(SECOND);
        assertThat(others.said.stream().filter("renew lease 1"::equals)).hasSize(3);
        assertThat(desk.happened).containsOnlyOnce("LEASE_NOT_RENEWED: a lease is not renewed: its seller is away");
        tickAfter(Ticket.RENEW_MILLIS_MAX - 20 * SECOND);
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
        assertThat(others.ended).containsEntry(LEASE_A, LeaseEndReason.LEASE_END_REASON_EXPIRED);
    }

    private List<Recorder.Assigned> assignedTo(LeaseId lease) {
        return others.takeAssigned().stream()
                .filter(one -> one.lease().equals(lease))
                .toList();
    }

    @Test
    void buysPaysAndLeavesInOrder() {
        submit(1, "10", 3);
        join(1, A, "5", 8);
        assertThat(others.take()).containsExactly("bid job 1", "connect lease 1");
        for (Recorder.Assigned one : others.takeAssigned()) {
            answer(A, one, 100_000);
        }
        assertThat(job().phase()).isEqualTo(JobPhase.DONE);
        assertThat(job().spent()).isEqualTo(Credits.parse("0.3"));
        assertThat(others.take()).containsExactly("pay last lease 1", "cancel job 1");
        assertThat(others.promised).containsEntry(LEASE_A, Credits.parse("0.3"));
        desk.batch(core -> core.bidClosed(JOB));
        assertThat(desk.core.job(JOB))
                .as("the seller has its last payment yet to confirm")
                .isNotNull();
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
        assertThat(others.take()).containsExactly("disconnect lease 1", "end lease 1 JOB_DONE", "cancel job 1");
        desk.batch(core -> core.bidClosed(JOB));
        desk.batch(core -> core.bidClosed(JOB));
        assertThat(desk.core.job(JOB)).isNull();
        assertThat(desk.core.leases()).isZero();
    }

    @Test
    void aSellerThatDoesNotShowWhatItHasCommittedToHasFailedOnceAndIsLeft() {
        desk.batch(Buying::brokerUp);
        desk.batch(core -> core.submit(Samples.spec(1, Terms.of(1e-3), "10")));
        desk.batch(core -> core.addFragments(JOB, 0, works(0, 3)));
        join(1, A, "5", 8);
        others.take();
        List<Commitment> promises = others.takeAssigned().stream()
                .map(one -> Commitment.to(
                        Samples.result(one.lease(), one.assignment(), one.work(), Samples.output(0), 1),
                        A.id(),
                        Samples.PROGRAM,
                        0))
                .toList();
        desk.batch(core -> core.committed(LEASE_A, SignedBatch.sign(promises, A)));
        assertThat(others.take()).containsExactly("reveal 3 of lease 1");
        for (int second = 0; second < 10; second++) {
            tickAfter(SECOND);
            assertThat(desk.happened).noneMatch(line -> line.contains("does not show it"));
        }
        tickAfter(SECOND);
        assertThat(desk.happened.stream().filter(line -> line.contains("and does not show it")))
                .hasSize(1);
        assertThat(others.take()).contains("pay last lease 1");
        assertThat(others.promised).containsEntry(LEASE_A, Credits.ZERO);
    }

    @Test
    void refusesToOpenAnEndedJobAgainAndGoesOn() {
        buysPaysAndLeavesInOrder();
        desk.batch(core -> assertThatThrownBy(() -> core.submit(Samples.spec(1, 1, "10")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has ended"));
        desk.batch(core -> core.submit(Samples.spec(2, 1, "10")));
        assertThat(others.take()).containsExactly("bid job 2");
    }

    @Test
    void givesEachFragmentToDifferentSellersUntilEnoughAgree() {
        submit(2, "10", 1);
        join(1, A, "5", 8);
        Recorder.Assigned first = assignedTo(LEASE_A).get(0);
        answer(A, first, 100_000);
        tickAfter(SECOND);
        assertThat(others.takeAssigned()).isEmpty();
        assertThat(job().note()).contains("2 different ones must agree, 1 are here");
        join(2, B, "5", 8);
        answer(B, assignedTo(LEASE_B).get(0), 100_000);
        assertThat(job().phase()).isEqualTo(JobPhase.DONE);
        assertThat(job().spent()).isEqualTo(Credits.parse("0.2"));
    }

    @Test
    void hearsOfALeaseTwiceAndOfUnknownOnes() {
        submit(1, "10", 1);
        SignedTicket ticket = Samples.ticket(1, JOB, A, "5", nowMillis);
        desk.batch(core -> core.leaseMatched(ticket));
        desk.batch(core -> core.leaseMatched(ticket));
        desk.batch(core -> core.leaseMatched(Samples.ticket(2, Samples.jobId(99), B, "5", nowMillis)));
        assertThat(others.take()).containsExactly("bid job 1", "connect lease 1", "end lease 2 JOB_DONE");
        LeaseId unknown = Samples.leaseId(77);
        desk.batch(List.of(
                core -> core.leaseEnded(unknown, LeaseEndReason.LEASE_END_REASON_EXPIRED),
                core -> core.sellerOpened(unknown, Machine.UNKNOWN, List.of()),
                core -> core.windowChanged(unknown, 7),
                core -> core.sellerLost(unknown, "gone"),
                core -> core.sellerOffended(unknown, "nonsense"),
                core -> core.programRefused(unknown, "no"),
                core -> core.programUnreadable(unknown, "no"),
                core -> core.handedBack(unknown, 1, "no"),
                core -> core.lastPaymentDone(unknown),
                core -> core.lastPaymentFailed(unknown),
                core -> core.bidPlaced(Samples.jobId(98)),
                core -> core.bidRefused(Samples.jobId(98), "no"),
                core -> core.bidDelayed(Samples.jobId(98), "no"),
                core -> core.bidClosed(Samples.jobId(98)),
                core -> core.sellerReady(unknown, 7)));
        assertThat(others.take()).containsExactly("disconnect lease 77");
    }

    @Test
    void refusesALeaseAboveTheJobsPrice() {
        submit(1, "10", 1);
        desk.batch(core ->
                core.leaseMatched(Samples.ticket(1, JOB, A, "5", nowMillis, Price.parse("1.000001"), "127.0.0.1:9")));
        assertThat(others.take()).containsExactly("bid job 1", "end lease 1 JOB_DONE");
    }

    /** Once in the way that worked, once in the other one: a seller whose process is gone refuses both at once. */
    @Test
    void givesALostSellersFragmentsToOthersWhenItIsDialledInVain() {
        submit(1, "10", 2);
        join(1, A, "5", 8);
        assertThat(assignedTo(LEASE_A)).hasSize(2);
        join(2, B, "5", 8);
        assertThat(others.takeAssigned()).isEmpty();
        desk.batch(core -> core.sellerLost(LEASE_A, "cable cut"));
        assertThat(desk.happened).contains("SELLER_LOST: a seller was lost (cable cut), 2 fragments wait for it");
        others.take();
        tickAfter(50);
        assertThat(others.take()).containsExactly("connect lease 1 again for 2");
        desk.batch(core -> core.sellerLost(LEASE_A, "refused"));
        assertThat(others.takeAssigned()).isEmpty();
        tickAfter(2 * SECOND);
        desk.batch(core -> core.sellerLost(LEASE_A, "refused"));
        assertThat(assignedTo(LEASE_B)).hasSize(2);
        assertThat(desk.happened)
                .contains("FRAGMENT_RETURNED: 2 fragments of a seller that was lost go back to the queue");
    }

    @Test
    void waitsForNothingOfASellerThatBreaksTheRules() {
        submit(1, "10", 2);
        join(1, A, "5", 8);
        assertThat(assignedTo(LEASE_A)).hasSize(2);
        join(2, B, "5", 8);
        desk.batch(core -> core.sellerOffended(LEASE_A, "a result nobody asked for"));
        assertThat(assignedTo(LEASE_B)).hasSize(2);
    }

    /** What it still has goes on where it was; only the rest is given anew. */
    @Test
    void aSellerThatIsBackGoesOnWithWhatItHas() {
        submit(1, "10", 3);
        join(1, A, "5", 8);
        List<Recorder.Assigned> out = assignedTo(LEASE_A);
        assertThat(out).hasSize(3);
        desk.batch(core -> core.sellerLost(LEASE_A, "cable cut"));
        tickAfter(50);
        List<Long> held =
                out.subList(0, 2).stream().map(Recorder.Assigned::assignment).toList();
        desk.batch(core -> core.sellerOpened(LEASE_A, Machine.UNKNOWN, held));
        answer(A, out.get(0), 1_000);
        desk.batch(core -> core.sellerReady(LEASE_A, 8));
        answer(A, out.get(1), 1_000);
        List<Recorder.Assigned> again = assignedTo(LEASE_A);
        assertThat(again)
                .singleElement()
                .matches(one -> one.work().equals(out.get(2).work()));
        answer(A, again.get(0), 1_000);
        assertThat(job().phase()).isEqualTo(JobPhase.DONE);
        assertThat(job().replicasRun()).isEqualTo(3);
    }

    @Test
    void givesUpASellerThatCannotBeReached() {
        submit(1, "10", 1);
        desk.batch(core -> core.leaseMatched(Samples.ticket(1, JOB, A, "5", nowMillis)));
        int dials = 0;
        while (others.ended.isEmpty() && dials < 100) {
            desk.batch(core -> core.sellerLost(LEASE_A, "refused"));
            tickAfter(SECOND);
            dials++;
        }
        assertThat(others.ended).containsEntry(LEASE_A, LeaseEndReason.LEASE_END_REASON_SELLER_GONE);
        assertThat(dials).isBetween(15, 25);
        assertThat(job().phase()).isEqualTo(JobPhase.RUNNING);
    }

    @Test
    void givesUpASellerWhoseLinkBreaksAgainAndAgain() {
        submit(1, "10", 1);
        desk.batch(core -> core.leaseMatched(Samples.ticket(1, JOB, A, "5", nowMillis)));
        int losses = 0;
        while (others.ended.isEmpty() && losses < 100) {
            desk.batch(core -> core.sellerOpened(LEASE_A, Machine.UNKNOWN, List.of()));
            desk.batch(core -> core.sellerReady(LEASE_A, 2));
            desk.batch(core -> core.sellerLost(LEASE_A, "flaps"));
            tickAfter(10 * SECOND);
            losses++;
        }
        assertThat(others.ended).containsEntry(LEASE_A, LeaseEndReason.LEASE_END_REASON_SELLER_GONE);
        assertThat(losses).isLessThan(10);
    }

    @Test
    void doesNotLetASellerKeepAFragmentFromOthersByHandingItBack() {
        submit(1, "10", 1);
        join(1, A, "5", 8);
        join(2, B, "5", 8);
        Recorder.Assigned one = assignedTo(LEASE_A).get(0);
        desk.batch(core -> core.handedBack(LEASE_A, one.assignment(), "no mood"));
        assertThat(assignedTo(LEASE_B)).hasSize(1);
    }

    @Test
    void leavesASellerThatOnlyHandsBack() {
        submit(1, "10", 1);
        join(1, A, "5", 8);
        for (int round = 0; round < 1_000 && others.ended.isEmpty(); round++) {
            for (Recorder.Assigned one : others.takeAssigned()) {
                desk.batch(core -> core.handedBack(one.lease(), one.assignment(), "no mood"));
            }
            desk.batch(core -> core.lastPaymentDone(LEASE_A));
            tickAfter(500);
        }
        assertThat(others.ended).containsEntry(LEASE_A, LeaseEndReason.LEASE_END_REASON_SELLER_GONE);
    }

    @Test
    void barsASellerThatSignsForOtherWork() {
        submit(1, "10", 2);
        join(1, A, "5", 8);
        Recorder.Assigned one = assignedTo(LEASE_A).get(0);
        SignedResult lie = Samples.signed(A, LEASE_A, one.assignment(), Samples.work(5), Samples.output(5), 1_000);
        desk.batch(core -> core.resultArrived(LEASE_A, lie, null, Samples.output(5), ByteString.EMPTY));
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
        assertThat(others.ended).containsEntry(LEASE_A, LeaseEndReason.LEASE_END_REASON_MISTRUST);
        assertThat(job().replicasRun()).isZero();
        join(2, B, "5", 8);
        assertThat(assignedTo(LEASE_B)).hasSize(2);
    }

    @Test
    void barsASellerThatClaimsMoreThanTheLimitsLetARunHave() {
        submit(1, "10", 2);
        join(1, A, "5", 8);
        join(2, B, "5", 8);
        Recorder.Assigned one = others.takeAssigned().get(0);
        answer(A, one, 13_000_000);
        assertThat(desk.core.barred()).containsKey(A.id());
        Recorder.Assigned other = assignedTo(LEASE_B).get(0);
        answer(B, other, ByteString.copyFrom(new byte[(1 << 20) + 1]), 1_000);
        assertThat(desk.core.barred()).containsKeys(A.id(), B.id());
        assertThat(job().spent()).isEqualTo(Credits.ZERO);
    }

    @Test
    void barsAnOutvotedSellerDropsItsVotesAndRefusesItsLeases() {
        submit(2, "10", 2);
        join(1, A, "5", 1);
        ByteString lie = ByteString.copyFromUtf8("lie");
        answer(A, assignedTo(LEASE_A).get(0), lie, 1_000);
        answer(A, assignedTo(LEASE_A).get(0), lie, 1_000);
        join(2, B, "5", 1);
        join(3, C, "5", 1);
        for (int round = 0; round < 4; round++) {
            for (Recorder.Assigned one : others.takeAssigned()) {
                answer(one.lease().equals(LEASE_B) ? B : C, one, 1_000);
            }
        }
        assertThat(job().phase()).isEqualTo(JobPhase.DONE);
        assertThat(job().replicasRejected()).isEqualTo(1);
        assertThat(desk.core.barred()).containsOnlyKeys(A.id());
        assertThat(others.reported).singleElement().satisfies(conflict -> {
            assertThat(conflict.accepted())
                    .extracting(Conflict.Shown::seller)
                    .containsExactlyInAnyOrder(B.id(), C.id());
            assertThat(conflict.wrong()).extracting(Conflict.Shown::seller).containsExactly(A.id());
        });
        assertThat(Objects.requireNonNull(job().tallies().get(A.id())).paid()).isEqualTo(Credits.ZERO);
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
        assertThat(others.ended).containsEntry(LEASE_A, LeaseEndReason.LEASE_END_REASON_MISTRUST);

        desk.batch(core -> core.submit(Samples.spec(2, 1, "1")));
        desk.batch(core -> core.leaseMatched(Samples.ticket(9, Samples.jobId(2), A, "1", nowMillis)));
        tickAfter(50);
        assertThat(others.ended).containsEntry(Samples.leaseId(9), LeaseEndReason.LEASE_END_REASON_MISTRUST);
    }

    @Test
    void doesNotKeepChargesOfHopelessFragmentsPending() {
        submit(1 + 1, "100", 1);
        for (int seller = 1; seller <= 8; seller++) {
            join(seller, Samples.seller(seller), "5", 1);
            for (Recorder.Assigned one : others.takeAssigned()) {
                answer(Samples.seller(seller), one, ByteString.copyFromUtf8("mine: " + seller), 1_000);
            }
        }
        assertThat(job().abandoned()).isEqualTo(1);
        assertThat(job().phase()).isEqualTo(JobPhase.DONE);
        assertThat(job().spent()).isEqualTo(Credits.ZERO);
        assertThat(desk.core.tenanciesOf(JOB)).allMatch(tenancy -> tenancy.isQuiet());
    }

    @Test
    void leavesADryLeaseAndFailsTheJobWhenTheCapIsSpent() {
        submit(1, "1", 10);
        join(1, A, "1", 1);
        for (int runs = 0; runs < 10 && job().phase() == JobPhase.RUNNING; runs++) {
            for (Recorder.Assigned one : others.takeAssigned()) {
                answer(A, one, 300_000);
            }
            tickAfter(SECOND);
            desk.batch(core -> core.lastPaymentDone(LEASE_A));
        }
        assertThat(others.ended).containsEntry(LEASE_A, LeaseEndReason.LEASE_END_REASON_ESCROW_DRY);
        assertThat(job().phase()).isEqualTo(JobPhase.FAILED);
        assertThat(job().note())
                .contains("the cap of 1.000000 credits is spent")
                .contains("--cap");
        assertThat(job().accepted()).isEqualTo(3);
        assertThat(job().spent()).isEqualTo(Credits.parse("0.9"));
        assertThat(job().abandoned()).isEqualTo(7);
    }

    /** A job that wants many slots and gets one has its money in as many shares: none may be too small while all of it is enough. */
    @Test
    void wantsFewerSlotsWhereNoShareOfItsMoneyPaysForARun() {
        submit(1, "10", 3);
        join(1, A, "0.4", 1);
        runOut();
        assertThat(others.ended).containsEntry(LEASE_A, LeaseEndReason.LEASE_END_REASON_ESCROW_DRY);
        assertThat(job().accepted()).isEqualTo(1);
        join(2, B, "0.2", 1);
        tickAfter(SECOND);
        assertThat(job().phase()).isEqualTo(JobPhase.RUNNING);
        assertThat(job().spec().slots()).isEqualTo(8);
        assertThat(others.said).contains("amend job 1 10.000000");
        desk.batch(core -> core.lastPaymentDone(LEASE_B));
        assertThat(others.ended).containsEntry(LEASE_B, LeaseEndReason.LEASE_END_REASON_ESCROW_DRY);
        join(3, C, "0.2", 1);
        tickAfter(SECOND);
        assertThat(job().spec().slots()).isEqualTo(4);
    }

    @Test
    void restsAtItsCapAndGoesOnWhenItIsRaised() {
        JobSpec spec = Samples.spec(1, 1, "1");
        JobSpec resting = new JobSpec(
                spec.id(),
                spec.name(),
                spec.program(),
                spec.needs(),
                spec.rule(),
                spec.priceMost(),
                spec.cap(),
                spec.limits(),
                spec.slots(),
                0,
                WhenSpent.WAIT);
        desk.batch(Buying::brokerUp);
        desk.batch(core -> core.submit(resting));
        desk.batch(core -> core.addFragments(JOB, 0, works(0, 10)));
        desk.batch(core -> core.closeInput(JOB));
        join(1, A, "1", 1);
        runOut();
        assertThat(job().phase()).isEqualTo(JobPhase.RUNNING);
        assertThat(job().note()).contains("jobs amend --cap");
        assertThat(job().accepted()).isEqualTo(3);
        assertThat(desk.happened)
                .contains("BUDGET: 25 % of the job's cap of 1.000000 credits is spent")
                .contains("BUDGET: 90 % of the job's cap of 1.000000 credits is spent");

        desk.batch(core -> core.amend(
                JOB, old -> old.amended(old.priceMost(), Credits.parse("2"), old.slots(), old.deadlineMillis())));
        assertThat(others.said).contains("amend job 1 2.000000");
        join(2, B, "1", 1);
        runOut();
        assertThat(job().accepted()).isGreaterThan(3);
        assertThat(job().spent()).isLessThanOrEqualTo(Credits.parse("2"));
    }

    /** Lets the sellers answer until nothing more is handed out. */
    private void runOut() {
        for (int runs = 0; runs < 12; runs++) {
            for (Recorder.Assigned one : others.takeAssigned()) {
                answer(one.lease().equals(LEASE_A) ? A : B, one, 300_000);
            }
            tickAfter(SECOND);
        }
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
    }

    @Test
    void amendsNothingThatIsSpentOrOver() {
        submit(1, "5", 2);
        assertThatThrownBy(() ->
                        desk.core.amend(JOB, old -> old.amended(old.priceMost(), old.cap(), old.slots(), nowMillis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("past");
        desk.batch(core -> core.cancel(JOB));
        assertThatThrownBy(() -> desk.core.amend(JOB, old -> old)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failsAtItsDeadlineByItsOwnClockOrTheBrokers() {
        submit(1, "5", 2);
        desk.batch(core ->
                core.amend(JOB, old -> old.amended(old.priceMost(), old.cap(), old.slots(), nowMillis + 5_000)));
        tickAfter(4_000);
        assertThat(job().phase()).isEqualTo(JobPhase.RUNNING);
        tickAfter(2_000);
        assertThat(job().phase()).isEqualTo(JobPhase.FAILED);
        assertThat(job().note()).isEqualTo("its deadline has passed");
        desk.batch(core -> core.submit(Samples.spec(2, 1, "1")));
        desk.batch(core -> core.bidExpired(Samples.jobId(2)));
        assertThat(Objects.requireNonNull(desk.core.job(Samples.jobId(2))).phase())
                .isEqualTo(JobPhase.FAILED);
    }

    @Test
    void theBuyersBudgetHoldsForAllJobsTogetherAndOverARestart() {
        desk.batch(core -> core.setBudget(new Budget(Credits.parse("0.6"), WhenSpent.STOP, Credits.ZERO)));
        submit(1, "5", 10);
        join(1, A, "5", 1);
        runOut();
        assertThat(desk.core.budget().orElseThrow().spent()).isEqualTo(Credits.parse("0.6"));
        assertThat(job().spent()).isEqualTo(Credits.parse("0.6"));
        assertThat(job().phase()).isEqualTo(JobPhase.FAILED);
        assertThat(job().note()).contains("the buyer's budget of 0.600000 credits is spent");
        assertThat(desk.happened).contains("BUDGET: 100 % of the buyer's budget of 0.600000 credits is spent");
        assertThat(others.promised.values().stream().mapToLong(Credits::micro).sum())
                .isLessThanOrEqualTo(600_000);
        desk.dieAndComeBack();
        assertThat(desk.core.budget().orElseThrow().left()).isEqualTo(Credits.ZERO);
        assertThatThrownBy(() -> desk.core.submit(Samples.spec(2, 1, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("budget");
        desk.batch(core -> core.setBudget(null));
        desk.batch(core -> core.submit(Samples.spec(2, 1, "1")));
        assertThat(Objects.requireNonNull(desk.core.job(Samples.jobId(2))).phase())
                .isEqualTo(JobPhase.RUNNING);
    }

    @Test
    void aBudgetThatWaitsLetsJobsRestUntilThereIsMore() {
        desk.batch(core -> core.setBudget(new Budget(Credits.parse("0.6"), WhenSpent.WAIT, Credits.ZERO)));
        submit(1, "5", 10);
        join(1, A, "5", 1);
        runOut();
        assertThat(job().phase()).isEqualTo(JobPhase.RUNNING);
        assertThat(job().note()).contains("sparecore budget set");
        assertThat(job().accepted()).isEqualTo(2);
        desk.batch(core -> core.setBudget(new Budget(Credits.parse("9"), WhenSpent.WAIT, Credits.ZERO)));
        runOut();
        assertThat(job().accepted()).isEqualTo(10);
    }

    @Test
    void neverPromisesMoreThanTheCapWhateverTheBrokersEscrowsSay() {
        submit(1, "1", 10);
        join(1, A, "1", 4);
        join(2, B, "1", 4);
        for (Recorder.Assigned one : others.takeAssigned()) {
            answer(one.lease().equals(LEASE_A) ? A : B, one, 900_000);
        }
        tickAfter(SECOND);
        long promised =
                others.promised.values().stream().mapToLong(Credits::micro).sum();
        assertThat(promised).isLessThanOrEqualTo(1_000_000);
        assertThat(job().spent()).isLessThanOrEqualTo(Credits.parse("1"));
    }

    @Test
    void survivesTheLargestAmountsThatAPeerCanClaim() {
        JobSpec huge = new JobSpec(
                JOB,
                "huge",
                Samples.PROGRAM,
                Samples.NEEDS,
                new Quorum(2),
                new Price(Price.MICRO_MAX),
                Credits.ofMicro(Long.MAX_VALUE),
                new RunLimits(64 << 20, RunLimits.CPU_SECONDS_MAX, 100, 100, 1_000),
                16,
                0,
                WhenSpent.STOP);
        desk.batch(core -> core.submit(huge));
        List<Work> works = IntStream.range(0, 4)
                .mapToObj(index -> new Work(
                        Samples.PROGRAM,
                        List.of(ByteString.copyFromUtf8("x"), ByteString.copyFromUtf8("number " + index)),
                        ByteString.EMPTY,
                        huge.limits()))
                .toList();
        desk.batch(core -> core.addFragments(JOB, 0, works));
        for (int seller = 1; seller <= 2; seller++) {
            SignedTicket ticket = dearest(seller, nowMillis);
            LeaseId lease = ticket.ticket().lease();
            desk.batch(core -> core.leaseMatched(ticket));
            desk.batch(core -> core.sellerReady(lease, Integer.MAX_VALUE));
            for (Recorder.Assigned one : others.takeAssigned()) {
                answer(Samples.seller(seller), one, ByteString.EMPTY, 86_401_000_000L);
            }
        }
        tickAfter(SECOND);
        assertThat(job().accepted()).isPositive();
        assertThat(job().spent().micro()).isPositive();
    }

    @Test
    void takesAnyAssignmentNumberAndWindow() {
        submit(1, "10", 4);
        join(1, A, "5", -5);
        assertThat(others.takeAssigned()).isEmpty();
        desk.batch(core -> core.windowChanged(LEASE_A, Integer.MAX_VALUE));
        assertThat(others.takeAssigned()).hasSize(4);
        for (long number : new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE}) {
            desk.batch(core -> core.handedBack(LEASE_A, number, ""));
            SignedResult signed = Samples.signed(A, LEASE_A, number, Samples.work(0), Samples.output(0), 5);
            desk.batch(core -> core.resultArrived(LEASE_A, signed, null, Samples.output(0), ByteString.EMPTY));
        }
        assertThat(job().replicasRun()).isZero();
    }

    @Test
    void endsACancelledJobOnce() {
        submit(1, "10", 3);
        join(1, A, "5", 2);
        others.take();
        desk.batch(core -> core.cancel(JOB));
        desk.batch(core -> core.cancel(JOB));
        assertThat(job().phase()).isEqualTo(JobPhase.CANCELLED);
        assertThat(others.take()).containsExactly("cancel 2 of lease 1", "pay last lease 1", "cancel job 1");
        List<Recorder.Assigned> late = others.takeAssigned();
        late.forEach(one -> answer(A, one, 1_000));
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
        assertThat(others.take()).containsExactly("disconnect lease 1", "end lease 1 JOB_DONE", "cancel job 1");
        assertThat(job().spent()).isEqualTo(Credits.ZERO);
        desk.batch(core -> assertThatThrownBy(() -> core.addFragments(JOB, 3, works(3, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cancelled"));
    }

    @Test
    void failsAJobThatTheBrokerRefuses() {
        desk.batch(Buying::brokerUp);
        desk.batch(core -> core.submit(Samples.spec(1, 1, "10")));
        desk.batch(core -> core.bidRefused(JOB, "no credits"));
        assertThat(job().phase()).isEqualTo(JobPhase.FAILED);
        assertThat(job().note()).isEqualTo("the broker refused the bid: no credits");
        assertThat(others.take()).containsExactly("bid job 1", "cancel job 1");
    }

    @Test
    void asksAgainWhenTheBrokerWasBusyAndNeverForAnEndedJob() {
        submit(1, "10", 1);
        others.take();
        desk.batch(core -> core.bidDelayed(JOB, "busy"));
        assertThat(others.take()).containsExactly("bid job 1");
        tickAfter(SECOND);
        assertThat(job().note()).contains("busy");
        desk.batch(core -> core.cancel(JOB));
        desk.batch(core -> core.bidDelayed(JOB, "busy"));
        assertThat(others.take()).containsExactly("cancel job 1", "cancel job 1");
    }

    @Test
    void bidsWhenTheBrokerComesAndAgainWhenItComesBack() {
        desk.batch(core -> core.submit(Samples.spec(1, 1, "10")));
        assertThat(others.take()).isEmpty();
        desk.batch(Buying::brokerUp);
        assertThat(others.take()).containsExactly("bid job 1");
        desk.batch(core -> core.addFragments(JOB, 0, works(0, 1)));
        join(1, A, "5", 8);
        desk.batch(core -> core.brokerDown("it stopped"));
        assertThat(desk.core.brokerNote()).contains("it stopped");
        answer(A, others.takeAssigned().get(0), 1_000);
        assertThat(job().accepted()).isEqualTo(1);
        others.take();
        desk.batch(Buying::brokerUp);
        assertThat(others.take()).containsExactly("bid job 1");
    }

    @Test
    void leavesALeaseBeforeItExpires() {
        submit(1, "10", 2);
        join(1, A, "5", 1);
        nowMillis += 3_600_000 - 20_000;
        answer(A, others.takeAssigned().get(0), 1_000);
        assertThat(others.takeAssigned()).isEmpty();
        tickAfter(11 * SECOND);
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
        assertThat(others.ended).containsEntry(LEASE_A, LeaseEndReason.LEASE_END_REASON_EXPIRED);
        assertThat(others.promised).containsEntry(LEASE_A, Credits.parse("0.001"));
    }

    @Test
    void paysASellerWhoseLeaseTheBrokerEnded() {
        submit(1, "10", 2);
        join(1, A, "5", 1);
        answer(A, others.takeAssigned().get(0), 1_000);
        others.take();
        desk.batch(core -> core.leaseEnded(LEASE_A, LeaseEndReason.LEASE_END_REASON_SELLER_DRAINS));
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
        assertThat(others.take()).containsExactly("cancel 1 of lease 1", "pay last lease 1", "disconnect lease 1");
        assertThat(others.promised).containsEntry(LEASE_A, Credits.parse("0.001"));
    }

    @Test
    void dialsAgainToDeliverALastPaymentThatWasNotConfirmed() {
        submit(1, "10", 1);
        join(1, A, "5", 1);
        answer(A, others.takeAssigned().get(0), 1_000);
        others.take();
        desk.batch(core -> core.lastPaymentFailed(LEASE_A));
        desk.batch(core -> core.sellerLost(LEASE_A, "gone"));
        tickAfter(9 * SECOND);
        assertThat(others.take()).containsExactly("connect lease 1");
        desk.batch(core -> core.sellerReady(LEASE_A, 1));
        assertThat(others.take()).containsExactly("pay last lease 1");
        desk.batch(core -> core.lastPaymentDone(LEASE_A));
        assertThat(others.take()).containsExactly("disconnect lease 1", "end lease 1 JOB_DONE", "cancel job 1");
    }

    @Test
    void closesTheBidOfADoneJobThoughItsSellerNeverComesBack() {
        submit(1, "10", 1);
        join(1, A, "5", 1);
        answer(A, others.takeAssigned().get(0), 1_000);
        desk.batch(core -> core.sellerLost(LEASE_A, "gone"));
        for (int i = 0; i < 60 && others.ended.isEmpty(); i++) {
            tickAfter(SECOND);
            desk.batch(core -> core.sellerLost(LEASE_A, "refused"));
        }
        assertThat(others.take()).endsWith("disconnect lease 1", "end lease 1 JOB_DONE", "cancel job 1");
    }

    @Test
    void givesALateCopyToAnotherSellerAndPaysBothWhenBothAreRight() {
        submit(1, "10", 2);
        join(1, A, "5", 1);
        Recorder.Assigned slow = others.takeAssigned().get(0);
        join(2, B, "5", 2);
        assertThat(assignedTo(LEASE_B)).extracting(one -> index(one.work())).containsExactly(1);
        for (int i = 0; i < 200 && others.assigned.isEmpty(); i++) {
            tickAfter(SECOND);
        }
        Recorder.Assigned late = assignedTo(LEASE_B).get(0);
        assertThat(index(late.work())).isZero();
        answer(B, late, 1_000);
        answer(A, slow, 1_000);
        assertThat(job().accepted()).isEqualTo(1);
        assertThat(job().spent()).isEqualTo(Credits.parse("0.002"));
    }

    @Test
    void tellsTheBrokerOfAWrongResultThatCameLateAndKeepsItsProof() {
        submit(2, "10", 2);
        join(1, A, "5", 1);
        Recorder.Assigned slow = others.takeAssigned().get(0);
        join(2, B, "5", 8);
        join(3, C, "5", 8);
        for (int i = 0; i < 200 && job().accepted() == 0; i++) {
            for (Recorder.Assigned one : others.takeAssigned()) {
                if (index(one.work()) == 0) {
                    answer(one.lease().equals(LEASE_B) ? B : C, one, 1_000);
                }
            }
            tickAfter(SECOND);
        }
        assertThat(others.reported).isEmpty();
        answer(A, slow, ByteString.copyFromUtf8("lie"), 1_000);
        assertThat(others.reported).singleElement().satisfies(conflict -> {
            assertThat(conflict.command()).isNotEqualTo(Conflict.commandOf(JOB, 0));
            assertThat(conflict.accepted())
                    .extracting(Conflict.Shown::seller)
                    .containsExactlyInAnyOrder(B.id(), C.id());
            assertThat(conflict.wrong()).extracting(Conflict.Shown::seller).containsExactly(A.id());
        });
        try (JournalReader reader = new JournalReader(folder.resolve("journal.db"))) {
            assertThat(reader.cases(9)).singleElement().satisfies(kept -> {
                assertThat(kept.file().hasResult()).isTrue();
                assertThat(Assigned.parse(
                                kept.file().getAssignment().getStatement().toByteArray()))
                        .isEqualTo(new Assigned(
                                LEASE_A, slow.assignment(), Samples.work(0).digest(), false));
            });
        }
    }

    @Test
    void goesOnAfterARestartAndPaysNothingTwice() {
        submit(2, "10", 3);
        join(1, A, "5", 2);
        for (Recorder.Assigned one : others.takeAssigned()) {
            answer(A, one, 1_000);
        }
        others.takeAssigned();
        join(2, B, "5", 1);
        answer(B, assignedTo(LEASE_B).get(0), 1_000);
        tickAfter(50);
        Credits promisedA = others.promised.get(LEASE_A);
        assertThat(promisedA).isEqualTo(Credits.parse("0.001"));

        desk.dieAndComeBack();
        others.take();
        others.takeAssigned();
        nowMillis += SECOND;
        assertThat(job().accepted()).isEqualTo(1);
        assertThat(job().spent()).isEqualTo(Credits.parse("0.002"));
        desk.batch(Buying::brokerUp);
        assertThat(others.take()).containsExactly("bid job 1");
        SignedTicket again = Samples.ticket(1, JOB, A, "5", nowMillis);
        desk.batch(core -> core.leaseMatched(again));
        desk.batch(core -> core.sellerReady(LEASE_A, 2));
        tickAfter(50);
        assertThat(others.promised).containsEntry(LEASE_A, promisedA);
        assertThat(desk.core.tenanciesOf(JOB).get(0).pending()).isEqualTo(Credits.parse("0.001"));
        for (Recorder.Assigned one : others.takeAssigned()) {
            assertThat(index(one.work())).isEqualTo(2);
            answer(A, one, 1_000);
        }
        join(2, B, "5", 8);
        for (Recorder.Assigned one : others.takeAssigned()) {
            answer(B, one, 1_000);
        }
        assertThat(job().phase()).isEqualTo(JobPhase.DONE);
        assertThat(job().spent()).isEqualTo(Credits.parse("0.006"));
    }

    @Test
    void bidsAgainToCloseAnEndedJobAfterARestart() {
        submit(1, "10", 1);
        desk.batch(core -> core.cancel(JOB));
        desk.dieAndComeBack();
        others.take();
        desk.batch(Buying::brokerUp);
        assertThat(others.take()).containsExactly("cancel job 1");
        desk.batch(core -> core.bidClosed(JOB));
        desk.dieAndComeBack();
        assertThat(desk.core.job(JOB)).isNull();
    }

    @Test
    void endsACompleteJobWithoutFragmentsAndTakesNoGap() {
        desk.batch(core -> core.submit(Samples.spec(1, 1, "10")));
        desk.batch(core -> assertThatThrownBy(() -> core.addFragments(JOB, 1, works(1, 1)))
                .isInstanceOf(IllegalArgumentException.class));
        desk.batch(core -> assertThatThrownBy(() -> core.addFragments(JOB, -1, works(1, 1)))
                .isInstanceOf(IllegalArgumentException.class));
        desk.batch(core -> core.closeInput(JOB));
        assertThat(job().phase()).isEqualTo(JobPhase.DONE);
    }

    @Test
    void limitsTheJobsAndTheOpenFragments() {
        desk.batch(core -> core.submit(Samples.spec(1, 1, "10")));
        List<Work> many = new ArrayList<>(works(0, 1));
        while (many.size() <= Buying.OPEN_FRAGMENTS_MAX) {
            many.add(many.get(0));
        }
        desk.batch(core -> assertThatThrownBy(() -> core.addFragments(JOB, 0, many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("50000"));
        for (int number = 2; number <= Buying.JOBS_MAX; number++) {
            int fresh = number;
            desk.batch(core -> core.submit(Samples.spec(fresh, 1, "10")));
        }
        desk.batch(core -> assertThatThrownBy(() -> core.submit(Samples.spec(5_000, 1, "10")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1000 jobs"));
    }

    /** A ticket with the highest price and speed that there are. */
    private static SignedTicket dearest(int seller, long nowMillis) {
        return SignedTicket.sign(
                new Ticket(
                        Samples.leaseId(seller),
                        JOB.bid(),
                        new AskId(new Id(1, 1)),
                        Samples.key("broker").id(),
                        Samples.key("buyer").id(),
                        Samples.seller(seller).id(),
                        Ticket.SLOTS_MAX,
                        new Price(Price.MICRO_MAX),
                        Credits.ofMicro(Long.MAX_VALUE),
                        new Commission(0),
                        new Speed(Speed.PPM_MAX),
                        1 << 20,
                        nowMillis,
                        nowMillis + Ticket.DURATION_MILLIS_MAX,
                        "127.0.0.1:9"),
                Samples.key("broker"));
    }
}
