package sparecore.store;

import java.nio.file.Path;
import java.util.List;

/** Commits row after row, prints each number once it is committed, and goes on until it is killed. */
final class KilledWriter {
    static final String TABLE = "CREATE TABLE pair (id INTEGER PRIMARY KEY, half INTEGER)";

    private KilledWriter() {}

    public static void main(String[] arguments) {
        try (Database database = Database.open(Path.of(arguments[0]), List.of(TABLE))) {
            for (long i = 1; ; i++) {
                long row = i;
                database.<Integer>transaction(() -> database.update("INSERT INTO pair VALUES (?, 1)", 2 * row)
                        + database.update("INSERT INTO pair VALUES (?, 2)", 2 * row + 1));
                System.out.println(row);
                System.out.flush();
            }
        }
    }
}
