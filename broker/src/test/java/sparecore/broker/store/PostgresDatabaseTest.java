package sparecore.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import sparecore.broker.bench.TestServer;
import sparecore.store.Database;
import sparecore.store.Login;
import sparecore.store.StoreException;

/** What a database promises, on a server: all or nothing, in order, by one version of the schema. */
class PostgresDatabaseTest {
    private static final String TABLE =
            "CREATE TABLE amount (id INTEGER PRIMARY KEY, value BLOB CHECK (typeof(id) = 'integer')) WITHOUT ROWID";

    private final Login login = TestServer.emptySchema();

    private Database open(String... migrations) {
        Database database = Database.connect(login);
        try {
            database.migrate(List.of(migrations));
            return database;
        } catch (StoreException e) {
            database.close();
            throw e;
        }
    }

    private static long rows(Database database) throws SQLException {
        return database.queryLong("SELECT count(*) FROM amount");
    }

    private static int insert(Database database, long id) throws SQLException {
        return database.update("INSERT INTO amount VALUES (?, ?)", id, new byte[] {1, 0, 2});
    }

    @Test
    void runsEachMigrationOnceAndInItsOwnWords() throws SQLException {
        String second =
                "INSERT INTO amount VALUES (5000000000, NULL); INSERT INTO amount VALUES (2, 'a;b'); -- two; rows\n";
        open(TABLE).close();
        open(TABLE, second).close();
        try (Database database = open(TABLE, second)) {
            assertThat(rows(database)).isEqualTo(2);
            assertThat(database.<Integer>transaction(() -> insert(database, 7))).isEqualTo(1);
            assertThat(database.query("SELECT value FROM amount WHERE id = ?", row -> row.getBytes(1), 7L))
                    .containsExactly(new byte[] {1, 0, 2});
        }
        assertThatThrownBy(() -> open(TABLE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("schema 2, this program knows 1");
    }

    @Test
    void aBrokenMigrationChangesNothing() throws SQLException {
        open(TABLE).close();
        assertThatThrownBy(() -> open(TABLE, "INSERT INTO amount VALUES (1, NULL); INSERT INTO nowhere VALUES (1)"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("nowhere");
        try (Database database = open(TABLE)) {
            assertThat(rows(database)).isZero();
        }
    }

    @Test
    void anErrorTakesTheWholeTransactionBackEvenIfTheWorkHidesIt() throws SQLException {
        try (Database database = open(TABLE)) {
            assertThatThrownBy(() -> database.transaction(() -> insert(database, 1) + insert(database, 1)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("duplicate");
            assertThatThrownBy(() -> database.transaction(() -> {
                        insert(database, 2);
                        assertThatThrownBy(() -> database.update("INSERT INTO nowhere VALUES (1)"))
                                .isInstanceOf(SQLException.class);
                        return true;
                    }))
                    .as("the server takes it back without a word")
                    .isInstanceOf(StoreException.class);
            assertThatThrownBy(() -> database.transaction(() -> {
                        insert(database, 3);
                        throw new IllegalStateException("a rule was broken");
                    }))
                    .hasMessage("a rule was broken");
            assertThat(rows(database)).isZero();
            assertThat(database.<Integer>transaction(() -> insert(database, 4))).isEqualTo(1);
        }
    }

    @Test
    void tellsHowManyRowsEachOfManyChanged() {
        try (Database database = open(TABLE)) {
            database.<Integer>transaction(() -> insert(database, 1) + insert(database, 2));
            assertThat(database.transaction(() -> database.updateAll(
                            "UPDATE amount SET value = ? WHERE id = ?",
                            List.of(new Object[] {new byte[0], 1L}, new Object[] {new byte[0], 9L}, new Object[] {
                                new byte[0], 2L
                            }))))
                    .containsExactly(1, 0, 1);
        }
    }

    @Test
    void neverShowsItsPassword() {
        assertThatThrownBy(() -> Database.connect(new Login(login.url(), "wrong-secret")))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("jdbc:postgresql://127.0.0.1")
                .hasMessageNotContaining("wrong-secret");
        assertThat(login.toString())
                .contains("[REDACTED]")
                .doesNotContain(TestServer.get().password());
        assertThatThrownBy(() -> new Login("jdbc:postgresql://h/d?user=a&Password=b", null))
                .hasMessageContaining("no password in the URL");
    }
}
