/*
 * The Postgres backend: how a server is reached, and which of two lanes a query takes.  One answers
 * keys; the other, opened at the first use, carries what takes long (exact counts).  Losing one is
 * losing both: then the store retries.  Where there is no second connection to be had, everything
 * takes the first.
 */
#include <stdlib.h>

#include "autorev/memory.h"
#include "autorev/secret.h"
#include "store/backend.h"
#include "store/conninfo.h"
#include "store/lane.h"
#include "store/migrate.h"
#include "store/module.h"

enum { LANE_KEYS, LANE_BACKGROUND, LANE_COUNT };
enum { JOIN_MS = 5, PASSWORD_MS = 60000 };

struct backend {
    struct loop *loop;
    struct store *store;
    const struct settings *settings;
    struct embedded *emb; /* NULL for a server that is not ours */
    char *where;
    struct conninfo *info;
    struct lane *lane[LANE_COUNT];
    struct job *prepare;
    struct secret *secret; /* the password, on its way */
    struct timer *soon;
    bool prepared; /* the server was started or checked since the last good connection */
    bool single;   /* the server gives us one connection only */
    bool asked;    /* the password was told for this very try */
};

static void pg_connect(struct backend *pg);

/* ---- what lanes say ---- */

static void
pg_close_lanes(struct backend *pg)
{
    for (int i = 0; i < LANE_COUNT; i++)
        lane_close(pg->lane[i]);
}

static void
pg_on_open(void *data, struct lane *lane)
{
    struct backend *pg = data;

    if (lane != pg->lane[LANE_KEYS])
        return;
    pg->prepared = pg->single = pg->asked = false;
    store_backend_ready(pg->store);
}

static void pg_ensure(struct backend *pg);

static void
pg_on_lost(void *data, struct lane *lane, enum lane_loss loss, const struct error *err)
{
    struct backend *pg = data;
    /* A program that has just told a wrong password is not run again by itself: it may ask the user
     * for something. */
    bool fatal = loss == LANE_NO_PASSWORD && pg->asked;

    if (lane == pg->lane[LANE_BACKGROUND] && loss != LANE_LOST) {
        pg->single = true;
        lane_hand_over(lane, pg->lane[LANE_KEYS]);
        lane_close(lane);
        return;
    }
    if (loss == LANE_NO_PASSWORD)
        conninfo_drop_password(pg->info);
    else if (loss == LANE_SILENT)
        conninfo_skip(pg->info, lane_host(lane), lane_address(lane), lane_port(lane));
    else if (loss == LANE_UNREACHABLE)
        conninfo_forget_addresses(pg->info);
    pg->asked = false;
    pg_close_lanes(pg);
    /* The embedded server may just not run: start it, once. */
    if (pg->emb && !pg->prepared && loss != LANE_LOST)
        pg_ensure(pg);
    else
        store_backend_lost(pg->store, err, fatal);
}

static const struct lane_owner pg_owner = { .open = pg_on_open, .lost = pg_on_lost };

/* ---- connecting ---- */

static void
pg_open_keys(struct backend *pg)
{
    lane_open(pg->lane[LANE_KEYS], pg->info);
}

static void
pg_progress(void *data, const char *what, long done, long total)
{
    struct backend *pg = data;

    store_backend_progress(pg->store, what, done, total);
}

static void
pg_on_prepared(void *data, bool ok, const struct error *err)
{
    struct backend *pg = data;

    pg->prepare = NULL;
    pg->prepared = true;
    if (ok)
        pg_open_keys(pg);
    else
        store_backend_lost(pg->store, err, true);
}

static bool
pg_work_ensure(void *arg, progress_fn progress, void *progress_data, struct error *err)
{
    return embedded_ensure(arg, progress, progress_data, err);
}

static void
pg_ensure(struct backend *pg)
{
    struct error err = { 0 };

    store_backend_progress(pg->store, "starting the database", 0, 0);
    pg->prepare =
        job_start(pg->loop, pg_work_ensure, pg->emb, pg_progress, pg_on_prepared, pg, &err);
    if (!pg->prepare)
        store_backend_lost(pg->store, &err, false);
}

static void
pg_on_join(void *data)
{
    struct backend *pg = data;

    pg->soon = NULL;
    pg_connect(pg);
}

static void
pg_connect_embedded(struct backend *pg)
{
    struct error err = { 0 };

    pg->prepared = false;
    if (!embedded_join(pg->emb, &err)) {
        if (err.code)
            store_backend_lost(pg->store, &err, true);
        else
            pg->soon = loop_timer(pg->loop, JOIN_MS, pg_on_join, pg);
    } else if (embedded_current(pg->emb)) {
        pg_open_keys(pg);
    } else {
        pg_ensure(pg);
    }
}

static void
pg_on_password(void *data, const char *text, const struct error *err)
{
    struct backend *pg = data;
    struct error why;

    pg->secret = NULL;
    if (text) {
        conninfo_set_password(pg->info, text);
        pg->asked = true;
        pg_connect(pg);
        return;
    }
    why = *err;
    error_prefix(&why, "postgres.password-command");
    store_backend_lost(pg->store, &why, true);
}

