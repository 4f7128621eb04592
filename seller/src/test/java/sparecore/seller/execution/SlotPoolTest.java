package sparecore.seller.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sparecore.content.Id;
import sparecore.evidence.Assigned;
import sparecore.evidence.SignedBatch;
import sparecore.identity.NodeKey;
import sparecore.lease.LeaseId;
import sparecore.result.RunLimits;
import sparecore.result.Work;
import sparecore.seller.main.FakeRunner;

class SlotPoolTest {
    private static final long PATIENCE_SECONDS = 20;
    private static final NodeKey BUYER = NodeKey.generate(new SecureRandom());

    private final FakeRunner runner = new FakeRunner(1);
    private final AtomicLong nanos = new AtomicLong();
    private final SlotPool pool = new SlotPool(2, runner, nanos::get);

    @AfterEach
    void close() {
        pool.close();
    }

    private static final class FakeTenant implements Tenant {
        private final int slots;
        private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        private volatile boolean takesResults = true;

        FakeTenant(int slots) {
            this.slots = slots;
        }

        @Override
        public int slots() {
            return slots;
        }

        @Override
        public boolean takesResults() {
            return takesResults;
        }

        @Override
        public void ended(Assignment assignment, RunEnd end) {
            ends.add(assignment.number()
                    + (end instanceof RunEnd.Abandoned abandoned ? " " + abandoned.reason() : " done"));
        }

