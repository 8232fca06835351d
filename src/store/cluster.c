/*
 * The files of a cluster: the programs that fit its version, initdb, what it is told, its end.
 * The processes are in server.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "store/server.h"
#include "store/setup.h"

enum { SERVER_SAID = 8192 }; /* bytes of what a program said that are looked at */

/* ---- which programs ---- */

/* Asks a program for its version: 0 when it cannot be run or says something else. */
static int
server_ask_version(const struct server *server, const char *dir)
{
    char *program = x_asprintf("%s/postgres", dir);
    const char *argv[] = { program, "--version", NULL };
    char said[256];
    const char *digits;
    int major = 0;

    if (access(program, X_OK) == 0 &&
        process_run(&server->user, argv, -1, said, sizeof said, NULL) == 0) {
        digits = strpbrk(said, "0123456789");
        major = digits ? (int) strtol(digits, NULL, 10) : 0;
    }
    free(program);
    return major;
}

/* Adds to @seen, and takes the programs in @dir when they fit better than what was found. */
static void
server_consider(const char *dir, int version, int major, char *best, size_t room, int *found,
    struct buffer *seen)
{
    if (version <= 0)
        return;
    buffer_printf(seen, "%s%d", seen->size ? ", " : "", version);
    if ((major ? version != major : version <= *found) || strlen(dir) >= room)
        return;
    snprintf(best, room, "%s", dir);
    *found = version;
}

/* Debian keeps each version in a folder of its own, which names it. */
static void
server_consider_versions(int major, char *best, size_t room, int *found, struct buffer *seen)
{
    glob_t at = { 0 };

    if (glob("/usr/lib/postgresql/*/bin/postgres", 0, NULL, &at) == 0) {
        for (size_t i = 0; i < at.gl_pathc; i++) {
            char *dir = x_strndup(at.gl_pathv[i], strlen(at.gl_pathv[i]) - strlen("/postgres"));
            int version = (int) strtol(dir + strlen("/usr/lib/postgresql/"), NULL, 10);

            server_consider(dir, version, major, best, room, found, seen);
            free(dir);
        }
    }
    globfree(&at);
}

static void
server_consider_path(const struct server *server, int major, char *best, size_t room, int *found,
    struct buffer *seen)
{
    const char *path = getenv("PATH");

    while (path && *path) {
        size_t n = strcspn(path, ":");
        char *dir = x_strndup(path, n);

        if (dir[0] == '/')
            server_consider(dir, server_ask_version(server, dir), major, best, room, found, seen);
        free(dir);
        path += n + (path[n] == ':');
    }
}

bool
server_find(
    const struct server *server, int major, char *dir, size_t room, int *found, struct error *err)
{
    struct buffer seen = { 0 };

    *found = 0;
    if (server->programs[0]) {
        server_consider(server->programs, server_ask_version(server, server->programs), major, dir,
            room, found, &seen);
    } else {
        server_consider_versions(major, dir, room, found, &seen);
        if (!*found)
            server_consider_path(server, major, dir, room, found, &seen);
    }
    if (!*found && !seen.size) {
        error_set(err, ERROR_FILE, "the PostgreSQL server is not installed on this machine");
        if (server->programs[0])
            error_detail(
                err, "postgres.bin names %s, where no postgres can be run", server->programs);
        error_hint(err, "Run: apt install postgresql.  Or name a server elsewhere in config.yaml "
                        "(backend: postgres)");
    } else if (!*found) {
        error_set(err, ERROR_FILE,
            "the database was made by PostgreSQL %d, and this machine has only version %s", major,
            buffer_text(&seen));
        error_detail(err, "It lies in %s", server->cluster);
        error_hint(err,
            "Run: apt install postgresql-%d.  Or choose another folder with --data, and "
            "bring the rows over with db dump and db restore",
            major);
    }
    buffer_fini(&seen);
    return *found > 0;
}

int
server_version(const char *cluster)
{
    char *path = x_asprintf("%s/PG_VERSION", cluster);
    FILE *f = fopen(path, "re");
    char line[32] = "";
    int major = 0;

    if (f && fgets(line, sizeof line, f))
        major = (int) strtol(line, NULL, 10);
    if (f)
        fclose(f);
    free(path);
    return major;
}

/* ---- initdb ---- */

/* What a small private cluster wants otherwise than a big shared one.  At the end of
 * postgresql.conf, where the owner may change it; what keeps others out is on the command line. */
static const char server_conf[] =
    "\n# ---- autorev-tui ----\n"
    "listen_addresses = ''\n"
    "max_connections = 50\n"
    "shared_buffers = 64MB\n"
    "max_locks_per_transaction = 256\n" /* a restore locks everything it makes */
    "jit = off\n"
    "random_page_cost = 1.1\n" /* small enough to be cached, and disks do not turn any more */
    "wal_level = minimal\n"
    "max_wal_senders = 0\n"
    "max_wal_size = 256MB\n"
    "min_wal_size = 32MB\n"
    "checkpoint_timeout = 15min\n"
    "max_worker_processes = 4\n"
    "max_logical_replication_workers = 0\n"
    "autovacuum_max_workers = 1\n"
    "autovacuum_naptime = 5min\n"
    "bgwriter_delay = 10s\n" /* a machine that is idle stays idle */
    "wal_writer_delay = 10s\n"
    "huge_pages = off\n"
    "logging_collector = off\n"
    "log_line_prefix = '%m [%p] '\n"
    "log_min_error_statement = panic\n" /* what a person typed does not belong in a log */
    "cluster_name = 'autorev'\n";

