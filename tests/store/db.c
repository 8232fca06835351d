/* `autorev-tui db`, as a person at the shell has it. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "database.h"
#include "run.h"
#include "scratch.h"

TestSuite(db, .timeout = 120);

/* Runs the program on the database: its exit status must be @status, and its output, or what it says
 * on standard error, must have @text in it. */
static void
expect(struct database *db, const char *const args[], int status, const char *text)
{
    const struct term_options options = { .data = database_dir(db) };
    struct run *run = run_program(&options, args);

    cr_expect_eq(
        run->status, status, "db %s: status %d\n%s%s", args[1], run->status, run->out, run->err);
    cr_expect(strstr(run->out, text) || strstr(run->err, text), "db %s: no '%s' in\n%s%s", args[1],
        text, run->out, run->err);
    run_free(run);
}

#define DB(...) ((const char *const[]){ "db", __VA_ARGS__, NULL })

static void
expect_gone(struct database *db)
{
    for (int i = 0; i < 5000 && database_pid(db); i++)
        usleep(1000);
    cr_expect(!database_pid(db), "the server still runs");
}

Test(db, starts_tells_and_stops)
{
    struct database *db = database_open(NULL);

    expect(db, DB("status"), 0, "stopped");
    expect(db, DB("start"), 0, "the database runs (process ");
    expect(db, DB("start"), 0, "runs already");
    expect(db, DB("status", "--json"), 0, "\"state\": \"running\"");
    expect(db, DB("uri"), 0, "dbname=autorev user=autorev requirepeer=");
    expect(db, DB("migrate"), 0, "the schema is up to date");
    expect(db, DB("start"), 0, "runs"); /* migrate may have been the last to leave */
    expect(db, DB("stop"), 0, "the database is stopped");
    expect(db, DB("stop"), 0, "the database did not run");
    expect(db, DB("migrate"), 0, "the catalogue is up to date");
    expect_gone(db); /* it was only there for the command */
    database_close(db);
}

Test(db, hands_psql_its_arguments_and_its_status_back)
{
    struct database *db = database_open(NULL);

    expect(db, DB("psql", "-XAtc", "SELECT 'x' || count(*) || '-' || 1 FROM cars"), 0, "x12-1");
    expect(db, DB("psql", "-X", "-v", "ON_ERROR_STOP=1", "-c", "SELECT nothing"), 1, "nothing");
    expect(db, DB("psql", "--version"), 0, "psql (PostgreSQL)");
    expect_gone(db);
    database_close(db);
}

Test(db, dumps_and_restores)
{
    struct database *db = database_open(NULL);
    char *dir = scratch_new();
    char *file = scratch_path(dir, "cars.dump"), *sql = scratch_path(dir, "cars.sql");
    char *part = scratch_path(dir, "cars.dump.part");
    char *count;
    struct stat st;

    expect(db, DB("dump", file), 0, "cars.dump: ");
    cr_expect(stat(file, &st) == 0 && (st.st_mode & 0777) == 0600);
    cr_expect(stat(part, &st) < 0);
    expect(db, DB("dump", file), 2, "is there already: --yes writes over it");
    expect(db, DB("dump", file, "--yes"), 0, "cars.dump: ");
    expect(db, DB("dump", sql), 0, "cars.sql: ");
    expect(db, DB("dump"), 0, "PGDMP");
    expect(db, DB("dump", "--sql"), 0, "CREATE TABLE public.cars");

    free(database_sql(db, "DELETE FROM car_issues"));
    expect(db, DB("restore", file), 2, "say --yes");
    expect(db, DB("restore", "--yes"), 2, "wants a file");
    expect(db, DB("restore", part, "--yes"), 4, "No such file");
    expect(db, DB("restore", file, "--yes"), 0, "restored from ");
    count = database_sql(db, "SELECT count(*) FROM car_issues");
    cr_expect_str_eq(count, "8\n");
    free(count);
    free(database_sql(db, "DELETE FROM car_issues"));
    expect(db, DB("restore", sql, "--yes"), 0, "restored from ");
    count = database_sql(db, "SELECT count(*) FROM car_issues");
    cr_expect_str_eq(count, "8\n");
    free(count);
    free(file);
    free(part);
    free(sql);
    scratch_free(dir);
    database_close(db);
}

/* Role rights and the path of names must survive: what others than the owner see hangs on them. */
Test(db, restored_database_has_its_settings)
{
    struct database *db = database_open(NULL);
    char *dir = scratch_new(), *file = scratch_path(dir, "cars.dump"), *got;

    expect(db, DB("dump", file), 0, "");
    expect(db, DB("restore", file, "--yes"), 0, "restored");
    got = database_sql(db, "SET ROLE anon; SELECT count(*) FROM cars; RESET ROLE;"
                           "SELECT count(*) FROM pg_db_role_setting s JOIN pg_database d"
                           " ON d.oid = s.setdatabase WHERE d.datname = current_database()"
                           " AND array_to_string(setconfig, ' ') ~ 'extensions'");
    cr_expect_str_eq(got, "12\n1\n");
    free(got);
    free(file);
    scratch_free(dir);
    database_close(db);
}

Test(db, names_what_is_wrong)
{
    struct database *db = database_open(NULL);
    const struct term_options elsewhere = { .data = database_dir(db),
        .more = (const char *const[]){ "PGHOST=/nowhere", NULL } };
    struct run *run;

    expect(db, DB("stat"), 2, "db has no 'stat'");
    expect(db, DB("status", "now"), 2, "");
    expect(db, DB("start", "--backend", "postgres"), 2, "is for the private database");
    expect(db, DB("uri", "--backend", "rest"), 2, "REST server");
    run = run_program(&elsewhere, DB("status", "--backend", "postgres"));
    cr_expect_eq(run->status, 3, "%d %s", run->status, run->err);
    run_free(run);
    database_close(db);
}
