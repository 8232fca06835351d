/*
 * The second half of a sheet: from the temporary table into the real one.  References become ids,
 * what the database would refuse is found while it still has a line, the owner's rows step in front
 * of the catalogue's, and the rest is written where it differs.
 *
 * The temporary table pg_temp.stage_alias holds, for each row that was not loaded because the owner
 * has the same, its id in the catalogue and the id of theirs.
 */
#include <stdlib.h>
#include <string.h>

#include "store/sheet.h"

/* ---- references ---- */

/* Reports the first row of @sql, which selects a line and a value. */
static bool
sheet_check_none(const struct sheet *sheet, PGconn *conn, const char *sql, const char *column,
    const char *what, struct error *err)
{
    PGresult *res = setup_ask(conn, err, sql, 0, NULL);
    bool ok = res && PQntuples(res) == 0;

    if (!res)
        return error_prefix(err, "%s", sheet->file);
    if (!ok && PQgetisnull(res, 0, 1))
        sheet_error(
            sheet, strtol(PQgetvalue(res, 0, 0), NULL, 10), column, err, "must not be empty");
    else if (!ok)
        sheet_error(sheet, strtol(PQgetvalue(res, 0, 0), NULL, 10), column, err,
            "there is no %s \"%s\"", what, PQgetvalue(res, 0, 1));
    PQclear(res);
    return ok;
}

static bool
sheet_resolve_slug(const struct sheet *sheet, PGconn *conn, const char *id, const char *slug,
    bool required, struct error *err)
{
    char *sql;
    bool ok = setup_runf(conn, err,
        "UPDATE %s s SET \"=%s\" = c.id FROM public.cars c WHERE c.slug = s.\"%s\"", sheet->stage,
        id, slug);

    if (!ok)
        return error_prefix(err, "%s", sheet->file);
    sql = x_asprintf("SELECT \"#\", \"%s\" FROM %s WHERE \"=%s\" IS NULL%s%s%s"
                     " ORDER BY 1 LIMIT 1",
        slug, sheet->stage, id, required ? "" : " AND \"", required ? "" : slug,
        required ? "" : "\" IS NOT NULL");
    ok = sheet_check_none(sheet, conn, sql, slug, "car", err);
    free(sql);
    return ok;
}

/* The id of a row is computable from its key; unless the owner's row stands in its place. */
static bool
sheet_resolve_key(
    const struct sheet *sheet, PGconn *conn, const struct sheet_column *column, struct error *err)
{
    bool own = !strcmp(column->ref_table, sheet->table);
    struct buffer id = { 0 };
    char *sql;
    bool ok;

    sheet_id_expression(&id, sheet->extensions, column->ref_table, &column->name, 1, "s");
    ok = setup_runf(conn, err,
        "UPDATE %s s SET \"=%s\" = coalesce((SELECT a.actual FROM pg_temp.stage_alias a"
        " WHERE a.table_name = '%s' AND a.id = %s), %s) WHERE s.\"%s\" IS NOT NULL",
        sheet->stage, column->name, column->ref_table, buffer_text(&id), buffer_text(&id),
        column->name);
    buffer_fini(&id);
    if (!ok)
        return error_prefix(err, "%s", sheet->file);
    sql = x_asprintf("SELECT \"#\", \"%s\" FROM %s s WHERE \"=%s\" IS NOT NULL AND NOT EXISTS"
                     " (SELECT FROM public.\"%s\" r WHERE r.id = s.\"=%s\")%s%s%s%s%s"
                     " ORDER BY 1 LIMIT 1",
        column->name, sheet->stage, column->name, column->ref_table, column->name,
        own ? " AND NOT EXISTS (SELECT FROM " : "", own ? sheet->stage : "",
        own ? " o WHERE o.\"#id\" = s.\"=" : "", own ? column->name : "", own ? "\")" : "");
    ok = sheet_check_none(sheet, conn, sql, column->name, column->ref_table, err);
    free(sql);
    return ok;
}

