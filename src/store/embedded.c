#include "store/embedded.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "store/catalogue.h"
#include "store/embedded_private.h"
#include "store/migrate.h"
#include "store/process.h"

enum {
    EMBEDDED_LOAD_PORT = SERVER_PORT + 1, /* where only the first load connects */
    EMBEDDED_GONE_MS = 100,
    EMBEDDED_GONE_STEP_MS = 5,
};

/* ---- the stamp ---- */

static void
embedded_stamp_files(struct buffer *out, const char *dir, const char *suffix)
{
    struct setup_files files;

    setup_files_list(&files, dir, suffix, NULL);
    for (size_t i = 0; i < files.count; i++) {
        const struct setup_file *file = &files.file[i];

        buffer_printf(out, "%s %lld %lld.%09ld\n", file->name, (long long) file->size,
            (long long) file->changed.tv_sec, file->changed.tv_nsec);
    }
    setup_files_fini(&files);
}

/* What the stamp says when all of the program's files are applied. */
static char *
embedded_stamp_text(const struct embedded *emb)
{
    struct buffer out = { 0 };

    buffer_puts(&out, "autorev-tui 1\n");
    embedded_stamp_files(&out, emb->schema, ".sql");
    embedded_stamp_files(&out, emb->catalogue, ".csv");
    return buffer_take(&out);
}

static bool
embedded_is_applied(const struct embedded *emb)
{
    int fd = open(emb->stamp, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    char *want, *have;
    size_t size;
    bool same = false;

    if (fd < 0)
        return false;
    want = embedded_stamp_text(emb);
    size = strlen(want);
    have = x_calloc(size + 1, 1);
    same = read(fd, have, size + 1) == (ssize_t) size && !memcmp(have, want, size);
    free(have);
    free(want);
    close(fd);
    return same;
}

struct embedded_stamp {
    const struct embedded *emb;
    const char *text;
};

/* Runs as the server's user. */
static bool
embedded_write_stamp(void *arg, struct error *err)
{
    const struct embedded_stamp *stamp = arg;
    const char *path = stamp->emb->stamp;
    char *part = x_asprintf("%s.new", path);
    size_t size = strlen(stamp->text);
    int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool ok = fd >= 0 && write(fd, stamp->text, size) == (ssize_t) size && rename(part, path) == 0;

    if (!ok)
        error_errno(err, "%s", path);
    if (fd >= 0)
        close(fd);
    free(part);
    return ok;
}

/* Runs as the server's user. */
static bool
embedded_remove_stamp(void *arg, struct error *err)
{
    const struct embedded *emb = arg;

    return unlink(emb->stamp) == 0 || errno == ENOENT || error_errno(err, "%s", emb->stamp);
}

bool
embedded_forget(struct embedded *emb, struct error *err)
{
    return process_as_user(&emb->server.user, embedded_remove_stamp, emb, err);
}

bool
embedded_current(const struct embedded *emb)
{
    char *path = x_asprintf("%s%s", emb->run, EMBEDDED_SOCKET);
    struct stat st;
    bool there = embedded_run_is_ours(emb) && lstat(path, &st) == 0 && S_ISSOCK(st.st_mode);

    free(path);
    return there && embedded_is_applied(emb);
}

/* ---- locks ---- */

/* Opens a lock file, making the places when they are not there yet. */
static int
embedded_open_lock(struct embedded *emb, const char *path, struct error *err)
{
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0 && errno == ENOENT && embedded_make_places(emb, err))
        fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    else if (fd < 0 && errno == ENOENT)
        return -1;
    if (fd < 0) {
        error_errno(err, "cannot open %s", path);
        error_hint(err,
            "Choose a folder that the user %s can write to, with --data or AUTOREV_DATA",
            emb->user);
    }
    return fd;
}

static int
embedded_flock(int fd, int operation)
{
    int done;

    do {
        done = flock(fd, operation);
    } while (done < 0 && errno == EINTR);
    return done;
}

