package sparecore.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * One SQLite file with one writer. Write-ahead log and {@code synchronous=FULL}: what a transaction committed survives a loss of
 * power (sqlite.org/pragma.html#pragma_synchronous). Owned by one thread at a time; not thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final int BUSY_MILLIS = 5_000;
    private static final int STATEMENTS_MAX = 200;

    private static final Set<Integer> ENDS_TRANSACTION = Set.of(
            SQLiteErrorCode.SQLITE_FULL.code,
            SQLiteErrorCode.SQLITE_IOERR.code,
            SQLiteErrorCode.SQLITE_NOMEM.code,
            SQLiteErrorCode.SQLITE_BUSY.code,
            SQLiteErrorCode.SQLITE_INTERRUPT.code);

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean inTransaction;
    private boolean transactionLost;

    private Database(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens the file and brings it up to date.
     *
     * @param migrations scripts in order; each runs once, in one transaction with its number ({@code user_version})
     * @throws StoreException if the file cannot be opened, or was written by a newer version
     */
    public static Database open(Path file, List<String> migrations) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(BUSY_MILLIS);
        try {
            Database database = new Database(config.createConnection("jdbc:sqlite:" + file));
            try {
                database.migrate(file, migrations);
                return database;
            } catch (SQLException | RuntimeException | Error e) {
                database.connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException("cannot open the database " + file, e);
        }
    }

    /**
     * Writes the last committed state of a database to a new file, and to the disk, while its owner goes on: a reader never holds up the
     * writer of a write-ahead log. The file itself is left as it is, whatever version wrote it.
     *
     * @throws StoreException if {@code file} is no database or is damaged, or {@code copy} exists or can't be written
     */
    public static void copy(Path file, Path copy) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file);
                PreparedStatement statement = connection.prepareStatement("VACUUM INTO ?")) {
            statement.setString(1, copy.toString());
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new StoreException("cannot copy the database " + file, e);
        }
        try (FileChannel written = FileChannel.open(copy, StandardOpenOption.WRITE)) {
            written.force(true);
        } catch (IOException e) {
            throw new StoreException("cannot put the copy " + copy + " on the disk: " + e.getMessage(), e);
        }
    }

    private void migrate(Path file, List<String> migrations) throws SQLException {
        int version = (int) queryLong("PRAGMA user_version");
        if (version > migrations.size()) {
            throw new StoreException("the database " + file + " was written by a newer version of Sparecore (schema "
                    + version + ", this program knows " + migrations.size() + "): update Sparecore");
        }
        for (int next = version; next < migrations.size(); next++) {
            String script = migrations.get(next);
            int number = next + 1;
            transaction(() -> {
                execute(script);
                execute("PRAGMA user_version = " + number);
                return number;
            });
        }
    }

    /** Work on the database that gives a value. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException;
    }

    /** Reads one row. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Looks at one row. */
    @FunctionalInterface
    public interface RowTest {
        boolean test(ResultSet row) throws SQLException;
    }

    /**
     * Runs the work in one transaction: all of it is on disk when this returns, or none.
     *
     * @throws StoreException if it failed; then nothing has changed
     * @throws IllegalStateException if the work starts another transaction
     */
    public <T> T transaction(Work<T> work) {
        if (inTransaction) {
            throw new IllegalStateException("a transaction inside a transaction: the inner one would commit the outer");
        }
        try {
            // Said in SQL: the driver's commit() begins the next transaction at once, and when another writer is faster
            // that
            // fails, after the data has been committed.
            execute("BEGIN IMMEDIATE");
            inTransaction = true;
            transactionLost = false;
            try {
                T result = work.run();
                execute("COMMIT");
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollback(e);
                throw e;
            } finally {
                inTransaction = false;
            }
        } catch (SQLException e) {
            throw new StoreException("cannot write to the database", e);
        }
    }

    private void rollback(Throwable cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // Expected where SQLite has rolled back by itself.
            cause.addSuppressed(e);
        }
    }

    /** Runs a script of any number of statements. */
    private void execute(String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
        }
    }

    /** Runs one statement with these parameters (Long, Integer, String, byte[] or null). @return the number of rows changed */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        return watched(sql, () -> bind(sql, parameters).executeUpdate());
    }

    /** Reads all rows. The result is held in memory: bound it in the query. */
    public <T> List<T> query(String sql, RowReader<T> reader, @Nullable Object... parameters) throws SQLException {
        return queryWhile(sql, reader, row -> true, parameters);
    }

    /** Reads rows up to the first one that is not wanted; that one and those behind it are not held in memory. */
    public <T> List<T> queryWhile(String sql, RowReader<T> reader, RowTest wanted, @Nullable Object... parameters)
            throws SQLException {
        return watched(sql, () -> {
            List<T> rows = new ArrayList<>();
            try (ResultSet result = bind(sql, parameters).executeQuery()) {
                while (result.next() && wanted.test(result)) {
                    rows.add(reader.read(result));
                }
            }
            return rows;
        });
    }

    /** Reads one number. @throws SQLException if there is no row */
    public long queryLong(String sql, @Nullable Object... parameters) throws SQLException {
        return watched(sql, () -> {
            try (ResultSet result = bind(sql, parameters).executeQuery()) {
                if (!result.next()) {
                    throw new SQLException("no row for: " + sql);
                }
                return result.getLong(1);
            }
        });
    }

    /**
     * After errors of the disk or of memory SQLite may have rolled back by itself (sqlite.org/lang_transaction.html, section 3).
     * Work that went on after such an error would write outside the transaction, for good: it is stopped.
     */
    private <T> T watched(String sql, Work<T> work) throws SQLException {
        if (inTransaction && transactionLost) {
            throw new SQLException("the transaction was lost by an earlier error");
        }
        try {
            return work.run();
        } catch (SQLiteException e) {
            transactionLost |= ENDS_TRANSACTION.contains(primary(e));
            forget(sql, e);
            throw e;
        }
    }

    /** The driver has closed a statement that failed on a full disk: kept, it would fail for ever. */
    private void forget(String sql, SQLException cause) {
        PreparedStatement statement = statements.remove(sql);
        if (statement == null) {
            return;
        }
        try {
            statement.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** The low byte of an extended result code (sqlite.org/rescode.html). */
    private static int primary(SQLiteException e) {
        return e.getResultCode().code & 0xff;
    }

    /** Statements are prepared once; their number is bounded by the number of different texts in the code. */
    private PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            if (statements.size() >= STATEMENTS_MAX) {
                throw new SQLException("more than " + STATEMENTS_MAX + " different statements: a text is being built");
            }
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        // What the last call bound must not leak into this one, nor stay in memory.
        statement.clearParameters();
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException("cannot close the database", e);
        }
    }
}
