#include "store/embedded.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdint.h>
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
#include "autorev/paths.h"
#include "store/catalogue.h"
#include "store/migrate.h"
#include "store/process.h"
#include "store/server.h"
#include "store/setup.h"

enum {
    EMBEDDED_SOCKET_MAX = 107, /* bytes of a socket's path that every system takes */
    EMBEDDED_DATA_MAX = 480,
    EMBEDDED_LOAD_PORT = SERVER_PORT + 1, /* where only the first load connects */
};

static const char embedded_socket[] = "/.s.PGSQL.5432";

struct embedded {
    char *data, *cluster, *fresh, *run, *log, *stamp, *setup_lock, *sessions_lock;
    char *schema, *catalogue;
    char *programs, *user, *conninfo;
    bool run_in_tmp;
    struct server server;
    int session; /* descriptor of sessions.lock while joined, else -1 */
    struct setup_report report;
};

/* ---- the places ---- */

static char *
embedded_absolute(const char *dir)
{
    char *real = realpath(dir, NULL);
    char *cwd, *path;

    if (real || dir[0] == '/')
        return real ? real : x_strdup(dir);
    cwd = getcwd(NULL, 0);
    path = x_asprintf("%s/%s", cwd ? cwd : "", dir);
    free(cwd);
    return path;
}

/* A name for the folder in /tmp that is the same for the same data folder (FNV-1a). */
static char *
embedded_tmp(const char *data, uid_t uid)
{
    uint64_t hash = 0xcbf29ce484222325;

    for (const char *p = data; *p; p++)
        hash = (hash ^ (unsigned char) *p) * 0x100000001b3;
    return x_asprintf("/tmp/autorev-%ld-%016llx", (long) uid, (unsigned long long) hash);
}

static void
embedded_put_value(struct buffer *out, const char *keyword, const char *value)
{
    bool plain = value[0] && !strpbrk(value, " '\\\t\n");

    buffer_printf(out, "%s%s=%s", out->size ? " " : "", keyword, plain ? "" : "'");
    for (const char *p = value; *p; p++) {
        if (*p == '\'' || *p == '\\')
            buffer_putc(out, '\\');
        buffer_putc(out, *p);
    }
    buffer_puts(out, plain ? "" : "'");
}

/* requirepeer: a socket that somebody else put there is not ours. */
static char *
embedded_make_conninfo(const struct embedded *emb, int port, const char *database)
{
    struct buffer out = { 0 };

    embedded_put_value(&out, "host", emb->run);
    buffer_printf(&out, " port=%d dbname=%s user=autorev", port, database);
    embedded_put_value(&out, "requirepeer", emb->user);
    return buffer_take(&out);
}

static bool
embedded_find_user(struct embedded *emb, struct error *err)
{
    bool root = geteuid() == 0;
    const struct passwd *pw = root ? getpwnam("postgres") : getpwuid(geteuid());

    if (!pw && root) {
        error_set(err, ERROR_MISSING, "there is no user \"postgres\" to run the database as");
        return error_hint(err, "PostgreSQL refuses to run as root.  Run: apt install postgresql");
    }
    if (!pw) {
        error_set(err, ERROR_MISSING, "the user number %ld has no name", (long) geteuid());
        return error_hint(err, "The database knows its owner by name: add the user to /etc/passwd");
    }
    emb->user = x_strdup(pw->pw_name);
    emb->server.user =
        (struct process_user){ .name = emb->user, .uid = pw->pw_uid, .gid = pw->pw_gid };
    return true;
}

