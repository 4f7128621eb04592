package sparecore.seller.journal;

import com.google.protobuf.InvalidProtocolBufferException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import sparecore.evidence.Assigned;
import sparecore.store.Database;
import sparecore.wire.CaseFile;

/** What the owner may want to have judged by somebody else. The latest are kept. On the journal's thread, inside a transaction. */
final class CaseTable {
    static final int KEPT_MAX = 1_000;

    private final Database database;

    CaseTable(Database database) {
        this.database = database;
    }

    void keep(List<sparecore.evidence.CaseFile> files, long nowMillis) throws SQLException {
        for (sparecore.evidence.CaseFile file : files) {
            Assigned assigned = file.assigned().testimony();
            database.update(
                    "INSERT INTO case_file (lease_id, assignment, at_millis, content) VALUES (?, ?, ?, ?)",
                    assigned.lease().id().toBytes(),
                    assigned.assignment(),
                    nowMillis,
                    file.toWire().toByteArray());
        }
        database.update("DELETE FROM case_file WHERE number <= (SELECT max(number) FROM case_file) - ?", KEPT_MAX);
    }

    /** The latest first. */
    List<CaseFile> latest(int most) throws SQLException {
        return database.query("SELECT content FROM case_file ORDER BY number DESC LIMIT ?", CaseTable::read, most);
    }

    private static CaseFile read(ResultSet row) throws SQLException {
        try {
            return CaseFile.parseFrom(row.getBytes(1));
        } catch (InvalidProtocolBufferException e) {
            throw new SQLException("a case file in the journal is damaged", e);
        }
    }
}
