package sparecore.buyer.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.buyer.samples.Samples;
import sparecore.identity.NodeId;
import sparecore.money.Speed;

/** Random schedules of sellers, losses and liars that never agree with each other. */
class JobScheduleTest {
    private static final int FRAGMENTS = 60;
    private static final int HONEST = 6;
    private static final int LIARS = 3;

    private record Copy(int index, NodeId seller, boolean lies) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void acceptsEveryFragmentRightlyWhenEnoughSellersAreHonest(long seed) {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int replicas = 2 + (int) (seed % 3);
        Job job = new Job(Samples.spec(1, replicas, "100"));
        for (int index = 0; index < FRAGMENTS; index++) {
            job.add(index, Samples.work(index).digest());
        }
        job.closeInput();
        List<Copy> out = new ArrayList<>();
        Map<Integer, Set<NodeId>> voters = new HashMap<>();
        long nowMillis = 0;
        for (int step = 0; !job.isComplete(); step++) {
            assertThat(step).as("steps, seed %d", seed).isLessThan(200_000);
            nowMillis += random.nextInt(300);
            job.noticeLate(nowMillis);
            int number = random.nextInt(HONEST + LIARS);
            NodeId seller = Samples.seller(number).id();
            OptionalInt next = job.next(seller, nowMillis);
            if (next.isPresent() && out.size() < 40) {
                assertThat(voters.computeIfAbsent(next.getAsInt(), fresh -> new HashSet<>()))
                        .doesNotContain(seller);
                job.sent(next.getAsInt(), seller, nowMillis);
                out.add(new Copy(next.getAsInt(), seller, number >= HONEST));
            }
            if (!out.isEmpty() && random.nextInt(3) > 0) {
                Copy copy = out.remove(random.nextInt(out.size()));
                if (random.nextInt(8) == 0) {
                    job.returned(copy.index(), copy.seller());
                } else {
                    voters.computeIfAbsent(copy.index(), fresh -> new HashSet<>())
                            .add(copy.seller());
                    check(job.vote(copy.index(), vote(copy)).get(0).outcome(), copy, replicas);
                }
            }
            assertThat(job.open() + job.accepted() + job.abandoned()).isEqualTo(job.added());
        }
        assertThat(job.accepted()).isEqualTo(FRAGMENTS);
    }

    private static Vote vote(Copy copy) {
        String output = copy.lies() ? "a lie of " + copy.seller() : "truth " + copy.index();
        return Vote.of(
                copy.seller(),
                Samples.result(
                        Samples.leaseId(1), 1, Samples.work(copy.index()), ByteString.copyFromUtf8(output), 1_000),
                Samples.PRICE,
                Speed.REFERENCE);
    }

    private static void check(Outcome outcome, Copy copy, int replicas) {
        if (outcome instanceof Outcome.Accepted accepted) {
            Copy honest = new Copy(copy.index(), copy.seller(), false);
            assertThat(accepted.answer()).isEqualTo(vote(honest).answer());
            assertThat(accepted.right().stream()
                            .map(right -> right.vote().seller())
                            .distinct())
                    .hasSize(replicas);
        }
        if (outcome instanceof Outcome.LateRight) {
            assertThat(copy.lies()).isFalse();
        }
        if (outcome instanceof Outcome.LateWrong) {
            assertThat(copy.lies()).isTrue();
        }
    }
}
