/*
 * `doctor`: what could be in the way, and what to do about it.
 */
#include <errno.h>
#include <inttypes.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "autorev-build.h"
#include "autorev/loop.h"
#include "autorev/memory.h"
#include "autorev/paths.h"
#include "autorev/theme.h"

#include "command.h"

enum verdict { FINE, WARN, BAD };

enum { DOCTOR_FREE_MB = 200 }; /* a new database with the catalogue takes about half of it */

struct doctor {
    struct cli *cli;
    struct table *table;
    enum verdict worst;
    bool offline;
};

/* One line of the report; @advice is NULL when there is nothing to do. */
static void doctor_add(struct doctor *d, const char *what, enum verdict verdict, const char *advice,
    const char *fmt, ...) PRINTF_LIKE(5, 6);

static void
doctor_add(struct doctor *d, const char *what, enum verdict verdict, const char *advice,
    const char *fmt, ...)
{
    static const char *const words[] = { [FINE] = "ok", [WARN] = "look", [BAD] = "wrong" };
    va_list args;
    char *found;

    va_start(args, fmt);
    found = x_vasprintf(fmt, args);
    va_end(args);
    table_cell(d->table, CELL_TEXT, what, NULL);
    table_cell(d->table, CELL_TEXT, words[verdict], NULL);
    if (verdict != FINE)
        table_mark(d->table);
    table_cell(d->table, CELL_TEXT, found, NULL);
    table_cell(d->table, CELL_TEXT, advice && *advice ? advice : NULL, advice ? advice : "");
    d->worst = verdict > d->worst ? verdict : d->worst;
    free(found);
}

static void
doctor_error(struct doctor *d, const char *what, const struct error *err)
{
    doctor_add(
        d, what, BAD, err->hint, "%s%s%s", err->message, err->detail[0] ? ": " : "", err->detail);
}

static void
doctor_terminal(struct doctor *d)
{
    const char *term = getenv("TERM"), *truecolor = getenv("COLORTERM");
    struct winsize size = { 0 };

    if (!term || !*term || strcmp(term, "dumb") == 0)
        doctor_add(d, "terminal", WARN, "the commands work; the screen needs a real terminal",
            "TERM is %s", term && *term ? term : "not set");
    else
        doctor_add(d, "terminal", FINE, NULL, "TERM is %s%s%s", term,
            truecolor && *truecolor ? ", COLORTERM is " : "", truecolor ? truecolor : "");
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
        doctor_add(d, "size", size.ws_col < 60 || size.ws_row < 16 ? WARN : FINE,
            size.ws_col < 60 || size.ws_row < 16 ? "60 columns and 16 rows are the least" : NULL,
            "%d columns, %d rows", size.ws_col, size.ws_row);
}

static void
doctor_locale(struct doctor *d)
{
    const char *codeset = nl_langinfo(CODESET);

    if (strcmp(codeset, "UTF-8") == 0)
        doctor_add(d, "locale", FINE, NULL, "%s", codeset);
    else
        doctor_add(d, "locale", WARN, "export LC_ALL=C.UTF-8 shows every name as it is written",
            "%s: names are shown in ASCII", codeset);
}

static void
doctor_settings(struct doctor *d)
{
    const struct settings *st = d->cli->settings;
    struct error err = { 0 };
    struct theme theme;

    if (d->cli->settings_error.code)
        doctor_error(d, "settings", &d->cli->settings_error);
    else if (access(st->path, F_OK) == 0)
        doctor_add(d, "settings", FINE, NULL, "%s", st->path);
    else
        doctor_add(d, "settings", FINE, NULL, "%s is not there: presets", st->path);
    if (theme_load(&theme, st->theme, &err))
        doctor_add(d, "theme", FINE, NULL, "%s", theme.name);
    else
        doctor_error(d, "theme", &err);
}

static void
doctor_files(struct doctor *d)
{
    static const char *const needed[] = { "data/schema", "themes" };

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
        char *path = paths_share(needed[i]);

        if (access(path, R_OK) == 0)
            doctor_add(d, "files", FINE, NULL, "%s", path);
        else
            doctor_add(
                d, "files", BAD, "install the program again", "%s: %s", path, strerror(errno));
        free(path);
    }
}

/* The folder of the private database: whose it is, who can enter, how much room it has. */
static void
doctor_folder(struct doctor *d)
{
    const struct settings *st = d->cli->settings;
    char *dir = *st->data_dir ? x_strdup(st->data_dir) : paths_data(), *slash;
    struct statvfs room;
    struct stat at;

    if (stat(dir, &at) == 0 && !S_ISDIR(at.st_mode))
        doctor_add(d, "data", BAD, "move the file away, or choose another folder with --data",
            "%s is not a folder", dir);
    else if (stat(dir, &at) == 0 && at.st_mode & 022)
        doctor_add(d, "data", BAD, "chmod go-w that folder", "others can write to %s", dir);
    else
        doctor_add(d, "data", FINE, NULL, "%s%s", dir,
            stat(dir, &at) == 0 ? "" : " (made at the first start)");
    while (statvfs(dir, &room) < 0 && (slash = strrchr(dir, '/')) && slash != dir)
        *slash = '\0';
    if (statvfs(dir, &room) == 0) {
        uintmax_t mb = (uintmax_t) room.f_bavail * room.f_frsize >> 20;

        doctor_add(d, "disk", mb < DOCTOR_FREE_MB ? WARN : FINE,
            mb < DOCTOR_FREE_MB ? "make room, or choose another disk with --data" : NULL,
            "%" PRIuMAX " MB free", mb);
    }
    free(dir);
}

static void
doctor_database(struct doctor *d)
{
    struct error err = { 0 };
    struct query *q = query_select("cars");
    int64_t began = loop_now_ms();
    struct result *res;
    bool exact;

    query_column(q, "slug");
    query_range(q, 0, 1);
    query_count(q, COUNT_EXACT);
    if (!(res = cli_query(d->cli, q, &err))) {
        d->offline = err.code == ERROR_OFFLINE;
        doctor_error(d, "database", &err);
        return;
    }
    doctor_add(d, "database", FINE, NULL, "%s, answered after %" PRId64 " ms",
        store_status(d->cli->store).where, loop_now_ms() - began);
    if (result_total(res, &exact) > 0)
        doctor_add(d, "catalogue", FINE, NULL, "%ld cars", result_total(res, &exact));
    else
        doctor_add(d, "catalogue", WARN, "load the catalogue, or ask who runs the server",
            "the database has no cars");
    result_free(res);
}

int
doctor_run(struct cli *cli, int argc, char **argv)
{
    struct doctor d = { .cli = cli, .table = table_new() };
    int status;

    (void) argc;
    (void) argv;
    table_column(d.table, "check", "Check", false);
    table_column(d.table, "state", "State", false);
    table_column(d.table, "found", "Found", true);
    table_column(d.table, "advice", "What to do", true);
    doctor_add(&d, "program", FINE, NULL, "autorev-tui %s", AUTOREV_VERSION);
    doctor_terminal(&d);
    doctor_locale(&d);
    doctor_settings(&d);
    doctor_files(&d);
    if (cli->settings->backend == BACKEND_EMBEDDED)
        doctor_folder(&d);
    if (!cli->settings_error.code)
        doctor_database(&d);
    status = cli_print(cli, d.table, NULL);
    if (status != CLI_OK || d.worst < BAD)
        return status;
    return d.offline ? CLI_OFFLINE : CLI_FAILED;
}
