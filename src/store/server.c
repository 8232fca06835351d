#include "store/server.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autorev/memory.h"
#include "store/setup.h"

enum {
    SERVER_SAID = 8192,       /* bytes of the log's end that are looked at */
    SERVER_POLL_MS = 1,       /* between two looks at a server that starts or stops */
    SERVER_START_MS = 600000, /* a recovery may take its time; a server that died is seen at once */
    SERVER_STOP_MS = 60000,
    SERVER_ORPHAN_MS = 1000, /* sessions of a killed server notice it by themselves within that */
    SERVER_TRIES = 20,
};

/* ---- what runs ---- */

/* What the pid file says, true or not. */
static pid_t
server_noted(const struct server *server, enum server_phase *phase)
{
    char *path = x_asprintf("%s/postmaster.pid", server->cluster);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    char text[4096] = "";
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
    const char *line = text;
    pid_t pid;

    free(path);
    if (fd >= 0)
        close(fd);
    text[n > 0 ? n : 0] = '\0';
    pid = (pid_t) strtol(text, NULL, 10);
    for (int i = 1; i < 8 && line; i++) {
        line = strchr(line, '\n');
        line = line ? line + 1 : NULL;
    }
    *phase = !line || !line[0] || !strncmp(line, "starting", 8) ? SERVER_STARTING
             : !strncmp(line, "stopping", 8)                    ? SERVER_STOPPING
                                                                : SERVER_READY;
    return pid;
}

pid_t
server_pid(const struct server *server, enum server_phase *phase)
{
    enum server_phase noted;
    pid_t pid = server_noted(server, &noted);

    if (phase)
        *phase = noted;
    if (pid > 0 && pid == server->child && process_alive(pid))
        return pid;
    if (pid > 1 && process_is(&server->user, pid, "postgres", server->cluster))
        return pid;
    if (phase)
        *phase = SERVER_ABSENT;
    return 0;
}

/* ---- start ---- */

struct server_run {
    char settings[5][2048]; /* name=value */
    const char *argv[24];
    char grandparent[64], zone[128];
    const char *env[5];
};

static void
server_setting(struct server_run *run, size_t *n, size_t *used, const char *name, const char *value)
{
    snprintf(run->settings[*used], sizeof run->settings[0], "%s=%s", name, value);
    run->argv[(*n)++] = "-c";
    run->argv[(*n)++] = run->settings[(*used)++];
}

/* A folder's name inside the list of folders: quoted, so that a comma or space is no separator. */
static void
server_quote_dir(char *out, size_t room, const char *dir)
{
    size_t n = 0;

    out[n++] = '"';
    for (const char *p = dir; *p && n + 3 < room; p++) {
        if (*p == '"')
            out[n++] = '"';
        out[n++] = *p;
    }
    out[n++] = '"';
    out[n] = '\0';
}

/* A pid file that names a living process which is no server of ours (the number was given out
 * again): Postgres takes the file for stale when it is told that this is a relative. */
static void
server_stale_pid(const struct server *server, struct server_run *run, size_t *env)
{
    char *path = x_asprintf("%s/postmaster.pid", server->cluster);
    FILE *f = fopen(path, "re");
    long pid = 0;

    if (f && fscanf(f, "%ld", &pid) == 1 && pid > 1) {
        snprintf(run->grandparent, sizeof run->grandparent, "PG_GRANDPARENT_PID=%ld", pid);
        run->env[(*env)++] = run->grandparent;
    }
    if (f)
        fclose(f);
    free(path);
}

struct server_socket {
    const char *run;
    int port;
};

/* Nobody runs here, so nobody listens.  Postgres would believe the number in the socket's own lock
 * file, which may be that of any process by now. */
static bool
server_unlink_socket(void *arg, struct error *err)
{
    const struct server_socket *at = arg;
    char *socket = x_asprintf("%s/.s.PGSQL.%d", at->run, at->port);
    char *lock = x_asprintf("%s.lock", socket);

    (void) err;
    unlink(socket);
    unlink(lock);
    free(socket);
    free(lock);
    return true;
}

