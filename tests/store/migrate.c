/* The schema: applied once, in order, whole or not at all, and never silently another one. */
#include "store/migrate.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"

TestSuite(migrate, .timeout = 120);

Test(migrate, finds_where_a_statement_begins)
{
    static const struct {
        const char *sql;
        long number, line;
    } row[] = {
        { "SELECT 1;\nSELECT 2;\n", 0, 1 },
        { "SELECT 1;\nSELECT 2;\n", 1, 2 },
        { "-- first; not one\n\nSELECT 1;", 0, 3 },
        { "SELECT ';';\nSELECT 2", 1, 2 },
        { "SELECT 'a''; b';\nSELECT 2", 1, 2 },
        { "SELECT E'a\\'; b';\nSELECT 2", 1, 2 },
        { "SELECT \"a;b\" /* ; /* ; */ ; */;\nSELECT 2", 1, 2 },
        { "DO $$ BEGIN\nNULL;\nEND $$;\nSELECT 2", 1, 4 },
        { "DO $x$ $$;$$ ;\n$x$;\nSELECT $1;\nSELECT 3", 2, 4 },
        { ";;\n;SELECT 1;\n", 0, 2 },
        { "CREATE RULE r AS ON INSERT TO t DO (SELECT 1;\nSELECT 2);\nSELECT 3", 1, 3 },
        { "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC\nSELECT CASE WHEN true THEN 1 END;\n"
          "SELECT 2;\nEND;\nSELECT 3",
            1, 5 },
        { "BEGIN;\nSELECT 1;", 1, 2 },
        { "SELECT 'never closed;\n", 1, 2 },
        { "", 0, 1 },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        cr_expect_eq(migrate_statement_line(row[i].sql, row[i].number), row[i].line,
            "statement %ld of %s: line %ld", row[i].number, row[i].sql,
            migrate_statement_line(row[i].sql, row[i].number));
}

Test(migrate, applies_new_files_once_and_in_order)
{
    struct place *place = place_ready();

    place_write(place, "schema/030_more.sql", "INSERT INTO log VALUES ('b');");
    place_write(place, "schema/020_log.sql",
        "CREATE TABLE log (n serial, what text);\nINSERT INTO log (what) VALUES ('a');");
    place_write(place, "schema/notes.txt", "no SQL");
    place_refuses(place, "030_more.sql:1: invalid input syntax for type integer: \"b\"");
    place_expect(place, "SELECT string_agg(name, ' ' ORDER BY name) FROM autorev.schema_migrations",
        "010_base.sql 020_log.sql");

    place_write(place, "schema/030_more.sql", "INSERT INTO log (what) VALUES ('b');");
    place_ensure(place);
    cr_expect_eq(embedded_report(place->emb)->migrations, 1);
    place_ensure(place);
    place_expect(place, "SELECT string_agg(what, '' ORDER BY n) FROM log", "ab");
    place_expect(place,
        "SELECT count(*) FROM autorev.schema_migrations WHERE sha256 ~ '^[0-9a-f]{64}$'"
        " AND applied_at <= now() AND duration > interval '0'",
        "3");
    place_free(place);
}

Test(migrate, errors_have_file_and_line_and_leave_nothing)
{
    static const struct {
        const char *sql, *message;
    } row[] = {
        { "CREATE TABLE half (n int);\n\nCRATE TABLE x;\n",
            "020_bad.sql:3: syntax error at or near \"CRATE\"" },
        { "CREATE TABLE half (n int);\nSELECT\n  'ä', nothing;\n",
            "020_bad.sql:3: column \"nothing\" does not exist" },
        { "CREATE TABLE half (n int);\n-- why\nSELECT 1 /\n 0;\n",
            "020_bad.sql:3: division by zero" },
        { "CREATE TABLE half (n int);\n\nDO $$\nBEGIN\n  PERFORM 1 / 0;\nEND\n$$;\n",
            "020_bad.sql:3: division by zero" },
        { "CREATE TABLE half (n int);\nCOMMIT;\n",
            "020_bad.sql ends the transaction that it is applied in" },
        { "CREATE TABLE half (n int);\nCOPY half FROM STDIN;\n",
            "020_bad.sql:2: COPY has no place in a schema file" },
    };
    struct place *place = place_ready();

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        place_write(place, "schema/020_bad.sql", row[i].sql);
        place_refuses(place, row[i].message);
        place_expect(place, "SELECT count(*) FROM autorev.schema_migrations", "1");
        if (!strstr(row[i].sql, "COMMIT"))
            place_expect(place, "SELECT to_regclass('half') IS NULL", "t");
        else
            free(place_sql(place, "DROP TABLE half"));
    }
    place_free(place);
}

Test(migrate, changed_and_missing_files_are_refused)
{
    struct place *place = place_ready();
    char *changed;

    changed = malloc(strlen(place_schema) + 2);
    strcpy(changed, place_schema);
    strcat(changed, "\n");
    place_write(place, "schema/010_base.sql", changed);
    place_refuses(place, "010_base.sql was changed after it was applied");
    free(changed);

    place_write(place, "schema/010_base.sql", place_schema);
    place_ensure(place); /* the same words at another time are the same file */

    place_write(place, "schema/020_log.sql", "CREATE TABLE log (what text);");
    place_ensure(place);
    place_remove(place, "schema/020_log.sql");
    place_refuses(place, "the database was made by a newer autorev-tui");
    place_remove(place, "schema/010_base.sql");
    place_refuses(place, "there are no schema files in ");
    place_free(place);
}

static bool
refuses_first(const struct place *place)
{
    struct error err = { 0 };

    return !embedded_ensure(place->emb, NULL, NULL, &err) &&
           !strncmp(err.message, "010_base.sql:2: ", 16);
}

Test(migrate, broken_first_schema_makes_no_cluster)
{
    struct place *place = place_new();

    place_write(place, "schema/010_base.sql", "CREATE TABLE a (n int);\nSELECT 1 / 0;\n");
    cr_expect(refuses_first(place));
    cr_expect(!place_has(place, "cluster") && !place_has(place, "cluster.new"));
    place_write(place, "schema/010_base.sql", place_schema);
    place_ensure(place);
    place_free(place);
}

/* Any server that the settings name, not only our own: here ours stands in for it. */
Test(migrate, serves_any_server)
{
    struct place *place = place_ready();
    struct setup_report report;
    struct error err = { 0 };
    struct settings settings = { 0 };

    place_ensure(place);
    free(place_sql(place, "CREATE DATABASE elsewhere"));
    settings_init(&settings);
    settings.backend = BACKEND_POSTGRES;
    free(settings.postgres_url);
    settings.postgres_url = malloc(1024);
    snprintf(settings.postgres_url, 1024, "%s", embedded_conninfo(place->emb));
    memcpy(strstr(settings.postgres_url, "dbname=autorev"), "dbname=elsewhe", 14);
    cr_expect(!migrate_server(&settings, place->share, NULL, NULL, &report, &err));
    cr_expect(strstr(err.message, "elsewhe"), "%s", err.message);

    free(place_sql(place, "ALTER DATABASE elsewhere RENAME TO elsewhe"));
    cr_expect(
        migrate_server(&settings, place->share, NULL, NULL, &report, &err), "%s", err.message);
    cr_expect(report.migrations == 1 && report.loaded && report.added == 6);
    cr_expect(
        migrate_server(&settings, place->share, NULL, NULL, &report, &err), "%s", err.message);
    cr_expect(report.migrations == 0 && !report.loaded);
    settings_fini(&settings);
    place_free(place);
}
