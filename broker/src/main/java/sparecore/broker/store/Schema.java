package sparecore.broker.store;

import java.util.List;

/** The tables, as numbered scripts. A script that has been released is never changed; a new one follows it. */
final class Schema {
    /**
     * Ids are 16 bytes, node ids 32, money is in micro-credits, times in milliseconds since 1970. The checks repeat the rules of the
     * ledger: a bug above must not become a wrong balance on disk.
     */
    private static final String FIRST = """
            CREATE TABLE accounts (
              kind INTEGER NOT NULL,
              id BLOB NOT NULL,
              balance INTEGER NOT NULL CHECK (typeof(balance) = 'integer' AND (balance >= 0 OR kind = 5)),
              PRIMARY KEY (kind, id)
            ) WITHOUT ROWID;
            CREATE TABLE transfers (
              number INTEGER PRIMARY KEY AUTOINCREMENT,
              at_millis INTEGER NOT NULL,
              kind INTEGER NOT NULL,
              debit_kind INTEGER NOT NULL,
              debit_id BLOB NOT NULL,
              credit_kind INTEGER NOT NULL,
              credit_id BLOB NOT NULL,
              amount INTEGER NOT NULL CHECK (amount > 0),
              command BLOB NOT NULL,
              memo TEXT NOT NULL
            );
            CREATE TABLE nodes (
              node BLOB PRIMARY KEY,
              earned INTEGER NOT NULL,
              spent INTEGER NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE bids (
              number INTEGER PRIMARY KEY,
              id BLOB NOT NULL,
              standing INTEGER NOT NULL,
              buyer BLOB NOT NULL,
              price_most INTEGER NOT NULL,
              slots INTEGER NOT NULL,
              memory_bytes INTEGER NOT NULL,
              cap INTEGER NOT NULL,
              sellers_least INTEGER NOT NULL,
              abi INTEGER NOT NULL,
              cpu_level INTEGER NOT NULL,
              asks_cpuid INTEGER NOT NULL,
              deadline_millis INTEGER NOT NULL,
              commission INTEGER NOT NULL,
              state INTEGER NOT NULL,
              cpuid_group INTEGER NOT NULL,
              spent INTEGER NOT NULL CHECK (spent BETWEEN 0 AND cap),
              end_reason INTEGER NOT NULL,
              done_at_millis INTEGER NOT NULL
            );
            CREATE INDEX bids_by_end ON bids (done_at_millis, number);
            CREATE TABLE leases (
              number INTEGER PRIMARY KEY,
              id BLOB NOT NULL UNIQUE,
              ticket BLOB NOT NULL,
              signature BLOB NOT NULL,
              payee BLOB NOT NULL,
              cpuid_group INTEGER NOT NULL,
              state INTEGER NOT NULL,
              captured INTEGER NOT NULL CHECK (captured >= 0),
              connected_at_millis INTEGER NOT NULL,
              end_reason INTEGER NOT NULL,
              seller_reason INTEGER NOT NULL,
              buyer_reason INTEGER NOT NULL,
              ended_at_millis INTEGER NOT NULL,
              closed_at_millis INTEGER NOT NULL
            );
            CREATE INDEX leases_by_closing ON leases (closed_at_millis, number);
            CREATE INDEX issues ON transfers (number) WHERE kind = 1;
            CREATE INDEX given ON transfers (debit_id, number) WHERE kind = 7;
            CREATE INDEX debits_of_nodes ON transfers (debit_id, number) WHERE debit_kind = 1;
            CREATE INDEX credits_of_nodes ON transfers (credit_id, number) WHERE credit_kind = 1;
            CREATE TABLE money_requests (
              number INTEGER PRIMARY KEY,
              node BLOB NOT NULL,
              command BLOB NOT NULL,
              direction INTEGER NOT NULL,
              amount INTEGER NOT NULL CHECK (amount > 0),
              details TEXT NOT NULL,
              state INTEGER NOT NULL,
              reference TEXT NOT NULL,
              requested_at_millis INTEGER NOT NULL,
              decided_at_millis INTEGER NOT NULL
            );
            CREATE INDEX money_requests_by_decision ON money_requests (decided_at_millis, number);
            CREATE TABLE candles (
              resolution INTEGER NOT NULL,
              start_millis INTEGER NOT NULL,
              open INTEGER NOT NULL,
              high INTEGER NOT NULL,
              low INTEGER NOT NULL,
              close INTEGER NOT NULL,
              slots INTEGER NOT NULL,
              leases INTEGER NOT NULL,
              paid INTEGER NOT NULL,
              PRIMARY KEY (resolution, start_millis)
            ) WITHOUT ROWID
            """;

