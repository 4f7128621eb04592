package sparecore.seller.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import sparecore.content.Id;
import sparecore.lease.LeaseId;
import sparecore.lease.SignedVoucher;
import sparecore.lease.Ticket;
import sparecore.lease.Voucher;
import sparecore.money.Credits;
import sparecore.store.Database;
import sparecore.wire.LeaseEndReason;

/** The leases and their money on disk. Each method is one statement; on the journal's thread, inside a transaction. */
final class LeaseTable {
    /** Read at once; the rest follows when these are settled. */
    private static final int UNSETTLED_MAX = 1_000;

    private final Database database;

    LeaseTable(Database database) {
        this.database = database;
    }

    /** @return false if the lease was known before: then it is not opened again */
    boolean open(Ticket ticket) throws SQLException {
        return database.update(
                        "INSERT INTO lease (lease_id, buyer, expires_at_millis) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                        key(ticket.lease()),
                        ticket.buyer().toBytes(),
                        ticket.expiresAtMillis())
                == 1;
    }

    void renew(Ticket longer) throws SQLException {
        database.update(
                "UPDATE lease SET expires_at_millis = ? WHERE lease_id = ?",
                longer.expiresAtMillis(),
                key(longer.lease()));
    }

    void keep(SignedVoucher signed) throws SQLException {
        Voucher voucher = signed.voucher();
        database.update(
                "UPDATE lease SET voucher = ?, cumulative = ? WHERE lease_id = ? AND cumulative < ?",
                signed.toWire().toByteArray(),
                voucher.cumulative().micro(),
                key(voucher.lease()),
                voucher.cumulative().micro());
    }

    /** The first end counts. */
    void end(LeaseId lease, LeaseEndReason reason, boolean byUs) throws SQLException {
        database.update(
                "UPDATE lease SET end_reason = ?, ended_by_us = ? WHERE lease_id = ? AND end_reason = 0",
                reason.getNumber(),
                byUs ? 1 : 0,
                key(lease));
    }

    void endAll(LeaseEndReason reason) throws SQLException {
        database.update("UPDATE lease SET end_reason = ?, ended_by_us = 1 WHERE end_reason = 0", reason.getNumber());
    }

    void settled(Settled answer) throws SQLException {
        database.update(
                "UPDATE lease SET settled = max(settled, ?), credited = credited + ?, closed = max(closed, ?)"
                        + " WHERE lease_id = ?",
                answer.cumulative().micro(),
                answer.credited().micro(),
                answer.last() ? 1 : 0,
                key(answer.lease()));
    }

    List<LeaseRow> unsettled() throws SQLException {
        return database.query(
                "SELECT lease_id, voucher, cumulative, settled, end_reason, ended_by_us FROM lease"
                        + " WHERE closed = 0 AND (end_reason <> 0 OR cumulative > settled) LIMIT ?",
                LeaseTable::read,
                UNSETTLED_MAX);
    }

    private static LeaseRow read(ResultSet row) throws SQLException {
        byte[] voucher = row.getBytes(2);
        return new LeaseRow(
                new LeaseId(Id.fromBytes(row.getBytes(1))),
                voucher == null ? Optional.empty() : Optional.of(parse(voucher)),
                Credits.ofMicro(row.getLong(3)),
                Credits.ofMicro(row.getLong(4)),
                LeaseEndReason.forNumber(row.getInt(5)),
                row.getInt(6) == 1);
    }

    private static sparecore.wire.SignedVoucher parse(byte[] bytes) throws SQLException {
        try {
            return sparecore.wire.SignedVoucher.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("a voucher in the journal is damaged", e);
        }
    }

    private static byte[] key(LeaseId lease) {
        return lease.id().toBytes();
    }
}