static void
embedded_find_places(struct embedded *emb)
{
    emb->cluster = x_asprintf("%s/cluster", emb->data);
    emb->fresh = x_asprintf("%s/cluster.new", emb->data);
    emb->run = x_asprintf("%s/run", emb->data);
    emb->log = x_asprintf("%s/log/postgres.log", emb->data);
    emb->stamp = x_asprintf("%s/stamp", emb->data);
    emb->setup_lock = x_asprintf("%s/setup.lock", emb->data);
    emb->sessions_lock = x_asprintf("%s/sessions.lock", emb->data);
    emb->run_in_tmp = strlen(emb->run) + strlen(embedded_socket) > EMBEDDED_SOCKET_MAX;
    if (emb->run_in_tmp) {
        free(emb->run);
        emb->run = embedded_tmp(emb->data, emb->server.user.uid);
    }
    emb->server.cluster = emb->cluster;
    emb->server.run = emb->run;
    emb->server.log = emb->log;
    emb->server.programs = emb->programs;
}

struct embedded *
embedded_new(const struct settings *settings, struct error *err)
{
    struct embedded *emb = x_calloc(1, sizeof *emb);
    bool given = settings->data_dir && settings->data_dir[0];
    char *preset = given ? NULL : paths_data();

    emb->session = -1;
    emb->programs = x_strdup(settings->postgres_bin ? settings->postgres_bin : "");
    emb->data = embedded_absolute(given ? settings->data_dir : preset);
    emb->schema = paths_share("data/schema");
    emb->catalogue = getenv("AUTOREV_CATALOGUE") ? x_strdup(getenv("AUTOREV_CATALOGUE"))
                                                 : paths_share("data/catalogue");
    free(preset);
    if (strlen(emb->data) > EMBEDDED_DATA_MAX) {
        error_set(err, ERROR_SETTING, "the path of the data folder is longer than %d bytes",
            EMBEDDED_DATA_MAX);
        error_hint(err, "Choose another folder with --data");
    } else if (embedded_find_user(emb, err)) {
        embedded_find_places(emb);
        emb->conninfo = embedded_make_conninfo(emb, SERVER_PORT, "autorev");
        return emb;
    }
    embedded_free(emb);
    return NULL;
}

void
embedded_free(struct embedded *emb)
{
    if (!emb)
        return;
    if (emb->session >= 0)
        close(emb->session);
    free(emb->data);
    free(emb->cluster);
    free(emb->fresh);
    free(emb->run);
    free(emb->log);
    free(emb->stamp);
    free(emb->setup_lock);
    free(emb->sessions_lock);
    free(emb->schema);
    free(emb->catalogue);
    free(emb->programs);
    free(emb->user);
    free(emb->conninfo);
    free(emb);
}

void
embedded_set_share(struct embedded *emb, const char *share)
{
    free(emb->schema);
    free(emb->catalogue);
    emb->schema = x_asprintf("%s/schema", share);
    emb->catalogue = x_asprintf("%s/catalogue", share);
}

const char *
embedded_conninfo(const struct embedded *emb)
{
    return emb->conninfo;
}

const struct setup_report *
embedded_report(const struct embedded *emb)
{
    return &emb->report;
}

/* ---- making the places ---- */

/* Makes what is missing of the path, for the server's user alone. */
static bool
embedded_make_data(const struct embedded *emb, struct error *err)
{
    const struct process_user *user = &emb->server.user;
    char *path = x_strdup(emb->data);
    bool ok = true;

    for (char *p = path; ok && p;) {
        struct stat st;

        p = strchr(p + 1, '/');
        if (p)
            *p = '\0';
        if (mkdir(path, 0700) == 0)
            ok = geteuid() == user->uid || lchown(path, user->uid, user->gid) == 0;
        else
            ok = errno == EEXIST || (errno != ENOSPC && stat(path, &st) == 0);
        if (!ok)
            error_errno(err, "cannot make the folder %s", path);
        if (p)
            *p = '/';
    }
    free(path);
    return ok;
}

static bool
embedded_is_empty(const char *dir)
{
    DIR *d = opendir(dir);
    struct dirent *entry;
    int count = 0;

    while (d && (entry = readdir(d)))
        count += strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..");
    if (d)
        closedir(d);
    return d && count == 0;
}

