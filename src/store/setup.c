#include "store/setup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autorev/memory.h"

void
setup_say(const struct setup *setup, const char *fmt, ...)
{
    char what[120];
    va_list args;

    if (!setup->progress)
        return;
    va_start(args, fmt);
    vsnprintf(what, sizeof what, fmt, args);
    va_end(args);
    setup->progress(setup->progress_data, what, setup->done, setup->total);
}

void
setup_step(struct setup *setup)
{
    if (setup->done < setup->total)
        setup->done++;
}

/* ---- files ---- */

static bool
setup_has_suffix(const char *name, const char *suffix)
{
    size_t n = strlen(name), s = strlen(suffix);

    return n > s && name[0] != '.' && !strcmp(name + n - s, suffix);
}

static int
setup_by_name(const void *a, const void *b)
{
    return strcmp(((const struct setup_file *) a)->name, ((const struct setup_file *) b)->name);
}

bool
setup_files_list(struct setup_files *files, const char *dir, const char *suffix, struct error *err)
{
    DIR *d = opendir(dir);
    struct dirent *entry;

    *files = (struct setup_files){ 0 };
    if (!d)
        return errno == ENOENT || error_errno(err, "%s", dir);
    while ((entry = readdir(d))) {
        struct setup_file file = { 0 };
        struct stat st;

        if (!setup_has_suffix(entry->d_name, suffix))
            continue;
        if (fstatat(dirfd(d), entry->d_name, &st, 0) < 0 || !S_ISREG(st.st_mode))
            continue;
        file.name = x_strdup(entry->d_name);
        file.path = x_asprintf("%s/%s", dir, entry->d_name);
        file.size = st.st_size;
        file.changed = st.st_mtim;
        files->file = x_reallocarray(files->file, files->count + 1, sizeof *files->file);
        files->file[files->count++] = file;
    }
    closedir(d);
    if (files->count)
        qsort(files->file, files->count, sizeof *files->file, setup_by_name);
    return true;
}

void
setup_files_fini(struct setup_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        free(files->file[i].name);
        free(files->file[i].path);
    }
    free(files->file);
    *files = (struct setup_files){ 0 };
}

long
setup_count(const char *schema_dir, const char *catalogue_dir)
{
    struct setup_files schema, catalogue;
    long count;

    setup_files_list(&schema, schema_dir, ".sql", NULL);
    setup_files_list(&catalogue, catalogue_dir, ".csv", NULL);
    count = (long) (schema.count + catalogue.count);
    setup_files_fini(&schema);
    setup_files_fini(&catalogue);
    return count;
}

char *
setup_read(const char *path, size_t *size, struct error *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    char *data = NULL;
    size_t have = 0;
    ssize_t n = -1;

    if (fd < 0 || fstat(fd, &st) < 0) {
        error_errno(err, "%s", path);
        goto out;
    }
    data = x_calloc((size_t) st.st_size + 1, 1);
    while ((n = read(fd, data + have, (size_t) st.st_size - have)) > 0)
        have += (size_t) n;
    if (n < 0) {
        error_errno(err, "%s", path);
        free(data);
        data = NULL;
    }
    *size = have;
out:
    if (fd >= 0)
        close(fd);
    return data;
}

/* ---- the connection ---- */

static void
setup_on_notice(void *data, const PGresult *res)
{
    (void) data; /* "already exists, skipping" and its like are of no interest here */
    (void) res;
}

static PGconn *
setup_connected(PGconn *conn, struct error *err)
{
    if (PQstatus(conn) != CONNECTION_OK) {
        setup_refused(conn, NULL, err);
        PQfinish(conn);
        return NULL;
    }
    PQsetNoticeReceiver(conn, setup_on_notice, NULL);
    return conn;
}

PGconn *
setup_connect(const char *conninfo, struct error *err)
{
    return setup_connected(PQconnectdb(conninfo), err);
}

PGconn *
setup_connect_params(const char *const *keywords, const char *const *values, struct error *err)
{
    return setup_connected(PQconnectdbParams(keywords, values, 0), err);
}

static void
setup_say_disk_full(const char *message, struct error *err)
{
    error_set(err, ERROR_FILE, "the disk with the database is full");
    error_detail(err, "%s", message);
    error_hint(err, "Nothing half-written was kept.  Make room, or choose a folder on another disk "
                    "with --data, and start again");
}

bool
setup_disk_full(const char *message, struct error *err)
{
    bool full = strstr(message, strerror(ENOSPC)) || strstr(message, "No space left on device");

    if (full)
        setup_say_disk_full(message, err);
    return full;
}

void
setup_last_words(const char *said, char *out, size_t room)
{
    const char *best = "", *line = said;

    while (*line) {
        size_t n = strcspn(line, "\n");
        bool last = !line[n] || !line[n + 1];
        char *copy = x_strndup(line, n);
        bool tells = strstr(copy, "FATAL:") || strstr(copy, "PANIC:") || strstr(copy, "error:");

        if (tells || (last && !best[0] && n))
            best = line;
        free(copy);
        line += n + (line[n] == '\n');
    }
    for (const char *mark = "FATAL:  \0PANIC:  \0error: \0"; *mark; mark += strlen(mark) + 1) {
        const char *at = strstr(best, mark);

        if (at && at < best + strcspn(best, "\n")) {
            best = at + strlen(mark);
            break;
        }
    }
    snprintf(out, room, "%.*s", (int) strcspn(best, "\n"), best);
}

/* Messages of libpq come with a line end, sometimes with several lines. */
static void
setup_one_line(char *out, size_t room, const char *text)
{
    snprintf(out, room, "%s", text ? text : "");
    out[strcspn(out, "\n")] = '\0';
}

bool
setup_refused(const PGconn *conn, const PGresult *res, struct error *err)
{
    const char *state = res ? PQresultErrorField(res, PG_DIAG_SQLSTATE) : NULL;
    const char *message = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    const char *detail = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_DETAIL) : NULL;
    const char *hint = res ? PQresultErrorField(res, PG_DIAG_MESSAGE_HINT) : NULL;
    char line[240];
    bool away = !state || !strncmp(state, "08", 2) || !strncmp(state, "57P", 3);

    setup_one_line(line, sizeof line, message ? message : PQerrorMessage(conn));
    if ((state && !strcmp(state, "53100")) || setup_disk_full(line, err)) {
        setup_say_disk_full(line, err);
        return false;
    }
    error_set(err, away ? ERROR_OFFLINE : ERROR_REFUSED, "%s", line[0] ? line : "no answer");
    if (detail)
        error_detail(err, "%s", detail);
    if (hint)
        error_hint(err, "%s", hint);
    return false;
}

bool
setup_run(PGconn *conn, struct error *err, const char *sql)
{
    PGresult *res = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(res);
    bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;

    if (!ok)
        setup_refused(conn, res, err);
    PQclear(res);
    return ok;
}

bool
setup_runf(PGconn *conn, struct error *err, const char *fmt, ...)
{
    va_list args;
    char *sql;
    bool ok;

    va_start(args, fmt);
    sql = x_vasprintf(fmt, args);
    va_end(args);
    ok = setup_run(conn, err, sql);
    free(sql);
    return ok;
}

PGresult *
setup_ask(PGconn *conn, struct error *err, const char *sql, int n, const char *const values[])
{
    PGresult *res = PQexecParams(conn, sql, n, NULL, values, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(res);

    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return res;
    setup_refused(conn, res, err);
    PQclear(res);
    return NULL;
}
