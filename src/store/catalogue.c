#include "store/catalogue.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/csv.h"
#include "autorev/memory.h"
#include "autorev/sha256.h"
#include "store/sheet.h"

/* Part of every sum: raised when the same files must be loaded again because loading changed. */
static const char catalogue_rules[] = "1";

static const char catalogue_manifest[] = "manifest.csv";

struct catalogue {
    const char *dir;
    PGconn *conn;
    struct setup *setup;
    struct sheet **sheet;
    size_t sheets;
    char *extensions; /* schema of uuid-ossp */
    char sum[SHA256_TEXT];
};

/* ---- what is in the folder ---- */

static bool
catalogue_sum(struct catalogue *cat, const struct setup_files *files, struct error *err)
{
    struct sha256 sha;

    sha256_init(&sha);
    sha256_add(&sha, catalogue_rules, sizeof catalogue_rules);
    for (size_t i = 0; i < files->count; i++) {
        size_t size;
        char *data = setup_read(files->file[i].path, &size, err);

        if (!data)
            return false;
        sha256_add(&sha, files->file[i].name, strlen(files->file[i].name) + 1);
        sha256_add(&sha, &size, sizeof size);
        sha256_add(&sha, data, size);
        free(data);
    }
    sha256_text(&sha, cat->sum);
    return true;
}

static bool
catalogue_add_sheet(struct catalogue *cat, struct csv *csv, struct error *err)
{
    const char *table = csv_text(csv, 0), *key = csv_text(csv, 1);
    struct sheet *sheet;

    if (csv_count(csv) != 2)
        return error_set(err, ERROR_INPUT, "%s:%ld: two fields are wanted, the table and its key",
            catalogue_manifest, csv_line(csv));
    for (size_t i = 0; table && i < cat->sheets; i++)
        if (!strcmp(cat->sheet[i]->table, table))
            return error_set(err, ERROR_INPUT, "%s:%ld:table: \"%s\" is there twice",
                catalogue_manifest, csv_line(csv), table);
    sheet = sheet_new(
        cat->dir, table ? table : "", key ? key : "", csv_line(csv), cat->extensions, err);
    if (!sheet)
        return false;
    cat->sheet = x_reallocarray(cat->sheet, cat->sheets + 1, sizeof(struct sheet *));
    cat->sheet[cat->sheets++] = sheet;
    return true;
}

static bool
catalogue_read_manifest(struct catalogue *cat, const char *path, struct error *err)
{
    size_t size;
    char *data = setup_read(path, &size, err);
    struct csv *csv;
    enum csv_step step;
    bool ok;

    if (!data)
        return false;
    csv = csv_new(data, size);
    step = csv_next(csv, err);
    ok = step == CSV_ROW && csv_count(csv) == 2 && csv_text(csv, 0) && csv_text(csv, 1) &&
         !strcmp(csv_text(csv, 0), "table") && !strcmp(csv_text(csv, 1), "key");
    if (!ok && step != CSV_BAD)
        error_set(err, ERROR_INPUT, "%s:1: the header must be table,key", catalogue_manifest);
    while (ok && (step = csv_next(csv, err)) == CSV_ROW)
        ok = catalogue_add_sheet(cat, csv, err);
    if (step == CSV_BAD)
        ok = error_prefix(err, "%s:%ld", catalogue_manifest, csv_line(csv));
    csv_free(csv);
    return ok;
}

/* A file that the manifest forgot would silently not be loaded. */
static bool
catalogue_check_files(
    const struct catalogue *cat, const struct setup_files *files, struct error *err)
{
    for (size_t i = 0; i < files->count; i++) {
        const char *name = files->file[i].name;
        bool known = !strcmp(name, catalogue_manifest);

        for (size_t s = 0; !known && s < cat->sheets; s++)
            known = !strcmp(cat->sheet[s]->file, name);
        if (!known)
            return error_set(err, ERROR_INPUT, "%s is not in %s", name, catalogue_manifest);
    }
    return true;
}

/* ---- what the database knows of earlier loads ---- */

