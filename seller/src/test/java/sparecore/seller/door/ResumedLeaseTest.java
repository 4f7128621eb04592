package sparecore.seller.door;

import static org.assertj.core.api.Assertions.assertThat;
import static sparecore.seller.door.SessionRig.BUYER;
import static sparecore.seller.door.SessionRig.LEASE;

import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.content.Digest;
import sparecore.evidence.Assigned;
import sparecore.evidence.SignedBatch;
import sparecore.lease.LeaseId;
import sparecore.lease.Way;
import sparecore.link.ProtocolException;
import sparecore.result.Ending;
import sparecore.result.RunLimits;
import sparecore.result.Work;
import sparecore.seller.execution.Assignment;
import sparecore.seller.execution.LoadedProgram;
import sparecore.seller.execution.RunEnd;
import sparecore.seller.execution.Slots;
import sparecore.seller.execution.Tenant;
import sparecore.seller.journal.Journal;
import sparecore.seller.market.LeaseOffice;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.LeaseOpened;
import sparecore.wire.OpenLease;

/** A buyer whose link broke comes back for its results. */
class ResumedLeaseTest {
    private static final Digest PROGRAM = Digest.of(new byte[] {1});
    private static final long RUN_MICROS = 100_000;

    private record Loaded() implements LoadedProgram {
        @Override
        public Digest digest() {
            return PROGRAM;
        }

        @Override
        public long sizeBytes() {
            return 1;
        }

        @Override
        public int heldBytes() {
            return 1;
        }
    }

    /** Nothing ends by itself. */
    private static final class Paper implements Slots {
        private final Map<Long, Assignment> taken = new LinkedHashMap<>();
        private final List<String> killed = new ArrayList<>();
        private long ranMillis;

        @Override
        public void submit(Tenant tenant, Assignment assignment) {
            taken.put(assignment.number(), assignment);
        }

        @Override
        public Optional<Assignment> withdraw(Tenant tenant, long number, String reason) {
            return Optional.ofNullable(taken.remove(number));
        }

        @Override
        public List<Assignment> withdrawWaiting(Tenant tenant) {
            List<Assignment> all = List.copyOf(taken.values());
            taken.clear();
            return all;
        }

        @Override
        public void killRuns(Tenant tenant, String reason) {
            killed.add(reason);
        }

        @Override
        public boolean isAtWork(Tenant tenant, long forMillis) {
            return !taken.isEmpty() && forMillis <= ranMillis;
        }

        @Override
        public void wake() {}
    }

    private final Paper slots = new Paper();
    private final ScheduledThreadPoolExecutor signing = new ScheduledThreadPoolExecutor(1);
    private FakeLink link = new FakeLink();
    private Journal journal;
    private LeaseSession session;
    private long nowMillis = SessionRig.NOW_MILLIS;
    private int atWork;

    @BeforeEach
    void open(@TempDir Path folder) throws InterruptedException {
        journal = Journal.open(folder.resolve("seller.db"));
        session = SessionRig.session(
                slots,
                journal,
                new LeaseOffice() {
                    @Override
                    public void connected(LeaseId lease, Way way) {}

                    @Override
                    public void atWork(LeaseId lease) {
                        atWork++;
                    }

                    @Override
                    public void closed(LeaseId lease, LeaseEndReason reason, boolean byUs) {}
                },
                signing,
                () -> nowMillis);
        assertThat(comeBack().getHeldList()).isEmpty();
    }

    @AfterEach
    void close() {
        journal.close();
        signing.shutdownNow();
    }

    /** On a new link, waiting for these. */
    private LeaseOpened comeBack(Long... awaited) throws InterruptedException {
        link = new FakeLink();
        Frame ask = Frame.newBuilder()
                .setOpenLease(OpenLease.newBuilder().addAllAwaited(List.of(awaited)))
                .build();
        assertThat(session.attach(link, new Flow(link), ask, 1)).isTrue();
        return link.next().getLeaseOpened();
    }

    private void assign(long number, boolean sealed) throws ProtocolException {
        Work work =
                new Work(PROGRAM, List.of(ByteString.copyFromUtf8("p")), ByteString.EMPTY, RunLimits.of(2 << 20, 1, 1));
        Assigned order = new Assigned(LEASE, number, work.digest(), sealed);
        session.assign(
                link, new Assignment(SignedBatch.sign(List.of(order), BUYER).get(0), new Loaded(), work));
    }

