#include "store/migrate.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "autorev/sha256.h"
#include "store/catalogue.h"
#include "store/conninfo.h"

/* ---- where a statement begins ----
 *
 * The server is given a whole file at once and tells the place of an error only when it lies in the
 * text of a statement, not when a statement fails while it runs.  But it answers statement by
 * statement, so the number of the failed one is known, and only its line is missing: that takes
 * enough of SQL's lexical rules to see where statements end. */

static const char *
migrate_skip_comment(const char *p)
{
    int depth = 0;

    if (p[0] == '-')
        return p + strcspn(p, "\n");
    do { /* these nest, unlike those of C */
        if (p[0] == '/' && p[1] == '*') {
            depth++;
            p += 2;
        } else if (p[0] == '*' && p[1] == '/') {
            depth--;
            p += 2;
        } else {
            p++;
        }
    } while (depth > 0 && *p);
    return p;
}

static const char *
migrate_skip_quoted(const char *p, bool escapes)
{
    char quote = *p++;

    while (*p && *p != quote)
        p += escapes && p[0] == '\\' && p[1] ? 2 : 1;
    return *p ? p + 1 : p; /* a doubled quote ends here and begins again at once */
}

/* $tag$ ... $tag$; anything else that begins with a dollar is one character. */
static const char *
migrate_skip_dollar(const char *p)
{
    size_t n = 1;
    char tag[80];
    const char *end;

    while (isalnum((unsigned char) p[n]) || p[n] == '_')
        n++;
    if (p[n] != '$' || n + 2 > sizeof tag || isdigit((unsigned char) p[1]))
        return p + 1;
    memcpy(tag, p, n + 1);
    tag[n + 1] = '\0';
    end = strstr(p + n + 1, tag);
    return end ? end + n + 1 : p + strlen(p);
}

/* A word, and what it does to the depth of BEGIN ATOMIC ... END bodies. */
static const char *
migrate_skip_word(const char *p, int *depth)
{
    size_t n = 1;

    while (isalnum((unsigned char) p[n]) || p[n] == '_' || p[n] == '$')
        n++;
    if (n == 5 && !strncasecmp(p, "begin", n)) {
        const char *next = p + n + strspn(p + n, " \t\r\n");

        *depth += *depth > 0 || !strncasecmp(next, "atomic", 6);
    } else if (*depth > 0 && n == 4 && !strncasecmp(p, "case", n)) {
        ++*depth;
    } else if (*depth > 0 && n == 3 && !strncasecmp(p, "end", n)) {
        --*depth;
    }
    return p + n;
}

/* Goes over one token of @p. */
static const char *
migrate_skip(const char *p, int *depth)
{
    if ((p[0] == '-' && p[1] == '-') || (p[0] == '/' && p[1] == '*'))
        return migrate_skip_comment(p);
    if ((p[0] == 'e' || p[0] == 'E') && p[1] == '\'')
        return migrate_skip_quoted(p + 1, true);
    if (*p == '\'' || *p == '"')
        return migrate_skip_quoted(p, false);
    if (*p == '$')
        return migrate_skip_dollar(p);
    if (isalpha((unsigned char) *p) || *p == '_')
        return migrate_skip_word(p, depth);
    return p + 1;
}

static bool
migrate_is_blank(const char *p)
{
    return isspace((unsigned char) *p) || (p[0] == '-' && p[1] == '-') ||
           (p[0] == '/' && p[1] == '*');
}

static long
migrate_line(const char *sql, const char *at)
{
    long line = 1;

    for (const char *p = sql; p < at; p++)
        line += *p == '\n';
    return line;
}

