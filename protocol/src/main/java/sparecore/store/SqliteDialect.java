package sparecore.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One file with one writer. Write-ahead log and {@code synchronous=FULL}: what a transaction committed survives a loss of power
 * (sqlite.org/pragma.html#pragma_synchronous).
 */
record SqliteDialect(Path file) implements Dialect {
    static final int BUSY_MILLIS = 5_000;

    /** After errors of the disk or of memory SQLite may have rolled back by itself (sqlite.org/lang_transaction.html, section 3). */
    private static final Set<Integer> ENDS_TRANSACTION = Set.of(
            SQLiteErrorCode.SQLITE_FULL.code,
            SQLiteErrorCode.SQLITE_IOERR.code,
            SQLiteErrorCode.SQLITE_NOMEM.code,
            SQLiteErrorCode.SQLITE_BUSY.code,
            SQLiteErrorCode.SQLITE_INTERRUPT.code);

    @Override
    public String place() {
        return file.toString();
    }

    @Override
    public Connection connect() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MILLIS);
        // The driver would ask for the last row's number after each row that is written, which nobody wants to know.
        config.setGetGeneratedKeys(false);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    @Override
    public String begin() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public String inItsWords(String script) {
        return script;
    }

    @Override
    public int version(Database database) throws SQLException {
        return (int) database.queryLong("PRAGMA user_version");
    }

    @Override
    public void setVersion(Database database, int version) throws SQLException {
        database.execute("PRAGMA user_version = " + version);
    }

    /** By the low byte of an extended result code (sqlite.org/rescode.html). */
    @Override
    public boolean endsTransaction(SQLException error) {
        return error instanceof SQLiteException cause && ENDS_TRANSACTION.contains(cause.getResultCode().code & 0xff);
    }

    @Override
    public boolean isServer() {
        return false;
    }
}
