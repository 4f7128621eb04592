package sparecore.seller.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import sparecore.evidence.Assigned;
import sparecore.evidence.CaseFile;
import sparecore.evidence.KeptCase;
import sparecore.lease.LeaseId;
import sparecore.store.Database;

/**
 * What the owner may want to have judged by somebody else: results that were not accepted, of which the latest are kept, and receipts that
 * no voucher covers, of which those worth most are, so that many small debts do not push out a large one. On the journal's thread,
 * inside a transaction.
 */
final class CaseTable {
    static final int KEPT_MAX = 1_000;
    static final int OWED_KEPT_MAX = 1_000;

    /** Nobody judges a debt that is older: the broker has forgotten the lease. */
    static final long OWED_KEPT_MILLIS = 90L * 24 * 3_600_000;

    private final Database database;

    CaseTable(Database database) {
        this.database = database;
    }

    void keep(List<CaseFile> files, long nowMillis) throws SQLException {
        for (CaseFile file : files) {
            insert(file, 0, nowMillis);
        }
        database.update(
                "DELETE FROM case_file WHERE owed = 0 AND number NOT IN"
                        + " (SELECT number FROM case_file WHERE owed = 0 ORDER BY number DESC LIMIT ?)",
                KEPT_MAX);
    }

    /** In place of what was kept of this lease's receipts before. */
    void keepOwed(LeaseId lease, List<CaseFile> files, long nowMillis) throws SQLException {
        database.update("DELETE FROM case_file WHERE owed > 0 AND lease_id = ?", (Object)
                lease.id().toBytes());
        for (CaseFile file : files) {
            insert(file, file.receipt().orElseThrow().testimony().paid().micro(), nowMillis);
        }
        database.update(
                "DELETE FROM case_file WHERE owed > 0 AND (at_millis < ? OR number NOT IN"
                        + " (SELECT number FROM case_file WHERE owed > 0 ORDER BY owed DESC, number LIMIT ?))",
                nowMillis - OWED_KEPT_MILLIS,
                OWED_KEPT_MAX);
    }

    private void insert(CaseFile file, long owed, long nowMillis) throws SQLException {
        Assigned assigned = file.assigned().testimony();
        database.update(
                "INSERT INTO case_file (lease_id, assignment, at_millis, content, owed) VALUES (?, ?, ?, ?, ?)",
                assigned.lease().id().toBytes(),
                assigned.assignment(),
                nowMillis,
                file.toWire().toByteArray(),
                owed);
    }

    /** Forgets the receipts of a lease once the broker has settled as much as they are worth. */
    void settled(LeaseId lease) throws SQLException {
        database.update(
                "DELETE FROM case_file WHERE owed > 0 AND lease_id = ?1"
                        + " AND (SELECT sum(owed) FROM case_file WHERE owed > 0 AND lease_id = ?1)"
                        + " <= (SELECT settled FROM lease WHERE lease_id = ?1)",
                (Object) lease.id().toBytes());
    }

    /** The latest first. */
    List<KeptCase> latest(int most) throws SQLException {
        return database.query(
                "SELECT number, at_millis, content FROM case_file ORDER BY number DESC LIMIT ?", CaseTable::read, most);
    }

    private static KeptCase read(ResultSet row) throws SQLException {
        try {
            return new KeptCase(row.getLong(1), row.getLong(2), sparecore.wire.CaseFile.parseFrom(row.getBytes(3)));
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("a case file in the journal is damaged", e);
        }
    }
}