int
embedded_lock_setup(struct embedded *emb, const struct setup *setup, struct error *err)
{
    int fd = embedded_open_lock(emb, emb->setup_lock, err);

    if (fd < 0 || embedded_flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    setup_say(setup, "another session is preparing the database");
    if (embedded_flock(fd, LOCK_EX) == 0)
        return fd;
    error_errno(err, "cannot lock %s", emb->setup_lock);
    close(fd);
    return -1;
}

bool
embedded_join(struct embedded *emb, struct error *err)
{
    int fd;

    if (emb->session >= 0)
        return true;
    fd = embedded_open_lock(emb, emb->sessions_lock, err);
    if (fd < 0)
        return false;
    if (embedded_flock(fd, LOCK_SH | LOCK_NB) == 0) {
        emb->session = fd;
        return true;
    }
    if (errno != EWOULDBLOCK)
        error_errno(err, "cannot lock %s", emb->sessions_lock);
    close(fd);
    return false;
}

/* Somebody is connected by other ways than our sessions: psql with what `db uri` printed, a REST
 * server.  One that has just ended may need a moment to be gone. */
static bool
embedded_is_used(const struct embedded *emb)
{
    static const char ask[] = "SELECT FROM pg_stat_activity WHERE backend_type = 'client backend'"
                              " AND application_name <> 'autorev-tui' AND pid <> pg_backend_pid()";
    PGconn *conn = setup_connect(emb->conninfo, NULL);
    bool used = conn != NULL;

    for (int waited = 0; used && waited <= EMBEDDED_GONE_MS; waited += EMBEDDED_GONE_STEP_MS) {
        PGresult *res;

        if (waited)
            process_pause(EMBEDDED_GONE_STEP_MS);
        res = setup_ask(conn, NULL, ask, 0, NULL);
        used = res && PQntuples(res) > 0;
        PQclear(res);
    }
    PQfinish(conn);
    return used;
}

/* In a child that nobody waits for.  The lock on the sessions keeps new ones out until the server
 * is gone; one that is being prepared right now is wanted by somebody and stays. */
static void
embedded_stop_behind(struct embedded *emb)
{
    int fd;

    process_detach(emb->session);
    fd = open(emb->setup_lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && embedded_flock(fd, LOCK_EX | LOCK_NB) == 0 && !embedded_is_used(emb))
        server_stop(&emb->server, NULL);
    _exit(0);
}

void
embedded_leave(struct embedded *emb)
{
    pid_t pid;

    if (emb->session < 0)
        return;
    if (embedded_flock(emb->session, LOCK_EX | LOCK_NB) == 0) {
        pid = fork();
        if (pid == 0) {
            if (fork() == 0)
                embedded_stop_behind(emb);
            _exit(0);
        }
        while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(emb->session);
    emb->session = -1;
}

/* ---- making, migrating, starting ---- */

/* The owner is an account like any other to the rules of the tables. */
static bool
embedded_enroll(PGconn *conn, struct error *err)
{
    PGresult *res = setup_ask(
        conn, err, "SELECT to_regprocedure('auth.enroll(name,text)') IS NOT NULL", 0, NULL);
    bool ok = res != NULL;

    if (ok && PQgetvalue(res, 0, 0)[0] == 't')
        ok = setup_run(conn, err, "SELECT auth.enroll('autorev')");
    PQclear(res);
    return ok;
}

bool
embedded_apply(
    const struct embedded *emb, const char *conninfo, struct setup *setup, struct error *err)
{
    PGconn *conn = setup_connect(conninfo, err);
    bool ok = conn && migrate_schema(conn, emb->schema, setup, err) && embedded_enroll(conn, err) &&
              catalogue_load(conn, emb->catalogue, setup, err);

    PQfinish(conn);
    return ok;
}

static bool
embedded_create_database(const struct embedded *emb, struct error *err)
{
    char *conninfo = embedded_make_conninfo(emb, EMBEDDED_LOAD_PORT, "postgres");
    PGconn *conn = setup_connect(conninfo, err);
    /* The preset path begins with the schema that is called like the role; here that is the
     * program's own, and no place for what others make. */
    bool ok = conn && setup_run(conn, err, "CREATE DATABASE autorev") &&
              setup_run(conn, err, "ALTER ROLE autorev SET search_path = public, extensions");

    PQfinish(conn);
    free(conninfo);
    return ok;
}

/* Runs as the server's user: the new cluster is whole, let it be the cluster. */
static bool
embedded_rename(void *arg, struct error *err)
{
    const struct embedded *emb = arg;
    int dir;
    bool ok;

    if (rename(emb->fresh, emb->cluster) < 0)
        return error_errno(err, "cannot rename %s", emb->fresh);
    dir = open(emb->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = dir >= 0 && fsync(dir) == 0;
    if (!ok)
        error_errno(err, "%s", emb->data);
    if (dir >= 0)
        close(dir);
    return ok;
}

static bool
embedded_fill(
    struct embedded *emb, struct server *server, int lock, struct setup *setup, struct error *err)
{
    char *conninfo = embedded_make_conninfo(emb, EMBEDDED_LOAD_PORT, "autorev");
    bool ok = server_make(server, lock, err);

    setup_step(setup);
    ok = ok && server_start_private(server, EMBEDDED_LOAD_PORT, err) &&
         embedded_create_database(emb, err) && embedded_apply(emb, conninfo, setup, err);
    if (ok)
        setup_say(setup, "putting the database on the disk");
    ok = ok && server_stop(server, err) && server_sync(server, err);
    setup_step(setup);
    free(conninfo);
    return ok;
}

/* Made aside, with everything in it, and only then given its name: a power cut, a full disk or a
 * kill at any moment leaves either no cluster or a whole one. */
static bool
embedded_make(struct embedded *emb, int lock, struct setup *setup, struct error *err)
{
    struct server server = emb->server;
    bool ok;

    setup_say(setup, "making the database");
    if (rmdir(emb->cluster) < 0 && errno != ENOENT) {
        error_set(err, ERROR_FILE, "%s is there and is no database", emb->cluster);
        return error_hint(err, "Move it away, or choose another folder with --data");
    }
    server.cluster = emb->fresh;
    if (access(emb->fresh, F_OK) == 0 && !server_remove(&server, err))
        return false;
    ok = embedded_fill(emb, &server, lock, setup, err) &&
         process_as_user(&emb->server.user, embedded_rename, emb, err);
    if (!ok)
        server_remove(&server, NULL);
    return ok;
}

/* With the lock: whatever is to be done. */
static bool
embedded_prepare(struct embedded *emb, int lock, struct setup *setup, struct error *err)
{
    bool make = server_version(emb->cluster) == 0;
    struct embedded_stamp stamp = { .emb = emb };
    char *text;
    bool ok = true;

    if (!make && embedded_is_applied(emb)) {
        setup_say(setup, "starting the database");
        return server_start(&emb->server, err);
    }
    setup->total = setup_count(emb->schema, emb->catalogue) + (make ? 2 : 0);
    text = embedded_stamp_text(emb); /* before the work: a file changed meanwhile is seen later */
    stamp.text = text;
    if (make)
        ok = embedded_make(emb, lock, setup, err);
    if (ok)
        setup_say(setup, "starting the database");
    ok = ok && server_start(&emb->server, err);
    if (ok && !make)
        ok = embedded_apply(emb, emb->conninfo, setup, err);
    ok = ok && process_as_user(&emb->server.user, embedded_write_stamp, &stamp, err);
    free(text);
    return ok;
}

/* The socket's folder was cleaned away under a running server: nobody can reach it any more. */
static bool
embedded_revive(struct embedded *emb, struct error *err)
{
    char *path = x_asprintf("%s%s", emb->run, EMBEDDED_SOCKET);
    enum server_phase phase;
    bool lost = server_pid(&emb->server, &phase) && phase == SERVER_READY && access(path, F_OK) < 0;

    free(path);
    return !lost || server_stop(&emb->server, err);
}

bool
embedded_ensure(struct embedded *emb, progress_fn progress, void *progress_data, struct error *err)
{
    struct setup setup = { .progress = progress, .progress_data = progress_data };
    struct error ignored = { 0 };
    int lock;
    bool ok;

    err = err ? err : &ignored;
    if (!embedded_make_places(emb, err))
        return false;
    lock = embedded_lock_setup(emb, &setup, err);
    if (lock < 0)
        return false;
    ok = embedded_revive(emb, err) && embedded_prepare(emb, lock, &setup, err);
    emb->report = setup.report;
    close(lock);
    return ok;
}

bool
embedded_stop(struct embedded *emb, struct error *err)
{
    struct setup silent = { 0 };
    int lock;
    bool ok;

    if (access(emb->setup_lock, F_OK) < 0 && errno == ENOENT)
        return true;
    lock = embedded_lock_setup(emb, &silent, err);
    if (lock < 0)
        return false;
    ok = server_stop(&emb->server, err);
    close(lock);
    return ok;
}

/* ---- what others ask ---- */

char *
embedded_program(const struct embedded *emb, const char *name, struct error *err)
{
    char dir[1024];
    int major;

    if (!server_find(&emb->server, server_version(emb->cluster), dir, sizeof dir, &major, err))
        return NULL;
    return x_asprintf("%s/%s", dir, name);
}

/* The system lists who holds which lock, by the file's device and number. */
static int
embedded_count_sessions(const struct embedded *emb)
{
    FILE *f = fopen("/proc/locks", "re");
    char line[256], want[80];
    struct stat st;
    int count = 0;

    if (!f || stat(emb->sessions_lock, &st) < 0) {
        if (f)
            fclose(f);
        return f ? 0 : -1;
    }
    snprintf(want, sizeof want, " %02x:%02x:%llu ", major(st.st_dev), minor(st.st_dev),
        (unsigned long long) st.st_ino);
    while (fgets(line, sizeof line, f))
        count += strstr(line, "FLOCK") && strstr(line, want);
    fclose(f);
    return count;
}

void
embedded_status(const struct embedded *emb, struct embedded_status *status)
{
    *status = (struct embedded_status){ 0 };
    snprintf(status->data_dir, sizeof status->data_dir, "%s", emb->data);
    snprintf(status->socket_dir, sizeof status->socket_dir, "%s", emb->run);
    snprintf(status->log, sizeof status->log, "%s", emb->log);
    status->version = server_version(emb->cluster);
    status->exists = status->version > 0;
    status->pid = server_pid(&emb->server, NULL);
    status->running = status->pid > 0;
    status->current = embedded_is_applied(emb);
    status->sessions = embedded_count_sessions(emb);
}