static const char catalogue_own_tables[] =
    "CREATE SCHEMA IF NOT EXISTS autorev;"
    "CREATE TABLE IF NOT EXISTS autorev.catalogue_loads ("
    " id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, sha256 text NOT NULL,"
    " loaded_at timestamptz NOT NULL DEFAULT now(), duration interval NOT NULL,"
    " added bigint NOT NULL, changed bigint NOT NULL, removed bigint NOT NULL, kept bigint NOT "
    "NULL);"
    "CREATE TABLE IF NOT EXISTS autorev.catalogue_tables ("
    " table_name text PRIMARY KEY, key_columns text[] NOT NULL);"
    "CREATE TABLE IF NOT EXISTS autorev.catalogue_rows ("
    " table_name text NOT NULL, id uuid NOT NULL, PRIMARY KEY (table_name, id));"
    "COMMENT ON TABLE autorev.catalogue_loads IS"
    " 'Each load of the built-in catalogue: sum of its files, and the rows it changed';"
    "COMMENT ON TABLE autorev.catalogue_tables IS"
    " 'Tables that the catalogue has rows in, and the columns by which it knows them';"
    "COMMENT ON TABLE autorev.catalogue_rows IS"
    " 'Rows that the catalogue made; all others are the owner''s and are never touched by a load'";

/* In one transaction, as all that follows: a second load waits at the lock. */
static bool
catalogue_begin(struct catalogue *cat, bool *wanted, struct error *err)
{
    const char *sum = cat->sum;
    PGresult *res;

    if (!setup_run(cat->conn, err,
            "BEGIN; SET LOCAL search_path = public; SET LOCAL datestyle = 'ISO, YMD';"
            "SET LOCAL timezone = 'UTC'; SET LOCAL client_min_messages = warning") ||
        !setup_run(cat->conn, err, catalogue_own_tables) ||
        !setup_run(
            cat->conn, err, "LOCK TABLE autorev.catalogue_loads IN SHARE ROW EXCLUSIVE MODE"))
        return false;
    res = setup_ask(cat->conn, err,
        "SELECT (SELECT sha256 FROM autorev.catalogue_loads ORDER BY id DESC LIMIT 1)"
        " IS DISTINCT FROM $1,"
        " (SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
        "  WHERE e.extname = 'uuid-ossp')",
        1, &sum);
    if (!res)
        return false;
    *wanted = PQgetvalue(res, 0, 0)[0] == 't';
    if (*wanted && PQgetisnull(res, 0, 1)) {
        error_set(err, ERROR_REFUSED, "the database has no extension uuid-ossp");
        error_hint(err, "Run in it: CREATE EXTENSION \"uuid-ossp\"");
        PQclear(res);
        return false;
    }
    cat->extensions = x_strdup(PQgetvalue(res, 0, 1));
    PQclear(res);
    /* Types of extensions are found, and named, without their schema. */
    return setup_runf(cat->conn, err, "SET LOCAL search_path = public, \"%s\"", cat->extensions) &&
           setup_run(cat->conn, err,
               "CREATE TEMP TABLE stage_alias (table_name text, id uuid, actual uuid)"
               " ON COMMIT DROP");
}

/* ---- rows that the catalogue has no more ---- */

static const struct sheet *
catalogue_find(const struct catalogue *cat, const char *table)
{
    for (size_t i = 0; i < cat->sheets; i++)
        if (!strcmp(cat->sheet[i]->table, table))
            return cat->sheet[i];
    return NULL;
}

/* "AND NOT EXISTS ..." for everything that refers to a row t of @table: by a foreign key, and for
 * cars also by a slug, alone or in a list, which the database does not guard. */
static bool
catalogue_guard(PGconn *conn, const char *table, struct buffer *sql, struct error *err)
{
    static const char ask[] =
        "SELECT format('SELECT FROM %s r WHERE r.%I = t.%I', c.conrelid::regclass, a.attname,"
        "  fa.attname)"
        " FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " JOIN pg_attribute fa ON fa.attrelid = c.confrelid AND fa.attnum = c.confkey[1]"
        " WHERE c.contype = 'f' AND c.confrelid = to_regclass('public.' || $1)"
        " AND cardinality(c.conkey) = 1 AND c.conparentid = 0"
        " UNION ALL"
        " SELECT format(CASE a.atttypid WHEN 'text[]'::regtype"
        "  THEN 'SELECT FROM %s r WHERE t.slug = ANY (r.%I)'"
        "  ELSE 'SELECT FROM %s r WHERE r.%I = t.slug' END, c.oid::regclass, a.attname)"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE $1 = 'cars' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        " AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped AND a.attnum > 0"
        " AND (a.attname ~ '(^|_)car_slug$|^canonical_slug$' AND a.atttypid IN ('text'::regtype, "
        "'varchar'::regtype)"
        "  OR a.attname ~ '(^|_)car_slugs' AND a.atttypid = 'text[]'::regtype)";
    PGresult *res = setup_ask(conn, err, ask, 1, &table);

    for (int row = 0; res && row < PQntuples(res); row++)
        buffer_printf(sql, " AND NOT EXISTS (%s)", PQgetvalue(res, row, 0));
    PQclear(res);
    return res != NULL;
}