/* A reference by something else than an id is a value like any other, and must be there. */
static bool
sheet_check_reference(
    const struct sheet *sheet, PGconn *conn, const struct sheet_column *column, struct error *err)
{
    bool own = !strcmp(column->ref_table, sheet->table) && column->ref_column;
    char *sql = x_asprintf("SELECT \"#\", \"%s\" FROM %s s WHERE \"%s\" IS NOT NULL AND NOT EXISTS"
                           " (SELECT FROM public.\"%s\" r WHERE r.\"%s\" = s.\"%s\")%s%s%s%s%s%s%s"
                           " ORDER BY 1 LIMIT 1",
        column->name, sheet->stage, column->name, column->ref_table, column->ref_column,
        column->name, own ? " AND NOT EXISTS (SELECT FROM " : "", own ? sheet->stage : "",
        own ? " o WHERE o.\"" : "", own ? column->ref_column : "", own ? "\" = s.\"" : "",
        own ? column->name : "", own ? "\")" : "");
    bool ok = sheet_check_none(sheet, conn, sql, column->name, column->ref_table, err);

    free(sql);
    return ok;
}

static bool
sheet_resolve(const struct sheet *sheet, PGconn *conn, struct error *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < sheet->cars; i++)
        ok = sheet_resolve_slug(
            sheet, conn, sheet->car[i].name, sheet->car[i].slug, sheet->car[i].required, err);
    for (size_t i = 0; ok && i < sheet->columns; i++) {
        const struct sheet_column *column = &sheet->column[i];

        if (column->source == SHEET_REFERENCE && !strcmp(column->ref_table, "cars"))
            ok = sheet_resolve_slug(sheet, conn, column->name, column->name, column->required, err);
        else if (column->source == SHEET_REFERENCE)
            ok = sheet_resolve_key(sheet, conn, column, err);
        else if (column->source == SHEET_PLAIN && column->ref_table)
            ok = sheet_check_reference(sheet, conn, column, err);
    }
    return ok;
}

/* ---- what must be unique ---- */

/* The place in the temporary table of what goes into the column, or NULL when nothing does. */
static const char *
sheet_staged(const struct sheet *sheet, const char *name)
{
    for (size_t i = 0; i < sheet->cars; i++)
        if (!strcmp(sheet->car[i].name, name))
            return arena_printf(sheet->arena, "s.\"=%s\"", name);
    for (size_t i = 0; i < sheet->columns; i++) {
        const struct sheet_column *column = &sheet->column[i];

        if (strcmp(column->name, name) || column->source == SHEET_SLUG)
            continue;
        if (column->source == SHEET_REFERENCE)
            return arena_printf(sheet->arena, "s.\"=%s\"", name);
        if (column->preset)
            return arena_printf(sheet->arena, "coalesce(s.\"%s\", %s)", name, column->preset);
        return arena_printf(sheet->arena, "s.\"%s\"", name);
    }
    return NULL;
}

/* One unique index, as far as it can be judged from the file. */
struct sheet_unique {
    struct buffer columns; /* "s.a, s.b" */
    struct buffer same;    /* "t.a = s.a AND t.b = s.b" */
    struct buffer known;   /* "s.a IS NOT NULL AND s.b IS NOT NULL" */
};

static bool
sheet_read_unique(const struct sheet *sheet, const char *names, struct sheet_unique *unique)
{
    for (const char *p = names; *p;) {
        char *name = x_strndup(p, strcspn(p, " "));
        const char *staged = sheet_staged(sheet, name);

        if (staged) {
            buffer_printf(&unique->columns, "%s%s", unique->columns.size ? ", " : "", staged);
            buffer_printf(
                &unique->same, "%st.\"%s\" = %s", unique->same.size ? " AND " : "", name, staged);
            buffer_printf(
                &unique->known, "%s%s IS NOT NULL", unique->known.size ? " AND " : "", staged);
        }
        free(name);
        if (!staged)
            return false;
        p += strcspn(p, " ");
        p += *p == ' ';
    }
    return true;
}

static bool
sheet_unique_twice(const struct sheet *sheet, PGconn *conn, const struct sheet_unique *unique,
    const char *names, struct error *err)
{
    return sheet_check_twice(
        sheet, conn, buffer_text(&unique->columns), names, buffer_text(&unique->known), err);
}

