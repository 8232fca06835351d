/*
 * A sheet on its way into its temporary table: what the server says of a row becomes the place in
 * the file.
 */
#include <stdlib.h>
#include <string.h>

#include "autorev/csv.h"
#include "store/sheet.h"

enum { SHEET_CHUNK = 1 << 16 };

/* The namespace of the catalogue's ids.  It must never change: ids would, too. */
#define SHEET_NAMESPACE "6f0c3ab8-52a4-4d0b-9e5c-1d7f8a2b90c4"

/* ---- the temporary table ---- */

/* The table's own CHECKs, as far as they speak of columns in the file: checked while copying, each
 * failure has its line. */
static bool
sheet_add_rules(struct sheet *sheet, PGconn *conn, struct buffer *sql, struct error *err)
{
    static const char ask[] =
        "SELECT c.conname, string_agg(a.attname, ' ' ORDER BY a.attnum),"
        " pg_get_constraintdef(c.oid)"
        " FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid"
        " AND a.attnum = ANY (c.conkey)"
        " WHERE c.conrelid = to_regclass('public.' || $1) AND c.contype = 'c' GROUP BY c.oid"
        " ORDER BY c.conname";
    PGresult *res = setup_ask(conn, err, ask, 1, &sheet->table);
    size_t n = res ? (size_t) PQntuples(res) : 0;

    sheet->rule = arena_alloc(sheet->arena, (n + 1) * sizeof *sheet->rule);
    for (int row = 0; row < (int) n; row++) {
        const char *names = arena_strdup(sheet->arena, PQgetvalue(res, row, 1));
        bool all = true;

        for (const char *p = names; all && *p; p += strcspn(p, " "), p += *p == ' ') {
            char *name = x_strndup(p, strcspn(p, " "));
            const struct sheet_column *column = sheet_find(sheet, name);

            all = column && column->source == SHEET_PLAIN;
            free(name);
        }
        if (!all)
            continue;
        sheet->rule[sheet->rules++] =
            (struct sheet_rule){ .name = arena_strdup(sheet->arena, PQgetvalue(res, row, 0)),
                .columns = names,
                .text = arena_strdup(sheet->arena, PQgetvalue(res, row, 2)) };
        buffer_printf(
            sql, ", CONSTRAINT \"%s\" %s", PQgetvalue(res, row, 0), PQgetvalue(res, row, 2));
    }
    PQclear(res);
    return res != NULL;
}

static bool
sheet_create_stage(struct sheet *sheet, PGconn *conn, struct error *err)
{
    struct buffer sql = { 0 };
    bool ok;

    buffer_printf(&sql, "CREATE TEMP TABLE %s (\"#\" integer, \"#id\" uuid",
        sheet->stage + strlen("pg_temp."));
    for (size_t i = 0; i < sheet->columns; i++) {
        const struct sheet_column *column = &sheet->column[i];

        buffer_printf(&sql, ", \"%s\" %s%s", column->name,
            column->source == SHEET_PLAIN ? column->type : "text",
            column->required ? " NOT NULL" : "");
        if (column->source == SHEET_REFERENCE)
            buffer_printf(&sql, ", \"=%s\" uuid", column->name);
    }
    for (size_t i = 0; i < sheet->cars; i++)
        buffer_printf(&sql, ", \"=%s\" uuid", sheet->car[i].name);
    ok = sheet_add_rules(sheet, conn, &sql, err);
    buffer_puts(&sql, ") ON COMMIT DROP");
    ok = ok && setup_run(conn, err, buffer_text(&sql));
    buffer_fini(&sql);
    return ok || error_prefix(err, "%s", sheet->file);
}

/* ---- copying ---- */

static void
sheet_put_field(struct buffer *out, const char *text)
{
    buffer_putc(out, '\t');
    if (!text) {
        buffer_puts(out, "\\N");
        return;
    }
    for (const char *p = text; *p;) {
        size_t n = strcspn(p, "\\\t\n\r");

        buffer_add(out, p, n);
        p += n;
        if (*p) {
            buffer_putc(out, '\\');
            buffer_putc(out, *p == '\t' ? 't' : *p == '\n' ? 'n' : *p == '\r' ? 'r' : '\\');
            p++;
        }
    }
}

static bool
sheet_put_row(struct sheet *sheet, struct csv *csv, struct buffer *out, struct error *err)
{
    long line = csv_line(csv);

    if (csv_count(csv) != sheet->columns)
        return sheet_error(sheet, line, NULL, err, "%zu fields where the header has %zu",
            csv_count(csv), sheet->columns);
    if ((sheet->rows & (sheet->rows - 1)) == 0)
        sheet->line =
            x_reallocarray(sheet->line, sheet->rows ? 2 * sheet->rows : 1, sizeof *sheet->line);
    sheet->line[sheet->rows++] = line;
    buffer_printf(out, "%ld", line);
    for (size_t i = 0; i < sheet->columns; i++)
        sheet_put_field(out, csv_text(csv, i));
    buffer_putc(out, '\n');
    return true;
}

