/* The life of the embedded server, with real ones: made, shared, killed, stopped, refused. */
#include "store/embedded.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autorev/memory.h"
#include "place.h"
#include "scratch.h"
#include "store/process.h"
#include "store/setup.h"

TestSuite(embedded, .timeout = 120);

static mode_t
mode_of(const struct place *place, const char *name)
{
    char *path = scratch_path(place->data, name);
    struct stat st;

    cr_assert(lstat(path, &st) == 0, "%s: %s", path, strerror(errno));
    free(path);
    return st.st_mode & 07777;
}

struct said {
    char last[120];
    long done, total;
    bool back; /* a count went backwards */
    bool waited;
};

static void
on_progress(void *data, const char *what, long done, long total)
{
    struct said *said = data;

    said->back |= done < said->done || done > total;
    said->done = done;
    said->total = total;
    said->waited |= !strcmp(what, "another session is preparing the database");
    snprintf(said->last, sizeof said->last, "%s", what);
}

Test(embedded, first_start_makes_all_and_a_second_only_starts)
{
    struct place *place = place_new();
    struct said said = { 0 };
    struct error err = { 0 };
    struct embedded_status status;

    cr_expect(!embedded_current(place->emb));
    cr_assert(
        embedded_ensure(place->emb, on_progress, &said, &err), "%s %s", err.message, err.detail);
    cr_expect_str_eq(said.last, "starting the database");
    cr_expect_eq(
        said.total, 6, "a schema file, three of the catalogue, two steps: %ld", said.total);
    cr_expect_eq(said.done, said.total);
    cr_expect(!said.back, "progress went backwards");
    cr_expect(embedded_current(place->emb));
    cr_expect_eq(embedded_report(place->emb)->migrations, 1);
    cr_expect_eq(embedded_report(place->emb)->added, 6);
    place_expect(place, "SELECT count(*) FROM cars", "3");
    place_expect(place, "SELECT current_user, current_database()", "autorev|autorev");
    place_expect(
        place, "SELECT current_setting('fsync'), current_setting('full_page_writes')", "on|on");

    cr_assert(embedded_stop(place->emb, &err), "%s", err.message);
    embedded_status(place->emb, &status);
    cr_expect(status.exists && !status.running && status.current);
    cr_expect(!embedded_current(place->emb), "the socket is still there");
    place_ensure(place);
    cr_expect_eq(embedded_report(place->emb)->migrations, 0);
    cr_expect(!embedded_report(place->emb)->loaded);
    embedded_status(place->emb, &status);
    cr_expect(status.running && status.version >= 13 && status.pid > 1);
    place_free(place);
}

Test(embedded, keeps_others_out)
{
    struct place *place = place_ready();

    place_ensure(place);
    cr_expect_eq(mode_of(place, ""), 0700);
    cr_expect_eq(mode_of(place, "run"), 0700);
    cr_expect_eq(mode_of(place, "cluster"), 0700);
    cr_expect_eq(mode_of(place, "log/postgres.log"), 0600);
    cr_expect_eq(mode_of(place, "setup.lock"), 0600);
    cr_expect_eq(mode_of(place, "stamp"), 0600);
    cr_expect_eq(mode_of(place, "run/.s.PGSQL.5432"), 0700);
    place_expect(place, "SHOW listen_addresses", "");
    place_expect(place, "SELECT type, auth_method, error FROM pg_hba_file_rules", "local|peer|");
    place_expect(place,
        "SELECT count(*), count(DISTINCT pg_username) FROM pg_ident_file_mappings"
        " WHERE error IS NOT NULL",
        "0|0");
    place_free(place);
}

/* Runs embedded_ensure() in a child; it ends with 0 when that went well, 2 when it also had to
 * wait for another, 1 otherwise. */
static pid_t
ensure_in_child(const struct place *place, progress_fn progress)
{
    pid_t pid = fork();

    if (pid == 0) {
        struct said said = { 0 };
        struct error err = { 0 };
        struct embedded *emb = place_session(place);
        bool ok = embedded_ensure(emb, progress, &said, &err);

        if (!ok)
            fprintf(stderr, "# %s (%s)\n", err.message, err.detail);
        _exit(!ok ? 1 : said.waited ? 2 : 0);
    }
    return pid;
}

