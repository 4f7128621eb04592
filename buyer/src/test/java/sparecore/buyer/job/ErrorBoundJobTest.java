package sparecore.buyer.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sparecore.buyer.samples.Samples;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.money.Speed;
import sparecore.vote.Terms;

/** A job that asks for an error: who gets which copy, and what the buyer computes itself. */
class ErrorBoundJobTest {
    private static final int FRAGMENTS = 1_000;
    private static final NodeId A = Samples.seller(1).id();
    private static final NodeId B = Samples.seller(2).id();
    private static final NodeId C = Samples.seller(3).id();
    private static final NodeId D = Samples.seller(4).id();
    private static final List<NodeId> ALL = List.of(A, B, C, D);

    private final Random random = new Random(1);
    private Job job = new Job(Samples.spec(1, Terms.of(0.1), "100"));
    private ErrorBound bound = job.errorBound().orElseThrow();

    @BeforeEach
    void begin() {
        job = new Job(Samples.spec(1, Terms.of(0.1), "100"));
        bound = job.errorBound().orElseThrow();
        bound.begin(Digest.of(new byte[0]));
        ALL.forEach(seller -> bound.seat(seller, seller.toString(), 0));
        for (int index = 0; index < FRAGMENTS; index++) {
            job.add(index, Samples.work(index).digest());
        }
        bound.added(FRAGMENTS);
    }

    private static Vote vote(NodeId seller, int index, String output, long cpuMicros) {
        return Vote.of(
                seller,
                Samples.result(Samples.leaseId(1), 1, Samples.work(index), ByteString.copyFromUtf8(output), cpuMicros),
                Samples.PRICE,
                Speed.REFERENCE);
    }

    private List<Outcome> cast(int index, NodeId seller, String output) {
        return job.vote(index, vote(seller, index, output, 1_000)).stream()
                .map(Ruled::outcome)
                .toList();
    }

    @Test
    void aFurtherCopyWaitsForWhomTheBuyerDrewWhoeverElseIsFree() {
        job.sent(0, A, 0);
        assertThat(cast(0, A, "x")).isEmpty();
        bound.draw(ALL, 0, random);
        List<NodeId> offered = Stream.of(A, B, C, D)
                .filter(seller -> job.next(seller, 0).equals(OptionalInt.of(0)))
                .toList();
        assertThat(offered).hasSize(1).doesNotContain(A);
        bound.draw(ALL, job.lateAfterMillis(), random);
        assertThat(job.next(offered.get(0), 0)).hasValue(0);
        List<NodeId> others =
                ALL.stream().filter(seller -> !seller.equals(offered.get(0))).toList();
        bound.draw(others, 0, random);
        assertThat(others.stream().filter(seller -> job.next(seller, 0).equals(OptionalInt.of(0))))
                .as("it is drawn anew when that seller is gone")
                .hasSize(1)
                .doesNotContain(A);
    }

    /** What is begun last needs two runs, one after the other. */
    @Test
    void beforeTheEndWhatIsUntouchedGoesFirst() {
        job.serves(A, FRAGMENTS / 2, Speed.REFERENCE);
        for (int index = 0; index <= Pace.RUNS_LEAST; index++) {
            job.sent(index, A, 0);
        }
        for (int index = 0; index < Pace.RUNS_LEAST; index++) {
            job.ended(index, A, 1_000_000, 1_000);
            List<Ruled> unused = job.vote(index, vote(A, index, "x", 1_000_000));
        }
        bound.draw(List.of(A, B), 1_000, random);
        assertThat(job.next(B, 1_000)).as("more may come").hasValue(0);
        job.closeInput();
        assertThat(job.next(B, 1_000)).hasValue(Pace.RUNS_LEAST + 1);
    }

    @Test
    void theLargestAreDrawnFirst() {
        Schedule schedule = new Schedule();
        long[] micros = {2_000, 9_000, 5_000};
        for (int index = 0; index < micros.length; index++) {
            Fragment fragment = new Fragment(index, Samples.work(index).digest(), 1);
            schedule.add(fragment);
            fragment.cast(vote(A, index, "x", micros[index]));
            fragment.want(1);
            schedule.file(fragment);
        }
        List<Integer> order = new ArrayList<>();
        schedule.draw(ALL, 0, Long.MIN_VALUE, fragment -> {
            order.add(fragment.index());
            return Optional.of(B);
        });
        assertThat(order).containsExactly(1, 2, 0);
    }

