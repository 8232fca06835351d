/* Back from a dump: the whole of it in the place of all that is there, or nothing. */
#include <criterion/criterion.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "place.h"
#include "run.h"
#include "scratch.h"

TestSuite(restore, .timeout = 120);

/* Owned. */
static char *
dump(const struct place *place, const char *name, const char *format)
{
    struct error err = { 0 };
    char *file = scratch_path(place->dir, name);
    char *program = embedded_program(place->emb, "pg_dump", &err);
    const struct term_options options = { .program = program, .home = "/" };
    const char *const args[] = { format, "-f", file, "-d", embedded_conninfo(place->emb), NULL };
    struct run *run;

    cr_assert(program, "%s", err.message);
    run = run_program(&options, args);
    cr_assert_eq(run->status, 0, "%s", run->err);
    run_free(run);
    free(program);
    return file;
}

static void
expect_refused(struct place *place, const char *file, const char *message)
{
    struct embedded_restored restored;
    struct error err = { 0 };

    cr_expect(!embedded_restore(place->emb, file, NULL, NULL, &restored, &err), "%s", file);
    cr_expect(
        strstr(err.message, message), "wanted: %s\ngot: %s (%s)", message, err.message, err.detail);
    place_expect(place, "SELECT count(*) FROM garage", "1");
    place_expect(
        place, "SELECT datname FROM pg_database WHERE datname ~ '^autorev' ORDER BY 1", "autorev");
}

Test(restore, takes_archives_and_sql)
{
    static const char *const format[] = { "-Fc", "-Fp" };
    struct place *place = place_ready();

    place_ensure(place);
    for (size_t i = 0; i < 2; i++) {
        struct embedded_restored restored;
        struct error err = { 0 };
        char *file;

        free(place_sql(
            place, "DELETE FROM garage; INSERT INTO garage VALUES (1, NULL, NULL, 61200)"));
        file = dump(place, "file", format[i]);
        free(place_sql(place, "UPDATE garage SET mileage = 0; DROP TABLE issues CASCADE"));
        cr_assert(embedded_restore(place->emb, file, NULL, NULL, &restored, &err), "%s: %s (%s)",
            format[i], err.message, err.detail);
        cr_expect_eq(restored.tables, 3);
        cr_expect_eq(restored.rows, 7);
        place_expect(place, "SELECT mileage FROM garage", "61200");
        place_expect(place, "SELECT count(*) FROM issues", "3");
        place_expect(place, "SELECT count(*) FROM pg_database WHERE datname ~ '^autorev'", "1");
        cr_expect(embedded_current(place->emb));
        free(file);
    }
    place_free(place);
}

Test(restore, brings_an_older_dump_to_this_schema)
{
    struct place *place = place_ready();
    struct embedded_restored restored;
    struct error err = { 0 };
    char *file;

    place_ensure(place);
    file = dump(place, "old", "-Fc");
    place_write(place, "schema/020_log.sql", "CREATE TABLE log (what text);");
    place_ensure(place);
    cr_assert(embedded_restore(place->emb, file, NULL, NULL, &restored, &err), "%s", err.message);
    place_expect(place, "SELECT count(*) FROM log", "0");
    place_expect(place, "SELECT count(*) FROM autorev.schema_migrations", "2");
    free(file);
    place_free(place);
}

Test(restore, refuses_without_changing_anything)
{
    struct place *place = place_ready();
    char *file;

    place_ensure(place);
    free(place_sql(place, "INSERT INTO garage VALUES (1, NULL, NULL, 61200)"));
    expect_refused(place, "/nowhere/file", "/nowhere/file: No such file");
    scratch_write(place->dir, "empty", "");
    file = scratch_path(place->dir, "empty");
    expect_refused(place, file, "is empty");
    scratch_write(place->dir, "empty", "CREATE TABLE x (n int); SELECT 1 / 0;");
    expect_refused(place, file, "cannot be restored");
    scratch_write(place->dir, "empty", "CREATE TABLE x (n int);");
    expect_refused(place, file, "is not the dump of a database of autorev-tui");
    scratch_write(place->dir, "empty", "PGDMP and then nonsense");
    expect_refused(place, file, "cannot be restored");
    free(file);

    /* Whole, but of a newer program. */
    place_write(place, "schema/020_log.sql", "CREATE TABLE log (what text);");
    place_ensure(place);
    file = dump(place, "new", "-Fc");
    free(place_sql(
        place, "DROP TABLE log; DELETE FROM autorev.schema_migrations WHERE name ~ 'log'"));
    place_remove(place, "schema/020_log.sql");
    place_ensure(place);
    expect_refused(place, file, "the database was made by a newer autorev-tui");
    free(file);
    place_free(place);
}

/* Sessions come back as fast as they can while the names change. */
Test(restore, exchanges_under_busy_sessions)
{
    struct place *place = place_ready();
    struct embedded_restored restored;
    struct error err = { 0 };
    pid_t busy;
    char *file;

    place_ensure(place);
    file = dump(place, "file", "-Fc");
    busy = fork();
    if (busy == 0) {
        for (;;) {
            PGconn *conn = PQconnectdb(embedded_conninfo(place->emb));

            while (PQstatus(conn) == CONNECTION_OK)
                PQclear(PQexec(conn, "SELECT count(*) FROM cars"));
            PQfinish(conn);
        }
    }
    cr_expect(embedded_restore(place->emb, file, NULL, NULL, &restored, &err), "%s (%s)",
        err.message, err.detail);
    kill(busy, SIGKILL);
    waitpid(busy, NULL, 0);
    place_expect(place, "SELECT count(*) FROM cars", "3");
    free(file);
    place_free(place);
}