/* @key is the table's key columns separated by spaces. */
static bool
catalogue_remove_sql(struct catalogue *cat, const char *table, const char *key, struct buffer *sql,
    struct error *err)
{
    const struct sheet *sheet = catalogue_find(cat, table);
    const char *const ask = "SELECT FROM pg_attribute WHERE attrelid = to_regclass('public.' || $1)"
                            " AND attname = 'id' AND atttypid = 'uuid'::regtype";
    PGresult *res = setup_ask(cat->conn, err, ask, 1, &table);
    struct buffer id = { 0 };
    bool ok = res != NULL;

    if (ok && PQntuples(res)) {
        buffer_puts(&id, "t.id");
    } else if (ok) {
        struct sheet *keyed = sheet_new(cat->dir, table, key, 0, cat->extensions, err);

        ok = keyed != NULL;
        if (ok)
            sheet_id_expression(&id, cat->extensions, table, keyed->key, keyed->keys, "t");
        sheet_free(keyed);
    }
    PQclear(res);
    buffer_printf(sql,
        "WITH old AS (SELECT r.id FROM autorev.catalogue_rows r WHERE r.table_name = '%s'", table);
    if (sheet)
        buffer_printf(
            sql, " AND NOT EXISTS (SELECT FROM %s s WHERE s.\"#id\" = r.id)", sheet->stage);
    buffer_printf(sql, "), gone AS (DELETE FROM public.\"%s\" t USING old WHERE %s = old.id", table,
        buffer_text(&id));
    ok = ok && catalogue_guard(cat->conn, table, sql, err);
    buffer_printf(sql,
        " RETURNING old.id), forgotten AS (DELETE FROM autorev.catalogue_rows r USING old"
        " WHERE r.table_name = '%s' AND r.id = old.id AND (r.id IN (SELECT id FROM gone)"
        " OR NOT EXISTS (SELECT FROM public.\"%s\" t WHERE %s = r.id)))"
        " SELECT count(*) FROM gone",
        table, table, buffer_text(&id));
    buffer_fini(&id);
    return ok;
}

static bool
catalogue_remove_from(struct catalogue *cat, const char *table, const char *key, struct error *err)
{
    struct buffer sql = { 0 };
    PGresult *res = NULL;

    if (catalogue_remove_sql(cat, table, key, &sql, err))
        res = setup_ask(cat->conn, err, buffer_text(&sql), 0, NULL);
    buffer_fini(&sql);
    if (!res)
        return error_prefix(err, "removing old rows of %s", table);
    cat->setup->report.removed += strtol(PQgetvalue(res, 0, 0), NULL, 10);
    PQclear(res);
    return true;
}

/* Tables that have rows which are no more in the files, those that nothing refers to first. */
static bool
catalogue_remove(struct catalogue *cat, struct error *err)
{
    struct buffer sql = { 0 };
    PGresult *res;
    bool ok;

    /* Files are in an order where a table comes after those that it refers to. */
    buffer_puts(&sql, "SELECT t.table_name, array_to_string(t.key_columns, ' ')"
                      " FROM autorev.catalogue_tables t LEFT JOIN (VALUES ('', 0::bigint)");
    for (size_t i = 0; i < cat->sheets; i++)
        buffer_printf(&sql,
            ", ('%s', (SELECT count(*) FROM autorev.catalogue_rows r WHERE r.table_name = '%s'"
            " AND NOT EXISTS (SELECT FROM %s s WHERE s.\"#id\" = r.id)))",
            cat->sheet[i]->table, cat->sheet[i]->table, cat->sheet[i]->stage);
    buffer_puts(&sql, ") AS v (name, old) ON v.name = t.table_name"
                      " WHERE (v.old IS NULL OR v.old > 0)"
                      " AND to_regclass('public.' || t.table_name) IS NOT NULL"
                      " ORDER BY v.name IS NOT NULL, array_position(ARRAY[''");
    for (size_t i = 0; i < cat->sheets; i++)
        buffer_printf(&sql, ", '%s'", cat->sheet[i]->table);
    buffer_puts(&sql, "], t.table_name) DESC");
    res = setup_ask(cat->conn, err, buffer_text(&sql), 0, NULL);
    buffer_fini(&sql);
    ok = res != NULL;
    for (int row = 0; ok && row < PQntuples(res); row++)
        ok = catalogue_remove_from(cat, PQgetvalue(res, row, 0), PQgetvalue(res, row, 1), err);
    PQclear(res);
    return ok;
}

/* ---- the load ---- */