long
migrate_statement_line(const char *sql, long number)
{
    const char *p = sql;
    int parens = 0, depth = 0;

    for (;;) {
        while (*p && (migrate_is_blank(p) || *p == ';')) /* an empty statement has no answer */
            p = migrate_skip(p, &depth);
        if (!*p || number == 0)
            return migrate_line(sql, p);
        while (*p && !(*p == ';' && parens <= 0 && depth <= 0)) {
            parens += *p == '(' ? 1 : *p == ')' ? -1 : 0;
            p = migrate_skip(p, &depth);
        }
        number--;
        parens = depth = 0;
    }
}

/* The server counts characters, not bytes. */
static long
migrate_position_line(const char *sql, long position)
{
    const char *p = sql;

    while (*p && position > 1) {
        p++;
        while (((unsigned char) *p & 0xC0) == 0x80)
            p++;
        position--;
    }
    return migrate_line(sql, p);
}

/* ---- applying ---- */

static const char migrate_own_tables[] =
    "CREATE SCHEMA IF NOT EXISTS autorev;"
    "CREATE TABLE IF NOT EXISTS autorev.schema_migrations ("
    " name text PRIMARY KEY, sha256 text NOT NULL,"
    " applied_at timestamptz NOT NULL DEFAULT now(), duration interval NOT NULL);"
    "COMMENT ON TABLE autorev.schema_migrations IS"
    " 'Which files of data/schema made this database, and with what contents'";

static bool
migrate_prepare(PGconn *conn, struct error *err)
{
    PGresult *res =
        setup_ask(conn, err, "SELECT to_regclass('autorev.schema_migrations') IS NULL", 0, NULL);
    bool ok = res != NULL;

    if (ok && PQgetvalue(res, 0, 0)[0] == 't')
        ok = setup_runf(conn, err, "BEGIN; %s; COMMIT", migrate_own_tables);
    PQclear(res);
    if (!ok && PQtransactionStatus(conn) != PQTRANS_IDLE)
        setup_run(conn, NULL, "ROLLBACK");
    return ok || error_prefix(err, "cannot record migrations");
}

/* Says where in the file and why.  @number is that of the failed statement. */
static void
migrate_explain(const PGconn *conn, const PGresult *res, const struct setup_file *file,
    const char *sql, long number, struct error *err)
{
    const char *position = PQresultErrorField(res, PG_DIAG_STATEMENT_POSITION);
    const char *context = PQresultErrorField(res, PG_DIAG_CONTEXT);
    const char *state = PQresultErrorField(res, PG_DIAG_SQLSTATE);
    long line = position ? migrate_position_line(sql, strtol(position, NULL, 10))
                         : migrate_statement_line(sql, number);

    setup_refused(conn, res, err);
    if (!state || !strcmp(state, "53100"))
        return; /* not the file's fault */
    if (context && !err->detail[0])
        error_detail(err, "%.*s", (int) strcspn(context, "\n"), context);
    if (!err->hint[0])
        error_hint(err, "Nothing of this file was applied");
    error_prefix(err, "%s:%ld", file->name, line);
}

/* Runs all statements of the file.  False with @err set at the first that fails. */
static bool
migrate_run(PGconn *conn, const struct setup_file *file, const char *sql, struct error *err)
{
    PGresult *res;
    long number = 0;
    bool ok = true;

    if (!PQsendQuery(conn, sql))
        return setup_refused(conn, NULL, err);
    while ((res = PQgetResult(conn))) {
        ExecStatusType status = PQresultStatus(res);

        if (status == PGRES_FATAL_ERROR) {
            if (ok)
                migrate_explain(conn, res, file, sql, number, err);
            ok = false;
        } else if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) {
            PQclear(res);
            error_set(err, ERROR_INPUT, "%s:%ld: COPY has no place in a schema file", file->name,
                migrate_statement_line(sql, number));
            error_hint(err, "Write INSERT, or make it a file of the catalogue");
            return false; /* the connection is in the middle of it and must be closed */
        }
        number += status != PGRES_EMPTY_QUERY;
        PQclear(res);
    }
    if (ok && PQtransactionStatus(conn) != PQTRANS_INTRANS) {
        error_set(err, ERROR_INPUT, "%s ends the transaction that it is applied in", file->name);
        ok = error_hint(err, "Take BEGIN, COMMIT and ROLLBACK out of the file");
    }
    return ok;
}

