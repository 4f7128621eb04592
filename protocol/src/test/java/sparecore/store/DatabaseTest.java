package sparecore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one database file promises: all or nothing, in order, by one version of the schema. */
final class DatabaseTest {
    private static final String TABLE = "CREATE TABLE amount (id INTEGER PRIMARY KEY, value BLOB)";
    private static final String ROWS = "SELECT count(*) FROM amount";

    @TempDir
    Path folder;

    private Database open(String... migrations) {
        return Database.open(folder.resolve("db"), List.of(migrations));
    }

    private static long rows(Database database) {
        return database.transaction(() -> database.queryLong(ROWS));
    }

    private static int insert(Database database, long id) throws SQLException {
        return database.update("INSERT INTO amount VALUES (?, ?)", id, new byte[100]);
    }

    @Test
    void runsEachMigrationOnce() {
        String second = "INSERT INTO amount VALUES (1, NULL); INSERT INTO amount VALUES (2, 'a;b'); -- two; rows\n";
        open(TABLE).close();
        open(TABLE, second).close();
        try (Database database = open(TABLE, second)) {
            assertThat(rows(database)).isEqualTo(2);
            assertThat(database.transaction(() ->
                            database.query("SELECT value FROM amount WHERE id = 2", row -> row.getString(1))))
                    .containsExactly("a;b");
        }
    }

    @Test
    void aBrokenMigrationChangesNothing() {
        open(TABLE).close();
        String broken = "INSERT INTO amount VALUES (1, NULL); INSERT INTO nowhere VALUES (1)";
        assertThatThrownBy(() -> open(TABLE, broken))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("nowhere");
        try (Database database = open(TABLE)) {
            assertThat(rows(database)).isZero();
        }
    }

    @Test
    void refusesASchemaOfANewerVersion() {
        open(TABLE, "SELECT 1").close();
        assertThatThrownBy(() -> open(TABLE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("schema 2, this program knows 1")
                .hasMessageContaining("update Sparecore");
    }

    @Test
    void refusesAFileThatIsNotADatabase() throws IOException {
        Files.writeString(folder.resolve("db"), "this is no database, but it is long enough to look at".repeat(100));
        assertThatThrownBy(() -> open(TABLE))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(folder.resolve("db").toString());
    }

    @Test
    void anErrorTakesTheWholeTransactionBack() {
        try (Database database = open(TABLE)) {
            assertThatThrownBy(() -> database.transaction(() -> insert(database, 1) + insert(database, 1)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("UNIQUE");
            assertThatThrownBy(() -> database.transaction(() -> {
                        insert(database, 2);
                        throw new IllegalStateException("a rule was broken");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a rule was broken");
            assertThat(rows(database)).isZero();
            assertThat(database.<Integer>transaction(() -> insert(database, 3))).isEqualTo(1);
            assertThat(rows(database)).isEqualTo(1);
        }
    }

    @Test
    void refusesATransactionInATransactionAndTakesBothBack() {
        try (Database database = open(TABLE)) {
            assertThatThrownBy(() -> database.transaction(() -> {
                        insert(database, 1);
                        return database.<Integer>transaction(() -> insert(database, 2));
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("inside a transaction");
            assertThat(rows(database)).isZero();
        }
    }

    @Test
    void parametersOfAnEarlierCallDoNotLeakIntoALaterOne() {
        try (Database database = open(TABLE)) {
            String sql = "INSERT INTO amount VALUES (?, ?)";
            database.<Integer>transaction(() -> database.update(sql, 1L, "secret"));
            database.<Integer>transaction(() -> database.update(sql, 2L));
            assertThat(database.transaction(
                            () -> database.queryLong("SELECT count(*) FROM amount WHERE id = 2 AND value IS NULL")))
                    .isEqualTo(1);
        }
    }

    @Test
    void refusesStatementsThatAreBuiltWithoutEnd() {
        try (Database database = open(TABLE)) {
            assertThatThrownBy(() -> database.transaction(() -> {
                        long sum = 0;
                        for (int i = 0; i < 1_000; i++) {
                            sum += database.queryLong("SELECT " + i);
                        }
                        return sum;
                    }))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("different statements");
        }
    }

    @Test
    void aFullDiskFailsTheTransactionAndLeavesNoPartOfIt() throws SQLException {
        try (Database database = open(TABLE)) {
            assertThat(database.queryLong("PRAGMA max_page_count = 50")).isEqualTo(50);
            database.<Integer>transaction(() -> insert(database, 1));
            assertThatThrownBy(() -> database.transaction(() -> {
                        for (int id = 2; id < 10_000; id++) {
                            insert(database, id);
                        }
                        return 0;
                    }))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("full");
            assertThat(rows(database)).isEqualTo(1);
            database.<Integer>transaction(() -> insert(database, 2));
            assertThat(rows(database)).isEqualTo(2);
        }
    }

    @Test
    void workThatGoesOnAfterAFullDiskWritesNothing() throws SQLException {
        try (Database database = open(TABLE)) {
            assertThat(database.queryLong("PRAGMA max_page_count = 50")).isEqualTo(50);
            assertThatThrownBy(() -> database.transaction(() -> {
                        assertThat(fill(database)).contains("full");
                        return insert(database, 1_000_000);
                    }))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("lost by an earlier error");
            assertThat(rows(database)).isZero();
        }
    }

    private static String fill(Database database) {
        try {
            for (int id = 1; id < 10_000; id++) {
                insert(database, id);
            }
            throw new AssertionError("the disk is not full");
        } catch (SQLException e) {
            return e.toString();
        }
    }

    @Test
    void aSecondWriterWaitsForTheFirst() throws Exception {
        CountDownLatch firstHolds = new CountDownLatch(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Database first = open(TABLE);
                Database second = open(TABLE)) {
            Thread other = new Thread(() -> {
                try {
                    firstHolds.await();
                    second.<Integer>transaction(() -> insert(second, 2));
                } catch (InterruptedException | RuntimeException e) {
                    failure.set(e);
                }
            });
            other.start();
            first.<Integer>transaction(() -> {
                firstHolds.countDown();
                return insert(first, 1);
            });
            other.join(TimeUnit.SECONDS.toMillis(30));
            assertThat(failure.get()).isNull();
            assertThat(rows(first)).isEqualTo(2);
        }
    }

    @Test
    void manyTransactionsOfTwoWritersAllCount() throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Database first = open(TABLE);
                Database second = open(TABLE)) {
            Thread other = new Thread(() -> {
                try {
                    writeMany(second, 1_000);
                } catch (RuntimeException e) {
                    failure.set(e);
                }
            });
            other.start();
            writeMany(first, 2_000);
            other.join(TimeUnit.SECONDS.toMillis(60));
            assertThat(failure.get()).isNull();
            assertThat(rows(first)).isEqualTo(200);
        }
    }

    private static void writeMany(Database database, long from) {
        for (long id = from; id < from + 100; id++) {
            long row = id;
            database.<Integer>transaction(() -> insert(database, row));
        }
    }
}
