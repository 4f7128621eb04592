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
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * One connection to a database: an SQLite file with one writer, or a schema on a PostgreSQL server. What a transaction committed
 * survives a loss of power. Statements are in the SQL that both take; migrations are written in SQLite's words. Owned by one thread
 * at a time; not thread-safe.
 */
public final class Database implements AutoCloseable {
    private static final int STATEMENTS_MAX = 200;

    private final Dialect dialect;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private boolean inTransaction;
    private boolean transactionLost;

    private Database(Dialect dialect, Connection connection) {
        this.dialect = dialect;
        this.connection = connection;
    }

    /**
     * Opens the file and brings it up to date.
     *
     * @param migrations scripts in order; each runs once
     * @throws StoreException if the file cannot be opened, or was written by a newer version
     */
    public static Database open(Path file, List<String> migrations) {
        Database database = open(new SqliteDialect(file));
        try {
            database.migrate(migrations);
            return database;
        } catch (RuntimeException | Error e) {
            database.close();
            throw e;
        }
    }

    /**
     * Connects to a server; the tables are left as they are. The driver is the caller's to bring along.
     *
     * @throws StoreException if the server cannot be reached or refuses the login
     */
    public static Database connect(Login login) {
        return open(new PostgresDialect(login));
    }

    private static Database open(Dialect dialect) {
        try {
            return new Database(dialect, dialect.connect());
        } catch (SQLException e) {
            throw new StoreException("cannot open the database " + dialect.place(), e);
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
        config.setBusyTimeout(SqliteDialect.BUSY_MILLIS);
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

    /**
     * Brings the tables up to date, in one transaction; nothing happens where they are already.
     *
     * @param migrations scripts in order, those that have run before included
     * @throws StoreException if that failed, or a newer version has written the database
     */
    public void migrate(List<String> migrations) {
        try {
            inTransaction(() -> migrateFrom(dialect.version(this), migrations));
        } catch (SQLException e) {
            throw new StoreException("cannot open the database " + dialect.place(), e);
        }
    }

    private int migrateFrom(int version, List<String> migrations) throws SQLException {
        if (version > migrations.size()) {
            throw new StoreException("the database " + dialect.place()
                    + " was written by a newer version of Sparecore (schema " + version + ", this program knows "
                    + migrations.size() + "): update Sparecore");
        }
        for (int next = version; next < migrations.size(); next++) {
            execute(dialect.inItsWords(migrations.get(next)));
            dialect.setVersion(this, next + 1);
        }
        return migrations.size();
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
        try {
            return inTransaction(work);
        } catch (SQLException e) {
            throw new StoreException("cannot write to the database", e);
        }
    }

    private <T> T inTransaction(Work<T> work) throws SQLException {
        if (inTransaction) {
            throw new IllegalStateException("a transaction inside a transaction: the inner one would commit the outer");
        }
        // Said in SQL: SQLite's driver begins the next transaction at once in commit(), and when another writer is
        // faster
        // that fails, after the data has been committed.
        execute(dialect.begin());
        inTransaction = true;
        transactionLost = false;
        try {
            T result = work.run();
            // A server answers the commit of a failed transaction by taking it back, without an error.
            requireTransaction();
            execute("COMMIT");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            rollback(e);
            throw e;
        } finally {
            inTransaction = false;
        }
    }

    private void rollback(Throwable cause) {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            // Expected where the database has rolled back by itself.
            cause.addSuppressed(e);
        }
    }

    /** Runs a script of any number of statements. */
    void execute(String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(script);
        }
    }

    /** Runs one statement with these parameters (Long, Integer, String, byte[] or null). @return the number of rows changed */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        return watched(sql, () -> bind(sql, parameters).executeUpdate());
    }

    /**
     * Runs one statement once for each row of parameters; on a server in few round trips.
     *
     * @return the number of rows that each changed; negative where an insert's is not told
     */
    public int[] updateAll(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        return watched(sql, () -> {
            PreparedStatement statement = prepared(sql);
            if (!dialect.isServer()) {
                int[] changed = new int[rows.size()];
                for (int i = 0; i < changed.length; i++) {
                    set(statement, rows.get(i));
                    changed[i] = statement.executeUpdate();
                }
                return changed;
            }
            for (@Nullable Object[] row : rows) {
                set(statement, row);
                statement.addBatch();
            }
            return statement.executeBatch();
        });
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

    /** Work that went on after the transaction has been lost would write outside of it, for good: it is stopped. */
    private <T> T watched(String sql, Work<T> work) throws SQLException {
        requireTransaction();
        try {
            return work.run();
        } catch (SQLException e) {
            transactionLost |= dialect.endsTransaction(e);
            forget(sql, e);
            throw e;
        }
    }

    private void requireTransaction() throws SQLException {
        if (inTransaction && transactionLost) {
            throw new SQLException("the transaction was lost by an earlier error");
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

    private PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(sql);
        set(statement, parameters);
        return statement;
    }

    /** Statements are prepared once; their number is bounded by the number of different texts in the code. */
    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            if (statements.size() >= STATEMENTS_MAX) {
                throw new SQLException("more than " + STATEMENTS_MAX + " different statements: a text is being built");
            }
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }

    private static void set(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        // What the last call bound must not leak into this one, nor stay in memory.
        statement.clearParameters();
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
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
