/*
 * The way back from a dump: into a database beside the one in use, which is brought to this
 * program's schema, and then takes its name in one transaction.  Until that moment nothing has
 * happened, and after it everything.
 */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autorev/memory.h"
#include "store/embedded_private.h"
#include "store/process.h"

enum { RESTORE_SAID = 8192, RESTORE_TRIES = 5 };

static const char restore_begin[] = "CREATE DATABASE autorev_restore TEMPLATE template0";

/* The preset path of names is the database's, and no part of a dump. */
static const char restore_settings[] =
    "DO $$ DECLARE v text; BEGIN"
    " SELECT substr(s, 13) INTO v FROM pg_db_role_setting, unnest(setconfig) s"
    "  WHERE setrole = 0 AND s LIKE 'search_path=%'"
    "  AND setdatabase = (SELECT oid FROM pg_database WHERE datname = 'autorev');"
    " IF FOUND THEN EXECUTE 'ALTER DATABASE autorev_restore SET search_path = ' || v; END IF;"
    " END $$";

static const char restore_end_sessions[] =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname IN ('autorev', 'autorev_restore') AND pid <> pg_backend_pid()";

static const char restore_swap[] = "BEGIN;"
                                   "ALTER DATABASE autorev RENAME TO autorev_before;"
                                   "ALTER DATABASE autorev_restore RENAME TO autorev;"
                                   "COMMIT";

/* Archives of pg_dump begin with these letters; anything else is taken for SQL. */
static bool
restore_is_archive(const char *file, bool *archive, struct error *err)
{
    char start[5] = "";
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, start, sizeof start) : -1;

    if (n < 0)
        error_errno(err, "%s", file);
    if (n == 0)
        error_set(err, ERROR_INPUT, "%s is empty", file);
    if (fd >= 0)
        close(fd);
    *archive = n == 5 && !memcmp(start, "PGDMP", 5);
    return n > 0;
}

/* Runs pg_restore or psql as who we are: only files that we may read are read. */
static bool
restore_run(const struct embedded *emb, const char *file, bool archive, const char *conninfo,
    struct error *err)
{
    const char *const name = archive ? "pg_restore" : "psql";
    const struct passwd *pw = getpwuid(geteuid());
    struct process_user self = {
        .name = pw ? pw->pw_name : "", .uid = geteuid(), .gid = getegid()
    };
    char *program = embedded_program(emb, name, err), *path = realpath(file, NULL);
    const char *archived[] = { program, "--exit-on-error", "--single-transaction", "--no-owner",
        "-d", conninfo, path, NULL };
    const char *script[] = { program, "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-d", conninfo,
        "-f", path, NULL };
    char said[RESTORE_SAID], words[240];
    int status = -1;

    if (program && path)
        status = process_run(&self, archive ? archived : script, -1, said, sizeof said, err);
    else if (program)
        error_errno(err, "%s", file);
    if (status > 0) {
        setup_last_words(said, words, sizeof words);
        if (!setup_disk_full(said, err)) {
            error_set(err, ERROR_INPUT, "%s cannot be restored", file);
            error_hint(err, "Nothing was changed");
        }
        error_detail(err, "%s", words);
    }
    free(program);
    free(path);
    return status == 0;
}

static bool
restore_check(PGconn *conn, const char *file, struct error *err)
{
    PGresult *res =
        setup_ask(conn, err, "SELECT to_regclass('autorev.schema_migrations') IS NULL", 0, NULL);
    bool ok = res && PQgetvalue(res, 0, 0)[0] == 'f';

    if (res && !ok) {
        error_set(err, ERROR_INPUT, "%s is not the dump of a database of autorev-tui", file);
        error_hint(err, "Nothing was changed");
    }
    PQclear(res);
    return ok;
}

static bool
restore_count(PGconn *conn, struct embedded_restored *restored, struct error *err)
{
    PGresult *res = NULL;

    if (setup_run(conn, err, "ANALYZE"))
        res = setup_ask(conn, err,
            "SELECT count(*), coalesce(sum(reltuples), 0)::bigint FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltuples > 0",
            0, NULL);
    if (!res)
        return false;
    restored->tables = strtol(PQgetvalue(res, 0, 0), NULL, 10);
    restored->rows = strtol(PQgetvalue(res, 0, 1), NULL, 10);
    PQclear(res);
    return true;
}

/* Fills the database beside: dump, newer schema, catalogue. */
static bool
restore_fill(struct embedded *emb, const char *file, bool archive, struct setup *setup,
    struct embedded_restored *restored, struct error *err)
{
    char *conninfo = embedded_make_conninfo(emb, SERVER_PORT, "autorev_restore");
    PGconn *conn = NULL;
    bool ok;

    setup_say(setup, "reading the dump");
    ok = restore_run(emb, file, archive, conninfo, err);
    setup_step(setup);
    if (ok)
        conn = setup_connect(conninfo, err);
    ok = conn && restore_check(conn, file, err) && embedded_apply(emb, conninfo, setup, err) &&
         restore_count(conn, restored, err);
    PQfinish(conn);
    free(conninfo);
    return ok;
}

/* A session may come back between being ended and the change of names: it is ended again. */
static bool
restore_exchange(PGconn *admin, struct error *err)
{
    bool ok = false;

    for (int try = 0; !ok && try < RESTORE_TRIES; try++) {
        if (!setup_run(admin, err, restore_end_sessions))
            return false;
        ok = setup_run(admin, err, restore_swap);
        if (!ok)
            setup_run(admin, NULL, "ROLLBACK");
    }
    return ok;
}

bool
embedded_restore(struct embedded *emb, const char *file, progress_fn progress, void *progress_data,
    struct embedded_restored *restored, struct error *err)
{
    struct setup setup = { .progress = progress, .progress_data = progress_data };
    char *conninfo = embedded_make_conninfo(emb, SERVER_PORT, "postgres");
    PGconn *admin = NULL;
    bool archive, ok = false;
    int lock;

    *restored = (struct embedded_restored){ 0 };
    setup.total = setup_count(emb->schema, emb->catalogue) + 1;
    lock = restore_is_archive(file, &archive, err) ? embedded_lock_setup(emb, &setup, err) : -1;
    if (lock >= 0)
        admin = setup_connect(conninfo, err);
    if (admin)
        ok = setup_run(admin, err, "DROP DATABASE IF EXISTS autorev_restore WITH (FORCE)") &&
             setup_run(admin, err, restore_begin) &&
             restore_fill(emb, file, archive, &setup, restored, err) &&
             setup_run(admin, err, restore_settings) && embedded_forget(emb, err) &&
             restore_exchange(admin, err);
    if (admin)
        setup_run(admin, NULL,
            ok ? "DROP DATABASE autorev_before WITH (FORCE)"
               : "DROP DATABASE IF EXISTS autorev_restore WITH (FORCE)");
    PQfinish(admin);
    if (lock >= 0)
        close(lock);
    free(conninfo);
    return ok && embedded_ensure(emb, NULL, NULL, err);
}