static void
migrate_sum(const char *sql, size_t size, char sum[SHA256_TEXT])
{
    struct sha256 sha;

    sha256_init(&sha);
    sha256_add(&sha, sql, size);
    sha256_text(&sha, sum);
}

/* In the transaction: nobody else applies files now, and nobody else applied this one. */
static bool
migrate_claim(PGconn *conn, const char *name, bool *wanted, struct error *err)
{
    PGresult *res;

    if (!setup_run(conn, err, "LOCK TABLE autorev.schema_migrations IN SHARE ROW EXCLUSIVE MODE"))
        return false;
    res = setup_ask(conn, err, "SELECT FROM autorev.schema_migrations WHERE name = $1", 1, &name);
    *wanted = res && PQntuples(res) == 0;
    PQclear(res);
    return res != NULL;
}

static bool
migrate_record(PGconn *conn, const char *name, const char *sum, struct error *err)
{
    const char *values[] = { name, sum };
    PGresult *res = setup_ask(conn, err,
        "INSERT INTO autorev.schema_migrations (name, sha256, duration)"
        " VALUES ($1, $2, clock_timestamp() - now())",
        2, values);

    PQclear(res);
    return res != NULL;
}

static bool
migrate_file(PGconn *conn, const struct setup_file *file, struct setup *setup, struct error *err)
{
    size_t size;
    char *sql = setup_read(file->path, &size, err);
    char sum[SHA256_TEXT];
    bool wanted = false, ok;

    if (!sql)
        return false;
    if (strlen(sql) != size) {
        error_set(err, ERROR_INPUT, "%s:%ld: a NUL byte", file->name,
            migrate_line(sql, sql + strlen(sql)));
        free(sql);
        return false;
    }
    migrate_sum(sql, size, sum);
    /* Names without a schema mean "public", whatever the server's presets are. */
    ok = setup_run(conn, err, "BEGIN; SET LOCAL search_path = public") &&
         migrate_claim(conn, file->name, &wanted, err) &&
         (!wanted ||
             (migrate_run(conn, file, sql, err) && migrate_record(conn, file->name, sum, err))) &&
         setup_run(conn, err, "COMMIT");
    if (!ok)
        setup_run(conn, NULL, "ROLLBACK");
    setup->report.migrations += ok && wanted;
    free(sql);
    return ok;
}

/* ---- what was applied and what is there ---- */

static struct setup_file *
migrate_find(const struct setup_files *files, const char *name)
{
    for (size_t i = 0; i < files->count; i++)
        if (!strcmp(files->file[i].name, name))
            return &files->file[i];
    return NULL;
}

/* @file is NULL when it is not there any more. */
static bool
migrate_check(
    const struct setup_file *file, const char *name, const char *recorded, struct error *err)
{
    char sum[SHA256_TEXT];
    size_t size;
    char *sql;

    if (!file) {
        error_set(err, ERROR_REFUSED, "the database was made by a newer autorev-tui");
        error_detail(err, "It has %s applied, which this version does not know", name);
        return error_hint(err, "Install the newer version, or choose another folder with --data");
    }
    sql = setup_read(file->path, &size, err);
    if (!sql)
        return false;
    migrate_sum(sql, size, sum);
    free(sql);
    if (!strcmp(sum, recorded))
        return true;
    error_set(err, ERROR_REFUSED, "%s was changed after it was applied", name);
    error_detail(err, "%s", file->path);
    return error_hint(err,
        "Put the file back as it was: a change of the schema goes into a new file."
        "  Or begin anew in another folder (--data)");
}

