package sparecore.buyer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.journal.JournalReader;
import sparecore.buyer.samples.Samples;
import sparecore.money.Credits;
import sparecore.result.Work;

/**
 * Whole jobs on a simulated network, with the real core and the real journal. Links break, the broker goes and comes, some sellers
 * lie, and the buyer is killed between any two batches, also between a batch's commit and its effects.
 */
class SimulationTest {
    private static final JobId JOB = Samples.jobId(1);
    private static final int FRAGMENTS = 40;
    private static final int STEPS_MAX = 20_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void acceptsEveryFragmentOnceAndPaysWhatWasAccepted(long seed) throws Exception {
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        int replicas = 1 + (int) (seed % 3);
        int liars = replicas == 1 ? 0 : 2;
        SimulatedTown town = new SimulatedTown(random, 5, liars);
        Path file = folder.resolve("journal.db");
        try (Desk desk = new Desk(file, town, town, () -> town.nowMillis)) {
            desk.batch(core -> core.submit(Samples.spec(1, replicas, "100")));
            desk.batch(core -> core.addFragments(JOB, 0, works()));
            desk.batch(core -> core.closeInput(JOB));
            int deaths = 0;
            int steps = 0;
            while (town.bidsClosed == 0 || desk.core.job(JOB) != null) {
                assertThat(steps++).as("steps, seed %d", seed).isLessThan(STEPS_MAX);
                town.step();
                int most = 1 + random.nextInt(20);
                if (deaths < 8 && random.nextInt(60) == 0) {
                    deaths++;
                    if (random.nextBoolean()) {
                        desk.commit(town.arrivals(most));
                    }
                    town.buyerDied();
                    desk.dieAndComeBack();
                    continue;
                }
                desk.batch(town.arrivals(most));
                Job job = desk.core.job(JOB);
                if (job != null) {
                    check(job, replicas);
                }
            }
            check(file, town, replicas, seed);
        }
    }

    private static List<Work> works() {
        return IntStream.range(0, FRAGMENTS).mapToObj(Samples::work).toList();
    }

    private static void check(Job job, int replicas) {
        assertThat(job.open() + job.accepted() + job.abandoned()).isEqualTo(job.added());
        assertThat(job.abandoned()).isZero();
        assertThat(job.spent()).isLessThanOrEqualTo(job.spec().cap());
        assertThat(job.replicasRun()).isGreaterThanOrEqualTo(job.accepted() * replicas);
    }

    private static void check(Path file, SimulatedTown town, int replicas, long seed) {
        try (JournalReader reader = new JournalReader(file)) {
            Job job = reader.job(JOB).orElseThrow();
            assertThat(job.phase()).as("seed %d", seed).isEqualTo(JobPhase.DONE);
            assertThat(job.accepted()).isEqualTo(FRAGMENTS);
            List<JournalReader.Ended> ended = reader.ended(JOB, 0, 1_000, Long.MAX_VALUE);
            Set<Integer> indexes = new HashSet<>();
            long sequence = 0;
            for (JournalReader.Ended one : ended) {
                assertThat(one.sequence()).isEqualTo(++sequence);
                assertThat(indexes.add(one.index())).isTrue();
                assertThat(one.replicas()).isGreaterThanOrEqualTo(replicas);
                assertThat(new String(one.output(), StandardCharsets.UTF_8))
                        .isEqualTo(
                                SimulatedTown.truth(Samples.work(one.index())).toStringUtf8());
            }
            assertThat(indexes).hasSize(FRAGMENTS);
            Credits spent = Credits.ofMicro(
                    ended.stream().mapToLong(JournalReader.Ended::paid).sum());
            assertThat(job.spent()).isEqualTo(spent);
            assertThat(town.promised()).isLessThanOrEqualTo(spent);
        }
    }
}