/* Takes out what collides with a row that is not the catalogue's, and notes the owner's row as the
 * one that is meant. */
static bool
sheet_yield(const struct sheet *sheet, PGconn *conn, const struct sheet_unique *unique,
    struct setup_report *report, struct error *err)
{
    char *sql = x_asprintf(
        "WITH gone AS (DELETE FROM %s s USING public.\"%s\" t WHERE %s"
        " AND %s NOT EXISTS (SELECT FROM autorev.catalogue_rows r"
        " WHERE r.table_name = '%s' AND r.id = %s) RETURNING s.\"#id\", %s AS actual)"
        " INSERT INTO pg_temp.stage_alias SELECT '%s', \"#id\", actual FROM gone",
        sheet->stage, sheet->table, buffer_text(&unique->same),
        sheet->has_id ? "t.id <> s.\"#id\" AND" : "", sheet->table,
        sheet->has_id ? "t.id" : "s.\"#id\"", sheet->has_id ? "t.id" : "s.\"#id\"", sheet->table);
    PGresult *res = setup_ask(conn, err, sql, 0, NULL);
    bool ok = res != NULL;

    free(sql);
    if (ok)
        report->kept += strtol(PQcmdTuples(res), NULL, 10);
    PQclear(res);
    return ok || error_prefix(err, "%s", sheet->file);
}

/* Without an id, the key itself must be what the database holds unique. */
static bool
sheet_is_key(const struct sheet *sheet, const char *names)
{
    size_t count = 0;

    for (const char *p = names; *p; p += *p == ' ') {
        size_t n = strcspn(p, " ");
        bool found = false;

        for (size_t i = 0; i < sheet->keys; i++)
            found |= strlen(sheet->key[i]) == n && !strncmp(sheet->key[i], p, n);
        if (!found)
            return false;
        count++;
        p += n;
    }
    return count == sheet->keys;
}

static bool
sheet_check_unique(
    const struct sheet *sheet, PGconn *conn, struct setup_report *report, struct error *err)
{
    /* An index over a part of the rows is left to the database, but for the commonest part. */
    static const char ask[] =
        "SELECT string_agg(a.attname, ' ' ORDER BY k.n), i.indpred IS NULL"
        " FROM pg_index i CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY AS k (att, n)"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.att"
        " WHERE i.indrelid = to_regclass('public.' || $1) AND i.indisunique AND i.indexprs IS NULL"
        " AND k.n <= i.indnkeyatts AND (i.indpred IS NULL"
        "  OR pg_get_expr(i.indpred, i.indrelid) ~ '^\\(\\w+ IS NOT NULL\\)$')"
        " GROUP BY i.indexrelid, i.indpred ORDER BY i.indexrelid";
    PGresult *res = setup_ask(conn, err, ask, 1, &sheet->table);
    bool ok = res != NULL, keyed = sheet->has_id;

    for (int row = 0; ok && row < PQntuples(res); row++) {
        const char *names = PQgetvalue(res, row, 0);
        struct sheet_unique unique = { 0 };

        keyed |= PQgetvalue(res, row, 1)[0] == 't' && sheet_is_key(sheet, names);
        if (sheet_read_unique(sheet, names, &unique))
            ok = sheet_unique_twice(sheet, conn, &unique, names, err) &&
                 sheet_yield(sheet, conn, &unique, report, err);
        buffer_fini(&unique.columns);
        buffer_fini(&unique.same);
        buffer_fini(&unique.known);
    }
    PQclear(res);
    if (ok && !keyed)
        ok = error_set(err, ERROR_INPUT, "%s:key: the table %s has no unique key of these columns",
            sheet->manifest, sheet->table);
    return ok;
}

/* ---- writing ---- */

struct sheet_parts {
    struct buffer names, values, changes, olds, news;
};

static void
sheet_part(
    struct sheet_parts *parts, const char *name, const char *type, const char *value, bool key)
{
    const char *between = parts->names.size ? ", " : "";
    /* json, unlike jsonb, cannot be compared. */
    const char *cast = type && !strcmp(type, "json") ? "::text" : "";

