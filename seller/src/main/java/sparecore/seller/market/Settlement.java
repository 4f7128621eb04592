package sparecore.seller.market;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.lease.LeaseId;
import sparecore.link.RefusedException;
import sparecore.money.Credits;
import sparecore.seller.journal.Journal;
import sparecore.seller.journal.LeaseRow;
import sparecore.wire.EndLease;
import sparecore.wire.Frame;
import sparecore.wire.LeaseConnected;
import sparecore.wire.RefusalReason;
import sparecore.wire.SettleVoucher;
import sparecore.wire.VoucherSettled;

/**
 * Brings vouchers to the broker until it has settled them. The journal says what is left to do, so a restart changes nothing. On
 * the market's thread only.
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
        List<CompletableFuture<Void>> tries = new ArrayList<>();
        for (LeaseRow row : rows) {
            if (broker.isOpen() && row.needsSettlement() && underWay.add(row.lease())) {
                tries.add(settle(row).whenCompleteAsync((done, error) -> underWay.remove(row.lease()), thread));
            }
        }
        return CompletableFuture.allOf(tries.toArray(CompletableFuture[]::new));
    }

    private CompletableFuture<Void> settle(LeaseRow row) {
        if (row.isEnded() && row.endedByUs()) {
            announceEnd(row);
        }
        SettleVoucher.Builder message =
                SettleVoucher.newBuilder().setLeaseId(row.lease().toWire()).setLast(row.isEnded());
        row.voucher().ifPresent(message::setVoucher);
        return broker.request(Frame.newBuilder().setSettleVoucher(message))
                .handleAsync((reply, error) -> error == null ? settled(row, reply) : refused(row, error), thread)
                .thenCompose(done -> done);
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

    private CompletableFuture<Void> settled(LeaseRow row, Frame reply) {
        if (reply.getBodyCase() != Frame.BodyCase.VOUCHER_SETTLED) {
            log.warn("the broker answered a settlement with {}", reply.getBodyCase());
            return CompletableFuture.completedFuture(null);
        }
        VoucherSettled settled = reply.getVoucherSettled();
        Credits cumulative = Credits.ofMicro(settled.getCumulative());
        if (cumulative.compareTo(row.cumulative()) < 0) {
            log.warn(
                    "the broker settled {} of lease {}, less than its voucher of {}",
                    cumulative,
                    row.lease(),
                    row.cumulative());
        }
        log.info("lease {}: settled {}, credited {}", row.lease(), cumulative, Credits.ofMicro(settled.getCredited()));
        return journal.settled(row.lease(), cumulative, Credits.ofMicro(settled.getCredited()), row.isEnded());
    }

    /** A broker that does not know the lease, or closed it, never will settle it: asking again is in vain. */
    private CompletableFuture<Void> refused(LeaseRow row, Throwable error) {
        if (error instanceof RefusedException refusal && isFinal(refusal.reason())) {
            log.warn("the broker will not settle lease {} ({}): {}", row.lease(), row.cumulative(), error.getMessage());
            return journal.settled(row.lease(), row.settled(), Credits.ZERO, row.isEnded());
        }
        log.info("the settlement of lease {} waits: {}", row.lease(), error.getMessage());
        return CompletableFuture.completedFuture(null);
    }

    private static boolean isFinal(RefusalReason reason) {
        return switch (reason) {
            case REFUSAL_REASON_UNKNOWN, REFUSAL_REASON_ENDED, REFUSAL_REASON_NOT_YOURS, REFUSAL_REASON_BAD_SIGNATURE ->
                true;
            default -> false;
        };
    }
}