    /** Whoever holds several copies at the job's end knows that they will agree. */
    @Test
    void whoeverIsIdleAtTheEndGetsWhatHasNoVoteAndAllOfThemTogetherVoteOnce() {
        int last = FRAGMENTS - 1;
        long nowMillis = 1_000L * last;
        for (int index = 0; index < FRAGMENTS; index++) {
            job.sent(index, A, 0);
        }
        for (int index = 0; index < last; index++) {
            job.ended(index, A, 1_000_000, 1_000L * (index + 1));
            List<Ruled> unused = job.vote(index, vote(A, index, "x", 1_000_000));
        }
        assertThat(job.tailCopy(B, nowMillis)).as("more may come").isEmpty();
        job.closeInput();
        assertThat(job.tailCopy(A, nowMillis)).as("its own").isEmpty();
        for (NodeId idle : List.of(B, C)) {
            assertThat(job.tailCopy(idle, nowMillis)).hasValue(last);
            job.sent(last, idle, nowMillis);
        }
        assertThat(cast(last, B, "y")).isEmpty();
        assertThat(cast(last, C, "y")).as("a friend's").isEmpty();
        assertThat(bound.standing().conflicts()).isZero();
        assertThat(job.tailCopy(D, nowMillis)).as("it has a vote").isEmpty();
        assertThat(cast(last, A, "x")).isEmpty();
        assertThat(bound.standing().conflicts()).isOne();
    }

    @Test
    void newcomersResultsGetThreeVotesAndTheMedianIsPaid() {
        job.sent(0, A, 0);
        job.vote(0, vote(A, 0, "x", 9_000));
        job.sent(0, B, 0);
        job.vote(0, vote(B, 0, "x", 2_000));
        assertThat(job.accepted()).isZero();
        job.sent(0, C, 0);
        List<Ruled> ruled = job.vote(0, vote(C, 0, "x", 3_000));
        assertThat(ruled)
                .singleElement()
                .extracting(Ruled::outcome)
                .isInstanceOfSatisfying(Outcome.Accepted.class, one -> {
                    assertThat(one.right()).hasSize(3);
                    assertThat(one.right().get(0).payable()).isEqualTo(Samples.PRICE.of(3_000, Speed.REFERENCE));
                    assertThat(one.right().get(1).payable()).isEqualTo(Samples.PRICE.of(2_000, Speed.REFERENCE));
                });
    }

    /** Those of all sellers, or of one cluster: nobody else is there. */
    @Test
    void whatNobodyWhoIsThereMayVoteOnIsComputedHereAfterAWhile() {
        job.sent(0, A, 0);
        assertThat(cast(0, A, "x")).isEmpty();
        bound.draw(List.of(A), 10_000, random);
        assertThat(bound.takeOwn(10_000)).isEmpty();
        assertThat(bound.takeOwn(10_000 + Deliberation.LONELY_MILLIS)).containsExactly(0);
        assertThat(bound.takeOwn(90_000)).as("each once").isEmpty();
        List<Ruled> ruled = bound.computed(0, vote(A, 0, "other", 1).answer());
        assertThat(ruled.get(0).outcome()).isInstanceOfSatisfying(Outcome.Accepted.class, one -> {
            assertThat(one.right()).isEmpty();
            assertThat(one.wrong()).hasSize(1);
        });
        assertThat(bound.standing().computed()).isEqualTo(1);
    }

    @Test
    void ownRunsThatCameTooLateTakeNoRoomFromOthers() {
        for (int index = 0; index < 3 * Deliberation.AT_WORK_MOST; index++) {
            long nowMillis = 1_000_000L * (index + 1);
            job.sent(index, A, nowMillis - 500_000);
            job.noticeLate(nowMillis);
            bound.draw(List.of(), nowMillis, random);
            assertThat(bound.takeOwn(nowMillis + Deliberation.LONELY_MILLIS)).containsExactly(index);
            assertThat(cast(index, A, "x")).isEmpty();
            for (NodeId seller : List.of(B, C)) {
                if (job.fragment(index) != null) {
                    job.sent(index, seller, nowMillis);
                    List<Outcome> unused = cast(index, seller, "x");
                }
            }
            assertThat(job.accepted()).isEqualTo(index + 1);
            assertThat(bound.computed(index, vote(A, index, "x", 1).answer())).isEmpty();
        }
    }

    @Test
    void whatTheRuleWasToldMakesTheSameStateAgain() {
        for (int index = 0; index < 50; index++) {
            for (NodeId seller : List.of(A, B, C, D)) {
                if (job.fragment(index) != null) {
                    job.sent(index, seller, 0);
                    List<Outcome> unused =
                            cast(index, seller, seller.equals(D) || index % 7 > 0 ? "x" : "lie " + seller);
                }
            }
        }
        Job again = new Job(job.spec());
        ErrorBound retold = again.errorBound().orElseThrow();
        bound.takeInputs().forEach(retold::retell);
        assertThat(retold.standing()).isEqualTo(bound.standing());
        assertThat(retold.learned()).isEqualTo(bound.learned());
        assertThat(bound.standing().conflicts()).isPositive();
    }
}