    private void ends(long number) {
        Assignment assignment = Optional.ofNullable(slots.taken.remove(number)).orElseThrow();
        session.ended(
                assignment,
                new RunEnd.Completed(
                        Ending.EXITED, 0, 0, ByteString.copyFromUtf8("of " + number), ByteString.EMPTY, RUN_MICROS));
    }

    private String result() throws InterruptedException {
        return link.next().getFragmentDone().getOutput().toStringUtf8();
    }

    @Test
    void whatEndedMeanwhileAndWhatMayNotHaveArrivedIsShown() throws Exception {
        assign(1, false);
        assign(2, false);
        ends(1);
        session.detach(link);
        ends(2);
        assertThat(comeBack(1L, 2L).getHeldList()).containsExactly(1L, 2L);
        assertThat(List.of(result(), result())).containsExactly("of 1", "of 2");
        assertThat(slots.killed).isEmpty();
        assertThat(session.unpaid().micro()).isEqualTo(2 * RUN_MICROS);
    }

    @Test
    void whatRunsGoesOnAndWhatNobodyWaitsForIsDropped() throws Exception {
        assign(1, false);
        assign(2, false);
        session.detach(link);
        assertThat(comeBack(2L, 77L).getHeldList()).containsExactly(2L);
        assertThat(slots.taken).containsOnlyKeys(2L);
        ends(2);
        assertThat(result()).isEqualTo("of 2");
        assertThat(session.unpaid().micro()).isEqualTo(RUN_MICROS);
    }

    /** Nothing of a commitment counts before its result is there, so it is made again. */
    @Test
    void whatIsSealedIsCommittedToAgainAndShownWhenItIsAskedFor() throws Exception {
        assign(1, true);
        assign(2, true);
        ends(1);
        ends(2);
        Frame first = link.next();
        session.reveal(link, List.of(1L));
        assertThat(link.next().getFragmentsCommitted()).isNotEqualTo(first.getFragmentsCommitted());
        assertThat(result()).isEqualTo("of 1");
        session.detach(link);
        assertThat(comeBack(1L, 2L).getHeldList()).containsExactly(1L, 2L);
        assertThat(link.next().getFragmentsCommitted()).isEqualTo(first.getFragmentsCommitted());
        assertThat(link.next().hasFragmentsCommitted()).isTrue();
        session.reveal(link, List.of(1L, 2L));
        assertThat(List.of(result(), result())).containsExactly("of 1", "of 2");
    }

    @Test
    void aBuyerThatStaysAwayLeavesNothingBehind() throws Exception {
        assign(1, false);
        assign(2, false);
        ends(1);
        session.detach(link);
        session.end(LeaseEndReason.LEASE_END_REASON_BUYER_GONE, true);
        assertThat(slots.taken).isEmpty();
        assertThat(slots.killed).isNotEmpty();
        assertThat(session.tick()).isTrue();
    }

    /** Nothing is owed before the end of a run, and the broker might take the lease for idle. */
    @Test
    void aRunThatTakesLongIsSaidAgainAndAgain() throws Exception {
        assign(1, false);
        slots.ranMillis = LeaseSession.AT_WORK_MILLIS - 1;
        nowMillis += LeaseSession.AT_WORK_MILLIS;
        assertThat(session.tick()).isFalse();
        assertThat(atWork).as("a shorter one").isZero();
        slots.ranMillis++;
        session.tick();
        session.tick();
        assertThat(atWork).isOne();
        nowMillis += LeaseSession.AT_WORK_MILLIS;
        session.tick();
        assertThat(atWork).isEqualTo(2);
        ends(1);
        nowMillis += LeaseSession.AT_WORK_MILLIS;
        session.tick();
        assertThat(atWork).isEqualTo(2);
    }

    @Test
    void keepsSoMuchAndNoMore() {
        Kept kept = new Kept();
        for (long number = 1; number <= 3; number++) {
            kept.add(number, Frame.newBuilder(), Kept.BYTES_MOST / 2 - 1_000, 0);
        }
        assertThat(kept.has(1)).isFalse();
        assertThat(kept.has(2) && kept.has(3)).isTrue();
        kept.judged(2);
        kept.forgetOld(Kept.KEPT_MILLIS - 1);
        assertThat(kept.has(3)).isTrue();
        kept.forgetOld(Kept.KEPT_MILLIS);
        assertThat(kept.has(3)).isFalse();
    }
}
