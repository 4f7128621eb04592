package sparecore.seller.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import sparecore.evidence.Assigned;
import sparecore.evidence.CaseFile;
import sparecore.evidence.KeptCase;
import sparecore.identity.NodeId;
import sparecore.lease.LeaseId;
import sparecore.result.Work;
import sparecore.store.Database;
import sparecore.wire.AssignFragment;

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

    /** A dispute waits for a referee for two weeks at most. */
    static final long WORK_KEPT_MILLIS = 30L * 24 * 3_600_000;

    /** Of all works that are kept; the oldest go first. */
    static final long WORKS_BYTES_MAX = 64L << 20;

    /** Of one buyer's, so that it cannot push out what others have rejected. */
    static final long WORKS_OF_BUYER_BYTES_MAX = 8L << 20;

    private final Database database;

    CaseTable(Database database) {
        this.database = database;
    }

    void keep(List<Disputable> disputed, long nowMillis) throws SQLException {
        for (Disputable one : disputed) {
            insert(one.file(), 0, nowMillis);
            if (one.work().isPresent()) {
                insert(one.file().ticket().ticket().buyer(), one.work().get(), nowMillis);
            }
        }
        database.update(
                "DELETE FROM case_file WHERE owed = 0 AND number NOT IN"
                        + " (SELECT number FROM case_file WHERE owed = 0 ORDER BY number DESC LIMIT ?)",
                KEPT_MAX);
        forgetWorks(nowMillis);
    }

    /** Of the case that was written last. */
    private void insert(NodeId buyer, Work work, long nowMillis) throws SQLException {
        database.update(
                "INSERT OR REPLACE INTO case_work (number, buyer, at_millis, content)"
                        + " SELECT max(number), ?, ?, ? FROM case_file",
                buyer.toBytes(),
                nowMillis,
                work.toWire().build().toByteArray());
    }

    private void forgetWorks(long nowMillis) throws SQLException {
        database.update(
                "DELETE FROM case_work WHERE at_millis < ? OR number NOT IN (SELECT number FROM case_file)",
                nowMillis - WORK_KEPT_MILLIS);
        forgetWorksBeyond("PARTITION BY buyer ", WORKS_OF_BUYER_BYTES_MAX);
        forgetWorksBeyond("", WORKS_BYTES_MAX);
    }

    private void forgetWorksBeyond(String partition, long bytesMax) throws SQLException {
        database.update(
                "DELETE FROM case_work WHERE number IN (SELECT number FROM (SELECT number, sum(length(content)) OVER ("
                        + partition + "ORDER BY number DESC) AS bytes FROM case_work) WHERE bytes > ?)",
                bytesMax);
    }

    Optional<Work> work(long number) throws SQLException {
        return database
                .query("SELECT content FROM case_work WHERE number = ?", row -> work(row.getBytes(1)), number)
                .stream()
                .findFirst();
    }

    private static Work work(byte[] content) throws SQLException {
        try {
            return Work.fromWire(AssignFragment.parseFrom(content));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            throw new SQLException("a work in the journal is damaged", e);
        }
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