static pid_t
server_spawn(
    const struct server *server, const char *dir, int port, bool private, struct error *err)
{
    struct server_run *run = x_calloc(1, sizeof *run);
    char *program = x_asprintf("%s/postgres", dir);
    const char *zone = getenv("TZ");
    struct process_spawn spawn = { .argv = run->argv,
        .env = run->env,
        .dir = server->cluster,
        .log = server->log,
        .bound = private };
    char number[16], quoted[1024];
    size_t n = 0, used = 0, env = 0;
    pid_t pid;

    snprintf(number, sizeof number, "%d", port);
    server_quote_dir(quoted, sizeof quoted, server->run);
    run->argv[n++] = program;
    run->argv[n++] = "-D";
    run->argv[n++] = server->cluster;
    server_setting(run, &n, &used, "listen_addresses", "");
    server_setting(run, &n, &used, "unix_socket_directories", quoted);
    server_setting(run, &n, &used, "unix_socket_permissions", "0700");
    server_setting(run, &n, &used, "port", number);
    if (private) {
        run->argv[n++] = "-F"; /* no fsync: server_sync() makes up for it, once */
        run->argv[n++] = "-c";
        run->argv[n++] = "full_page_writes=off";
        run->argv[n++] = "-c";
        run->argv[n++] = "autovacuum=off";
    }
    run->env[env++] = "PATH=/usr/bin:/bin";
    run->env[env++] = "LC_ALL=C";
    if (zone) {
        snprintf(run->zone, sizeof run->zone, "TZ=%s", zone);
        run->env[env++] = run->zone;
    }
    server_stale_pid(server, run, &env);
    process_as_user(&server->user, server_unlink_socket,
        &(struct server_socket){ .run = server->run, .port = port }, NULL);
    pid = process_spawn(&server->user, &spawn, err);
    free(program);
    free(run);
    return pid;
}

static off_t
server_log_size(const struct server *server)
{
    struct stat st;

    return lstat(server->log, &st) == 0 ? st.st_size : 0;
}

