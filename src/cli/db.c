/*
 * `db`: the database under the program: the private one, or the server that the settings name.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autorev/loop.h"
#include "autorev/memory.h"
#include "autorev/paths.h"
#include "autorev/secret.h"
#include "store/module.h"
#include "store/report.h"

#include "command.h"

enum {
    DB_JOIN_MS = 60000, /* while the last of the others leaves */
    DB_JOIN_STEP_MS = 5,
    DB_SECRET_MS = 60000, /* the program may ask the user something */
    DB_ARGUMENTS = 64,
};

struct db {
    struct cli *cli;
    const struct postgres_module *pg;
    struct embedded *emb; /* NULL for a server that is not ours */
    bool said;            /* progress stands on the terminal */
};

/* ---- bringing it up ---- */

/* One line on the terminal that is written over; none when nobody watches. */
static void
db_on_progress(void *data, const char *what, long done, long total)
{
    struct db *db = data;

    if (!isatty(STDERR_FILENO))
        return;
    fprintf(stderr, "\r\033[Kautorev-tui: %s", what);
    if (total > 0)
        fprintf(stderr, " %ld%%", 100 * done / total);
    fflush(stderr);
    db->said = true;
}

static void
db_end_progress(struct db *db)
{
    if (db->said)
        fputs("\r\033[K", stderr);
    db->said = false;
}

static bool
db_ensure(struct db *db, struct error *err)
{
    bool ok = db->pg->embedded_ensure(db->emb, db_on_progress, db, err);

    db_end_progress(db);
    return ok;
}

/* As a session among others, so that nobody stops the server meanwhile. */
static bool
db_join(struct db *db, struct error *err)
{
    for (int waited = 0; !db->pg->embedded_join(db->emb, err); waited += DB_JOIN_STEP_MS) {
        if (err->code)
            return false;
        if (waited >= DB_JOIN_MS)
            return error_set(err, ERROR_OFFLINE, "the database is being stopped, and does not end");
        usleep(DB_JOIN_STEP_MS * 1000);
    }
    if (db_ensure(db, err))
        return true;
    db->pg->embedded_leave(db->emb);
    return false;
}

static int
db_say_foreign(const char *word)
{
    cli_say(
        "db %s is for the private database; the settings name a server elsewhere (backend)", word);
    return CLI_USAGE;
}

/* ---- status, start, stop, uri ---- */

struct db_fact {
    const char *name, *head, *value;
};

/* People read a list, programs a row. */
static int
db_print_facts(const struct db *db, const struct db_fact facts[], size_t n)
{
    struct table *table = table_new();
    bool list = db->cli->format == TABLE_ALIGNED;

    if (list) {
        table_column(table, "what", "Database", false);
        table_column(table, "value", "", false);
    }
    for (size_t i = 0; i < n && !list; i++)
        table_column(table, facts[i].name, facts[i].head, false);
    for (size_t i = 0; i < n; i++) {
        if (list)
            table_cell(table, CELL_TEXT, facts[i].head, NULL);
        table_cell(table, CELL_TEXT, facts[i].value, NULL);
    }
    return cli_print(db->cli, table, NULL);
}

static int
db_status_private(const struct db *db)
{
    struct embedded_status status;
    char version[32] = "", pid[32] = "", sessions[32] = "";

    db->pg->embedded_status(db->emb, &status);
    if (status.exists)
        snprintf(version, sizeof version, "PostgreSQL %d", status.version);
    if (status.running)
        snprintf(pid, sizeof pid, "%ld", (long) status.pid);
    if (status.sessions >= 0)
        snprintf(sessions, sizeof sessions, "%d", status.sessions);

    const struct db_fact facts[] = {
        { "state", "State",
            status.running  ? "running"
            : status.exists ? "stopped"
                            : "not made yet" },
        { "version", "Version", version },
        { "schema", "Schema and catalogue",
            status.current  ? "of this version"
            : status.exists ? "to be compared at the next start"
                            : "" },
        { "pid", "Process", pid },
        { "sessions", "Sessions", sessions },
        { "data", "Folder", status.data_dir },
        { "socket", "Socket", status.socket_dir },
        { "log", "Log", status.log },
    };
    return db_print_facts(db, facts, sizeof facts / sizeof facts[0]);
}

