package sparecore.buyer.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.buyer.engine.Buying;
import sparecore.buyer.engine.Engine;
import sparecore.buyer.engine.Experience;
import sparecore.buyer.engine.Inbox;
import sparecore.buyer.engine.Journal.Judgement;
import sparecore.buyer.engine.Market;
import sparecore.buyer.engine.Order;
import sparecore.buyer.engine.Outbox;
import sparecore.buyer.engine.Sellers;
import sparecore.buyer.engine.Watchers;
import sparecore.buyer.engine.Workshop;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobPhase;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.job.Vote;
import sparecore.buyer.samples.Samples;
import sparecore.buyer.tenancy.Settlement;
import sparecore.content.Digest;
import sparecore.identity.NodeId;
import sparecore.identity.NodeKey;
import sparecore.jvm.SameClasses;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.money.Credits;
import sparecore.money.Speed;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.store.Database;
import sparecore.store.StoreException;
import sparecore.wire.LeaseEndReason;

class JournalTest {
    private static final JobId JOB = Samples.jobId(1);
    private static final String KEPT = "kept ";
    private static final long NOW = 1_700_000_000_000L;

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("journal.db");
    }

    private static List<Work> works(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(Samples::work).toList();
    }

    private static List<Digest> digests(List<Work> works) {
        return works.stream().map(Work::digest).toList();
    }

    private static Vote cast(SqliteJournal journal, int index, NodeKey seller, String output) {
        ByteString bytes = ByteString.copyFromUtf8(output);
        SignedResult signed = Samples.signed(seller, Samples.leaseId(4), index + 1, Samples.work(index), bytes, 1_000);
        Vote vote = Vote.of(seller.id(), signed.result(), Samples.PRICE, Speed.REFERENCE);
        journal.voteCast(JOB, index, vote, signed, bytes, ByteString.copyFromUtf8("err"));
        return vote;
    }

    private static void write(SqliteJournal journal) {
        journal.keep(() -> {
            journal.jobAdded(Samples.spec(1, 2, "10"), NOW);
            journal.fragmentsAdded(JOB, 0, works(0, 4), digests(works(0, 4)));
            Vote right = cast(journal, 2, Samples.seller(1), "x");
            cast(journal, 2, Samples.seller(2), "lie");
            cast(journal, 2, Samples.seller(3), "x");
            journal.voteJudged(JOB, 2, Samples.seller(1).id(), Judgement.RIGHT, Credits.ofMicro(900));
            journal.voteJudged(JOB, 2, Samples.seller(3).id(), Judgement.RIGHT, Credits.ofMicro(800));
            journal.voteJudged(JOB, 2, Samples.seller(2).id(), Judgement.WRONG, Credits.ZERO);
            journal.fragmentEnded(JOB, 2, Fragment.Phase.ACCEPTED, 1, right.answer());
            journal.sellerBarred(Samples.seller(2).id(), "it lied", NOW);
            journal.fragmentEnded(JOB, 0, Fragment.Phase.ABANDONED, 2, null);
            cast(journal, 1, Samples.seller(1), "half");
        });
    }

    @Test
    void givesBackWhatWasWritten() {
        try (Database database = Recovery.open(file())) {
            write(new SqliteJournal(database));
        }
        try (Database database = Recovery.open(file())) {
            SqliteJournal journal = new SqliteJournal(database);
            Job job = Recovery.jobs(database, journal, NOW).get(0);
            assertThat(job.spec()).isEqualTo(Samples.spec(1, 2, "10"));
            assertThat(List.of(job.added(), job.accepted(), job.abandoned(), job.open()))
                    .containsExactly(4, 1, 1, 2);
            assertThat(List.of(job.replicasRun(), job.replicasRejected())).containsExactly(4, 1);
            assertThat(job.spent()).isEqualTo(Credits.ofMicro(1_700));
            assertThat(job.cpuMicros()).isEqualTo(4_000);
            assertThat(job.phase()).isEqualTo(JobPhase.RUNNING);
            assertThat(job.isInputClosed()).isFalse();
            assertThat(job.nextSequence()).isEqualTo(3);
            assertThat(job.next(Samples.seller(1).id(), NOW)).hasValue(3);
            assertThat(job.next(Samples.seller(3).id(), NOW)).hasValue(1);
            assertThat(job.undecidedCharges(Samples.leaseId(4))).isEqualTo(Credits.ofMicro(1_000));
            assertThat(Objects.requireNonNull(
                                    job.tallies().get(Samples.seller(1).id()))
                            .paid())
                    .isEqualTo(Credits.ofMicro(900));
            assertThat(Recovery.experience(database, NOW).barred())
                    .containsExactly(Map.entry(Samples.seller(2).id(), "it lied"));
            assertThat(Recovery.experience(database, NOW + 25 * 3_600_000).barred())
                    .isEmpty();
            assertThat(journal.owed(Samples.leaseId(4))).isEqualTo(Credits.ofMicro(1_700));
            assertThat(journal.owed(Samples.leaseId(5))).isEqualTo(Credits.ZERO);
            assertThat(journal.work(JOB, 3)).isEqualTo(Samples.work(3));
            assertThat(journal.hasJob(JOB)).isTrue();
            assertThat(journal.hasJob(Samples.jobId(2))).isFalse();
            assertThat(job.add(4, Samples.work(4).digest()).index()).isEqualTo(4);
        }
    }

    @Test
    void readsResultsInTheOrderOfTheirEndings() {
        try (Database database = Recovery.open(file());
                JournalReader reader = new JournalReader(file())) {
            SqliteJournal journal = new SqliteJournal(database);
            write(journal);
            List<JournalReader.Ended> ended = reader.ended(JOB, 0, 10, 1_000);
            assertThat(ended).extracting(JournalReader.Ended::index).containsExactly(2, 0);
            assertThat(new String(ended.get(0).output(), StandardCharsets.UTF_8))
                    .isEqualTo("x");
            assertThat(new String(ended.get(0).error(), StandardCharsets.UTF_8)).isEqualTo("err");
            assertThat(List.of(ended.get(0).paid(), (long) ended.get(0).replicas()))
                    .containsExactly(1_700L, 3L);
            assertThat(ended.get(1).result()).isNull();
            assertThat(reader.ended(JOB, 1, 10, 1_000))
                    .extracting(JournalReader.Ended::index)
                    .containsExactly(0);
            assertThat(reader.ended(JOB, 0, 1, 1_000)).hasSize(1);
            assertThat(reader.ended(JOB, 0, 10, 0)).hasSize(1);
            assertThat(reader.ended(JOB, 2, 10, 1_000)).isEmpty();
            assertThat(reader.ended(Samples.jobId(7), 0, 10, 1_000)).isEmpty();
            assertThat(reader.latest(10)).containsExactly(JOB);
            assertThat(reader.job(Samples.jobId(7))).isEmpty();
        }
    }

    @Test
    void keepsOneCopyOfAnAnswersOutputAndNoneOfWrongOnes() throws Exception {
        try (Database database = Recovery.open(file())) {
            write(new SqliteJournal(database));
            assertThat(database.queryLong("SELECT count(*) FROM vote WHERE idx = 2 AND output IS NOT NULL"))
                    .isEqualTo(1);
            assertThat(database.queryLong("SELECT sum(length(content)) FROM fragment WHERE phase <> 0"))
                    .isZero();
        }
    }

    @Test
    void readsNoMoreThanSoManyBytesAtOnce() {
        try (Database database = Recovery.open(file());
                JournalReader reader = new JournalReader(file())) {
            SqliteJournal journal = new SqliteJournal(database);
            journal.keep(() -> {
                journal.jobAdded(Samples.spec(1, 1, "10"), NOW);
                journal.fragmentsAdded(JOB, 0, works(0, 5), digests(works(0, 5)));
                for (int index = 0; index < 5; index++) {
                    Vote vote = cast(journal, index, Samples.seller(1), "x".repeat(1_000));
                    journal.fragmentEnded(JOB, index, Fragment.Phase.ACCEPTED, index + 1, vote.answer());
                }
            });
            assertThat(reader.ended(JOB, 0, 10, 2_500)).hasSize(2);
            assertThat(reader.ended(JOB, 0, 10, 1)).hasSize(1);
            assertThat(reader.ended(JOB, 2, 10, 99_000)).hasSize(3);
        }
    }

    @Test
    void forgetsOldEndedJobsAndKeepsThoseWhoseBidIsOpen() {
        try (Database database = Recovery.open(file())) {
            SqliteJournal journal = new SqliteJournal(database);
            journal.keep(() -> {
                for (int number = 1; number <= 2; number++) {
                    journal.jobAdded(Samples.spec(number, 1, "10"), NOW);
                    journal.jobEnded(Samples.jobId(number), JobPhase.FAILED, "no", NOW);
                }
                journal.bidClosed(Samples.jobId(1));
            });
            long later = NOW + 8L * 24 * 3_600_000;
            assertThat(Recovery.jobs(database, new SqliteJournal(database), later))
                    .singleElement()
                    .satisfies(job -> assertThat(job.spec().id()).isEqualTo(Samples.jobId(2)));
            assertThat(journal.hasJob(Samples.jobId(1))).isFalse();
        }
    }

    @Test
    void undoesABatchThatFails() {
        try (Database database = Recovery.open(file())) {
            SqliteJournal journal = new SqliteJournal(database);
            assertThatThrownBy(() -> journal.keep(() -> {
                        journal.jobAdded(Samples.spec(1, 1, "10"), NOW);
                        throw new IllegalStateException("in the middle");
                    }))
                    .hasMessage("in the middle");
            assertThat(journal.hasJob(JOB)).isFalse();
        }
    }

    /** Adds fragments one batch after another, and says how many are on disk. Until it is killed. */
    public static final class Writer {
        public static void main(String[] arguments) {
            try (Database database = Recovery.open(Path.of(arguments[0]))) {
                SqliteJournal journal = new SqliteJournal(database);
                journal.keep(() -> journal.jobAdded(Samples.spec(1, 1, "10"), NOW));
                for (int first = 0; ; first += 10) {
                    List<Work> works = works(first, 10);
                    int from = first;
                    journal.keep(() -> journal.fragmentsAdded(JOB, from, works, digests(works)));
                    System.out.println(KEPT + (first + 10));
                }
            }
        }
    }

    @Test
    void losesNothingThatWasKeptWhenTheProcessIsKilled() throws IOException, InterruptedException {
        Process writer = new ProcessBuilder(SameClasses.command(
                        SameClasses.SHORT_LIVED, Writer.class.getName(), List.of(file().toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int kept = 0;
        try (BufferedReader said = writer.inputReader()) {
            for (String line = said.readLine(); line != null && kept < 200; line = said.readLine()) {
                // The child's logging may speak on the same stream.
                kept = line.startsWith(KEPT) ? Integer.parseInt(line.substring(KEPT.length())) : kept;
            }
        } finally {
            writer.destroyForcibly();
            assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(kept).isGreaterThanOrEqualTo(200);
        try (Database database = Recovery.open(file())) {
            SqliteJournal journal = new SqliteJournal(database);
            Job job = Recovery.jobs(database, journal, NOW).get(0);
            assertThat(job.added()).isGreaterThanOrEqualTo(kept);
            assertThat(job.added() % 10).isZero();
            assertThat(journal.work(JOB, kept - 1)).isEqualTo(Samples.work(kept - 1));
        }
    }

    @Test
    void stopsTheEngineWhenTheDiskIsFullAndLosesNothing() throws Exception {
        AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
        CountDownLatch stopped = new CountDownLatch(1);
        int[] added = {0};
        try (Database database = Recovery.open(file())) {
            // As a full disk, for this file alone (sqlite.org/pragma.html#pragma_max_page_count).
            database.queryLong("PRAGMA max_page_count = 60");
            SqliteJournal journal = new SqliteJournal(database);
            Inbox inbox = new Inbox();
            Silent silent = new Silent();
            Outbox outbox = new Outbox(silent, silent, silent, silent);
            Buying buying = new Buying(
                    outbox,
                    outbox,
                    journal,
                    outbox,
                    () -> NOW,
                    List.of(),
                    Experience.NONE,
                    null,
                    outbox,
                    new Random(1));
            try (Engine engine = new Engine(journal, inbox, outbox, buying, why -> {
                broken.set(why);
                stopped.countDown();
            })) {
                engine.start();
                inbox.ask(core -> core.submit(Samples.spec(1, 1, "10")), 1_000).get(30, TimeUnit.SECONDS);
                while (stopped.getCount() > 0) {
                    int first = added[0];
                    var answer = inbox.ask(
                            core -> {
                                core.addFragments(JOB, first, works(first, 100));
                                return first;
                            },
                            1_000);
                    while (!answer.isDone() && !stopped.await(5, TimeUnit.MILLISECONDS)) {
                        assertThat(stopped.getCount()).isPositive();
                    }
                    added[0] += answer.isDone() ? 100 : 0;
                }
            }
        }
        assertThat(broken.get()).isInstanceOf(StoreException.class).hasMessageContaining("full");
        assertThat(added[0]).isPositive();
        try (Database database = Recovery.open(file())) {
            assertThat(Recovery.jobs(database, new SqliteJournal(database), NOW)
                            .get(0)
                            .added())
                    .isEqualTo(added[0]);
        }
    }

    /** Nobody is there. */
    private static final class Silent implements Market, Sellers, Watchers, Workshop {
        @Override
        public void compute(JobId job, int index, Work work) {}

        @Override
        public void placeBid(JobSpec job) {}

        @Override
        public void amendBid(JobSpec job) {}

        @Override
        public void cancelBid(JobId job) {}

        @Override
        public void renewLease(LeaseId lease) {}

        @Override
        public void renew(SignedTicket ticket) {}

        @Override
        public void endLease(LeaseId lease, LeaseEndReason reason) {}

        @Override
        public void connect(SignedTicket ticket, Digest program, List<Long> awaited) {}

        @Override
        public void assign(LeaseId lease, List<Order> orders) {}

        @Override
        public void reveal(LeaseId lease, List<Long> assignments) {}

        @Override
        public void cancel(LeaseId lease, List<Long> assignments) {}

        @Override
        public void pay(LeaseId lease, Settlement settlement) {}

        @Override
        public void payLast(LeaseId lease, Settlement settlement) {}

        @Override
        public void disconnect(LeaseId lease, String reason) {}

        @Override
        public void changed(JobId job) {}

        @Override
        public void happened(JobId job, Kind kind, String text, @Nullable NodeId seller) {}
    }
}
