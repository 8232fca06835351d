#include "place.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "run.h"
#include "scratch.h"
#include "store/process.h"

const char place_schema[] =
    "CREATE SCHEMA IF NOT EXISTS extensions;\n"
    "CREATE EXTENSION \"uuid-ossp\" WITH SCHEMA extensions;\n"
    "CREATE TYPE drive AS ENUM ('FWD', 'RWD');\n"
    "CREATE TABLE cars (id uuid PRIMARY KEY DEFAULT extensions.uuid_generate_v4(),\n"
    " slug text NOT NULL UNIQUE, name text NOT NULL, hp integer CHECK (hp > 0), drive drive,\n"
    " weight numeric, convertible boolean NOT NULL DEFAULT false, pros jsonb, tags text[],\n"
    " since date, hp_kw integer GENERATED ALWAYS AS (hp * 3 / 4) STORED);\n"
    "CREATE TABLE issues (id uuid PRIMARY KEY, car_id uuid NOT NULL REFERENCES cars,\n"
    " title text NOT NULL, cost integer);\n"
    "CREATE TABLE fixes (id uuid PRIMARY KEY, issue_id uuid REFERENCES issues, text text);\n"
    "CREATE TABLE kinds (key text PRIMARY KEY, label text);\n"
    "CREATE TABLE economy (id uuid PRIMARY KEY, car_slug text, car_id uuid UNIQUE REFERENCES "
    "cars,\n"
    " mpg integer);\n"
    "CREATE TABLE garage (id integer PRIMARY KEY, car_id uuid REFERENCES cars ON DELETE CASCADE,\n"
    " matched_car_slug text, mileage integer);\n";

const char place_cars[] = "slug,name,hp,drive,weight,pros,tags,since\n"
                          "miata,MX-5,181,RWD,2341.5,\"[\"\"light\"\"]\",\"{a,b}\",2016-01-01\n"
                          "gti,Golf GTI,220,FWD,3000,,,\n"
                          "m3,\"M3, E46\",333,RWD,,,,\n";

static void
place_fill(struct place *place)
{
    place->share = scratch_path(place->dir, "share");
    place->data = scratch_path(place->dir, "data");
    settings_init(&place->settings);
    free(place->settings.data_dir);
    place->settings.data_dir = x_strdup(place->data);
}

static struct place *
place_open(struct place *place)
{
    struct error err = { 0 };

    place->emb = embedded_new(&place->settings, &err);
    cr_assert(place->emb, "%s", err.message);
    embedded_set_share(place->emb, place->share);
    return place;
}

struct place *
place_new(void)
{
    struct place *place = x_calloc(1, sizeof *place);

    place->dir = scratch_new();
    place_fill(place);
    place_write(place, "schema/010_base.sql", place_schema);
    place_write(place, "catalogue/manifest.csv", "table,key\ncars,slug\nissues,car_slug title\n");
    place_write(place, "catalogue/cars.csv", place_cars);
    place_write(place, "catalogue/issues.csv",
        "car_slug,title,cost\nm3,Rod bearings,2500\n"
        "m3,Subframe,4000\ngti,Water pump,\n");
    return place_open(place);
}

static void
place_copy(const char *from, const char *to)
{
    const struct term_options options = { .program = "/usr/bin/env", .home = "/" };
    const char *const args[] = { "cp", "-a", "--reflink=auto", from, to, NULL };
    struct run *run = run_program(&options, args);

    cr_assert_eq(run->status, 0, "%s", run->err);
    run_free(run);
}

/* Copies do without fsync: the disk of a machine that tests is busy enough. */
static void
place_relax(const struct place *place)
{
    char *path = scratch_path(place->data, "cluster/postgresql.conf");
    FILE *conf = fopen(path, "a");

    cr_assert(conf && fputs("fsync = off\n", conf) >= 0 && fclose(conf) == 0, "%s", path);
    free(path);
}

/* Both folders of a new place, brought up and stopped, into @store/@key. */
static void
place_prepare(const char *store, const char *key)
{
    struct place *place = place_new();
    char *fresh = x_asprintf("%s/%s.new", store, key), *done = scratch_path(store, key);
    char *data = scratch_path(fresh, "data"), *share = scratch_path(fresh, "share");
    struct error err = { 0 };

    place_ensure(place);
    cr_assert(embedded_stop(place->emb, &err), "%s", err.message);
    place_relax(place);
    cr_assert(mkdir(fresh, 0755) == 0, "%s: %s", fresh, strerror(errno));
    place_copy(place->data, data);
    place_copy(place->share, share);
    cr_assert(rename(fresh, done) == 0, "%s", strerror(errno));
    free(data);
    free(share);
    free(fresh);
    free(done);
    place_free(place);
}