/* Checks all that was applied, and marks it: the others are to be applied. */
static bool
migrate_mark(PGconn *conn, struct setup_files *files, struct error *err)
{
    PGresult *res = setup_ask(
        conn, err, "SELECT name, sha256 FROM autorev.schema_migrations ORDER BY name", 0, NULL);
    bool ok = res != NULL;

    for (int i = 0; ok && i < PQntuples(res); i++) {
        struct setup_file *file = migrate_find(files, PQgetvalue(res, i, 0));

        ok = migrate_check(file, PQgetvalue(res, i, 0), PQgetvalue(res, i, 1), err);
        if (ok)
            file->done = true;
    }
    PQclear(res);
    return ok;
}

bool
migrate_schema(PGconn *conn, const char *dir, struct setup *setup, struct error *err)
{
    struct setup_files files;
    bool ok = setup_files_list(&files, dir, ".sql", err);

    if (ok && !files.count) {
        error_set(err, ERROR_FILE, "there are no schema files in %s", dir);
        ok = error_hint(err, "Install the program again: its data is missing");
    }
    ok = ok && migrate_prepare(conn, err) && migrate_mark(conn, &files, err);
    for (size_t i = 0; ok && i < files.count; i++) {
        if (!files.file[i].done) {
            setup_say(setup, "applying %s", files.file[i].name);
            ok = migrate_file(conn, &files.file[i], setup, err);
        }
        setup_step(setup);
    }
    setup_files_fini(&files);
    return ok;
}

bool
migrate_server(const struct settings *settings, const char *share, progress_fn progress,
    void *progress_data, struct setup_report *report, struct error *err)
{
    struct setup setup = { .progress = progress, .progress_data = progress_data };
    struct conninfo *info = conninfo_new(settings, err);
    char *schema = x_asprintf("%s/schema", share), *catalogue = x_asprintf("%s/catalogue", share);
    PGconn *conn = NULL;
    bool ok;

    setup.total = setup_count(schema, catalogue);
    if (info && conninfo_ask_password(info, err))
        conn = setup_connect_params(conninfo_keywords(info), conninfo_values(info), err);
    ok = conn && migrate_schema(conn, schema, &setup, err) &&
         catalogue_load(conn, catalogue, &setup, err);
    *report = setup.report;
    PQfinish(conn);
    conninfo_free(info);
    free(schema);
    free(catalogue);
    return ok;
}

/* One value, or "" when the query has none or names what is not there yet. */
static void
migrate_value(PGconn *conn, const char *sql, char *out, size_t room)
{
    struct error missing = { 0 };
    PGresult *res = setup_ask(conn, &missing, sql, 0, NULL);

    snprintf(out, room, "%s", res && PQntuples(res) ? PQgetvalue(res, 0, 0) : "");
    PQclear(res);
}

bool
migrate_ask(const struct settings *settings, struct migrate_status *status, struct error *err)
{
    struct conninfo *info = conninfo_new(settings, err);
    PGconn *conn = NULL;
    char *where, number[32];

    *status = (struct migrate_status){ 0 };
    if (info && conninfo_ask_password(info, err))
        conn = setup_connect_params(conninfo_keywords(info), conninfo_values(info), err);
    if (conn) {
        where = conninfo_where(info);
        snprintf(status->where, sizeof status->where, "%s", where);
        free(where);
        migrate_value(conn, "SHOW server_version", status->version, sizeof status->version);
        migrate_value(conn,
            "SELECT date_trunc('second', max(loaded_at)) FROM autorev.catalogue_loads",
            status->loaded, sizeof status->loaded);
        migrate_value(
            conn, "SELECT count(*) FROM autorev.schema_migrations", number, sizeof number);
        status->migrations = strtol(number, NULL, 10);
        migrate_value(conn, "SELECT count(*) FROM public.cars", number, sizeof number);
        status->cars = strtol(number, NULL, 10);
    }
    PQfinish(conn);
    conninfo_free(info);
    return conn != NULL;
}