    buffer_printf(&parts->names, "%s\"%s\"", between, name);
    buffer_printf(&parts->values, "%s%s", between, value);
    if (key)
        return;
    between = parts->changes.size ? ", " : "";
    buffer_printf(&parts->changes, "%s\"%s\" = excluded.\"%s\"", between, name, name);
    buffer_printf(&parts->olds, "%st.\"%s\"%s", between, name, cast);
    buffer_printf(&parts->news, "%sexcluded.\"%s\"%s", between, name, cast);
}

static bool
sheet_in_key(const struct sheet *sheet, const char *name)
{
    for (size_t i = 0; i < sheet->keys; i++)
        if (!strcmp(sheet->key[i], name))
            return true;
    return false;
}

static void
sheet_write_sql(const struct sheet *sheet, struct buffer *sql)
{
    struct sheet_parts parts = { 0 };

    if (sheet->has_id)
        sheet_part(&parts, "id", NULL, "s.\"#id\"", true);
    for (size_t i = 0; i < sheet->cars; i++)
        sheet_part(
            &parts, sheet->car[i].name, "uuid", sheet_staged(sheet, sheet->car[i].name), false);
    for (size_t i = 0; i < sheet->columns; i++)
        if (sheet->column[i].source != SHEET_SLUG)
            sheet_part(&parts, sheet->column[i].name, sheet->column[i].type,
                sheet_staged(sheet, sheet->column[i].name),
                !sheet->has_id && sheet_in_key(sheet, sheet->column[i].name));

    buffer_printf(sql,
        "WITH done AS (INSERT INTO public.\"%s\" AS t (%s) SELECT %s FROM %s s ORDER BY \"#\""
        " ON CONFLICT (",
        sheet->table, buffer_text(&parts.names), buffer_text(&parts.values), sheet->stage);
    if (sheet->has_id)
        buffer_puts(sql, "id");
    for (size_t i = 0; !sheet->has_id && i < sheet->keys; i++)
        buffer_printf(sql, "%s\"%s\"", i ? ", " : "", sheet->key[i]);
    if (parts.changes.size)
        buffer_printf(sql, ") DO UPDATE SET %s WHERE (%s) IS DISTINCT FROM (%s)",
            buffer_text(&parts.changes), buffer_text(&parts.olds), buffer_text(&parts.news));
    else
        buffer_puts(sql, ") DO NOTHING");
    /* A row that was there before was locked for the update: xmax is set. */
    buffer_puts(sql, " RETURNING t.xmax = 0 AS new) SELECT count(*) FILTER (WHERE new),"
                     " count(*) FILTER (WHERE NOT new) FROM done");
    buffer_fini(&parts.names);
    buffer_fini(&parts.values);
    buffer_fini(&parts.changes);
    buffer_fini(&parts.olds);
    buffer_fini(&parts.news);
}

static bool
sheet_write(const struct sheet *sheet, PGconn *conn, struct setup_report *report, struct error *err)
{
    struct buffer sql = { 0 };
    PGresult *res;

    sheet_write_sql(sheet, &sql);
    res = setup_ask(conn, err, buffer_text(&sql), 0, NULL);
    buffer_fini(&sql);
    if (!res)
        return error_prefix(err, "%s", sheet->file);
    report->added += strtol(PQgetvalue(res, 0, 0), NULL, 10);
    report->changed += strtol(PQgetvalue(res, 0, 1), NULL, 10);
    PQclear(res);
    return setup_runf(conn, err,
        "INSERT INTO autorev.catalogue_rows (table_name, id) SELECT '%s', \"#id\" FROM %s"
        " ON CONFLICT DO NOTHING",
        sheet->table, sheet->stage);
}

bool
sheet_merge(struct sheet *sheet, PGconn *conn, struct setup_report *report, struct error *err)
{
    return sheet_resolve(sheet, conn, err) && sheet_check_unique(sheet, conn, report, err) &&
           sheet_write(sheet, conn, report, err);
}