        String next() throws InterruptedException {
            return String.valueOf(ends.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    private Assignment assignment(long number, String argument) {
        LoadedProgram program = FakeRunner.program("ELF".getBytes(StandardCharsets.UTF_8));
        Work work = new Work(
                program.digest(),
                List.of(ByteString.copyFromUtf8(argument)),
                ByteString.EMPTY,
                RunLimits.of(2 << 20, 1, 1));
        Assigned order = new Assigned(new LeaseId(new Id(1, 1)), number, work.digest(), false);
        return new Assignment(SignedBatch.sign(List.of(order), BUYER).get(0), program, work);
    }

    private void until(java.util.function.BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void runsNothingBeforeSlotsAreOpen() throws InterruptedException {
        FakeTenant tenant = new FakeTenant(2);
        pool.submit(tenant, assignment(1, "x"));
        assertThat(runner.started()).isZero();
        pool.setOpen(2);
        assertThat(tenant.next()).isEqualTo("1 done");
    }

    @Test
    void knowsWhoseRunsTakeLong() throws InterruptedException {
        FakeTenant tenant = new FakeTenant(1);
        FakeTenant other = new FakeTenant(1);
        pool.setOpen(2);
        pool.submit(tenant, assignment(1, FakeRunner.HOLD));
        until(() -> runner.started() == 1);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(pool.isAtWork(tenant, 5)).isTrue();
        assertThat(pool.isAtWork(tenant, 6)).isFalse();
        assertThat(pool.isAtWork(other, 0)).isFalse();
        pool.killRuns(tenant, "enough");
        assertThat(tenant.next()).isEqualTo("1 enough");
        assertThat(pool.isAtWork(tenant, 0)).isFalse();
    }

    @Test
    void beginsOneTenantsAssignmentsInOrder() throws InterruptedException {
        FakeTenant tenant = new FakeTenant(1);
        pool.setOpen(2);
        List<String> numbers =
                IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toList();
        numbers.forEach(number -> pool.submit(tenant, assignment(Long.parseLong(number), number)));
        List<String> ends = new ArrayList<>();
        while (ends.size() < numbers.size()) {
            ends.add(tenant.next());
        }
        // Two slots take turns: the one that ended an assignment may tell of it after the other has ended the next.
        assertThat(ends)
                .containsExactlyInAnyOrderElementsOf(
                        numbers.stream().map(number -> number + " done").toList());
        assertThat(runner.startedArguments()).isEqualTo(numbers);
    }

    @Test
    void noTenantRunsMoreThanItsSlots() throws InterruptedException {
        FakeTenant one = new FakeTenant(1);
        FakeTenant other = new FakeTenant(1);
        pool.setOpen(2);
        pool.submit(one, assignment(1, FakeRunner.HOLD));
        pool.submit(one, assignment(2, FakeRunner.HOLD));
        until(() -> runner.holding() == 1);
        pool.submit(other, assignment(1, "x"));
        assertThat(other.next()).isEqualTo("1 done");
        assertThat(runner.holding()).isEqualTo(1);
        runner.releaseAll();
        assertThat(one.next()).isEqualTo("1 done");
    }

    @Test
    void startsNothingForATenantThatDoesNotRead() throws InterruptedException {
        FakeTenant deaf = new FakeTenant(2);
        FakeTenant other = new FakeTenant(2);
        deaf.takesResults = false;
        pool.setOpen(2);
        pool.submit(deaf, assignment(1, "x"));
        pool.submit(other, assignment(1, "x"));
        assertThat(other.next()).isEqualTo("1 done");
        assertThat(deaf.ends).isEmpty();
        deaf.takesResults = true;
        pool.wake();
        assertThat(deaf.next()).isEqualTo("1 done");
    }

    @Test
    void freezesTheLatestRunsWhenSlotsAreTakenBackAndThawsThem() throws InterruptedException {
        FakeTenant tenant = new FakeTenant(2);
        pool.setOpen(2);
        pool.submit(tenant, assignment(1, FakeRunner.HOLD));
        until(() -> runner.holding() == 1);
        pool.submit(tenant, assignment(2, FakeRunner.HOLD));
        until(() -> runner.holding() == 2);

        pool.setOpen(1);
        assertThat(runner.paused()).isEqualTo(1);
        pool.setOpen(0);
        assertThat(runner.paused()).isEqualTo(2);
        pool.setOpen(2);
        assertThat(runner.paused()).isZero();
    }

    @Test
    void handsBackWhatHasBeenFrozenForTooLong() throws InterruptedException {
        FakeTenant tenant = new FakeTenant(1);
        pool.setOpen(1);
        pool.submit(tenant, assignment(1, FakeRunner.HOLD));
        until(() -> runner.holding() == 1);
        pool.setOpen(0);

        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(SlotPool.PAUSE_GRACE_MILLIS - 1));
        pool.endLongPauses();
        assertThat(runner.holding()).isEqualTo(1);
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
        pool.endLongPauses();
        assertThat(tenant.next()).isEqualTo("1 " + SlotPool.OWNER_BACK);
    }

    @Test
    void takesBackWhatWaitsAndKillsWhatRuns() throws InterruptedException {
        FakeTenant tenant = new FakeTenant(1);
        pool.setOpen(1);
        pool.submit(tenant, assignment(1, FakeRunner.HOLD));
        pool.submit(tenant, assignment(2, "x"));
        pool.submit(tenant, assignment(3, "x"));
        until(() -> runner.holding() == 1);

        assertThat(pool.withdraw(tenant, 2, "no")).map(Assignment::number).contains(2L);
        assertThat(pool.withdrawWaiting(tenant)).extracting(Assignment::number).containsExactly(3L);
        assertThat(pool.withdraw(tenant, 1, "cancelled")).isEqualTo(Optional.empty());
        assertThat(tenant.next()).isEqualTo("1 cancelled");
        until(() -> pool.running() == 0);
    }

    @Test
    void closingKillsWhatRuns() throws InterruptedException {
        FakeTenant tenant = new FakeTenant(2);
        pool.setOpen(2);
        pool.submit(tenant, assignment(1, FakeRunner.HOLD));
        until(() -> runner.holding() == 1);
        pool.close();
        assertThat(tenant.next()).isEqualTo("1 the seller stops");
        assertThat(runner.holding()).isZero();
    }
}
