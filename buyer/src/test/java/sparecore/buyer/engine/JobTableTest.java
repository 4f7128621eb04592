package sparecore.buyer.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparecore.buyer.job.Job;
import sparecore.buyer.job.JobId;
import sparecore.buyer.samples.Samples;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.wire.LeaseEndReason;

/** A job of two fragments, one replica each: every state against every event that callers, broker, sellers and time can cause. */
class JobTableTest {
    private static final NodeKey A = Samples.seller(1);
    private static final JobId JOB = Samples.jobId(1);
    private static final LeaseId LEASE = Samples.leaseId(1);

    @TempDir
    private Path folder = Path.of("");

    private long nowMillis = 1_700_000_000_000L;

    private void open(Desk desk) {
        desk.batch(Buying::brokerUp);
        desk.batch(core -> core.submit(Samples.spec(1, 1, "10")));
        desk.batch(core -> core.addFragments(JOB, 0, List.of(Samples.work(0))));
        desk.batch(core -> core.bidPlaced(JOB));
    }

    private void work(Desk desk) {
        desk.batch(core -> core.leaseMatched(Samples.ticket(1, JOB, A, "5", nowMillis)));
        desk.batch(core -> core.sellerReady(LEASE, 8));
    }

    private static void answer(Desk desk, Recorder others) {
        for (Recorder.Assigned one : others.takeAssigned()) {
            ByteString output = ByteString.copyFromUtf8("output");
            var signed = Samples.signed(A, one.lease(), one.assignment(), one.work(), output, 1_000);
            desk.batch(core -> core.resultArrived(one.lease(), signed, null, output, ByteString.EMPTY));
        }
    }

    /**
     * WAITING: no seller yet, the input is open. WORKING: its first fragment is out. CLOSED: the same with its input closed. DONE,
     * CANCELLED, FAILED: its bid is not closed yet. FORGOTTEN: it is.
     */
    private Map<String, Consumer<Desk>> states(Recorder others) {
        Map<String, Consumer<Desk>> states = new LinkedHashMap<>();
        states.put("WAITING", this::open);
        states.put("WORKING", desk -> {
            open(desk);
            work(desk);
        });
        states.put("CLOSED", desk -> {
            open(desk);
            work(desk);
            desk.batch(core -> core.closeInput(JOB));
        });
        states.put("DONE", desk -> {
            open(desk);
            work(desk);
            desk.batch(core -> core.closeInput(JOB));
            answer(desk, others);
        });
        states.put("CANCELLED", desk -> {
            open(desk);
            work(desk);
            desk.batch(core -> core.cancel(JOB));
        });
        states.put("FAILED", desk -> {
            open(desk);
            work(desk);
            desk.batch(core -> core.bidRefused(JOB, "no"));
        });
        states.put("FORGOTTEN", desk -> {
            open(desk);
            desk.batch(core -> core.cancel(JOB));
            desk.batch(core -> core.bidClosed(JOB));
        });
        return states;
    }

    private Map<String, Consumer<Desk>> events(Recorder others) {
        Map<String, Consumer<Desk>> events = new LinkedHashMap<>();
        events.put("submit again", desk -> desk.batch(core -> core.submit(Samples.spec(1, 1, "10"))));
        events.put("add the next", desk -> desk.batch(core -> core.addFragments(JOB, 1, List.of(Samples.work(1)))));
        events.put("add with a gap", desk -> desk.batch(core -> core.addFragments(JOB, 5, List.of(Samples.work(5)))));
        events.put("close the input", desk -> desk.batch(core -> core.closeInput(JOB)));
        events.put("cancel", desk -> desk.batch(core -> core.cancel(JOB)));
        events.put("broker up", desk -> desk.batch(Buying::brokerUp));
        events.put("broker down", desk -> desk.batch(core -> core.brokerDown("gone")));
        events.put("bid placed", desk -> desk.batch(core -> core.bidPlaced(JOB)));
        events.put("bid refused", desk -> desk.batch(core -> core.bidRefused(JOB, "no credits")));
        events.put("bid delayed", desk -> desk.batch(core -> core.bidDelayed(JOB, "busy")));
        events.put("bid closed", desk -> desk.batch(core -> core.bidClosed(JOB)));
        events.put(
                "another lease",
                desk -> desk.batch(
                        core -> core.leaseMatched(Samples.ticket(2, JOB, Samples.seller(2), "5", nowMillis))));
        events.put("a result", desk -> answer(desk, others));
        events.put("handed back", desk -> {
            for (Recorder.Assigned one : others.takeAssigned()) {
                desk.batch(core -> core.handedBack(one.lease(), one.assignment(), "full"));
            }
        });
        events.put("seller lost", desk -> desk.batch(core -> core.sellerLost(LEASE, "gone")));
        events.put("program refused", desk -> desk.batch(core -> core.programRefused(LEASE, "no")));
        events.put("program unreadable", desk -> desk.batch(core -> core.programUnreadable(LEASE, "no")));
        events.put(
                "lease ended",
                desk -> desk.batch(core -> core.leaseEnded(LEASE, LeaseEndReason.LEASE_END_REASON_SELLER_DRAINS)));
        events.put("last payment done", desk -> desk.batch(core -> core.lastPaymentDone(LEASE)));
        events.put("a second", desk -> {
            nowMillis += 1_000;
            desk.batch(Buying::tick);
        });
        events.put("a minute", desk -> {
            nowMillis += 60_000;
            desk.batch(Buying::tick);
        });
        events.put("a restart", Desk::dieAndComeBack);
        return events;
    }