/* What the words of the server mean for somebody who looks at a table of values. */
static const struct {
    const char *type, *want;
} sheet_wants[] = {
    { "smallint", "a whole number" },
    { "integer", "a whole number" },
    { "bigint", "a whole number" },
    { "numeric", "a number" },
    { "real", "a number" },
    { "double precision", "a number" },
    { "boolean", "true or false" },
    { "date", "a date (2026-01-31)" },
    { "uuid", "a UUID" },
    { "timestamp with time zone", "a time (2026-01-31 12:00Z)" },
};

static void
sheet_explain_value(const PGresult *res, char *out, size_t room)
{
    static const char syntax[] = "invalid input syntax for type ", label[] = "invalid input value ",
                      list[] = "malformed array literal: ";
    const char *message = PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL);
    const char *value = strchr(message, '"'), *type = message + strlen(syntax);

    snprintf(out, room, "%s", message);
    if (!strncmp(message, list, strlen(list))) {
        snprintf(out, room, "%s is not a list like {a,b}", message + strlen(list));
    } else if (!strncmp(message, label, strlen(label)) && value) {
        snprintf(out, room, "%s is not one of the values of %.*s", strrchr(message, ':') + 2,
            (int) strcspn(message + strlen(label) + strlen("for enum "), ":"),
            message + strlen(label) + strlen("for enum "));
    } else if (!strncmp(message, syntax, strlen(syntax)) && !strncmp(type, "json", 4)) {
        snprintf(out, room, "this is not JSON: %s", detail ? detail : "");
    } else if (!strncmp(message, syntax, strlen(syntax)) && value) {
        for (size_t i = 0; i < sizeof sheet_wants / sizeof sheet_wants[0]; i++) {
            size_t n = strlen(sheet_wants[i].type);

            if (!strncmp(type, sheet_wants[i].type, n) && type[n] == ':')
                snprintf(out, room, "%s is not %s", value, sheet_wants[i].want);
        }
    }
}

static const struct sheet_rule *
sheet_find_rule(const struct sheet *sheet, const char *name)
{
    for (size_t i = 0; name && i < sheet->rules; i++)
        if (!strcmp(sheet->rule[i].name, name))
            return &sheet->rule[i];
    return NULL;
}

/* The server tells the number of the row, and for a value the column. */
static bool
sheet_copy_failed(const struct sheet *sheet, PGconn *conn, const PGresult *res, struct error *err)
{
    const char *context = PQresultErrorField(res, PG_DIAG_CONTEXT);
    const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    const char *column = PQresultErrorField(res, PG_DIAG_COLUMN_NAME);
    const char *at = context ? strstr(context, ", line ") : NULL;
    const struct sheet_rule *rule =
        sheet_find_rule(sheet, PQresultErrorField(res, PG_DIAG_CONSTRAINT_NAME));
    size_t row = at ? (size_t) strtol(at + strlen(", line "), NULL, 10) : 0;
    char what[200], name[64] = "";

    if (row == 0 || row > sheet->rows || !state) {
        setup_refused(conn, res, err);
        return error_prefix(err, "%s", sheet->file);
    }
    row = (size_t) sheet->line[row - 1];
    if (!strcmp(state, "23502") && column)
        return sheet_error(sheet, (long) row, column, err, "must not be empty");
    if (rule)
        return sheet_error(sheet, (long) row, rule->columns, err, "is against the rule %s",
            rule->text + strlen("CHECK "));
    at = strstr(at, ", column ");
    if (at)
        snprintf(name, sizeof name, "%.*s", (int) strcspn(at + 9, ":,"), at + 9);
    sheet_explain_value(res, what, sizeof what);
    return sheet_error(sheet, (long) row, name[0] ? name : NULL, err, "%s", what);
}

static bool
sheet_read_rows(struct sheet *sheet, struct csv *csv, PGconn *conn, struct error *err)
{
    struct buffer out = { 0 };
    bool ok = true;

    while (ok) {
        enum csv_step step = csv_next(csv, err);
        size_t field = csv_count(csv);

        if (step == CSV_ROW)
            ok = sheet_put_row(sheet, csv, &out, err);
        if (step == CSV_BAD)
            ok = sheet_error(sheet, csv_line(csv),
                field < sheet->columns ? sheet->column[field].name : NULL, err, "%s", err->message);
        if (ok && out.size > (step == CSV_ROW ? SHEET_CHUNK : 0)) {
            if (PQputCopyData(conn, out.data, (int) out.size) != 1)
                ok = setup_refused(conn, NULL, err);
            buffer_clear(&out);
        }
        if (step != CSV_ROW)
            break;
    }
    buffer_fini(&out);
    return ok;
}

