package sparecore.buyer.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.buyer.samples.Samples;
import sparecore.identity.NodeId;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;

class JobTest {
    private static final NodeId A = Samples.seller(1).id();
    private static final NodeId B = Samples.seller(2).id();
    private static final NodeId C = Samples.seller(3).id();

    private static Job job(int replicas, int fragments) {
        Job job = new Job(Samples.spec(1, replicas, "100"));
        for (int index = 0; index < fragments; index++) {
            job.add(index, Samples.work(index).digest());
        }
        return job;
    }

    private static Vote vote(NodeId seller, int index, String output, long cpuMicros) {
        return Vote.of(
                seller,
                Samples.result(Samples.leaseId(1), 1, Samples.work(index), ByteString.copyFromUtf8(output), cpuMicros),
                Samples.PRICE,
                Speed.REFERENCE);
    }

    private static Outcome send(Job job, int index, NodeId seller, String output) {
        job.sent(index, seller, 0);
        return cast(job, index, vote(seller, index, output, 1_000));
    }

    /** Where equal votes are counted, each has one outcome, of its own fragment. */
    private static Outcome cast(Job job, int index, Vote vote) {
        List<Ruled> ruled = job.vote(index, vote);
        assertThat(ruled).singleElement().extracting(Ruled::index).isEqualTo(index);
        return ruled.get(0).outcome();
    }

    private static void assertCounts(Job job, int open, int accepted, int abandoned) {
        assertThat(List.of(job.open(), job.accepted(), job.abandoned())).containsExactly(open, accepted, abandoned);
        assertThat(job.open() + job.accepted() + job.abandoned()).isEqualTo(job.added());
    }

    @Test
    void acceptsTheFirstEnoughEqualVotesAndNamesTheWrongOnes() {
        Job job = job(2, 1);
        assertThat(send(job, 0, A, "x")).isInstanceOf(Outcome.Pending.class);
        assertThat(send(job, 0, B, "lie")).isInstanceOf(Outcome.Pending.class);
        Outcome.Accepted accepted = (Outcome.Accepted) send(job, 0, C, "x");
        assertThat(accepted.right()).extracting(right -> right.vote().seller()).containsExactly(A, C);
        assertThat(accepted.wrong()).extracting(Vote::seller).containsExactly(B);
        assertCounts(job, 0, 1, 0);
        assertThat(job.fragment(0)).isNull();
    }

    @Test
    void judgesLateVotesByTheAcceptedAnswerAndThenForgets() {
        Job job = job(1, 1);
        job.sent(0, A, 0);
        job.sent(0, B, 0);
        job.sent(0, C, 0);
        assertThat(cast(job, 0, vote(A, 0, "x", 1_000))).isInstanceOf(Outcome.Accepted.class);
        assertThat(cast(job, 0, vote(B, 0, "x", 1_000))).isInstanceOf(Outcome.LateRight.class);
        assertThat(job.fragment(0)).isNotNull();
        assertThat(cast(job, 0, vote(C, 0, "lie", 1_000))).isInstanceOf(Outcome.LateWrong.class);
        assertThat(job.fragment(0)).isNull();
        assertCounts(job, 0, 1, 0);
    }

    @Test
    void knowsNothingOfLateVotesOnAbandonedFragments() {
        Job job = job(1, 2);
        job.sent(0, A, 0);
        assertThat(job.end(JobPhase.CANCELLED, "no")).containsExactly(0, 1);
        assertThat(cast(job, 0, vote(A, 0, "x", 1_000))).isInstanceOf(Outcome.LateUnknown.class);
        assertThat(job.fragment(0)).isNull();
        assertCounts(job, 0, 0, 2);
    }

    @Test
    void givesUpWhenSellersNeverAgreeAndHandsOutTheirVotes() {
        Job job = job(2, 1);
        Outcome last = new Outcome.Pending();
        for (int seller = 0; seller < 8; seller++) {
            assertThat(last).isInstanceOf(Outcome.Pending.class);
            last = send(job, 0, Samples.seller(seller).id(), "own " + seller);
        }
        assertThat(last).isInstanceOfSatisfying(Outcome.Hopeless.class, hopeless -> {
            assertThat(hopeless.votes()).hasSize(8);
            assertThat(hopeless.reason()).contains("deterministic");
        });
        assertCounts(job, 0, 0, 1);
    }