static int
end_of(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        cr_assert_eq(errno, EINTR);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Test(embedded, two_first_starts_at_once_make_one)
{
    struct place *place = place_new();
    pid_t a = ensure_in_child(place, on_progress), b = ensure_in_child(place, on_progress);
    int ends = end_of(a) + end_of(b);

    cr_expect_eq(ends, 2, "one works and one waits: %d", ends);
    cr_expect(!place_has(place, "cluster.new"));
    place_expect(place, "SELECT count(*) FROM autorev.schema_migrations", "1");
    place_expect(place, "SELECT count(*) FROM autorev.catalogue_loads", "1");
    place_free(place);
}

Test(embedded, server_killed_in_a_query_starts_again)
{
    struct place *place = place_ready();
    pid_t first, busy;

    place_ensure(place);
    free(place_sql(place, "INSERT INTO garage VALUES (1, NULL, NULL, 61200)"));
    first = place_server(place);
    /* A session that does not look up from its work, and so does not notice. */
    busy = fork();
    if (busy == 0) {
        free(place_sql(place, "SELECT count(*) FROM generate_series(1, 100000000000) n"));
        _exit(0);
    }
    for (int i = 0; i < 5000; i++) {
        char *n = place_sql(place, "SELECT count(*) FROM pg_stat_activity WHERE state = 'active'"
                                   " AND pid <> pg_backend_pid() AND query ~ 'generate_series'");
        bool runs = !strcmp(n, "1");

        free(n);
        if (runs)
            break;
        process_pause(1);
    }
    kill(first, SIGKILL);
    kill(busy, SIGKILL);
    end_of(busy);
    place_await_end(first);
    place_ensure(place);
    cr_expect_neq(place_server(place), first);
    place_expect(place, "SELECT mileage FROM garage", "61200");
    place_free(place);
}

/* A small first start that is killed when it says @what. */
static char killed_at[40];

static void
on_progress_die(void *data, const char *what, long done, long total)
{
    (void) data;
    (void) done;
    (void) total;
    if (!strncmp(what, killed_at, strlen(killed_at)))
        raise(SIGKILL);
}

static bool
nothing_runs_in(const struct place *place, const char *name)
{
    char *path = scratch_path(place->data, name);
    struct stat st;
    struct process_user user = { 0 };
    const struct passwd *pw;
    bool runs;

    cr_assert(stat(place->data, &st) == 0);
    pw = getpwuid(st.st_uid);
    user = (struct process_user){ .name = pw->pw_name, .uid = st.st_uid, .gid = st.st_gid };
    runs = process_signal_all(&user, "postgres", path, 0);
    free(path);
    return !runs;
}

Test(embedded, first_start_killed_at_any_moment_is_made_anew)
{
    static const char *const moment[] = { "applying", "putting", "starting" };

    for (size_t i = 0; i < sizeof moment / sizeof moment[0]; i++) {
        struct place *place = place_new();

        snprintf(killed_at, sizeof killed_at, "%s", moment[i]);
        cr_assert_eq(
            end_of(ensure_in_child(place, on_progress_die)), 128 + SIGKILL, "%s", moment[i]);
        cr_expect_eq(place_has(place, "cluster"), i == 2, "%s", moment[i]);
        place_ensure(place);
        cr_expect(!place_has(place, "cluster.new"), "%s", moment[i]);
        cr_expect(nothing_runs_in(place, "cluster.new"), "%s", moment[i]);
        place_expect(place, "SELECT count(*) FROM cars", "3");
        place_free(place);
    }
}

Test(embedded, killed_in_initdb_is_made_anew)
{
    struct place *place = place_new();
    pid_t pid = ensure_in_child(place, NULL);

    for (int i = 0; i < 30000 && !place_has(place, "cluster.new/PG_VERSION"); i++)
        process_pause(1);
    kill(pid, SIGKILL);
    end_of(pid);
    place_ensure(place);
    cr_expect(!place_has(place, "cluster.new"));
    place_expect(place, "SELECT count(*) FROM cars", "3");
    place_free(place);
}

Test(embedded, pid_file_of_a_stranger_is_stale)
{
    struct place *place = place_ready();
    char text[64];

    place_ensure(place);
    kill(place_server(place), SIGKILL);
    while (place_server(place))
        process_pause(1);
    /* After a start of the machine, our number may be that of anybody. */
    snprintf(text, sizeof text, "%ld\n", (long) getpid());
    scratch_write(place->data, "cluster/postmaster.pid", text);
    place_ensure(place);
    cr_expect_gt(place_server(place), 1);
    place_free(place);
}

Test(embedded, last_session_to_leave_stops_the_server)
{
    struct place *place = place_ready();
    struct embedded *other = place_session(place);
    struct embedded_status status;
    struct error err = { 0 };
    pid_t server;

    cr_assert(embedded_join(place->emb, &err) && embedded_join(other, &err), "%s", err.message);
    cr_assert(embedded_join(other, &err), "joining twice");
    place_ensure(place);
    server = place_server(place);
    embedded_status(place->emb, &status);
    cr_expect_eq(status.sessions, 2);
    embedded_leave(other);
    place_expect(place, "SELECT 1", "1");
    embedded_leave(place->emb);
    place_await_end(server);
    embedded_status(place->emb, &status);
    cr_expect(!status.running);

    /* Whoever comes now is kept waiting for a moment at most, and then begins anew. */
    for (int i = 0; i < 5000 && !embedded_join(place->emb, &err); i++) {
        cr_assert_eq(err.code, ERROR_NONE, "%s", err.message);
        process_pause(1);
    }
    place_ensure(place);
    place_expect(place, "SELECT 1", "1");
    embedded_free(other);
    place_free(place);
}

Test(embedded, last_session_does_not_cut_off_others)
{
    struct place *place = place_ready();
    struct error err = { 0 };
    pid_t server;
    PGconn *psql;

    place_ensure(place);
    server = place_server(place);
    psql = PQconnectdb(embedded_conninfo(place->emb));
    cr_assert(embedded_join(place->emb, &err), "%s", err.message);
    embedded_leave(place->emb);
    /* Joining again is possible as soon as whoever would have stopped the server is gone. */
    while (!embedded_join(place->emb, &err))
        process_pause(1);
    cr_expect_eq(place_server(place), server);
    PQclear(PQexec(psql, "SELECT 1"));
    cr_expect_eq(PQstatus(psql), CONNECTION_OK);
    PQfinish(psql);
    embedded_leave(place->emb);
    place_await_end(server);
    place_free(place);
}

Test(embedded, killed_session_does_not_count)
{
    struct place *place = place_ready();
    struct error err = { 0 };
    pid_t session, server;
    int ready[2];
    char byte;

    place_ensure(place);
    server = place_server(place);
    cr_assert(embedded_join(place->emb, &err), "%s", err.message);
    cr_assert(pipe(ready) == 0);
    session = fork();
    if (session == 0) {
        struct embedded *emb = place_session(place);

        if (embedded_join(emb, &err))
            cr_assert(write(ready[1], "", 1) == 1);
        pause();
        _exit(0);
    }
    cr_assert(read(ready[0], &byte, 1) == 1);
    kill(session, SIGKILL);
    end_of(session);
    embedded_leave(place->emb);
    place_await_end(server);
    close(ready[0]);
    close(ready[1]);
    place_free(place);
}

Test(embedded, lost_socket_folder_is_mended)
{
    struct place *place = place_ready();
    char *path = scratch_path(place->data, "run/.s.PGSQL.5432");

    place_ensure(place);
    cr_assert(unlink(path) == 0);
    place_ensure(place);
    place_expect(place, "SELECT 1", "1");
    free(path);
    place_free(place);
}

Test(embedded, cluster_of_another_version_is_refused)
{
    struct place *place = place_ready();

    scratch_write(place->data, "cluster/PG_VERSION", "99\n");
    place_refuses(
        place, "the database was made by PostgreSQL 99, and this machine has only version");
    scratch_write(place->data, "cluster/PG_VERSION", "9.6\n");
    place_refuses(
        place, "the database was made by PostgreSQL 9, and this machine has only version");
    place_free(place);
}

Test(embedded, missing_programs_are_named)
{
    struct place *place = place_new();

    free(place->settings.postgres_bin);
    place->settings.postgres_bin = x_strdup(place->dir);
    embedded_free(place->emb);
    place->emb = place_session(place);
    place_refuses(place, "the PostgreSQL server is not installed on this machine");
    cr_expect(!place_has(place, "cluster.new"));
    place_free(place);
}

Test(embedded, folders_that_cannot_be_used_are_refused)
{
    struct place *place = place_new();

    scratch_write(place->dir, "data", "");
    place_refuses(place, "");
    cr_assert(unlink(place->data) == 0 && mkdir(place->data, 0700) == 0);
    cr_assert(chmod(place->data, 0777) == 0);
    if (geteuid() == 0) {
        cr_assert(chown(place->data, 65534, 65534) == 0);
        place_refuses(place, "the data folder belongs to the user ");
        cr_assert(chown(place->data, getpwnam("postgres")->pw_uid, 0) == 0);
    }
    place_refuses(place, "the data folder can be changed by other users");
    cr_assert(chmod(place->data, 0500) == 0);
    place_refuses(place, "cannot make ");
    cr_assert(chmod(place->data, 0700) == 0);
    scratch_write(place->data, "cluster/something", "");
    place_refuses(place, "");
    place_free(place);
}

/* A path that no socket can have. */
static void
make_long(struct place *place)
{
    char *data = x_asprintf("%s/data/%0100d", place->dir, 1);

    free(place->settings.data_dir);
    place->settings.data_dir = data;
    embedded_free(place->emb);
    place->emb = place_session(place);
}

Test(embedded, long_path_gets_a_socket_in_tmp_that_nobody_can_plant)
{
    struct place *place = place_new();
    struct embedded_status status;
    struct error err = { 0 };

    make_long(place);
    embedded_status(place->emb, &status);
    cr_assert(!strncmp(status.socket_dir, "/tmp/autorev-", 13), "%s", status.socket_dir);

    /* Somebody was here first. */
    cr_assert(mkdir(status.socket_dir, 0755) == 0);
    place_refuses(place, "the folder of the socket is not ours alone");
    cr_assert(rmdir(status.socket_dir) == 0);
    cr_assert(symlink(place->dir, status.socket_dir) == 0);
    place_refuses(place, "the folder of the socket is not ours alone");
    cr_assert(unlink(status.socket_dir) == 0);

    place_ensure(place);
    place_expect(place, "SELECT count(*) FROM cars", "3");
    cr_expect(embedded_stop(place->emb, &err), "%s", err.message);
    cr_expect(rmdir(status.socket_dir) == 0, "%s", strerror(errno));
    place_free(place);
}

/* A disk of its own, of @mb megabytes, for the data folder. */
static bool
mount_disk(const struct place *place, int mb, bool again)
{
    char options[40];

    snprintf(options, sizeof options, "size=%dm,mode=0711", mb);
    return (again || mkdir(place->data, 0711) == 0) &&
           mount("tmpfs", place->data, "tmpfs", again ? MS_REMOUNT : 0, options) == 0;
}

Test(embedded, full_disk_leaves_nothing_half_made)
{
    struct place *place = place_new();
    int refused = 0;

    free(place->settings.data_dir);
    place->settings.data_dir = x_asprintf("%s/disk", place->data);
    embedded_free(place->emb);
    place->emb = place_session(place);
    if (!mount_disk(place, 8, false)) {
        place_free(place);
        cr_skip_test("no disk can be mounted here: %s", strerror(errno));
    }
    for (int mb = 8; mb < 120; mb += 8) {
        struct error err = { 0 };

        cr_assert(mount_disk(place, mb, true), "%s", strerror(errno));
        if (embedded_ensure(place->emb, NULL, NULL, &err))
            break;
        refused++;
        cr_expect_str_eq(err.message, "the disk with the database is full", "%d MB: %s (%s)", mb,
            err.message, err.detail);
        cr_expect(!place_has(place, "disk/cluster.new"), "%d MB", mb);
    }
    /* With a whole cluster, only the start was refused; it is not made again. */
    cr_expect_geq(refused, 3);
    place_expect(place, "SELECT count(*) FROM cars", "3");
    embedded_stop(place->emb, NULL);
    cr_expect(umount(place->data) == 0, "%s", strerror(errno));
    place_free(place);
}
