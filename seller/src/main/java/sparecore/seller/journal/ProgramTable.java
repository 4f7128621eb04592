package sparecore.seller.journal;

import java.sql.SQLException;
import java.util.List;
import sparecore.content.Digest;
import sparecore.store.Database;

/** What ran here, on disk. On the journal's thread. */
final class ProgramTable {
    private final Database database;

    ProgramTable(Database database) {
        this.database = database;
    }

    void add(List<ProgramTotal> totals) throws SQLException {
        for (ProgramTotal total : totals) {
            database.update(
                    "INSERT INTO program (digest, size_bytes, runs, cpu_micros) VALUES (?, ?, ?, ?) ON CONFLICT (digest)"
                            + " DO UPDATE SET runs = runs + excluded.runs, cpu_micros = cpu_micros + excluded.cpu_micros",
                    total.program().toBytes(),
                    total.sizeBytes(),
                    total.runs(),
                    total.cpuMicros());
        }
    }

    Totals totals(int programsMost) throws SQLException {
        return new Totals(
                database.queryLong("SELECT coalesce(sum(runs), 0) FROM program"),
                database.queryLong("SELECT coalesce(sum(cpu_micros), 0) FROM program"),
                database.query(
                        "SELECT digest, size_bytes, runs, cpu_micros FROM program ORDER BY cpu_micros DESC, digest LIMIT ?",
                        row -> new ProgramTotal(
                                Digest.fromBytes(row.getBytes(1)), row.getLong(2), row.getLong(3), row.getLong(4)),
                        programsMost));
    }
}
