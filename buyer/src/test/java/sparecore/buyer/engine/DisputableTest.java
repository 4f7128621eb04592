package sparecore.buyer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.buyer.job.Fragment;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.job.JobSpec;
import sparecore.buyer.journal.JournalReader;
import sparecore.buyer.samples.Samples;
import sparecore.content.Digest;
import sparecore.evidence.Commitment;
import sparecore.evidence.KeptCase;
import sparecore.evidence.Receipt;
import sparecore.evidence.SignedBatch;
import sparecore.identity.NodeKey;
import sparecore.money.Credits;
import sparecore.money.Speed;
import sparecore.result.ResultVerifier;
import sparecore.result.RunResult;
import sparecore.result.SignedResult;
import sparecore.result.Work;
import sparecore.slot.Machine;
import sparecore.vote.Quorum;
import sparecore.vote.Terms;

/** What the buyer keeps and tells of what it may dispute: checks that were failed, and bills that nobody else's report allows. */
class DisputableTest {
    private static final JobId JOB = Samples.jobId(1);
    private static final int SELLERS = 4;
    private static final int FRAGMENTS = 1_000;
    private static final int ENOUGH = 12;
    private static final int STEPS_MAX = 2_000;
    private static final long HONEST_MICROS = 100_000;
    private static final long PADDED_MICROS = 10 * HONEST_MICROS;
    private static final Digest NONCE = Samples.PROGRAM;
    private static final ByteString LIE = ByteString.copyFromUtf8("a lie");

    @TempDir
    private Path folder;

    private long nowMillis = 1_700_000_000_000L;
    private final Recorder others = new Recorder();
    private Desk desk;

