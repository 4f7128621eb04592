package sparecore.seller.door;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparecore.identity.NodeId;
import sparecore.lease.BadSignedMessageException;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.link.ProtocolException;
import sparecore.seller.journal.Journal;
import sparecore.seller.tenancy.Tenancy;
import sparecore.seller.tenancy.VoucherCheck;

/**
 * Vouchers of one lease on their way to the journal: one is being written, and the highest that came meanwhile waits, so that a
 * buyer who pays often costs no more than one that pays seldom. Guarded by the session's monitor.
 */
final class Payments {
    private static final Logger log = LoggerFactory.getLogger(Payments.class);

    /** A buyer that asks for more confirmations at once gets none for the rest. */
    private static final int CONFIRMATIONS_MAX = 16;

    private final Ticket ticket;
    private final Tenancy tenancy;
    private final Journal journal;
    private final LeaseSession session;
    private boolean writing;
    private boolean failing;
    private @Nullable SignedVoucher waiting;
    private final List<Runnable> confirmations = new ArrayList<>();

    Payments(Ticket ticket, Tenancy tenancy, Journal journal, LeaseSession session) {
        this.ticket = ticket;
        this.tenancy = tenancy;
        this.journal = journal;
        this.session = session;
    }

    /** @throws ProtocolException if the voucher is forged, lower than one before, above the escrow, or too late */
    void take(sparecore.wire.SignedVoucher wire, NodeId seller) throws ProtocolException {
        SignedVoucher voucher = verify(wire, seller);
        VoucherCheck check = tenancy.promise(voucher.voucher().cumulative());
        if (check.isBreach()) {
            throw new ProtocolException(check.sentence());
        }
        if (check != VoucherCheck.HIGHER) {
            return;
        }
        waiting = voucher;
        goOn();
    }

    private SignedVoucher verify(sparecore.wire.SignedVoucher wire, NodeId seller) throws ProtocolException {
        try {
            return SignedVoucher.verify(wire, ticket.lease(), ticket.buyer(), seller);
        } catch (BadSignedMessageException e) {
            throw new ProtocolException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Durable before it counts. */
    private void write(SignedVoucher voucher) {
        writing = true;
        var ignored = journal.keep(voucher).whenComplete((done, error) -> written(voucher, error));
    }

    /** One that could not be written waits for the next try, unless a higher one has come, which is worth all of it. */
    private void written(SignedVoucher voucher, @Nullable Throwable error) {
        synchronized (session) {
            writing = false;
            if (error == null) {
                failing = false;
                session.paid(voucher.voucher().cumulative());
                goOn();
                return;
            }
            if (!failing) {
                log.error("a voucher of lease {} was not written down; trying again", ticket.lease(), error);
            }
            failing = true;
            waiting = waiting == null ? voucher : waiting;
        }
    }

    /** Writes what waits, be it that it came meanwhile or that it could not be written before. To be called now and then. */
    void goOn() {
        SignedVoucher next = waiting;
        if (!writing && next != null) {
            waiting = null;
            write(next);
        }
        confirmIfWritten();
    }

    /**
     * Runs this once every voucher that has come is on disk.
     *
     * @param confirmation must not block
     */
    void whenWritten(Runnable confirmation) {
        if (confirmations.size() < CONFIRMATIONS_MAX) {
            confirmations.add(confirmation);
        }
        confirmIfWritten();
    }

    /** Whether a voucher that has come is not on disk yet. */
    boolean areUnderWay() {
        return writing || waiting != null;
    }

    private void confirmIfWritten() {
        if (!areUnderWay()) {
            confirmations.forEach(Runnable::run);
            confirmations.clear();
        }
    }
}
