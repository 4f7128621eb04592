package sparecore.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/** A schema on a PostgreSQL server, 12 or later. */
record PostgresDialect(Login login) implements Dialect {
    private static final int CONNECT_SECONDS_MAX = 10;

    /** A server that says nothing for so long is gone. */
    private static final int ANSWER_SECONDS_MAX = 60;

    /**
     * A transaction of a process that stands still must not hold its locks for ever
     * (postgresql.org/docs/current/runtime-config-client.html). Our transactions wait for nothing.
     */
    private static final String SESSION = "SET idle_in_transaction_session_timeout = '5s'";

    /** Where the server's default leaves a commit to chance; stricter settings stay. */
    private static final String DURABLE = "SELECT set_config('synchronous_commit', 'on', false) "
            + "WHERE current_setting('synchronous_commit') IN ('off', 'local')";

    /** Any number; one process at a time changes tables. */
    private static final long MIGRATING = 0x5350_4152_4543_4f52L;

    private record Word(Pattern sqlite, String postgres) {
        Word(String sqlite, String postgres) {
            this(Pattern.compile(sqlite), postgres);
        }
    }

    /** SQLite's integers have 64 bits. Its columns take values of any type, which a check may forbid; ours do by themselves. */
    private static final List<Word> WORDS = List.of(
            new Word("\\bINTEGER PRIMARY KEY AUTOINCREMENT\\b", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            new Word("\\bINTEGER\\b", "BIGINT"),
            new Word("\\bBLOB\\b", "BYTEA"),
            new Word("\\bWITHOUT ROWID\\b", ""),
            new Word("\\btypeof\\(\\w+\\) = 'integer'", "true"));

    @Override
    public String place() {
        return login.place();
    }

    @Override
    public Connection connect() throws SQLException {
        Properties settings = login.settings();
        settings.setProperty("ApplicationName", "sparecore");
        settings.setProperty("connectTimeout", String.valueOf(CONNECT_SECONDS_MAX));
        settings.setProperty("socketTimeout", String.valueOf(ANSWER_SECONDS_MAX));
        settings.setProperty("tcpKeepAlive", "true");
        settings.setProperty("reWriteBatchedInserts", "true");
        Connection connection = DriverManager.getConnection(login.url(), settings);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SESSION);
            statement.execute(DURABLE);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    @Override
    public String begin() {
        return "BEGIN";
    }

    @Override
    public String inItsWords(String script) {
        String text = script;
        for (Word word : WORDS) {
            text = word.sqlite().matcher(text).replaceAll(word.postgres());
        }
        return text;
    }

    @Override
    public int version(Database database) throws SQLException {
        database.query("SELECT pg_advisory_xact_lock(" + MIGRATING + ")", row -> true);
        database.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
        return (int) database.queryLong("SELECT coalesce(max(version), 0) FROM schema_version");
    }

    @Override
    public void setVersion(Database database, int version) throws SQLException {
        database.update("INSERT INTO schema_version (version) VALUES (?)", version);
    }

    /** After any error a transaction takes nothing more, and its commit takes it back. */
    @Override
    public boolean endsTransaction(SQLException error) {
        return true;
    }

    @Override
    public boolean isServer() {
        return true;
    }
}