static int
db_status_server(const struct db *db)
{
    struct migrate_status status;
    struct error err = { 0 };
    char files[32], cars[32];

    if (!db->pg->migrate_ask(db->cli->settings, &status, &err))
        return cli_fail(&err);
    snprintf(files, sizeof files, "%ld", status.migrations);
    snprintf(cars, sizeof cars, "%ld", status.cars);

    const struct db_fact facts[] = {
        { "state", "State", "running" },
        { "where", "Server", status.where },
        { "version", "Version", status.version },
        { "schema", "Schema files applied", files },
        { "catalogue", "Catalogue loaded", status.loaded[0] ? status.loaded : "never" },
        { "cars", "Cars", cars },
    };
    return db_print_facts(db, facts, sizeof facts / sizeof facts[0]);
}

static int
db_status(struct db *db, int argc, char **argv)
{
    (void) argc;
    (void) argv;
    return db->emb ? db_status_private(db) : db_status_server(db);
}

static int
db_start(struct db *db, int argc, char **argv)
{
    struct embedded_status before, after;
    struct error err = { 0 };

    (void) argc;
    if (!db->emb)
        return db_say_foreign(argv[0]);
    db->pg->embedded_status(db->emb, &before);
    if (!db_ensure(db, &err))
        return cli_fail(&err);
    db->pg->embedded_status(db->emb, &after);
    cli_say("the database %s (process %ld)", before.running ? "runs already" : "runs",
        (long) after.pid);
    return CLI_OK;
}

static int
db_stop(struct db *db, int argc, char **argv)
{
    struct embedded_status status;
    struct error err = { 0 };

    (void) argc;
    if (!db->emb)
        return db_say_foreign(argv[0]);
    db->pg->embedded_status(db->emb, &status);
    if (!db->pg->embedded_stop(db->emb, &err))
        return cli_fail(&err);
    cli_say(status.running ? "the database is stopped" : "the database did not run");
    if (status.running && status.sessions > 0)
        cli_say("%d session%s will start it again when they need it", status.sessions,
            status.sessions == 1 ? "" : "s");
    return CLI_OK;
}

static int
db_uri(struct db *db, int argc, char **argv)
{
    struct error err = { 0 };
    char *text, *password = NULL;
    int status;

    (void) argc;
    (void) argv;
    if (db->emb && !db_ensure(db, &err))
        return cli_fail(&err);
    text = db->emb ? x_strdup(db->pg->embedded_conninfo(db->emb))
                   : db->pg->conninfo_text(db->cli->settings, &password, &err);
    if (!text)
        return cli_fail(&err);
    if (password)
        cli_say("the password is left out: psql takes it from PGPASSWORD or ~/.pgpass");
    text = x_reallocarray(text, strlen(text) + 2, 1);
    strcat(text, "\n");
    status = cli_write(text, strlen(text));
    free(password);
    free(text);
    return status;
}

/* ---- migrate ---- */

static void
db_say_report(const struct setup_report *report)
{
    if (report->migrations > 0)
        cli_say(
            "%ld schema file%s applied", report->migrations, report->migrations == 1 ? "" : "s");
    else
        cli_say("the schema is up to date");
    if (!report->loaded)
        cli_say("the catalogue is up to date");
    else
        cli_say("catalogue loaded: %ld rows added, %ld changed, %ld removed", report->added,
            report->changed, report->removed);
    if (report->kept > 0)
        cli_say("%ld rows left as they are, because you have the same of your own", report->kept);
}

static int
db_migrate(struct db *db, int argc, char **argv)
{
    struct setup_report report = { 0 };
    struct error err = { 0 };
    char *share = NULL;
    bool ok;

    (void) argc;
    (void) argv;
    if (db->emb) {
        /* A person who asks wants the contents compared, not the times of the files. */
        ok = db->pg->embedded_forget(db->emb, &err) && db_join(db, &err);
        if (ok)
            report = *db->pg->embedded_report(db->emb);
        db->pg->embedded_leave(db->emb);
    } else {
        share = paths_share("data");
        ok = db->pg->migrate_server(db->cli->settings, share, db_on_progress, db, &report, &err);
        db_end_progress(db);
    }
    free(share);
    if (!ok)
        return cli_fail(&err);
    db_say_report(&report);
    return CLI_OK;
}

/* ---- the programs of PostgreSQL ---- */

struct db_secret {
    bool done;
    char *text;
    struct error err;
};

static void
db_on_secret(void *data, const char *text, const struct error *err)
{
    struct db_secret *secret = data;

    secret->done = true;
    secret->text = text ? x_strdup(text) : NULL;
    if (err)
        secret->err = *err;
}