/* What the server wrote since its log had the size @from; the end of it when it is long. */
static void
server_read_log(const struct server *server, off_t from, char *out, size_t room)
{
    int fd = open(server->log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    off_t size = server_log_size(server);
    ssize_t n = 0;

    if (size < from)
        from = 0; /* it was begun anew */
    if (size - from > (off_t) room - 1)
        from = size - (off_t) room + 1;
    if (fd >= 0) {
        n = pread(fd, out, room - 1, from);
        close(fd);
    }
    out[n > 0 ? n : 0] = '\0';
}

enum server_outcome { OUTCOME_READY, OUTCOME_AGAIN, OUTCOME_FAILED };

static enum server_outcome
server_died(const struct server *server, off_t from, struct error *err)
{
    char said[SERVER_SAID], words[240];

    server_read_log(server, from, said, sizeof said);
    /* Both pass: by sessions that end, or by a server that gets ready or goes. */
    if (strstr(said, "pre-existing shared memory block") ||
        strstr(said, "lock file \"postmaster.pid\" already exists"))
        return OUTCOME_AGAIN;
    setup_last_words(said, words, sizeof words);
    if (setup_disk_full(said, err)) {
        error_detail(err, "%s", words);
    } else {
        error_set(err, ERROR_FILE, "the database server does not start");
        error_detail(err, "%s", words[0] ? words : "It ended without a word");
        error_hint(err, "Its log is %s", server->log);
    }
    return OUTCOME_FAILED;
}

/* Watches the pid file, where the server says how far it is: that costs it nothing, and is exact. */
static enum server_outcome
server_await(const struct server *server, pid_t pid, off_t log, struct error *err)
{
    enum server_phase phase;

    for (int waited = 0; waited < SERVER_START_MS; waited += SERVER_POLL_MS) {
        if (!process_alive(pid))
            return server_died(server, log, err);
        if (server_noted(server, &phase) == pid && phase == SERVER_READY)
            return OUTCOME_READY;
        process_pause(SERVER_POLL_MS);
    }
    error_set(err, ERROR_OFFLINE, "the database server does not get ready");
    error_hint(err, "Its log is %s", server->log);
    return OUTCOME_FAILED;
}

/* Sessions whose server was killed hold its memory, and end when they notice.  One that is deep in a
 * query notices late. */
static void
server_end_orphans(const struct server *server)
{
    static const struct {
        int after_ms, signal;
    } step[] = { { SERVER_ORPHAN_MS, 0 }, { SERVER_ORPHAN_MS, SIGQUIT }, { 0, SIGKILL } };

    for (size_t i = 0; i < sizeof step / sizeof step[0]; i++) {
        for (int waited = 0; waited <= step[i].after_ms; waited += 10) {
            if (!process_signal_all(
                    &server->user, "postgres", server->cluster, waited ? 0 : step[i].signal))
                return;
            process_pause(10);
        }
    }
}

static bool
server_wait_gone(struct server *server, pid_t pid, int limit_ms)
{
    for (int waited = 0; process_alive(pid); waited += SERVER_POLL_MS) {
        if (waited >= limit_ms)
            return false;
        process_pause(SERVER_POLL_MS);
    }
    if (pid == server->child) {
        while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
            continue;
        server->child = 0;
    }
    return true;
}

static bool
server_has_pid_file(const struct server *server)
{
    char *path = x_asprintf("%s/postmaster.pid", server->cluster);
    bool has = access(path, F_OK) == 0;

    free(path);
    return has;
}

bool
server_start(struct server *server, struct error *err)
{
    enum server_outcome outcome = OUTCOME_AGAIN;
    enum server_phase phase;
    char dir[1024];
    int major;

    if (!server_find(server, server_version(server->cluster), dir, sizeof dir, &major, err))
        return false;
    for (int try = 0; outcome == OUTCOME_AGAIN && try < SERVER_TRIES; try++) {
        pid_t pid = server_pid(server, &phase);
        off_t log = server_log_size(server);

        if (pid && phase == SERVER_STOPPING) {
            server_wait_gone(server, pid, SERVER_STOP_MS);
            pid = 0;
        }
        if (!pid && server_has_pid_file(server))
            server_end_orphans(server);
        if (try)
            process_pause(10 * try);
        if (!pid)
            pid = server_spawn(server, dir, SERVER_PORT, false, err);
        outcome = pid ? server_await(server, pid, log, err) : OUTCOME_FAILED;
    }
    if (outcome == OUTCOME_AGAIN) {
        error_set(err, ERROR_OFFLINE, "another server holds the database");
        error_detail(err, "It lies in %s", server->cluster);
    }
    return outcome == OUTCOME_READY;
}

bool
server_start_private(struct server *server, int port, struct error *err)
{
    off_t log = server_log_size(server);
    char dir[1024];
    int major;

    if (!server_find(server, server_version(server->cluster), dir, sizeof dir, &major, err))
        return false;
    server->child = server_spawn(server, dir, port, true, err);
    return server->child && server_await(server, server->child, log, err) == OUTCOME_READY;
}

/* ---- stop ---- */

static bool
server_stop_with(struct server *server, int signal, struct error *err)
{
    enum server_phase phase;
    pid_t pid = server_pid(server, &phase);

    if (!pid)
        return true;
    if (kill(pid, signal) < 0 && errno != ESRCH)
        return error_errno(err, "cannot stop the database server");
    if (server_wait_gone(server, pid, SERVER_STOP_MS))
        return true;
    error_set(err, ERROR_OFFLINE, "the database server does not stop");
    return error_hint(err, "Its log is %s", server->log);
}

bool
server_stop(struct server *server, struct error *err)
{
    return server_stop_with(server, SIGINT, err);
}

void
server_kill(struct server *server)
{
    server_stop_with(server, SIGQUIT, NULL);
    process_signal_all(&server->user, "postgres", server->cluster, SIGKILL);
}