    /** How nodes have behaved, and who belongs together. */
    private static final String SECOND = """
            CREATE TABLE notes (
              number INTEGER PRIMARY KEY,
              node BLOB NOT NULL,
              deed INTEGER NOT NULL,
              good INTEGER NOT NULL,
              by_node BLOB NOT NULL,
              cause BLOB NOT NULL,
              assignment INTEGER NOT NULL,
              at_millis INTEGER NOT NULL,
              struck INTEGER NOT NULL
            );
            CREATE INDEX notes_of_node ON notes (node, good, number);
            CREATE TABLE members (
              node BLOB PRIMARY KEY,
              number INTEGER NOT NULL,
              network TEXT NOT NULL,
              hardware TEXT NOT NULL,
              owner BLOB NOT NULL
            );
            CREATE TABLE mismatches (
              number INTEGER PRIMARY KEY,
              buyer BLOB NOT NULL,
              command BLOB NOT NULL,
              seller BLOB NOT NULL,
              lease BLOB NOT NULL,
              assignment INTEGER NOT NULL,
              work BLOB NOT NULL,
              answer BLOB NOT NULL,
              at_millis INTEGER NOT NULL
            );
            CREATE INDEX mismatches_of_buyer ON mismatches (buyer, number);
            CREATE TABLE pledges (
              node BLOB PRIMARY KEY,
              number INTEGER NOT NULL,
              payer BLOB NOT NULL,
              amount INTEGER NOT NULL CHECK (amount >= 0),
              notice_millis INTEGER NOT NULL
            );
            CREATE TABLE bans (
              node BLOB PRIMARY KEY,
              why TEXT NOT NULL,
              from_millis INTEGER NOT NULL,
              until_millis INTEGER NOT NULL
            );
            CREATE TABLE disputes (
              number INTEGER PRIMARY KEY,
              command BLOB NOT NULL,
              kind INTEGER NOT NULL,
              claimant BLOB NOT NULL,
              accused BLOB NOT NULL,
              lease BLOB NOT NULL,
              assignment INTEGER NOT NULL,
              work BLOB NOT NULL,
              answer BLOB NOT NULL,
              cpu_micros INTEGER NOT NULL,
              note INTEGER NOT NULL,
              amount INTEGER NOT NULL,
              host TEXT NOT NULL,
              state INTEGER NOT NULL,
              why TEXT NOT NULL,
              opened_at_millis INTEGER NOT NULL,
              decided_at_millis INTEGER NOT NULL
            );
            CREATE TABLE house (
              number INTEGER PRIMARY KEY CHECK (number = 1),
              commission INTEGER NOT NULL,
              payout_least INTEGER NOT NULL,
              pledge_least INTEGER NOT NULL
            );
            CREATE INDEX disputes_by_decision ON disputes (decided_at_millis, number)
            """;

    /** Renewed leases. Older ones were never renewed: zero stands for the start of their ticket. */
    private static final String RENEWALS = """
            ALTER TABLE leases ADD COLUMN matched_at_millis INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE leases ADD COLUMN renewals INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE leases ADD COLUMN not_renewed INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE leases ADD COLUMN not_renewed_at_millis INTEGER NOT NULL DEFAULT 0
            """;

    /** When a lease last earned its slots. Older ones count from their match, which zero stands for. */
    private static final String BUSY = """
            ALTER TABLE leases ADD COLUMN busy_millis INTEGER NOT NULL DEFAULT 0;
            ALTER TABLE leases ADD COLUMN paid_by_then INTEGER NOT NULL DEFAULT 0
            """;

    static final List<String> SCRIPTS = List.of(FIRST, SECOND, RENEWALS, BUSY);

    private Schema() {}
}
