package sparecore.buyer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sparecore.buyer.job.ErrorBound;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.journal.JournalReader;
import sparecore.buyer.samples.Samples;
import sparecore.money.Credits;
import sparecore.result.Work;
import sparecore.vote.Terms;

/**
 * Whole jobs that ask for an error, on a simulated network with the real core and journal: markets of one seller and of many, liars who
 * agree, and a buyer that is killed between any two batches. Each job ends, and keeps its promise.
 */
class ErrorBoundTest {
    private static final JobId JOB = Samples.jobId(1);
    private static final int STEPS_MAX = 60_000;
    private static final int DEATHS_MAX = 15;

    @TempDir
    private Path folder;

    private SimulatedTown town = new SimulatedTown(new Random(0), 1, 0);

    @ParameterizedTest
    @CsvSource({
        "1, 8, 0, 60, 1e-3",
        "2, 8, 1, 60, 1e-3",
        "3, 9, 1, 60, 1e-4",
        "4, 2, 1, 40, 1e-3",
        "5, 1, 0, 40, 1e-3",
        "6, 2, 0, 40, 1e-2",
        "7, 9, 2, 200, 1e-2",
        "8, 12, 2, 200, 5e-2",
        "9, 1, 0, 150, 5e-2",
        "10, 9, 2, 150, 1e-2",
    })
    void everyJobEndsAndPaysWhatWasAcceptedHoweverOftenTheBuyerDies(
            long seed, int honest, int liars, int fragments, double error) throws Exception {
        Random random = new Random(seed);
        town = new SimulatedTown(random, honest, liars);
        town.conspire();
        Path file = folder.resolve("journal.db");
        try (Desk desk = new Desk(file, town, town, () -> town.nowMillis, town, new Random(seed))) {
            desk.batch(core -> core.submit(Samples.spec(1, Terms.of(error), "1000")));
            desk.batch(core -> core.addFragments(JOB, 0, works(fragments)));
            desk.batch(core -> core.closeInput(JOB));
            int steps = 0;
            int deaths = 0;
            while (town.bidsClosed == 0 || desk.core.job(JOB) != null) {
                assertThat(steps++)
                        .as("steps, seed %d: %s", seed, desk.core.job(JOB) == null ? "" : desk.happened)
                        .isLessThan(STEPS_MAX);
                town.step();
                int most = 1 + random.nextInt(20);
                if (deaths < DEATHS_MAX && random.nextInt(8) == 0) {
                    deaths++;
                    dieAndCompare(desk, most, random.nextBoolean());
                    continue;
                }
                desk.batch(town.arrivals(most));
            }
            System.out.println(
                    "seed " + seed + ": " + deaths + " deaths, " + town.computedHere + " asked of the buyer");
            check(file, fragments, error, liars);
        }
    }

    @Test
    void whoShowsNothingOrSomethingElseThanItHasCommittedToIsNotPaidAndTheJobEndsRight() throws Exception {
        Random random = new Random(12);
        town = new SimulatedTown(random, 5, 2);
        town.breakPromises();
        Path file = folder.resolve("journal.db");
        try (Desk desk = new Desk(file, town, town, () -> town.nowMillis, town, new Random(12))) {
            desk.batch(core -> core.submit(Samples.spec(1, Terms.of(1e-3), "1000")));
            desk.batch(core -> core.addFragments(JOB, 0, works(60)));
            desk.batch(core -> core.closeInput(JOB));
            int deaths = 0;
            for (int step = 0; step < STEPS_MAX && town.bidsClosed == 0; step++) {
                town.step();
                if (deaths < DEATHS_MAX && random.nextInt(40) == 0) {
                    deaths++;
                    dieAndCompare(desk, 10, random.nextBoolean());
                    continue;
                }
                desk.batch(town.arrivals(10));
            }
            assertThat(town.promisedToBreakers()).isEqualTo(Credits.ZERO);
        }
        check(file, 60, 1e-3, 0);
    }

