// sqlite_wal [ROWS]: a database on a file, with a write-ahead log and a mapped file: two connections see what the other has written.
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static int print(void *name, int columns, char **values, char **names)
{
    (void) names;
    printf("%s:", (const char *) name);
    for (int i = 0; i < columns; i++) {
        printf(" %s", values[i] == NULL ? "null" : values[i]);
    }
    printf("\n");
    return 0;
}

static void run(sqlite3 *database, const char *name, const char *sql)
{
    char *error = NULL;
    if (sqlite3_exec(database, sql, print, (void *) name, &error) != SQLITE_OK) {
        printf("%s: %s: %s\n", name, sql, error);
        exit(1);
    }
}

static sqlite3 *open_database(void)
{
    sqlite3 *database;
    if (sqlite3_open("wal.db", &database) != SQLITE_OK) {
        exit(2);
    }
    return database;
}

int main(int argc, char **argv)
{
    char insert[200];
    snprintf(insert, sizeof insert,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
        " INSERT INTO points (text, value) SELECT 'point ' || (i * 7919 %% 5000), i / 8.0 FROM n", argc > 1 ? atoi(argv[1]) : 5000);
    sqlite3 *writer = open_database();
    run(writer, "writer", "PRAGMA journal_mode = WAL; PRAGMA mmap_size = 33554432; PRAGMA page_size");
    run(writer, "writer", "CREATE TABLE points (id INTEGER PRIMARY KEY, text TEXT, value REAL)");
    sqlite3 *reader = open_database();
    run(reader, "reader", "PRAGMA mmap_size = 33554432");
    for (int round = 0; round < 6; round++) {
        run(writer, "writer", insert);
        run(reader, "reader", "SELECT count(*), sum(value), max(text) FROM points");
        if (round == 2) {
            run(writer, "writer", "PRAGMA wal_checkpoint(TRUNCATE)");
            run(writer, "writer", "CREATE INDEX by_text ON points (text)");
        }
    }
    run(reader, "reader", "SELECT count(*) FROM points WHERE text = 'point 77'");
    run(writer, "writer", "DELETE FROM points WHERE id % 3 = 0; VACUUM");
    run(reader, "reader", "SELECT count(*), sum(value) FROM points; PRAGMA integrity_check");
    sqlite3_close(reader);
    sqlite3_close(writer);
    FILE *left = fopen("wal.db-wal", "r");
    printf("%s\n", left == NULL ? "no log is left" : "a log is left");
    return 0;
}