static void
pg_ask_password(struct backend *pg)
{
    struct error err = { 0 };

    pg->asked = false;
    pg->secret = secret_start(
        pg->loop, conninfo_password_command(pg->info), PASSWORD_MS, pg_on_password, pg, &err);
    if (!pg->secret)
        store_backend_lost(pg->store, &err, false);
}

static void
pg_on_looked_up(void *data, bool ok, const struct error *err)
{
    struct backend *pg = data;

    pg->prepare = NULL;
    if (ok) {
        conninfo_settle(pg->info);
        pg_open_keys(pg);
    } else {
        conninfo_forget_addresses(pg->info);
        store_backend_lost(pg->store, err, false);
    }
}

static bool
pg_work_look_up(void *arg, progress_fn progress, void *progress_data, struct error *err)
{
    return conninfo_look_up(arg, progress, progress_data, err);
}

static void
pg_on_address(void *data, const char *what, long done, long total)
{
    struct backend *pg = data;

    (void) total;
    conninfo_add_address(pg->info, done, what);
}

static void
pg_look_up(struct backend *pg)
{
    struct error err = { 0 };

    pg->prepare =
        job_start(pg->loop, pg_work_look_up, pg->info, pg_on_address, pg_on_looked_up, pg, &err);
    if (!pg->prepare)
        store_backend_lost(pg->store, &err, false);
}

/* Takes the next step; each ends here again, or in the first lane. */
static void
pg_connect(struct backend *pg)
{
    if (pg->prepare || pg->soon || pg->secret)
        return;
    pg_close_lanes(pg);
    if (pg->emb)
        pg_connect_embedded(pg);
    else if (conninfo_password_command(pg->info))
        pg_ask_password(pg);
    else if (conninfo_needs_look_up(pg->info))
        pg_look_up(pg);
    else
        pg_open_keys(pg);
}

/* ---- the backend's functions ---- */

static void
pg_close(struct backend *pg)
{
    if (!pg)
        return;
    loop_timer_cancel(pg->loop, pg->soon);
    job_cancel(pg->prepare);
    secret_cancel(pg->secret);
    for (int i = 0; i < LANE_COUNT; i++) {
        if (pg->lane[i])
            lane_stop(pg->lane[i]);
        lane_free(pg->lane[i]);
    }
    if (pg->emb)
        embedded_leave(pg->emb);
    embedded_free(pg->emb);
    conninfo_free(pg->info);
    free(pg->where);
    free(pg);
}

static struct backend *
pg_open(const struct settings *settings, struct loop *loop, struct store *store, struct error *err)
{
    struct backend *pg = x_calloc(1, sizeof *pg);

    pg->loop = loop;
    pg->store = store;
    pg->settings = settings;
    if (settings->backend == BACKEND_EMBEDDED) {
        pg->emb = embedded_new(settings, err);
        pg->info = pg->emb ? conninfo_embedded(embedded_conninfo(pg->emb), err) : NULL;
    } else {
        pg->info = conninfo_new(settings, err);
    }
    if (!pg->info) {
        pg_close(pg);
        return NULL;
    }
    pg->where = pg->emb ? x_strdup("local") : conninfo_where(pg->info);
    for (int i = 0; i < LANE_COUNT; i++)
        pg->lane[i] = lane_new(loop, &pg_owner, pg, pg->where);
    return pg;
}

static void
pg_send(struct backend *pg, struct request *request)
{
    bool background = request_background(request) && !pg->single;
    struct lane *lane = pg->lane[background ? LANE_BACKGROUND : LANE_KEYS];

    if (background && lane_is_closed(lane) && lane_is_open(pg->lane[LANE_KEYS]))
        lane_open(lane, pg->info);
    lane_send(lane, request);
}

static void
pg_cancel(struct backend *pg, struct request *request)
{
    for (int i = 0; i < LANE_COUNT; i++)
        if (lane_cancel(pg->lane[i], request))
            return;
}

static const char *
pg_where(const struct backend *pg)
{
    return pg->where;
}

static const struct backend_class backend_postgres = {
    .name = "postgres",
    .open = pg_open,
    .connect = pg_connect,
    .send = pg_send,
    .cancel = pg_cancel,
    .close = pg_close,
    .where = pg_where,
};

extern const struct postgres_module autorev_postgres_module;

const struct postgres_module autorev_postgres_module = {
    .backend = &backend_postgres,
    .embedded_new = embedded_new,
    .embedded_free = embedded_free,
    .embedded_conninfo = embedded_conninfo,
    .embedded_join = embedded_join,
    .embedded_leave = embedded_leave,
    .embedded_ensure = embedded_ensure,
    .embedded_stop = embedded_stop,
    .embedded_status = embedded_status,
    .embedded_report = embedded_report,
    .embedded_forget = embedded_forget,
    .embedded_restore = embedded_restore,
    .embedded_program = embedded_program,
    .conninfo_text = conninfo_text,
    .migrate_ask = migrate_ask,
    .migrate_server = migrate_server,
};
