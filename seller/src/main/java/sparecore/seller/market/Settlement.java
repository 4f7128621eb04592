package sparecore.seller.market;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.lease.LeaseId;
import sparecore.lease.Voucher;
import sparecore.link.RefusedException;
import sparecore.money.Credits;
import sparecore.seller.journal.Journal;
import sparecore.seller.journal.LeaseRow;
import sparecore.seller.journal.Settled;
import sparecore.wire.EndLease;
import sparecore.wire.Frame;
import sparecore.wire.LeaseConnected;
import sparecore.wire.Refusal;
import sparecore.wire.RefusalReason;
import sparecore.wire.SettleVoucher;
import sparecore.wire.VoucherSettled;

/**
 * Brings vouchers to the broker until it has settled them, those of many leases in one message. The journal says what is left to do, so a
 * restart changes nothing. On the market's thread only.
 */
final class Settlement {
    private static final Logger log = LoggerFactory.getLogger(Settlement.class);

    private final BrokerLink broker;
    private final Journal journal;
    private final Executor thread;
    private final Set<LeaseId> underWay = new HashSet<>();

    Settlement(BrokerLink broker, Journal journal, Executor thread) {
        this.broker = broker;
        this.journal = journal;
        this.thread = thread;
    }

    /** Settles all that the broker does not know. @return completes when each has been tried once */
    CompletableFuture<Void> settleAll() {
        return journal.unsettled().thenComposeAsync(this::settle, thread);
    }

    private CompletableFuture<Void> settle(List<LeaseRow> rows) {
        List<LeaseRow> due = rows.stream()
                .filter(row -> broker.isOpen() && row.needsSettlement() && underWay.add(row.lease()))
                .toList();
        int together = Voucher.PRESENTED_TOGETHER_MAX;
        List<CompletableFuture<Void>> tries = new ArrayList<>();
        for (int from = 0; from < due.size(); from += together) {
            List<LeaseRow> some = due.subList(from, Math.min(from + together, due.size()));
            tries.add(present(some)
                    .whenCompleteAsync((done, error) -> some.forEach(row -> underWay.remove(row.lease())), thread));
        }
        return CompletableFuture.allOf(tries.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> present(List<LeaseRow> rows) {
        rows.stream().filter(row -> row.isEnded() && row.endedByUs()).forEach(this::announceEnd);
        SettleVoucher.Builder message = claim(rows.get(0));
        rows.stream().skip(1).forEach(row -> message.addMore(claim(row)));
        return broker.request(Frame.newBuilder().setSettleVoucher(message))
                .thenComposeAsync(reply -> answered(rows, reply), thread)
                .exceptionallyComposeAsync(error -> failed(rows, cause(error)), thread);
    }

    private static SettleVoucher.Builder claim(LeaseRow row) {
        SettleVoucher.Builder claim =
                SettleVoucher.newBuilder().setLeaseId(row.lease().toWire()).setLast(row.isEnded());
        row.voucher().ifPresent(claim::setVoucher);
        return claim;
    }

    /**
     * The broker handles one link's messages in order, so the answers need not be waited for; that it knew is fine as well. A lease
     * in the journal was connected, but the broker may not have heard of it: it settles nothing of one that ended before that.
     */
    private void announceEnd(LeaseRow row) {
        tell(
                row,
                Frame.newBuilder()
                        .setLeaseConnected(LeaseConnected.newBuilder()
                                .setLeaseId(row.lease().toWire())));
        tell(
                row,
                Frame.newBuilder()
                        .setEndLease(EndLease.newBuilder()
                                .setLeaseId(row.lease().toWire())
                                .setReason(row.endReason())));
    }

    private void tell(LeaseRow row, Frame.Builder frame) {
        var ignored = broker.request(frame).exceptionally(error -> {
            log.debug("the broker on lease {}: {}", row.lease(), error.getMessage());
            return Frame.getDefaultInstance();
        });
    }

    private CompletableFuture<Void> answered(List<LeaseRow> rows, Frame reply) {
        if (reply.getBodyCase() != Frame.BodyCase.VOUCHER_SETTLED) {
            log.warn("the broker answered a settlement with {}", reply.getBodyCase());
            return CompletableFuture.completedFuture(null);
        }
        VoucherSettled whole = reply.getVoucherSettled();
        List<VoucherSettled> answers = rows.size() == 1 ? List.of(whole) : whole.getEachList();
        if (answers.size() != rows.size()) {
            log.warn("the broker gave {} answers to {} settlements", answers.size(), rows.size());
            return CompletableFuture.completedFuture(null);
        }
        List<Settled> settled = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            outcome(rows.get(i), answers.get(i)).ifPresent(settled::add);
        }
        return keep(settled);
    }

    private CompletableFuture<Void> keep(List<Settled> settled) {
        return settled.isEmpty() ? CompletableFuture.completedFuture(null) : journal.settled(settled);
    }

    /** What is to be written down of an answer; nothing if it is to be asked again. */
    private static Optional<Settled> outcome(LeaseRow row, VoucherSettled answer) {
        if (answer.getRefusal() != RefusalReason.REFUSAL_REASON_UNSPECIFIED_VALUE) {
            return refused(
                    row,
                    new RefusedException(Refusal.newBuilder()
                            .setReasonValue(answer.getRefusal())
                            .setText(answer.getRefusalText())
                            .build()));
        }
        if (!answer.getLeaseId().equals(row.lease().toWire())) {
            log.warn("the broker did not answer on lease {}, but on another", row.lease());
            return Optional.empty();
        }
        Credits cumulative = Credits.ofMicro(answer.getCumulative());
        Credits credited = Credits.ofMicro(answer.getCredited());
        if (cumulative.compareTo(row.cumulative()) < 0) {
            log.warn(
                    "the broker settled {} of lease {}, less than its voucher of {}",
                    cumulative,
                    row.lease(),
                    row.cumulative());
        }
        log.info("lease {}: settled {}, credited {}", row.lease(), cumulative, credited);
        return Optional.of(new Settled(row.lease(), cumulative, credited, row.isEnded()));
    }

    /** A broker that does not know the lease, or closed it, never will settle it: asking again is in vain. */
    private static Optional<Settled> refused(LeaseRow row, RefusedException refusal) {
        if (isFinal(refusal.reason())) {
            log.warn(
                    "the broker will not settle lease {} ({}): {}",
                    row.lease(),
                    row.cumulative(),
                    refusal.getMessage());
            return Optional.of(new Settled(row.lease(), row.settled(), Credits.ZERO, row.isEnded()));
        }
        log.info("the settlement of lease {} waits: {}", row.lease(), refusal.getMessage());
        return Optional.empty();
    }

    /** Only what was presented alone is refused as a whole for what it is; several are for haste. */
    private CompletableFuture<Void> failed(List<LeaseRow> rows, Throwable error) {
        if (rows.size() == 1 && error instanceof RefusedException refusal) {
            return keep(refused(rows.get(0), refusal).stream().toList());
        }
        log.info("the settlement of {} leases waits: {}", rows.size(), error.getMessage());
        return CompletableFuture.completedFuture(null);
    }

    private static Throwable cause(Throwable error) {
        return error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
    }

    private static boolean isFinal(RefusalReason reason) {
        return switch (reason) {
            case REFUSAL_REASON_UNKNOWN, REFUSAL_REASON_ENDED, REFUSAL_REASON_NOT_YOURS, REFUSAL_REASON_BAD_SIGNATURE ->
                true;
            default -> false;
        };
    }
}
