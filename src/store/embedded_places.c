/*
 * Where the embedded database is, and who may be there.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "autorev/paths.h"
#include "store/embedded_private.h"
#include "store/process.h"

enum {
    EMBEDDED_SOCKET_MAX = 107, /* bytes of a socket's path that every system takes */
    EMBEDDED_DATA_MAX = 480,
};

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
char *
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
        error_set(err, ERROR_FILE, "there is no user \"postgres\" to run the database as");
        return error_hint(err, "PostgreSQL refuses to run as root.  Run: apt install postgresql");
    }
    if (!pw) {
        error_set(err, ERROR_FILE, "the user number %ld has no name", (long) geteuid());
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
    emb->run_in_tmp = strlen(emb->run) + strlen(EMBEDDED_SOCKET) > EMBEDDED_SOCKET_MAX;
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

bool
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

bool
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