/* A new build of the test may have another schema: its time is part of the name. */
struct place *
place_ready(void)
{
    const char *store = getenv("AUTOREV_TEST_DATABASES");
    struct place *place = x_calloc(1, sizeof *place);
    struct stat st;
    char *key, *from, *data, *share, *lock_path;
    int lock;

    cr_assert(store, "AUTOREV_TEST_DATABASES is not set: run the tests through meson");
    cr_assert(mkdir(store, 0755) == 0 || errno == EEXIST, "%s: %s", store, strerror(errno));
    cr_assert(stat("/proc/self/exe", &st) == 0);
    key = x_asprintf("%lld.%09ld", (long long) st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    from = scratch_path(store, key);
    lock_path = scratch_path(store, ".lock");
    lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    cr_assert(lock >= 0 && flock(lock, LOCK_EX) == 0);
    if (stat(from, &st) != 0)
        place_prepare(store, key);
    close(lock);

    place->dir = scratch_new();
    place_fill(place);
    data = scratch_path(from, "data");
    share = scratch_path(from, "share");
    place_copy(data, place->data);
    place_copy(share, place->share);
    free(data);
    free(share);
    free(lock_path);
    free(from);
    free(key);
    return place_open(place);
}

void
place_free(struct place *place)
{
    if (!place)
        return;
    /* Quicker than leaving it to the folder's keeper, who cannot tell a zombie from a server. */
    embedded_stop(place->emb, NULL);
    embedded_free(place->emb);
    settings_fini(&place->settings);
    scratch_free(place->dir);
    free(place->share);
    free(place->data);
    free(place);
}

struct embedded *
place_session(const struct place *place)
{
    struct error err = { 0 };
    struct embedded *emb = embedded_new(&place->settings, &err);

    cr_assert(emb, "%s", err.message);
    embedded_set_share(emb, place->share);
    return emb;
}

void
place_ensure(struct place *place)
{
    struct error err = { 0 };

    cr_assert(embedded_ensure(place->emb, NULL, NULL, &err), "%s (%s)", err.message, err.detail);
    cr_assert(embedded_current(place->emb));
}

void
place_refuses(struct place *place, const char *message)
{
    struct error err = { 0 };

    cr_assert(!embedded_ensure(place->emb, NULL, NULL, &err), "not refused: %s", message);
    cr_assert(!strncmp(err.message, message, strlen(message)), "wanted: %s\ngot: %s (%s)", message,
        err.message, err.detail);
    cr_assert(err.hint[0] || err.detail[0], "%s: without a way out", message);
}

char *
place_sql(const struct place *place, const char *sql)
{
    PGconn *conn = PQconnectdb(embedded_conninfo(place->emb));
    PGresult *res = PQexec(conn, sql);
    struct buffer out = { 0 };

    cr_assert(PQresultStatus(res) == PGRES_TUPLES_OK || PQresultStatus(res) == PGRES_COMMAND_OK,
        "%s\n%s", sql, PQerrorMessage(conn));
    for (int row = 0; row < PQntuples(res); row++)
        for (int col = 0; col < PQnfields(res); col++)
            buffer_printf(&out, "%s%s", col ? "|" : row ? "\n" : "", PQgetvalue(res, row, col));
    PQclear(res);
    PQfinish(conn);
    buffer_puts(&out, "");
    return buffer_take(&out);
}

void
place_expect(const struct place *place, const char *sql, const char *rows)
{
    char *got = place_sql(place, sql);

    cr_expect_str_eq(got ? got : "", rows, "%s\nwanted: %s\ngot: %s", sql, rows, got ? got : "");
    free(got);
}

void
place_write(const struct place *place, const char *name, const char *text)
{
    char *below = scratch_path("share", name);

    scratch_write(place->dir, below, text);
    free(below);
}

void
place_remove(const struct place *place, const char *name)
{
    char *path = scratch_path(place->share, name);

    cr_assert(unlink(path) == 0, "%s: %s", path, strerror(errno));
    free(path);
}

bool
place_has(const struct place *place, const char *name)
{
    char *path = scratch_path(place->data, name);
    struct stat st;
    bool has = lstat(path, &st) == 0;

    free(path);
    return has;
}

pid_t
place_server(const struct place *place)
{
    struct embedded_status status;

    embedded_status(place->emb, &status);
    return status.pid;
}

void
place_await_end(pid_t pid)
{
    for (int i = 0; i < 10000 && process_alive(pid); i++)
        process_pause(1);
    cr_assert(!process_alive(pid), "the server still runs");
}