/* Of the server elsewhere, from the program that the settings name. */
static bool
db_ask_password(const struct db *db, char **password, struct error *err)
{
    char **command = db->cli->settings->postgres_password_command;
    struct db_secret secret = { 0 };
    struct loop *loop;
    bool ok;

    if (*password || !command || !command[0])
        return true;
    loop = loop_new(err);
    if (!loop)
        return false;
    ok = secret_start(loop, command, DB_SECRET_MS, db_on_secret, &secret, err) &&
         loop_run_until(loop, &secret.done, DB_SECRET_MS + 1000, err) && secret.text;
    if (!ok && secret.err.code)
        *err = secret.err;
    *password = secret.text;
    loop_free(loop);
    return ok;
}

/* Runs a program to its end, with our terminal.  Its exit status; -1 with @err set. */
static int
db_run_program(const char *const argv[], const char *password, struct error *err)
{
    struct sigaction ignore = { .sa_handler = SIG_IGN }, interrupt, quit;
    int status = 0;
    pid_t pid;

    /* Ctrl-C is for the program. */
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    pid = fork();
    if (pid == 0) {
        loop_child_signals();
        umask(077);
        if (password)
            setenv("PGPASSWORD", password, 1);
        execvp(argv[0], (char *const *) argv);
        fprintf(stderr, "autorev-tui: %s: %s\n", argv[0], strerror(errno));
        _exit(127);
    }
    while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
        continue;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    if (pid < 0) {
        error_errno(err, "cannot make a process");
        return -1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* Runs psql, pg_dump or pg_restore on the database with further arguments, which end with NULL. */
static int
db_run_on(struct db *db, const char *name, const char *const more[], struct error *err)
{
    const char *argv[DB_ARGUMENTS];
    char *program = NULL, *conninfo = NULL, *password = NULL;
    size_t n = 0;
    int status = -1;

    if (db->emb) {
        program = db->pg->embedded_program(db->emb, name, err);
        conninfo = x_strdup(db->pg->embedded_conninfo(db->emb));
    } else {
        program = x_strdup(name);
        conninfo = db->pg->conninfo_text(db->cli->settings, &password, err);
    }
    if (program && conninfo && (db->emb || db_ask_password(db, &password, err))) {
        argv[n++] = program;
        argv[n++] = "-d";
        argv[n++] = conninfo;
        while (*more && n + 1 < DB_ARGUMENTS)
            argv[n++] = *more++;
        argv[n] = NULL;
        if (*more)
            error_set(err, ERROR_INPUT, "too many arguments for %s", name);
        else
            status = db_run_program(argv, password, err);
    }
    if (password)
        explicit_bzero(password, strlen(password));
    free(password);
    free(conninfo);
    free(program);
    return status;
}

static int
db_psql(struct db *db, int argc, char **argv)
{
    struct error err = { 0 };
    int status;

    (void) argc;
    if (db->emb && !db_join(db, &err))
        return cli_fail(&err);
    status = db_run_on(db, "psql", (const char *const *) argv + 1, &err);
    if (db->emb)
        db->pg->embedded_leave(db->emb);
    return status < 0 ? cli_fail(&err) : status;
}

/* ---- dump ---- */

static bool
db_is_sql(const struct db *db, const char *file)
{
    size_t n = file ? strlen(file) : 0;

    return cli_option(db->cli, "sql") || (n > 4 && !strcmp(file + n - 4, ".sql"));
}

/* A dump with a name is either the old one or the new one whole. */
static int
db_dump_to(struct db *db, const char *file, struct error *err)
{
    char *part = x_asprintf("%s.part", file);
    const char *const more[] = { db_is_sql(db, file) ? "-Fp" : "-Fc", "-f", part, NULL };
    int status = db_run_on(db, "pg_dump", more, err);
    struct stat st;

    if (status == 0 && (stat(part, &st) < 0 || rename(part, file) < 0)) {
        error_errno(err, "%s", file);
        status = -1;
    }
    if (status == 0)
        cli_say("%s: %lld bytes", file, (long long) st.st_size);
    else
        unlink(part);
    free(part);
    return status;
}

static int
db_dump(struct db *db, int argc, char **argv)
{
    const char *file = argc > 1 && strcmp(argv[1], "-") ? argv[1] : NULL;
    const char *const more[] = { db_is_sql(db, NULL) ? "-Fp" : "-Fc", NULL };
    struct error err = { 0 };
    int status;

    if (!file && !db_is_sql(db, NULL) && isatty(STDOUT_FILENO)) {
        cli_say("a dump is not for the terminal: give a file, redirect it, or take --sql");
        return CLI_USAGE;
    }
    if (file && access(file, F_OK) == 0 && !cli_option(db->cli, "yes")) {
        cli_say("%s is there already: --yes writes over it", file);
        return CLI_USAGE;
    }
    if (db->emb && !db_join(db, &err))
        return cli_fail(&err);
    status = file ? db_dump_to(db, file, &err) : db_run_on(db, "pg_dump", more, &err);
    if (db->emb)
        db->pg->embedded_leave(db->emb);
    if (status < 0)
        return cli_fail(&err);
    return status == 0 ? CLI_OK : CLI_FAILED;
}

/* ---- restore ---- */

/* True when a person says so. */
static bool
db_confirm(const struct db *db, const char *file)
{
    char answer[16] = "";

    if (cli_option(db->cli, "yes"))
        return true;
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO)) {
        cli_say("this replaces all that is in the database: say --yes");
        return false;
    }
    cli_say("replace all that is in the database by %s? [y/N]", file);
    return fgets(answer, sizeof answer, stdin) && (answer[0] == 'y' || answer[0] == 'Y');
}