static const char server_hba[] =
    "# autorev-tui: the owner of this folder, known by the operating system, and nobody else.\n"
    "local all all peer map=autorev\n";

static bool
server_write(const char *dir, const char *name, int flags, const char *text, struct error *err)
{
    char *path = x_asprintf("%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | flags, 0600);
    size_t size = strlen(text);
    bool ok = fd >= 0 && write(fd, text, size) == (ssize_t) size;

    if (!ok)
        error_errno(err, "%s", path);
    if (fd >= 0 && close(fd) < 0 && ok)
        ok = error_errno(err, "%s", path);
    free(path);
    return ok;
}

/* In a quoted item of pg_ident.conf a quote is doubled. */
static void
server_ident_line(struct buffer *out, const char *name)
{
    buffer_puts(out, "autorev \"");
    for (const char *p = name; *p; p++)
        buffer_printf(out, *p == '"' ? "\"\"" : "%c", *p);
    buffer_puts(out, "\" autorev\n");
}

static bool
server_configure(void *arg, struct error *err)
{
    const struct server *server = arg;
    struct buffer ident = { 0 };
    bool ok;

    server_ident_line(&ident, server->user.name);
    if (strcmp(server->user.name, "root"))
        server_ident_line(&ident, "root"); /* who could become the owner anyway */
    ok = server_write(server->cluster, "postgresql.conf", O_APPEND, server_conf, err) &&
         server_write(server->cluster, "pg_hba.conf", O_TRUNC, server_hba, err) &&
         server_write(server->cluster, "pg_ident.conf", O_TRUNC, buffer_text(&ident), err);
    buffer_fini(&ident);
    return ok;
}

static bool
server_program_failed(const char *program, int status, const char *said, struct error *err)
{
    char words[240];

    if (status < 0)
        return false; /* it could not be run, and the error is set */
    setup_last_words(said, words, sizeof words);
    if (setup_disk_full(said, err))
        return error_detail(err, "%s", words);
    error_set(err, ERROR_FILE, "%s failed", program);
    return error_detail(err, "%s", words);
}

/* Runs one of the server's programs with the arguments, which end with NULL. */
static bool
server_program(const struct server *server, const char *program, const char *const args[], int lock,
    struct error *err)
{
    char dir[1024], said[SERVER_SAID];
    const char *argv[16];
    size_t n = 1;
    int major, status;
    bool ok;

    if (!server_find(server, server_version(server->cluster), dir, sizeof dir, &major, err))
        return false;
    while (args[n - 1] && n < sizeof argv / sizeof argv[0] - 1) {
        argv[n] = args[n - 1];
        n++;
    }
    argv[n] = NULL;
    argv[0] = x_asprintf("%s/%s", dir, program);
    status = process_run(&server->user, argv, lock, said, sizeof said, err);
    ok = status == 0 || server_program_failed(program, status, said, err);
    free((char *) argv[0]);
    return ok;
}

bool
server_make(const struct server *server, int lock, struct error *err)
{
    const char *args[] = { "-D", server->cluster, "--username=autorev", "--encoding=UTF8",
        "--locale=C.UTF-8", "--auth=peer", "--no-sync", "--no-instructions", NULL };
    struct server copy = *server;

    return server_program(server, "initdb", args, lock, err) &&
           process_as_user(&server->user, server_configure, &copy, err);
}

bool
server_sync(const struct server *server, struct error *err)
{
    const char *args[] = { "-D", server->cluster, "--sync-only", NULL };

    return server_program(server, "initdb", args, -1, err);
}

/* ---- its end ---- */

static bool
server_remove_files(void *arg, struct error *err)
{
    char *const dirs[] = { arg, NULL };
    FTS *tree = fts_open(dirs, FTS_PHYSICAL | FTS_NOCHDIR | FTS_NOSTAT, NULL);
    FTSENT *entry;
    bool ok = tree != NULL;

    while (ok && (entry = fts_read(tree)))
        if (entry->fts_info != FTS_D && remove(entry->fts_accpath) < 0 && errno != ENOENT)
            ok = false;
    if (!ok)
        error_errno(err, "cannot remove %s", (const char *) arg);
    if (tree)
        fts_close(tree);
    return ok;
}

bool
server_remove(const struct server *server, struct error *err)
{
    struct server copy = *server;

    /* What it has is thrown away: no need to be gentle. */
    server_kill(&copy);
    return process_as_user(&server->user, server_remove_files, (void *) server->cluster, err);
}