/* A folder that was there before: it must be the server's, and nobody else may change it. */
static bool
embedded_check_data(const struct embedded *emb, struct error *err)
{
    const struct process_user *user = &emb->server.user;
    struct stat st;

    if (stat(emb->data, &st) < 0)
        return error_errno(err, "%s", emb->data);
    if (!S_ISDIR(st.st_mode))
        return error_set(err, ERROR_FILE, "%s is not a folder", emb->data);
    /* An empty one that root made for this is as good as a missing one. */
    if (st.st_uid != user->uid && st.st_uid == geteuid() && embedded_is_empty(emb->data) &&
        lchown(emb->data, user->uid, user->gid) == 0 && chmod(emb->data, 0700) == 0)
        return true;
    if (st.st_uid != user->uid) {
        const struct passwd *pw = getpwuid(st.st_uid);

        error_set(err, ERROR_FILE, "the data folder belongs to the user %s, not to %s",
            pw ? pw->pw_name : "of another system", user->name);
    } else if (st.st_mode & (S_IWGRP | S_IWOTH)) {
        error_set(err, ERROR_FILE, "the data folder can be changed by other users");
    } else {
        return true;
    }
    error_detail(err, "%s", emb->data);
    return error_hint(err,
        "Choose another folder with --data, or give this one to %s alone: "
        "chown and chmod 700",
        user->name);
}

static bool
embedded_make_dir(const char *dir, struct error *err)
{
    return mkdir(dir, 0700) == 0 || errno == EEXIST || error_errno(err, "cannot make %s", dir);
}

static bool
embedded_make_file(const char *path, struct error *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd < 0)
        return error_errno(err, "cannot make %s", path);
    close(fd);
    return true;
}

/* The socket's folder must be a real one, ours, and closed to others: in /tmp anybody could have
 * made it first. */
static bool
embedded_run_is_ours(const struct embedded *emb)
{
    struct stat st;

    return lstat(emb->run, &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == emb->server.user.uid &&
           (st.st_mode & 07777) == 0700;
}

/* Runs as the server's user. */
static bool
embedded_make_inside(void *arg, struct error *err)
{
    const struct embedded *emb = arg;
    char *log_dir = x_strndup(emb->log, (size_t) (strrchr(emb->log, '/') - emb->log));
    bool ok = embedded_make_dir(emb->run, err) && embedded_make_dir(log_dir, err) &&
              embedded_make_file(emb->setup_lock, err) &&
              embedded_make_file(emb->sessions_lock, err);

    free(log_dir);
    if (ok && !embedded_run_is_ours(emb)) {
        error_set(err, ERROR_FILE, "the folder of the socket is not ours alone: %s", emb->run);
        ok = error_hint(err, emb->run_in_tmp
                                 ? "Remove it, or choose a data folder with a shorter path "
                                   "(--data)"
                                 : "Run: chmod 700 on it");
    }
    return ok;
}

static bool
embedded_make_places(struct embedded *emb, struct error *err)
{
    bool ok = embedded_make_data(emb, err) && embedded_check_data(emb, err);

    if (ok)
        ok = process_as_user(&emb->server.user, embedded_make_inside, emb, err);
    if (!ok && err && err->code == ERROR_FILE && !err->hint[0])
        error_hint(err,
            "Choose a folder that the user %s can write to, with --data or AUTOREV_DATA",
            emb->user);
    return ok;
}

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
    char *path = x_asprintf("%s%s", emb->run, embedded_socket);
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

/* The descriptor that holds the lock, to be closed; -1 with @err set. */
static int
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

/* In a child that nobody waits for.  The lock on the sessions keeps new ones out until the server
 * is gone; one that is being prepared right now is wanted by somebody and stays. */
static void
embedded_stop_behind(struct embedded *emb)
{
    int fd;

    process_detach(emb->session);
    fd = open(emb->setup_lock, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd >= 0 && embedded_flock(fd, LOCK_EX | LOCK_NB) == 0)
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

static bool
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
    char *path = x_asprintf("%s%s", emb->run, embedded_socket);
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