static int
db_restore_private(struct db *db, const char *file)
{
    struct embedded_restored restored;
    struct error err = { 0 };
    bool ok = db_join(db, &err) &&
              db->pg->embedded_restore(db->emb, file, db_on_progress, db, &restored, &err);

    db_end_progress(db);
    db->pg->embedded_leave(db->emb);
    if (!ok)
        return cli_fail(&err);
    cli_say("restored from %s: %ld rows in %ld tables", file, restored.rows, restored.tables);
    return CLI_OK;
}

/* In a transaction of its own, which drops what it brings again. */
static int
db_restore_server(struct db *db, const char *file)
{
    const char *const archive[] = { "--clean", "--if-exists", "--no-owner", "--exit-on-error",
        "--single-transaction", file, NULL };
    const char *const script[] = { "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", file, NULL };
    char start[6] = "";
    struct error err = { 0 };
    FILE *f = fopen(file, "re");
    bool archived;
    int status;

    if (!f) {
        error_errno(&err, "%s", file);
        return cli_fail(&err);
    }
    archived = fread(start, 1, 5, f) == 5 && !strcmp(start, "PGDMP");
    fclose(f);
    status = db_run_on(db, archived ? "pg_restore" : "psql", archived ? archive : script, &err);
    if (status < 0)
        return cli_fail(&err);
    cli_say(status == 0 ? "restored from %s" : "%s was not restored: nothing was changed", file);
    return status == 0 ? CLI_OK : CLI_FAILED;
}

static int
db_restore(struct db *db, int argc, char **argv)
{
    if (argc < 2) {
        cli_say("db restore wants a file");
        return CLI_USAGE;
    }
    if (!db_confirm(db, argv[1]))
        return CLI_USAGE;
    return db->emb ? db_restore_private(db, argv[1]) : db_restore_server(db, argv[1]);
}

/* ---- the command ---- */

static const struct {
    const char *word;
    int most; /* operands with the word; < 0: any number */
    int (*run)(struct db *db, int argc, char **argv);
} db_words[] = {
    { "status", 1, db_status },
    { "start", 1, db_start },
    { "stop", 1, db_stop },
    { "migrate", 1, db_migrate },
    { "dump", 2, db_dump },
    { "restore", 2, db_restore },
    { "psql", -1, db_psql },
    { "uri", 1, db_uri },
};

const struct cli_option db_options[] = {
    { "yes", NULL, "Replace what is there without asking", NULL, COMPLETE_NOTHING },
    { "sql", NULL, "Dump as SQL that psql reads", NULL, COMPLETE_NOTHING },
    { 0 },
};

int
db_run(struct cli *cli, int argc, char **argv)
{
    struct db db = { .cli = cli };
    struct error err = { 0 };
    size_t i = 0;
    int status;

    while (i < sizeof db_words / sizeof db_words[0] && strcmp(db_words[i].word, argv[0]))
        i++;
    if (i == sizeof db_words / sizeof db_words[0] ||
        (db_words[i].most >= 0 && argc > db_words[i].most)) {
        cli_say("autorev-tui db --help lists what can be done");
        return CLI_USAGE;
    }
    if (cli->settings->backend == BACKEND_REST) {
        cli_say("the settings name a REST server (backend): its database is not at hand here");
        return CLI_USAGE;
    }
    db.pg = postgres_module(&err);
    if (db.pg && cli->settings->backend == BACKEND_EMBEDDED)
        db.emb = db.pg->embedded_new(cli->settings, &err);
    if (err.code)
        return cli_fail(&err);
    status = db_words[i].run(&db, argc, argv);
    if (db.emb)
        db.pg->embedded_free(db.emb);
    return status;
}