    @BeforeEach
    void open() {
        Workshop idle = (job, index, work) -> {};
        desk = new Desk(folder.resolve("journal.db"), others, others, () -> nowMillis, idle, new Random(1));
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private void begin(JobSpec spec) {
        desk.batch(Buying::brokerUp);
        desk.batch(core -> core.submit(spec));
        List<Work> works = IntStream.range(0, FRAGMENTS).mapToObj(Samples::work).toList();
        desk.batch(core -> core.addFragments(JOB, 0, works));
        desk.batch(core -> core.closeInput(JOB));
        for (int i = 1; i <= SELLERS; i++) {
            int number = i;
            desk.batch(
                    core -> core.leaseMatched(Samples.ticket(number, JOB, Samples.seller(number), "900", nowMillis)));
            desk.batch(core -> core.sellerOpened(Samples.leaseId(number), Machine.UNKNOWN, List.of()));
            desk.batch(core -> core.sellerReady(Samples.leaseId(number), 2));
        }
    }

    private static int index(Work work) {
        return Integer.parseInt(work.arguments().get(1).toStringUtf8().substring("number ".length()));
    }

    private static NodeKey sellerOf(Recorder.Assigned assigned) {
        return Samples.seller((int) assigned.lease().id().low());
    }

    private void answer(Recorder.Assigned to, ByteString output, long cpuMicros) {
        NodeKey seller = sellerOf(to);
        RunResult result = Samples.result(to.lease(), to.assignment(), to.work(), output, cpuMicros);
        SignedResult signed = SignedResult.sign(result, seller);
        Commitment commitment = Commitment.to(result, seller.id(), NONCE, output.size());
        desk.batch(core -> core.committed(to.lease(), SignedBatch.sign(List.of(commitment), seller)));
        desk.batch(core -> core.resultArrived(to.lease(), signed, NONCE, output, ByteString.EMPTY));
    }

    private boolean isDecided(int index) {
        Fragment fragment = job().fragment(index);
        return fragment == null || fragment.phase() != Fragment.Phase.OPEN;
    }

    /** All are honest until a fragment is given to a seller though it is decided: that can only be a check. */
    private Recorder.Assigned firstCheck() {
        for (int step = 0; step < STEPS_MAX; step++) {
            for (Recorder.Assigned one : others.takeAssigned()) {
                if (isDecided(index(one.work()))) {
                    return one;
                }
                answer(one, Samples.output(index(one.work())), HONEST_MICROS);
            }
            nowMillis += 10;
            desk.batch(Buying::tick);
        }
        throw new AssertionError("no check was given");
    }

    @Test
    void aFailedCheckIsToldToTheBrokerWithItsSignaturesAndKeptWithItsWork() throws Exception {
        begin(Samples.spec(1, Terms.of(0.1), "3600"));
        Recorder.Assigned check = firstCheck();
        assertThat(others.reported).isEmpty();
        int index = index(check.work());
        NodeKey liar = sellerOf(check);
        answer(check, LIE, HONEST_MICROS);

        assertThat(others.reported).hasSize(1);
        Conflict conflict = others.reported.get(0);
        assertThat(conflict.command()).isEqualTo(Conflict.commandOf(JOB, index, liar.id()));
        assertThat(conflict.accepted())
                .hasSizeGreaterThanOrEqualTo(Conflict.ACCEPTED_LEAST)
                .noneMatch(shown -> shown.seller().equals(liar.id()));
        assertThat(conflict.wrong()).hasSize(1);
        for (Conflict.Shown right : conflict.accepted()) {
            assertThat(signedIn(right).answer()).isNotEqualTo(answerTo(check, LIE));
        }
        RunResult wrong = signedIn(conflict.wrong().get(0));
        assertThat(wrong.answer()).isEqualTo(answerTo(check, LIE));
        assertThat(wrong.work()).isEqualTo(check.work().digest());
        try (JournalReader reader = new JournalReader(folder.resolve("journal.db"))) {
            assertThat(reader.cases(9)).hasSize(1);
            assertThat(reader.disputedWork(reader.cases(9).get(0).number())).contains(check.work());
        }
    }

    /** The journal has forgotten by then what was asked. */
    @Test
    void aWrongResultThatComesLateIsKeptWithItsWork() {
        begin(Samples.spec(1, new Quorum(1), "3600"));
        List<Recorder.Assigned> first = others.takeAssigned();
        Recorder.Assigned slow = first.get(0);
        first.subList(1, first.size()).forEach(one -> answer(one, Samples.output(index(one.work())), HONEST_MICROS));
        Recorder.Assigned copy = null;
        for (int step = 0; step < STEPS_MAX && copy == null; step++) {
            for (Recorder.Assigned one : others.takeAssigned()) {
                boolean again = one.work().equals(slow.work());
                copy = again ? one : copy;
                answer(one, Samples.output(index(one.work())), HONEST_MICROS);
            }
            nowMillis += 1_000;
            desk.batch(Buying::tick);
        }
        assertThat(copy).as("a late copy goes to somebody else besides").isNotNull();
        assertThat(isDecided(index(slow.work()))).isTrue();
        answer(slow, LIE, HONEST_MICROS);
        try (JournalReader reader = new JournalReader(folder.resolve("journal.db"))) {
            assertThat(reader.cases(9)).hasSize(1);
            assertThat(reader.disputedWork(reader.cases(9).get(0).number())).contains(slow.work());
        }
    }

    private static RunResult signedIn(Conflict.Shown shown) throws Exception {
        return new ResultVerifier(shown.seller()).verify(shown.result()).result();
    }

    private static Digest answerTo(Recorder.Assigned to, ByteString output) {
        return Samples.result(to.lease(), to.assignment(), to.work(), output, 0).answer();
    }

    @Test
    void aFewGrossBillsOfOneSellerAreKeptWithAReceiptAndTheirWork() throws Exception {
        keepsBills(Samples.spec(1, new Quorum(3), "3600"), 4 * HONEST_MICROS);
    }

    @Test
    void soTheyAreWhereAnErrorIsKept() throws Exception {
        keepsBills(Samples.spec(1, Terms.of(0.1), "3600"), 2 * HONEST_MICROS);
    }

    /** The first seller bills ten times as much as the others. @param paidMost for one result, in CPU time */
    private void keepsBills(JobSpec spec, long paidMost) throws Exception {
        begin(spec);
        for (int step = 0; step < STEPS_MAX && job().accepted() < ENOUGH; step++) {
            for (Recorder.Assigned one : others.takeAssigned()) {
                boolean pads = one.lease().equals(Samples.leaseId(1));
                answer(one, Samples.output(index(one.work())), pads ? PADDED_MICROS : HONEST_MICROS);
            }
            nowMillis += 100;
            desk.batch(Buying::tick);
        }
        try (JournalReader reader = new JournalReader(folder.resolve("journal.db"))) {
            List<KeptCase> cases = reader.cases(99);
            assertThat(cases).hasSizeBetween(1, 4);
            for (KeptCase kept : cases) {
                Receipt receipt =
                        Receipt.parse(kept.file().getReceipt().getStatement().toByteArray());
                assertThat(receipt.lease()).isEqualTo(Samples.leaseId(1));
                assertThat(receipt.verdict()).isEqualTo(Receipt.Verdict.ACCEPTED);
                assertThat(receipt.paid())
                        .isGreaterThan(Credits.ZERO)
                        .isLessThan(Samples.PRICE.of(paidMost, Speed.REFERENCE));
                RunResult billed = new ResultVerifier(Samples.seller(1).id())
                        .verify(kept.file().getResult())
                        .result();
                assertThat(billed.cpuMicros()).isEqualTo(PADDED_MICROS);
                assertThat(reader.disputedWork(kept.number()).map(Work::digest)).contains(billed.work());
            }
        }
    }

    private Job job() {
        return Objects.requireNonNull(desk.core.job(JOB));
    }
}
