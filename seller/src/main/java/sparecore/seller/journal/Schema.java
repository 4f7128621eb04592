package sparecore.seller.journal;

import java.util.List;

/** The journal's tables, as numbered scripts. A script that was released never changes. */
final class Schema {
    static final List<String> MIGRATIONS = List.of("""
            CREATE TABLE lease (
                lease_id BLOB PRIMARY KEY,
                buyer BLOB NOT NULL,
                expires_at_millis INTEGER NOT NULL,
                voucher BLOB,
                cumulative INTEGER NOT NULL DEFAULT 0,
                settled INTEGER NOT NULL DEFAULT 0,
                credited INTEGER NOT NULL DEFAULT 0,
                end_reason INTEGER NOT NULL DEFAULT 0,
                ended_by_us INTEGER NOT NULL DEFAULT 0,
                closed INTEGER NOT NULL DEFAULT 0
            ) WITHOUT ROWID;
            CREATE INDEX lease_unsettled ON lease (closed);
            CREATE TABLE program (
                digest BLOB PRIMARY KEY,
                size_bytes INTEGER NOT NULL,
                runs INTEGER NOT NULL,
                cpu_micros INTEGER NOT NULL
            ) WITHOUT ROWID
            """, """
            CREATE TABLE case_file (
                number INTEGER PRIMARY KEY,
                lease_id BLOB NOT NULL,
                assignment INTEGER NOT NULL,
                at_millis INTEGER NOT NULL,
                content BLOB NOT NULL
            )
            """, """
            ALTER TABLE case_file ADD COLUMN owed INTEGER NOT NULL DEFAULT 0
            """, """
            CREATE TABLE case_work (
                number INTEGER PRIMARY KEY,
                buyer BLOB NOT NULL,
                at_millis INTEGER NOT NULL,
                content BLOB NOT NULL
            )
            """);

    private Schema() {}
}