    /** What is refused, or said to broker and sellers; then the phase, open, accepted and abandoned fragments. */
    private String row(String state, String event) throws IOException {
        Recorder others = new Recorder();
        Path file = Files.createTempDirectory(folder, "job").resolve("journal.db");
        try (Desk desk = new Desk(file, others, others, () -> nowMillis)) {
            Objects.requireNonNull(states(others).get(state)).accept(desk);
            others.take();
            String answer;
            try {
                Objects.requireNonNull(events(others).get(event)).accept(desk);
                answer = others.take().toString();
            } catch (IllegalArgumentException refused) {
                answer = "refused";
            }
            return state + ", " + event + ": " + answer + ", " + show(desk.core.job(JOB));
        }
    }

    private static String show(@org.jspecify.annotations.Nullable Job job) {
        return job == null
                ? "forgotten"
                : job.phase() + " " + job.open() + " " + job.accepted() + " " + job.abandoned();
    }

    private String rows(String state) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (String event : events(new Recorder()).keySet()) {
            rows.append(row(state, event)).append('\n');
        }
        return rows.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"WAITING", "WORKING", "CLOSED", "DONE", "CANCELLED", "FAILED", "FORGOTTEN"})
    void answersEveryEvent(String state) throws IOException {
        assertThat(rows(state))
                .isEqualTo(TABLE.lines()
                        .filter(row -> row.startsWith(state + ","))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    @Test
    void theTableHasEveryState() {
        assertThat(TABLE.lines().map(row -> row.substring(0, row.indexOf(','))).distinct())
                .containsExactlyElementsOf(states(new Recorder()).keySet());
    }

    private static final String TABLE = """
            WAITING, submit again: [], RUNNING 1 0 0
            WAITING, add the next: [], RUNNING 2 0 0
            WAITING, add with a gap: refused, RUNNING 1 0 0
            WAITING, close the input: [], RUNNING 1 0 0
            WAITING, cancel: [cancel job 1], CANCELLED 0 0 1
            WAITING, broker up: [bid job 1], RUNNING 1 0 0
            WAITING, broker down: [], RUNNING 1 0 0
            WAITING, bid placed: [], RUNNING 1 0 0
            WAITING, bid refused: [cancel job 1], FAILED 0 0 1
            WAITING, bid delayed: [bid job 1], RUNNING 1 0 0
            WAITING, bid closed: [], RUNNING 1 0 0
            WAITING, another lease: [connect lease 2], RUNNING 1 0 0
            WAITING, a result: [], RUNNING 1 0 0
            WAITING, handed back: [], RUNNING 1 0 0
            WAITING, seller lost: [], RUNNING 1 0 0
            WAITING, program refused: [], RUNNING 1 0 0
            WAITING, program unreadable: [], RUNNING 1 0 0
            WAITING, lease ended: [], RUNNING 1 0 0
            WAITING, last payment done: [], RUNNING 1 0 0
            WAITING, a second: [], RUNNING 1 0 0
            WAITING, a minute: [], RUNNING 1 0 0
            WAITING, a restart: [], RUNNING 1 0 0
            WORKING, submit again: [], RUNNING 1 0 0
            WORKING, add the next: [], RUNNING 2 0 0
            WORKING, add with a gap: refused, RUNNING 1 0 0
            WORKING, close the input: [], RUNNING 1 0 0
            WORKING, cancel: [cancel 1 of lease 1, pay last lease 1, cancel job 1], CANCELLED 0 0 1
            WORKING, broker up: [bid job 1], RUNNING 1 0 0
            WORKING, broker down: [], RUNNING 1 0 0
            WORKING, bid placed: [], RUNNING 1 0 0
            WORKING, bid refused: [cancel 1 of lease 1, pay last lease 1, cancel job 1], FAILED 0 0 1
            WORKING, bid delayed: [bid job 1], RUNNING 1 0 0
            WORKING, bid closed: [], RUNNING 1 0 0
            WORKING, another lease: [connect lease 2], RUNNING 1 0 0
            WORKING, a result: [], RUNNING 0 1 0
            WORKING, handed back: [], RUNNING 1 0 0
            WORKING, seller lost: [], RUNNING 1 0 0
            WORKING, program refused: [cancel 1 of lease 1, pay last lease 1, disconnect lease 1, end lease 1 PROGRAM_REFUSED], RUNNING 1 0 0
            WORKING, program unreadable: [cancel 1 of lease 1, pay last lease 1, cancel job 1], FAILED 0 0 1
            WORKING, lease ended: [cancel 1 of lease 1, pay last lease 1], RUNNING 1 0 0
            WORKING, last payment done: [], RUNNING 1 0 0
            WORKING, a second: [], RUNNING 1 0 0
            WORKING, a minute: [], RUNNING 1 0 0
            WORKING, a restart: [], RUNNING 1 0 0
            CLOSED, submit again: [], RUNNING 1 0 0
            CLOSED, add the next: refused, RUNNING 1 0 0
            CLOSED, add with a gap: refused, RUNNING 1 0 0
            CLOSED, close the input: [], RUNNING 1 0 0
            CLOSED, cancel: [cancel 1 of lease 1, pay last lease 1, cancel job 1], CANCELLED 0 0 1
            CLOSED, broker up: [bid job 1], RUNNING 1 0 0
            CLOSED, broker down: [], RUNNING 1 0 0
            CLOSED, bid placed: [], RUNNING 1 0 0
            CLOSED, bid refused: [cancel 1 of lease 1, pay last lease 1, cancel job 1], FAILED 0 0 1
            CLOSED, bid delayed: [bid job 1], RUNNING 1 0 0
            CLOSED, bid closed: [], RUNNING 1 0 0
            CLOSED, another lease: [connect lease 2], RUNNING 1 0 0
            CLOSED, a result: [pay last lease 1, cancel job 1], DONE 0 1 0
            CLOSED, handed back: [], RUNNING 1 0 0
            CLOSED, seller lost: [], RUNNING 1 0 0
            CLOSED, program refused: [cancel 1 of lease 1, pay last lease 1, disconnect lease 1, end lease 1 PROGRAM_REFUSED], RUNNING 1 0 0
            CLOSED, program unreadable: [cancel 1 of lease 1, pay last lease 1, cancel job 1], FAILED 0 0 1
            CLOSED, lease ended: [cancel 1 of lease 1, pay last lease 1], RUNNING 1 0 0
            CLOSED, last payment done: [], RUNNING 1 0 0
            CLOSED, a second: [], RUNNING 1 0 0
            CLOSED, a minute: [], RUNNING 1 0 0
            CLOSED, a restart: [], RUNNING 1 0 0
            DONE, submit again: [], DONE 0 1 0
            DONE, add the next: refused, DONE 0 1 0
            DONE, add with a gap: refused, DONE 0 1 0
            DONE, close the input: [], DONE 0 1 0
            DONE, cancel: [], DONE 0 1 0
            DONE, broker up: [cancel job 1], DONE 0 1 0
            DONE, broker down: [], DONE 0 1 0
            DONE, bid placed: [], DONE 0 1 0
            DONE, bid refused: [], DONE 0 1 0
            DONE, bid delayed: [cancel job 1], DONE 0 1 0
            DONE, bid closed: [], DONE 0 1 0
            DONE, another lease: [end lease 2 JOB_DONE], DONE 0 1 0
            DONE, a result: [], DONE 0 1 0
            DONE, handed back: [], DONE 0 1 0
            DONE, seller lost: [], DONE 0 1 0
            DONE, program refused: [disconnect lease 1, end lease 1 JOB_DONE, cancel job 1], DONE 0 1 0
            DONE, program unreadable: [], DONE 0 1 0
            DONE, lease ended: [], DONE 0 1 0
            DONE, last payment done: [disconnect lease 1, end lease 1 JOB_DONE, cancel job 1], DONE 0 1 0
            DONE, a second: [], DONE 0 1 0
            DONE, a minute: [disconnect lease 1, end lease 1 JOB_DONE, cancel job 1], DONE 0 1 0
            DONE, a restart: [], DONE 0 1 0
            CANCELLED, submit again: [], CANCELLED 0 0 1
            CANCELLED, add the next: refused, CANCELLED 0 0 1
            CANCELLED, add with a gap: refused, CANCELLED 0 0 1
            CANCELLED, close the input: [], CANCELLED 0 0 1
            CANCELLED, cancel: [], CANCELLED 0 0 1
            CANCELLED, broker up: [cancel job 1], CANCELLED 0 0 1
            CANCELLED, broker down: [], CANCELLED 0 0 1
            CANCELLED, bid placed: [], CANCELLED 0 0 1
            CANCELLED, bid refused: [], CANCELLED 0 0 1
            CANCELLED, bid delayed: [cancel job 1], CANCELLED 0 0 1
            CANCELLED, bid closed: [], CANCELLED 0 0 1
            CANCELLED, another lease: [end lease 2 JOB_DONE], CANCELLED 0 0 1
            CANCELLED, a result: [], CANCELLED 0 0 1
            CANCELLED, handed back: [], CANCELLED 0 0 1
            CANCELLED, seller lost: [], CANCELLED 0 0 1
            CANCELLED, program refused: [disconnect lease 1, end lease 1 JOB_DONE, cancel job 1], CANCELLED 0 0 1
            CANCELLED, program unreadable: [], CANCELLED 0 0 1
            CANCELLED, lease ended: [], CANCELLED 0 0 1
            CANCELLED, last payment done: [disconnect lease 1, end lease 1 JOB_DONE, cancel job 1], CANCELLED 0 0 1
            CANCELLED, a second: [], CANCELLED 0 0 1
            CANCELLED, a minute: [disconnect lease 1, end lease 1 JOB_DONE, cancel job 1], CANCELLED 0 0 1
            CANCELLED, a restart: [], CANCELLED 0 0 1
            FAILED, submit again: [], FAILED 0 0 1
            FAILED, add the next: refused, FAILED 0 0 1
            FAILED, add with a gap: refused, FAILED 0 0 1
            FAILED, close the input: [], FAILED 0 0 1
            FAILED, cancel: [], FAILED 0 0 1
            FAILED, broker up: [cancel job 1], FAILED 0 0 1
            FAILED, broker down: [], FAILED 0 0 1
            FAILED, bid placed: [], FAILED 0 0 1
            FAILED, bid refused: [], FAILED 0 0 1
            FAILED, bid delayed: [cancel job 1], FAILED 0 0 1
            FAILED, bid closed: [], FAILED 0 0 1
            FAILED, another lease: [end lease 2 JOB_DONE], FAILED 0 0 1
            FAILED, a result: [], FAILED 0 0 1
            FAILED, handed back: [], FAILED 0 0 1
            FAILED, seller lost: [], FAILED 0 0 1
            FAILED, program refused: [disconnect lease 1, end lease 1 JOB_DONE, cancel job 1], FAILED 0 0 1
            FAILED, program unreadable: [], FAILED 0 0 1
            FAILED, lease ended: [], FAILED 0 0 1
            FAILED, last payment done: [disconnect lease 1, end lease 1 JOB_DONE, cancel job 1], FAILED 0 0 1
            FAILED, a second: [], FAILED 0 0 1
            FAILED, a minute: [disconnect lease 1, end lease 1 JOB_DONE, cancel job 1], FAILED 0 0 1
            FAILED, a restart: [], FAILED 0 0 1
            FORGOTTEN, submit again: refused, forgotten
            FORGOTTEN, add the next: refused, forgotten
            FORGOTTEN, add with a gap: refused, forgotten
            FORGOTTEN, close the input: refused, forgotten
            FORGOTTEN, cancel: refused, forgotten
            FORGOTTEN, broker up: [], forgotten
            FORGOTTEN, broker down: [], forgotten
            FORGOTTEN, bid placed: [], forgotten
            FORGOTTEN, bid refused: [], forgotten
            FORGOTTEN, bid delayed: [], forgotten
            FORGOTTEN, bid closed: [], forgotten
            FORGOTTEN, another lease: [end lease 2 JOB_DONE], forgotten
            FORGOTTEN, a result: [], forgotten
            FORGOTTEN, handed back: [], forgotten
            FORGOTTEN, seller lost: [], forgotten
            FORGOTTEN, program refused: [], forgotten
            FORGOTTEN, program unreadable: [], forgotten
            FORGOTTEN, lease ended: [], forgotten
            FORGOTTEN, last payment done: [], forgotten
            FORGOTTEN, a second: [], forgotten
            FORGOTTEN, a minute: [], forgotten
            FORGOTTEN, a restart: [], forgotten
            """;
}
