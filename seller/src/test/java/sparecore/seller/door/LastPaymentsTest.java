package sparecore.seller.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparecore.seller.door.SessionRig.BUYER;
import static sparecore.seller.door.SessionRig.LEASE;
import static sparecore.seller.door.SessionRig.SELLER;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Voucher;
import sparecore.lease.Way;
import sparecore.link.ProtocolException;
import sparecore.money.Credits;
import sparecore.seller.execution.Assignment;
import sparecore.seller.execution.Slots;
import sparecore.seller.execution.Tenant;
import sparecore.seller.journal.Journal;
import sparecore.seller.market.LeaseOffice;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.Payment;

/** The broker settles an ended lease once: that must not be with less than what the buyer has promised. */
class LastPaymentsTest {
    /** A disk that writes when it is told to, one thing after the other, and may be full. */
    private static final class SlowDisk extends AbstractExecutorService {
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private boolean full;
        private boolean shut;

        @Override
        public void execute(Runnable task) {
            if (full) {
                throw new RejectedExecutionException("no room");
            }
            waiting.add(task);
        }

        void writeOne() {
            waiting.remove().run();
        }

        void writeAll() {
            while (!waiting.isEmpty()) {
                writeOne();
            }
        }

        @Override
        public void shutdown() {
            writeAll();
            shut = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shut = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shut;
        }

        @Override
        public boolean isTerminated() {
            return shut;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return shut;
        }
    }

    private static final class NoSlots implements Slots {
        @Override
        public void submit(Tenant tenant, Assignment assignment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Assignment> withdraw(Tenant tenant, long number, String reason) {
            return Optional.empty();
        }

        @Override
        public List<Assignment> withdrawWaiting(Tenant tenant) {
            return List.of();
        }

        @Override
        public void killRuns(Tenant tenant, String reason) {}

        @Override
        public boolean isAtWork(Tenant tenant, long forMillis) {
            return false;
        }

        @Override
        public void wake() {}
    }

    @TempDir
    private Path folder;

    private final SlowDisk disk = new SlowDisk();
    private final List<LeaseId> closed = new ArrayList<>();
    private final ScheduledThreadPoolExecutor signing = new ScheduledThreadPoolExecutor(1);
    private final FakeLink link = new FakeLink();
    private Journal journal;
    private LeaseSession session;

    @BeforeEach
    void open() {
        journal = Journal.open(folder.resolve("seller.db"), disk);
        var ignored = journal.open(SessionRig.ticket());
        disk.writeAll();
        session = SessionRig.session(
                new NoSlots(),
                journal,
                new LeaseOffice() {
                    @Override
                    public void connected(LeaseId lease, Way way) {}

                    @Override
                    public void atWork(LeaseId lease) {}

                    @Override
                    public void closed(LeaseId lease, LeaseEndReason reason, boolean byUs) {
                        closed.add(lease);
                    }
                },
                signing);
        assertThat(session.attach(link, new Flow(link), Frame.getDefaultInstance(), 1))
                .isTrue();
    }

    @AfterEach
    void close() {
        journal.close();
        signing.shutdownNow();
    }

    private void pay(long credits) throws ProtocolException {
        Voucher voucher = new Voucher(LEASE, BUYER.id(), SELLER.id(), Credits.ofWhole(credits));
        session.pay(
                link,
                Payment.newBuilder()
                        .setVoucher(SignedVoucher.sign(voucher, BUYER).toWire())
                        .build());
    }

    private Credits onDisk() {
        var rows = journal.unsettled();
        disk.writeAll();
        return rows.join().get(0).cumulative();
    }

    @Test
    void aLeaseIsSettledForTheLastTimeWhenAllThatCameIsOnDisk() throws ProtocolException {
        pay(1);
        pay(2);
        session.end(LeaseEndReason.LEASE_END_REASON_JOB_DONE, false);
        assertThat(session.tick()).isFalse();
        assertThat(link.closed()).containsExactly("the lease has ended");
        disk.writeOne();
        assertThat(session.tick()).isFalse();
        assertThat(closed).isEmpty();
        disk.writeOne();
        assertThat(session.tick()).isTrue();
        assertThat(closed).containsExactly(LEASE);
        assertThat(onDisk()).isEqualTo(Credits.ofWhole(2));
    }

    @Test
    void whatComesTooLateIsNotTakenAndNotConfirmed() throws ProtocolException {
        pay(1);
        session.end(LeaseEndReason.LEASE_END_REASON_JOB_DONE, false);
        assertThat(session.tick()).isFalse();
        assertThatThrownBy(() -> pay(2))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("the lease is closed");
        disk.writeOne();
        assertThat(session.tick()).isTrue();
        assertThat(onDisk()).isEqualTo(Credits.ofWhole(1));
    }

    @Test
    void aVoucherThatCouldNotBeWrittenIsTriedAgainBeforeItIsTooLate() throws ProtocolException {
        disk.full = true;
        pay(1);
        session.end(LeaseEndReason.LEASE_END_REASON_JOB_DONE, false);
        assertThat(session.tick()).isFalse();
        assertThat(closed).isEmpty();
        disk.full = false;
        assertThat(session.tick()).isFalse();
        disk.writeOne();
        assertThat(session.tick()).isTrue();
        assertThat(onDisk()).isEqualTo(Credits.ofWhole(1));
    }
}