    /** Every seller errs now and then, each in its own way: that is no fraud. */
    @Test
    void aProgramThatHonestMachinesRunDifferentlyIsBlamedItself() {
        town = new SimulatedTown(new Random(11), 0, 6);
        Path file = folder.resolve("journal.db");
        try (Desk desk = new Desk(file, town, town, () -> town.nowMillis, town, new Random(11))) {
            desk.batch(core -> core.submit(Samples.spec(1, Terms.of(1e-3), "1000")));
            desk.batch(core -> core.addFragments(JOB, 0, works(40)));
            desk.batch(core -> core.closeInput(JOB));
            for (int step = 0; step < STEPS_MAX && town.bidsClosed == 0; step++) {
                town.step();
                desk.batch(town.arrivals(10));
            }
            assertThat(desk.happened).anyMatch(line -> line.contains("probably not deterministic"));
            assertThat(desk.happened).anyMatch(line -> line.contains("byte 0 of its output is 'a' and not 't'"));
        }
        try (JournalReader reader = new JournalReader(file)) {
            Job job = reader.job(JOB).orElseThrow();
            assertThat(job.phase()).isEqualTo(JobPhase.DONE);
            assertThat(job.accepted()).isEqualTo(40);
            assertThat(job.isDoubtful()).isTrue();
            assertThat(job.differences()).isNotEmpty();
        }
    }

    /** What a new life reads from the journal is what the old one knew. */
    private void dieAndCompare(Desk desk, int most, boolean commit) {
        if (commit) {
            desk.commit(town.arrivals(most));
        }
        Job before = desk.core.job(JOB);
        town.buyerDied();
        desk.dieAndComeBack();
        Job after = desk.core.job(JOB);
        if (before == null || after == null || before.phase().isFinal()) {
            return;
        }
        assertThat(after.spent()).isEqualTo(before.spent());
        assertThat(after.accepted()).isEqualTo(before.accepted());
        assertThat(standing(after)).isEqualTo(standing(before));
        assertThat(learned(after)).isEqualTo(learned(before));
        for (int index = 0; index < before.added(); index++) {
            var was = before.fragment(index);
            var is = after.fragment(index);
            if (was != null && is != null) {
                assertThat(is.votes()).as("votes on %d", index).isEqualTo(was.votes());
            }
        }
    }

    private static ErrorBound.Standing standing(Job job) {
        return job.errorBound().orElseThrow().standing();
    }

    private static String learned(Job job) {
        return job.errorBound().orElseThrow().learned().toString();
    }

    private static List<Work> works(int fragments) {
        return IntStream.range(0, fragments).mapToObj(Samples::work).toList();
    }

    /** One liar alone is never confirmed where two votes must agree; else three times the promise and a little luck. */
    private static int wrongMost(int fragments, double error, int liars) {
        return liars < 2 && error < 2e-3 ? 0 : (int) Math.ceil(3 * error * fragments) + 4;
    }

    private void check(Path file, int fragments, double error, int liars) {
        try (JournalReader reader = new JournalReader(file)) {
            Job job = reader.job(JOB).orElseThrow();
            assertThat(job.phase()).as(job.note()).isEqualTo(JobPhase.DONE);
            assertThat(job.accepted()).isEqualTo(fragments);
            ErrorBound.Standing standing = standing(job);
            System.out.println(standing + ", runs " + job.replicasRun());
            if (liars == 0) {
                assertThat(standing.conflicts()).isZero();
                assertThat(standing.bound()).isLessThanOrEqualTo(error);
            }
            Set<Integer> indexes = new HashSet<>();
            List<JournalReader.Ended> ended = reader.ended(JOB, 0, 1_000, Long.MAX_VALUE);
            int wrong = 0;
            for (JournalReader.Ended one : ended) {
                assertThat(indexes.add(one.index())).isTrue();
                String truth = SimulatedTown.truth(Samples.work(one.index())).toStringUtf8();
                wrong += new String(one.output(), StandardCharsets.UTF_8).equals(truth) ? 0 : 1;
            }
            assertThat(wrong).as("wrong results").isLessThanOrEqualTo(wrongMost(fragments, error, liars));
            assertThat(indexes).hasSize(fragments);
            Credits spent = Credits.ofMicro(
                    ended.stream().mapToLong(JournalReader.Ended::paid).sum());
            assertThat(job.spent()).isEqualTo(spent);
            assertThat(town.promised()).isLessThanOrEqualTo(spent);
        }
    }
}
