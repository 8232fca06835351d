#include "store/sheet.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/csv.h"
#include "autorev/text.h"

bool
sheet_is_name(const char *text)
{
    size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_");

    return n > 0 && n < 64 && !text[n];
}

bool
sheet_error(const struct sheet *sheet, long line, const char *column, struct error *err,
    const char *fmt, ...)
{
    char what[sizeof err->message];
    va_list args;

    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    return error_set(err, ERROR_INPUT, "%s:%ld%s%s: %s", sheet->file, line, column ? ":" : "",
        column ? column : "", what);
}

/* ---- making ---- */

static bool
sheet_set_key(struct sheet *sheet, const char *key, struct error *err)
{
    const char *const between = " ,;+";

    key += strspn(key, between);
    while (*key) {
        size_t n = strcspn(key, between);
        char *name = arena_strndup(sheet->arena, key, n);

        if (!sheet_is_name(name) || sheet->keys == SHEET_KEYS)
            return error_set(err, ERROR_INPUT, "%s:key: \"%s\" cannot be the name of a column",
                sheet->manifest, name);
        sheet->key[sheet->keys++] = name;
        key += n + strspn(key + n, between);
    }
    return sheet->keys > 0 || error_set(err, ERROR_INPUT, "%s:key: is empty", sheet->manifest);
}

struct sheet *
sheet_new(const char *dir, const char *table, const char *key, long manifest_line,
    const char *extensions, struct error *err)
{
    struct arena *arena = arena_new();
    struct sheet *sheet = arena_alloc(arena, sizeof *sheet);

    sheet->arena = arena;
    sheet->manifest = arena_printf(arena, "manifest.csv:%ld", manifest_line);
    sheet->table = arena_strdup(arena, table);
    sheet->file = arena_printf(arena, "%s.csv", table);
    sheet->path = arena_printf(arena, "%s/%s.csv", dir, table);
    sheet->stage = arena_printf(arena, "pg_temp.stage_%ld", manifest_line);
    sheet->extensions = extensions;
    if (!sheet_is_name(table))
        error_set(err, ERROR_INPUT, "%s:table: \"%s\" cannot be the name of a table",
            sheet->manifest, table);
    else if (sheet_set_key(sheet, key, err))
        return sheet;
    sheet_free(sheet);
    return NULL;
}

void
sheet_free(struct sheet *sheet)
{
    if (!sheet)
        return;
    free(sheet->line);
    arena_free(sheet->arena);
}

struct sheet_column *
sheet_find(const struct sheet *sheet, const char *name)
{
    for (size_t i = 0; i < sheet->columns; i++)
        if (!strcmp(sheet->column[i].name, name))
            return &sheet->column[i];
    return NULL;
}

/* ---- the header against the table ---- */

bool
sheet_read_header(struct sheet *sheet, struct csv *csv, struct error *err)
{
    switch (csv_next(csv, err)) {
    case CSV_BAD:
        return error_prefix(err, "%s:%ld", sheet->file, csv_line(csv));
    case CSV_END:
        return sheet_error(
            sheet, 1, NULL, err, "the line with the names of the columns is missing");
    case CSV_ROW:
        break;
    }
    sheet->column = arena_alloc(sheet->arena, csv_count(csv) * sizeof *sheet->column);
    for (size_t i = 0; i < csv_count(csv); i++) {
        const char *name = csv_text(csv, i);

        if (!name || !sheet_is_name(name))
            return sheet_error(sheet, csv_line(csv), NULL, err,
                "\"%s\" cannot be the name of a column", name ? name : "");
        if (sheet_find(sheet, name))
            return sheet_error(sheet, csv_line(csv), name, err, "the column is there twice");
        sheet->column[i].name = arena_strdup(sheet->arena, name);
        sheet->columns = i + 1;
    }
    return true;
}

static const char sheet_columns_sql[] =
    "SELECT a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,"
    " pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '' OR a.attidentity = 'a',"
    " f.rel, f.att, a.atttypid = 'uuid'::regtype"
    " FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum"
    " LEFT JOIN LATERAL (SELECT r.relname AS rel, fa.attname AS att"
    "  FROM pg_constraint c JOIN pg_class r ON r.oid = c.confrelid"
    "  JOIN pg_attribute fa ON fa.attrelid = c.confrelid AND fa.attnum = c.confkey[1]"
    "  WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]"
    "  AND r.relnamespace = 'public'::regnamespace ORDER BY c.oid LIMIT 1) f ON true"
    " WHERE a.attrelid = to_regclass('public.' || $1) AND a.attnum > 0 AND NOT a.attisdropped"
    " ORDER BY a.attnum";

enum { DESC_NAME, DESC_TYPE, DESC_NOTNULL, DESC_PRESET, DESC_MADE, DESC_REL, DESC_ATT, DESC_UUID };

static const char *
sheet_desc(const struct sheet *sheet, const PGresult *res, int row, int col)
{
    return PQgetisnull(res, row, col) ? NULL
                                      : arena_strdup(sheet->arena, PQgetvalue(res, row, col));
}

static bool
sheet_desc_is(const PGresult *res, int row, int col)
{
    return PQgetvalue(res, row, col)[0] == 't';
}

static int
sheet_desc_find(const PGresult *res, const char *name)
{
    for (int row = 0; row < PQntuples(res); row++)
        if (!strcmp(PQgetvalue(res, row, DESC_NAME), name))
            return row;
    return -1;
}

