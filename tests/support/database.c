#include "database.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autorev/memory.h"
#include "run.h"
#include "scratch.h"

struct database {
    char *scratch; /* owned; scratch_free() also ends a server in data/cluster below it */
    char *dir;     /* owned; the data folder */
};

static const char *
database_env(const char *name)
{
    const char *value = getenv(name);

    cr_assert(value, "%s is not set: run the tests through meson", name);
    return value;
}

/* Runs a program that has to succeed, and gives its output.  Owned by the caller. */
static char *
database_run(const struct database *db, const char *program, const char *const args[])
{
    const struct term_options options = {
        .program = program,
        .home = db->scratch,
        .data = db->dir,
    };
    struct run *run = run_program(&options, args);

    cr_assert_eq(run->status, 0, "%s %s: status %d\n%s%s", program ? program : "autorev-tui",
        args[0], run->status, run->out, run->err);
    char *out = run->out;
    run->out = NULL;
    run_free(run);
    return out;
}

/* The key: everything that goes into a prepared folder ---------------------------------------- */

static uint64_t
database_hash(uint64_t hash, const char *text)
{
    for (; *text; text++) /* FNV-1a */
        hash = (hash ^ (unsigned char) *text) * UINT64_C(0x100000001b3);
    return (hash ^ 0xff) * UINT64_C(0x100000001b3);
}

static uint64_t
database_hash_file(uint64_t hash, const char *dir, const char *name)
{
    char *path = scratch_path(dir, name);
    char *text = scratch_read(path);

    cr_assert(text, "%s cannot be read", path);
    hash = database_hash(database_hash(hash, name), text);
    free(text);
    free(path);
    return hash;
}

static int
database_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static uint64_t
database_hash_folder(uint64_t hash, const char *dir)
{
    struct dirent **entry;
    int n = scandir(dir, &entry, database_visible, alphasort);

    cr_assert(n >= 0, "%s: %s", dir, strerror(errno));
    for (int i = 0; i < n; i++) {
        hash = database_hash_file(hash, dir, entry[i]->d_name);
        free(entry[i]);
    }
    free(entry);
    return hash;
}

/* Name of the prepared folder, "@rows-hash".  Owned by the caller. */
static char *
database_key(const char *rows)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    hash = database_hash_folder(hash, database_env("AUTOREV_TEST_SCHEMA"));
    hash = database_hash_folder(hash, database_env("AUTOREV_FIXTURE_CATALOGUE"));
    if (rows)
        hash = database_hash_file(hash, database_env("AUTOREV_FIXTURES"), rows);
    return x_asprintf("%s-%016" PRIx64, rows ? rows : "plain", hash);
}

/* Preparing ----------------------------------------------------------------------------------- */

static void
database_copy(const char *from, const char *to)
{
    const struct term_options options = { .program = "/usr/bin/env", .home = "/" };
    const char *const args[] = { "cp", "-a", "--reflink=auto", from, to, NULL };
    struct run *run = run_program(&options, args);

    cr_assert_eq(run->status, 0, "%s", run->err);
    run_free(run);
}

static struct database *
database_new(void)
{
    struct database *db = x_calloc(1, sizeof *db);

    db->scratch = scratch_new_quick();
    db->dir = scratch_path(db->scratch, "data");
    return db;
}

/* Removes what was prepared from an older state of the same rows. */
static void
database_forget(const char *store, const char *key)
{
    const struct term_options options = { .program = "/usr/bin/env", .home = "/" };
    struct dirent **entry;
    int n = scandir(store, &entry, database_visible, alphasort);
    size_t same = (size_t) (strrchr(key, '-') - key) + 1;

    for (int i = 0; i < n; i++) {
        if (strncmp(entry[i]->d_name, key, same) == 0 && !strchr(entry[i]->d_name + same, '-')) {
            char *path = scratch_path(store, entry[i]->d_name);
            const char *const args[] = { "rm", "-rf", path, NULL };
            run_free(run_program(&options, args));
            free(path);
        }
        free(entry[i]);
    }
    if (n >= 0)
        free(entry);
}

/* A test's database need not survive a power cut, and its shutdown need not wait for the disk. */
static void
database_hurry(const struct database *db)
{
    char *path = scratch_path(db->dir, "cluster/postgresql.conf");
    FILE *file = fopen(path, "a");

    cr_assert(file, "%s: %s", path, strerror(errno));
    fputs("\nfsync = off\nsynchronous_commit = off\nfull_page_writes = off\n", file);
    cr_assert(fclose(file) == 0);
    free(path);
}

static void
database_prepare(const char *store, const char *key, const char *rows)
{
    struct database *db = database_new();
    char *fresh = x_asprintf("%s/.%s.new", store, key);
    char *done = scratch_path(store, key);

    database_start(db);
    if (rows) {
        char *path = scratch_path(database_env("AUTOREV_FIXTURES"), rows);
        char *sql = scratch_read(path);
        free(database_sql(db, sql));
        free(sql);
        free(path);
    }
    database_stop(db);
    database_hurry(db);
    database_forget(store, key);
    database_copy(db->dir, fresh);
    cr_assert(rename(fresh, done) == 0, "%s: %s", done, strerror(errno));
    free(done);
    free(fresh);
    database_close(db);
}

struct database *
database_open(const char *rows)
{
    const char *store = database_env("AUTOREV_TEST_DATABASES");
    char *key = database_key(rows);
    char *from = scratch_path(store, key);
    char *lock_path = scratch_path(store, ".lock");
    struct stat st;

    cr_assert(mkdir(store, 0755) == 0 || errno == EEXIST, "%s: %s", store, strerror(errno));
    int lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    cr_assert(lock >= 0 && flock(lock, LOCK_EX) == 0, "%s: %s", lock_path, strerror(errno));
    if (stat(from, &st) != 0)
        database_prepare(store, key, rows);

    struct database *db = database_new();
    database_copy(from, db->dir);
    close(lock);
    free(lock_path);
    free(from);
    free(key);
    return db;
}

void
database_close(struct database *db)
{
    if (!db)
        return;
    scratch_free(db->scratch);
    free(db->dir);
    free(db);
}

const char *
database_dir(const struct database *db)
{
    return db->dir;
}

/* The server ---------------------------------------------------------------------------------- */

void
database_start(struct database *db)
{
    free(database_run(db, NULL, (const char *const[]){ "db", "start", NULL }));
}

void
database_stop(struct database *db)
{
    free(database_run(db, NULL, (const char *const[]){ "db", "stop", NULL }));
}

pid_t
database_pid(const struct database *db)
{
    char *path = scratch_path(db->dir, "cluster/postmaster.pid");
    char *text = scratch_read(path);
    pid_t pid = text ? (pid_t) atoi(text) : 0;

    free(text);
    free(path);
    return pid > 1 && kill(pid, 0) == 0 ? pid : 0;
}

void
database_signal(struct database *db, int sig)
{
    pid_t pid = database_pid(db);

    cr_assert(pid && kill(pid, sig) == 0, "the database does not run");
}

char *
database_uri(struct database *db)
{
    char *uri = database_run(db, NULL, (const char *const[]){ "db", "uri", NULL });

    uri[strcspn(uri, "\n")] = '\0';
    return uri;
}

char *
database_sql(struct database *db, const char *sql)
{
    char *uri = database_uri(db);
    char *out = database_run(db, "/usr/bin/env",
        (const char *const[]){
            "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", uri, "-c", sql, NULL });
    free(uri);
    return out;
}
