package sparecore.seller.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
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
import sparecore.content.Id;
import sparecore.identity.NodeKey;
import sparecore.lease.AskId;
import sparecore.lease.BidId;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedTicket;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.lease.Way;
import sparecore.link.ProtocolException;
import sparecore.money.Commission;
import sparecore.money.Credits;
import sparecore.money.Price;
import sparecore.money.Speed;
import sparecore.seller.execution.Assignment;
import sparecore.seller.execution.Candour;
import sparecore.seller.execution.Slots;
import sparecore.seller.execution.Tenant;
import sparecore.seller.journal.Journal;
import sparecore.seller.market.LeaseOffice;
import sparecore.seller.tenancy.Tenancy;
import sparecore.seller.tenancy.Terms;
import sparecore.slot.Machine;
import sparecore.wire.Frame;
import sparecore.wire.LeaseEndReason;
import sparecore.wire.Payment;

/** The broker settles an ended lease once: that must not be with less than what the buyer has promised. */
class LastPaymentsTest {
    private static final NodeKey BROKER = NodeKey.generate(new SecureRandom());
    private static final NodeKey BUYER = NodeKey.generate(new SecureRandom());
    private static final NodeKey SELLER = NodeKey.generate(new SecureRandom());
    private static final long NOW_MILLIS = 1_000_000;
    private static final LeaseId LEASE = new LeaseId(new Id(1, 2));

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
        Ticket ticket = new Ticket(
                LEASE,
                new BidId(new Id(3, 4)),
                new AskId(new Id(5, 6)),
                BROKER.id(),
                BUYER.id(),
                SELLER.id(),
                1,
                new Price(Credits.MICRO_PER_CREDIT),
                Credits.ofWhole(10),
                new Commission(0),
                Speed.REFERENCE,
                64 << 20,
                NOW_MILLIS,
                NOW_MILLIS + Ticket.DURATION_MILLIS_MAX,
                "127.0.0.1:1");
        journal = Journal.open(folder.resolve("seller.db"), disk);
        var ignored = journal.open(ticket);
        disk.writeAll();
        Tenancy tenancy = new Tenancy(ticket, Terms.of(ticket, 5), 1, NOW_MILLIS);
        session = new LeaseSession(SignedTicket.sign(ticket, BROKER), tenancy, premises());
        assertThat(session.attach(link, new Flow(link), Frame.getDefaultInstance(), 1))
                .isTrue();
    }

    private Premises premises() {
        return new Premises(
                SELLER,
                new NoSlots(),
                journal,
                new LeaseOffice() {
                    @Override
                    public void connected(LeaseId lease, Way way) {}

                    @Override
                    public void closed(LeaseId lease, LeaseEndReason reason, boolean byUs) {
                        closed.add(lease);
                    }
                },
                signing,
                new Machine("", "", ""),
                Candour.HONEST,
                new SecureRandom(),
                () -> NOW_MILLIS);
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