/* car_slug -> car_id, matched_car_slug -> matched_car_id; NULL for what tells no car. */
static const char *
sheet_car_name(const struct sheet *sheet, const char *slug)
{
    size_t n = strlen(slug);

    if (!strcmp(slug, "canonical_slug"))
        return "car_id";
    if (n < 8 || strcmp(slug + n - 8, "car_slug") || (n > 8 && slug[n - 9] != '_'))
        return NULL;
    return arena_printf(sheet->arena, "%.*sid", (int) n - 4, slug);
}

static bool
sheet_unknown_column(
    const struct sheet *sheet, const PGresult *res, const char *name, struct error *err)
{
    size_t n = (size_t) PQntuples(res);
    const char **names = x_calloc(n, sizeof *names);
    const char *near;

    for (size_t i = 0; i < n; i++)
        names[i] = PQgetvalue(res, (int) i, DESC_NAME);
    near = text_nearest(name, names, n);
    sheet_error(sheet, 1, name, err, "the table %s has no such column", sheet->table);
    if (near)
        error_hint(err, "Did you mean %s?  Nothing of the catalogue was loaded", near);
    free(names);
    return false;
}

static bool
sheet_describe_column(
    struct sheet *sheet, const PGresult *res, struct sheet_column *column, struct error *err)
{
    int row = sheet_desc_find(res, column->name);

    if (row < 0) {
        if (!sheet_car_name(sheet, column->name) ||
            sheet_desc_find(res, sheet_car_name(sheet, column->name)) < 0)
            return sheet_unknown_column(sheet, res, column->name, err);
        column->source = SHEET_SLUG;
        column->type = "text";
        return true;
    }
    if (sheet->has_id && !strcmp(column->name, "id"))
        return sheet_error(sheet, 1, "id", err, "ids are made from the key, not read");
    if (sheet_desc_is(res, row, DESC_MADE))
        return sheet_error(sheet, 1, column->name, err, "the database computes this column itself");
    column->type = sheet_desc(sheet, res, row, DESC_TYPE);
    column->ref_table = sheet_desc(sheet, res, row, DESC_REL);
    column->ref_column = sheet_desc(sheet, res, row, DESC_ATT);
    if (sheet_desc_is(res, row, DESC_NOTNULL)) {
        column->preset = sheet_desc(sheet, res, row, DESC_PRESET);
        column->required = !column->preset;
    }
    if (column->ref_table && sheet_desc_is(res, row, DESC_UUID) &&
        !strcmp(column->ref_column, "id"))
        column->source = SHEET_REFERENCE;
    return true;
}

static bool
sheet_describe_cars(struct sheet *sheet, const PGresult *res)
{
    sheet->car = arena_alloc(sheet->arena, (sheet->columns + 1) * sizeof *sheet->car);
    for (size_t i = 0; i < sheet->columns; i++) {
        const char *name = sheet_car_name(sheet, sheet->column[i].name);
        int row = name ? sheet_desc_find(res, name) : -1;

        if (row < 0 || !sheet_desc_is(res, row, DESC_UUID) || sheet_find(sheet, name))
            continue;
        sheet->car[sheet->cars++] = (struct sheet_car){ .name = name,
            .slug = sheet->column[i].name,
            .required = sheet_desc_is(res, row, DESC_NOTNULL) };
    }
    return true;
}

static bool
sheet_is_filled(const struct sheet *sheet, const char *name)
{
    for (size_t i = 0; i < sheet->cars; i++)
        if (!strcmp(sheet->car[i].name, name))
            return true;
    return sheet_find(sheet, name) || (sheet->has_id && !strcmp(name, "id"));
}

/* Nothing that a row needs may be missing, and the key must be in the file. */
static bool
sheet_check_complete(const struct sheet *sheet, const PGresult *res, struct error *err)
{
    for (int row = 0; row < PQntuples(res); row++) {
        const char *name = PQgetvalue(res, row, DESC_NAME);

        if (sheet_desc_is(res, row, DESC_NOTNULL) && PQgetisnull(res, row, DESC_PRESET) &&
            !sheet_desc_is(res, row, DESC_MADE) && !sheet_is_filled(sheet, name))
            return sheet_error(sheet, 1, name, err, "the column is missing, and must not be empty");
    }
    for (size_t i = 0; i < sheet->keys; i++)
        if (!sheet_find(sheet, sheet->key[i]))
            return error_set(err, ERROR_INPUT, "%s:key: %s has no column \"%s\"", sheet->manifest,
                sheet->file, sheet->key[i]);
    return true;
}

bool
sheet_describe(struct sheet *sheet, PGconn *conn, struct error *err)
{
    PGresult *res = setup_ask(conn, err, sheet_columns_sql, 1, &sheet->table);
    int id;
    bool ok = res != NULL;

    if (ok && PQntuples(res) == 0)
        ok = error_set(
            err, ERROR_INPUT, "%s:table: there is no table \"%s\"", sheet->manifest, sheet->table);
    if (ok) {
        id = sheet_desc_find(res, "id");
        sheet->has_id = id >= 0 && sheet_desc_is(res, id, DESC_UUID);
    }
    for (size_t i = 0; ok && i < sheet->columns; i++)
        ok = sheet_describe_column(sheet, res, &sheet->column[i], err);
    ok = ok && sheet_describe_cars(sheet, res) && sheet_check_complete(sheet, res, err);
    PQclear(res);
    return ok;
}
