package sparecore.buyer.journal;

import java.util.List;

/** The journal's tables, as numbered migrations. A script that has been released is never changed. */
final class Schema {
    static final List<String> MIGRATIONS = List.of("""
            CREATE TABLE job (
              number INTEGER PRIMARY KEY,
              id BLOB NOT NULL UNIQUE,
              name TEXT NOT NULL,
              program BLOB NOT NULL,
              replicas INTEGER NOT NULL,
              price_most INTEGER NOT NULL,
              cap INTEGER NOT NULL,
              memory_bytes INTEGER NOT NULL,
              cpu_seconds INTEGER NOT NULL,
              output_bytes INTEGER NOT NULL,
              error_bytes INTEGER NOT NULL,
              wall_millis INTEGER NOT NULL,
              slots INTEGER NOT NULL,
              abi INTEGER NOT NULL,
              cpu_level INTEGER NOT NULL,
              asks_cpuid INTEGER NOT NULL,
              deadline_millis INTEGER NOT NULL,
              when_spent INTEGER NOT NULL,
              phase INTEGER NOT NULL,
              note TEXT NOT NULL,
              input_closed INTEGER NOT NULL,
              bid_open INTEGER NOT NULL,
              added_at_millis INTEGER NOT NULL,
              ended_at_millis INTEGER
            );
            CREATE TABLE fragment (
              job INTEGER NOT NULL REFERENCES job(number) ON DELETE CASCADE,
              idx INTEGER NOT NULL,
              work BLOB NOT NULL,
              phase INTEGER NOT NULL,
              sequence INTEGER,
              answer BLOB,
              content BLOB NOT NULL,
              PRIMARY KEY (job, idx)
            );
            CREATE INDEX fragment_by_sequence ON fragment(job, sequence) WHERE sequence IS NOT NULL;
            CREATE TABLE vote (
              job INTEGER NOT NULL REFERENCES job(number) ON DELETE CASCADE,
              idx INTEGER NOT NULL,
              seller BLOB NOT NULL,
              lease BLOB NOT NULL,
              answer BLOB NOT NULL,
              price INTEGER NOT NULL,
              reference_micros INTEGER NOT NULL,
              cpu_micros INTEGER NOT NULL,
              judgement INTEGER NOT NULL,
              paid INTEGER NOT NULL,
              evidence BLOB NOT NULL,
              output BLOB,
              error BLOB
            );
            CREATE INDEX vote_by_fragment ON vote(job, idx);
            CREATE INDEX vote_by_lease ON vote(lease);
            CREATE TABLE budget (
              most INTEGER NOT NULL,
              action INTEGER NOT NULL,
              spent INTEGER NOT NULL
            );
            CREATE TABLE barred (
              seller BLOB PRIMARY KEY,
              reason TEXT NOT NULL,
              at_millis INTEGER NOT NULL
            )
            """, """
            ALTER TABLE job ADD COLUMN error REAL NOT NULL DEFAULT 0;
            ALTER TABLE job ADD COLUMN bound REAL NOT NULL DEFAULT 0;
            ALTER TABLE job ADD COLUMN votes_expected REAL NOT NULL DEFAULT 0;
            ALTER TABLE job ADD COLUMN checks INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE job ADD COLUMN conflicts INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE job ADD COLUMN computed INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE rule_input (
              number INTEGER PRIMARY KEY,
              job INTEGER NOT NULL REFERENCES job(number) ON DELETE CASCADE,
              kind INTEGER NOT NULL,
              idx INTEGER NOT NULL,
              seat INTEGER NOT NULL,
              answer BLOB,
              seller BLOB,
              cluster TEXT NOT NULL,
              passed REAL NOT NULL
            );
            CREATE INDEX rule_input_by_job ON rule_input(job, number);
            CREATE TABLE difference (
              job INTEGER NOT NULL REFERENCES job(number) ON DELETE CASCADE,
              idx INTEGER NOT NULL,
              seller BLOB NOT NULL,
              text TEXT NOT NULL
            );
            CREATE INDEX difference_by_job ON difference(job);
            CREATE TABLE cluster (
              name TEXT PRIMARY KEY,
              passed REAL NOT NULL
            )
            """, """
            ALTER TABLE difference ADD COLUMN machine TEXT NOT NULL DEFAULT '';
            ALTER TABLE difference ADD COLUMN others TEXT NOT NULL DEFAULT '';
            CREATE TABLE broken_seal (
              job INTEGER NOT NULL REFERENCES job(number) ON DELETE CASCADE,
              idx INTEGER NOT NULL,
              seller BLOB NOT NULL,
              content BLOB NOT NULL
            );
            CREATE INDEX broken_seal_by_job ON broken_seal(job)
            """, """
            ALTER TABLE broken_seal RENAME TO case_file;
            ALTER TABLE case_file ADD COLUMN at_millis INTEGER NOT NULL DEFAULT 0
            """, """
            ALTER TABLE case_file ADD COLUMN bill INTEGER NOT NULL DEFAULT 0;
            CREATE TABLE kept_work (
              job INTEGER NOT NULL REFERENCES job(number) ON DELETE CASCADE,
              idx INTEGER NOT NULL,
              content BLOB NOT NULL,
              PRIMARY KEY (job, idx)
            )
            """);

    private Schema() {}
}