    @Test
    void prefersBegunFragmentsAndNeverAsksASellerTwice() {
        Job job = job(2, 3);
        assertThat(job.next(A, 0)).hasValue(0);
        job.sent(0, A, 0);
        assertThat(job.next(A, 0)).hasValue(1);
        job.sent(1, A, 0);
        assertThat(job.next(B, 0)).hasValue(0);
        job.sent(0, B, 0);
        assertThat(job.next(C, 0)).hasValue(1);
        job.sent(1, C, 0);
        assertThat(job.next(C, 0)).hasValue(2);
        job.returned(0, A);
        assertThat(job.next(C, 0)).hasValue(0);
        assertThat(job.next(A, 0)).hasValue(0);
        assertThat(cast(job, 1, vote(A, 1, "x", 1))).isInstanceOf(Outcome.Pending.class);
        assertThat(job.next(B, 0)).hasValue(0 + 2).isNotEqualTo(OptionalInt.of(1));
    }

    @Test
    void wantsOneMoreForEachVoteThatDisagrees() {
        Job job = job(2, 1);
        send(job, 0, A, "x");
        assertThat(job.next(A, 0)).isEmpty();
        assertThat(job.next(B, 0)).hasValue(0);
        send(job, 0, B, "lie");
        assertThat(job.next(C, 0)).hasValue(0);
        job.sent(0, C, 0);
        assertThat(job.next(Samples.seller(4).id(), 0)).isEmpty();
    }

    @Test
    void sendsAnotherCopyWhenOneIsLate() {
        Job job = job(1, 1);
        job.sent(0, A, 1_000);
        job.noticeLate(1_000 + job.lateAfterMillis());
        assertThat(job.next(B, 1_000 + job.lateAfterMillis())).isEmpty();
        long late = 1_001 + job.lateAfterMillis();
        job.noticeLate(late);
        assertThat(job.next(A, late)).isEmpty();
        assertThat(job.next(B, late)).hasValue(0);
        job.sent(0, B, late);
        assertThat(job.next(C, late)).isEmpty();
    }

    @Test
    void letsNobodyRunFarAheadAlone() {
        Job job = job(2, 300);
        for (int index = 0; index < Schedule.LEAD_MAX; index++) {
            assertThat(job.next(A, 0)).hasValue(index);
            send(job, index, A, "x");
        }
        assertThat(job.next(A, 0)).isEmpty();
        send(job, 0, B, "x");
        assertThat(job.next(A, 0)).hasValue(Schedule.LEAD_MAX);
    }

    @Test
    void dropsAnUntrustedSellersVotes() {
        Job job = job(2, 3);
        send(job, 0, A, "lie");
        send(job, 1, A, "lie");
        send(job, 1, B, "x");
        assertThat(job.distrust(A)).isEmpty();
        assertThat(Objects.requireNonNull(job.fragment(0)).votes()).isEmpty();
        assertThat(Objects.requireNonNull(job.fragment(1)).votes()).hasSize(1);
        assertThat(job.distrust(A)).isEmpty();
        assertThat(job.next(C, 0)).hasValue(1);
        assertThat(send(job, 1, C, "x")).isInstanceOf(Outcome.Accepted.class);
        assertThat(job.next(C, 0)).hasValue(0);
        assertCounts(job, 2, 1, 0);
    }

    @Test
    void takesFragmentsInOrderUntilTheEnd() {
        Job job = job(1, 2);
        assertThatThrownBy(() -> job.add(1, Samples.work(1).digest())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> job.add(3, Samples.work(1).digest())).isInstanceOf(IllegalArgumentException.class);
        assertThat(job.isComplete()).isFalse();
        job.closeInput();
        assertThatThrownBy(() -> job.add(2, Samples.work(2).digest())).hasMessageContaining("end of the input");
        send(job, 0, A, "x");
        assertThat(job.isComplete()).isFalse();
        send(job, 1, A, "x");
        assertThat(job.isComplete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1000,1000,1000", "50000,1000,21000", "21000,1000,21000", "400000,100000,300000", "0,0,0", "99,100,99"})
    void paysNoMoreThanALittleAboveTheLeastOfTheAgreeingBills(long claimed, long least, long paidMicros) {
        Vote vote = vote(A, 0, "x", claimed);
        assertThat(vote.payable(least)).isEqualTo(Samples.PRICE.of(paidMicros, Speed.REFERENCE));
        assertThat(vote.payable(least)).isLessThanOrEqualTo(vote.charge());
    }

    @Test
    void chargesByTheSpeedOfTheSlot() {
        Vote vote = Vote.of(
                A,
                Samples.result(Samples.leaseId(1), 1, Samples.work(0), Samples.output(0), 1_000_000),
                Price.parse("2"),
                new Speed(1_500_000));
        assertThat(vote.charge()).isEqualTo(Credits.parse("3"));
    }
}