static bool
catalogue_note_tables(struct catalogue *cat, struct error *err)
{
    bool ok = setup_run(cat->conn, err,
        "DELETE FROM autorev.catalogue_tables t WHERE NOT EXISTS"
        " (SELECT FROM autorev.catalogue_rows r WHERE r.table_name = t.table_name)");

    for (size_t i = 0; ok && i < cat->sheets; i++) {
        const struct sheet *sheet = cat->sheet[i];
        struct buffer key = { 0 };

        for (size_t k = 0; k < sheet->keys; k++)
            buffer_printf(&key, "%s%s", k ? "," : "", sheet->key[k]);
        ok = setup_runf(cat->conn, err,
            "INSERT INTO autorev.catalogue_tables VALUES ('%s', '{%s}')"
            " ON CONFLICT (table_name) DO UPDATE SET key_columns = excluded.key_columns",
            sheet->table, buffer_text(&key));
        buffer_fini(&key);
    }
    return ok;
}

static bool
catalogue_record(struct catalogue *cat, struct error *err)
{
    const struct setup_report *report = &cat->setup->report;

    return catalogue_note_tables(cat, err) &&
           setup_runf(cat->conn, err,
               "INSERT INTO autorev.catalogue_loads"
               " (sha256, duration, added, changed, removed, kept)"
               " VALUES ('%s', clock_timestamp() - now(), %ld, %ld, %ld, %ld)",
               cat->sum, report->added, report->changed, report->removed, report->kept);
}

/* All files are read before the first row is written: most mistakes are found in the first second.
 * Old rows are removed twice: before, because new ones may take their place in a unique index, and
 * after, when nothing of the catalogue refers to them any more. */
static bool
catalogue_work(struct catalogue *cat, struct error *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < cat->sheets; i++) {
        setup_say(cat->setup, "reading %s", cat->sheet[i]->file);
        ok = sheet_stage(cat->sheet[i], cat->conn, err);
    }
    ok = ok && catalogue_remove(cat, err);
    for (size_t i = 0; ok && i < cat->sheets; i++) {
        setup_say(cat->setup, "loading %s", cat->sheet[i]->file);
        ok = sheet_merge(cat->sheet[i], cat->conn, &cat->setup->report, err);
        setup_step(cat->setup);
    }
    return ok && catalogue_remove(cat, err) && catalogue_record(cat, err) &&
           setup_run(cat->conn, err, "COMMIT");
}

static bool
catalogue_analyze(const struct catalogue *cat, struct error *err)
{
    struct buffer sql = { 0 };
    bool ok;

    buffer_puts(&sql, "ANALYZE autorev.catalogue_rows");
    for (size_t i = 0; i < cat->sheets; i++)
        buffer_printf(&sql, ", public.\"%s\"", cat->sheet[i]->table);
    ok = setup_run(cat->conn, err, buffer_text(&sql));
    buffer_fini(&sql);
    return ok;
}

static bool
catalogue_load_files(
    struct catalogue *cat, const struct setup_files *files, const char *manifest, struct error *err)
{
    bool wanted = false;
    bool ok = catalogue_sum(cat, files, err) && catalogue_begin(cat, &wanted, err);

    if (ok && !wanted) {
        cat->setup->done += (long) files->count;
        return setup_run(cat->conn, err, "COMMIT");
    }
    setup_step(cat->setup); /* the manifest */
    ok = ok && catalogue_read_manifest(cat, manifest, err) &&
         catalogue_check_files(cat, files, err) && catalogue_work(cat, err);
    if (!ok) {
        setup_run(cat->conn, NULL, "ROLLBACK");
        return !err || err->hint[0] ? false
                                    : error_hint(err, "Nothing of the catalogue was loaded");
    }
    cat->setup->report.loaded = true;
    return catalogue_analyze(cat, err);
}

bool
catalogue_load(PGconn *conn, const char *dir, struct setup *setup, struct error *err)
{
    struct catalogue cat = { .dir = dir, .conn = conn, .setup = setup };
    struct setup_files files;
    bool ok = setup_files_list(&files, dir, ".csv", err);
    const char *manifest = NULL;

    for (size_t i = 0; ok && i < files.count; i++)
        if (!strcmp(files.file[i].name, catalogue_manifest))
            manifest = files.file[i].path;
    if (ok && manifest)
        ok = catalogue_load_files(&cat, &files, manifest, err);
    for (size_t i = 0; i < cat.sheets; i++)
        sheet_free(cat.sheet[i]);
    free(cat.sheet);
    free(cat.extensions);
    setup_files_fini(&files);
    return ok;
}
