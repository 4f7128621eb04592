/* sqlite [ROWS]: Debian's SQLite as a library, the same work in memory and on a file. */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static int print(void *unused, int columns, char **values, char **names)
{
    (void) unused;
    (void) names;
    for (int i = 0; i < columns; i++) {
        printf("%s|", values[i] ? values[i] : "NULL");
    }
    printf("\n");
    return 0;
}

static void run(sqlite3 *database, const char *sql)
{
    char *error = NULL;
    if (sqlite3_exec(database, sql, print, NULL, &error) != SQLITE_OK) {
        printf("error: %s\n", error);
    }
}

static void work(const char *name, int rows)
{
    sqlite3 *database;
    char sql[200];
    printf("%s: %d\n", name, sqlite3_open(name, &database));
    run(database, "create table t(a integer primary key, b text, c real)");
    run(database, "begin");
    for (int i = 0; i < rows; i++) {
        snprintf(sql, sizeof sql, "insert into t values(%d, 'row %d', %f)", i, i * 7 % 1000, i / 3.0);
        run(database, sql);
    }
    run(database, "commit");
    run(database, "create index x on t(b)");
    run(database, "select b, count(*), sum(c) from t group by b order by b limit 5");
    run(database, "begin");
    run(database, "delete from t where a > 10");
    run(database, "rollback");
    run(database, "update t set c = c * 2 where a % 3 = 0");
    run(database, "delete from t where a > 15000");
    run(database, "vacuum");
    run(database, "select count(*), sum(c), max(b), total(length(b)) from t");
    run(database, "insert into t values(1, 'twice', 0)");
    run(database, "pragma integrity_check");
    printf("%d\n", sqlite3_close(database));
}

int main(int argc, char **argv)
{
    int rows = argc > 1 ? atoi(argv[1]) : 20000;
    work(":memory:", rows);
    work("file.db", rows);
    work("file.db", rows);
    remove("file.db");
    return 0;
}