static bool
sheet_copy(struct sheet *sheet, struct csv *csv, PGconn *conn, struct error *err)
{
    struct buffer sql = { 0 };
    PGresult *res;
    bool ok, begun;

    buffer_printf(&sql, "COPY %s (\"#\"", sheet->stage);
    for (size_t i = 0; i < sheet->columns; i++)
        buffer_printf(&sql, ", \"%s\"", sheet->column[i].name);
    buffer_puts(&sql, ") FROM STDIN");
    res = PQexec(conn, buffer_text(&sql));
    buffer_fini(&sql);
    begun = PQresultStatus(res) == PGRES_COPY_IN;
    if (!begun)
        setup_refused(conn, res, err);
    PQclear(res);
    if (!begun)
        return error_prefix(err, "%s", sheet->file);
    ok = sheet_read_rows(sheet, csv, conn, err);
    PQputCopyEnd(conn, ok ? NULL : "the file cannot be read");
    while ((res = PQgetResult(conn))) {
        if (ok && PQresultStatus(res) != PGRES_COMMAND_OK)
            ok = sheet_copy_failed(sheet, conn, res, err);
        PQclear(res);
    }
    return ok;
}

/* ---- ids and keys ---- */

void
sheet_id_expression(struct buffer *out, const char *extensions, const char *table,
    const char *const key[], size_t keys, const char *from)
{
    buffer_printf(out, "\"%s\".uuid_generate_v5('" SHEET_NAMESPACE "', '%s'", extensions, table);
    for (size_t i = 0; i < keys; i++)
        buffer_printf(out, " || '|' || coalesce(%s.\"%s\"::text, '')", from, key[i]);
    buffer_putc(out, ')');
}

static bool
sheet_make_ids(const struct sheet *sheet, PGconn *conn, struct error *err)
{
    struct buffer id = { 0 };
    bool ok;

    sheet_id_expression(&id, sheet->extensions, sheet->table, sheet->key, sheet->keys, "s");
    ok = setup_runf(conn, err, "UPDATE %s s SET \"#id\" = %s", sheet->stage, buffer_text(&id));
    buffer_fini(&id);
    return ok || error_prefix(err, "%s", sheet->file);
}

bool
sheet_check_twice(const struct sheet *sheet, PGconn *conn, const char *columns, const char *names,
    const char *where, struct error *err)
{
    char *sql =
        x_asprintf("SELECT \"#\", first FROM (SELECT \"#\", first_value(\"#\") OVER w AS first"
                   " FROM %s s WHERE %s WINDOW w AS (PARTITION BY %s ORDER BY \"#\")) x"
                   " WHERE \"#\" > first ORDER BY 1 LIMIT 1",
            sheet->stage, where, columns);
    PGresult *res = setup_ask(conn, err, sql, 0, NULL);
    bool ok = res != NULL;

    free(sql);
    if (!ok)
        return error_prefix(err, "%s", sheet->file);
    if (PQntuples(res) > 0)
        ok = sheet_error(sheet, strtol(PQgetvalue(res, 0, 0), NULL, 10), names, err,
            "the same as in line %s, but it must be unique", PQgetvalue(res, 0, 1));
    PQclear(res);
    return ok;
}

static bool
sheet_check_key(const struct sheet *sheet, PGconn *conn, struct error *err)
{
    struct buffer columns = { 0 }, names = { 0 };
    bool ok;

    for (size_t i = 0; i < sheet->keys; i++) {
        buffer_printf(&columns, "%ss.\"%s\"", i ? ", " : "", sheet->key[i]);
        buffer_printf(&names, "%s%s", i ? "+" : "", sheet->key[i]);
    }
    ok = sheet_check_twice(sheet, conn, buffer_text(&columns), buffer_text(&names), "true", err);
    buffer_fini(&columns);
    buffer_fini(&names);
    return ok;
}

bool
sheet_stage(struct sheet *sheet, PGconn *conn, struct error *err)
{
    struct csv *csv;
    size_t size;
    char *data = setup_read(sheet->path, &size, err);
    bool ok;

    if (!data)
        return error_prefix(err, "%s:table", sheet->manifest);
    csv = csv_new(data, size);
    ok = sheet_read_header(sheet, csv, err) && sheet_describe(sheet, conn, err) &&
         sheet_create_stage(sheet, conn, err) && sheet_copy(sheet, csv, conn, err) &&
         sheet_make_ids(sheet, conn, err) && sheet_check_key(sheet, conn, err);
    csv_free(csv);
    return ok;
}
