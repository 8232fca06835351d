/*
 * The Postgres backend: non-blocking libpq in pipeline mode, as a state machine of the loop.
 * Two lanes, each a connection of its own: one answers keys; the other, opened at the first use,
 * carries what takes long (exact counts).  Losing one is losing both: then the store retries.
 */
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/job.h"
#include "autorev/memory.h"
#include "autorev/secret.h"
#include "store/backend.h"
#include "store/conninfo.h"
#include "store/migrate.h"
#include "store/module.h"
#include "store/sql.h"

enum { LANE_KEYS, LANE_BACKGROUND, LANE_COUNT };
enum { CONNECT_MS = 10000, JOIN_MS = 5, LONG_MS = 50 };
enum { SECRET_MS = 60000 }; /* the program that prints the password may ask the user something */

/* One query on its way: what came of it so far. */
struct sent {
    struct sent *next;
    struct request *request; /* NULL once cancelled */
    struct result *res;
    struct error err;
    bool failed, stopped; /* stopped: by a cancel request that was meant for another */
    int64_t sent_ms;
};

struct lane {
    struct backend *pg;
    PGconn *conn;
    int fd;
    bool ready;
    struct sent *first, **last;
    struct timer *limit;
};

struct backend {
    struct loop *loop;
    struct store *store;
    const struct settings *settings;
    struct embedded *emb; /* NULL for a server that is not ours */
    char *where;
    struct lane lane[LANE_COUNT];
    struct conninfo *info; /* while a lane may be opened */
    struct job *prepare;
    struct job *stop; /* a cancel request on its way */
    PGcancel *stop_handle;
    struct timer *soon;
    struct secret *secret; /* the program that prints the password runs */
    bool has_secret;       /* it has, and the server has not refused what it printed */
    bool prepared;         /* the server was started or checked since the last good connection */
    struct error broken;
};

static void pg_connect(struct backend *pg);
static void lane_ready(int fd, short revents, void *data);

/* ---- errors ---- */

static void
pg_error(
    struct error *err, const char *state, const char *primary, const char *detail, const char *hint)
{
    enum error_code code = ERROR_REFUSED;

    state = state ? state : "";
    if (!strncmp(state, "08", 2) || !strncmp(state, "57P", 3))
        code = ERROR_OFFLINE;
    else if (!strncmp(state, "22", 2))
        code = ERROR_INPUT;
    else if (!strcmp(state, "42P01") || !strcmp(state, "42883") || !strcmp(state, "42703"))
        code = ERROR_MISSING;
    error_set(err, code, "%s", primary ? primary : "the server gave no reason");
    error_detail(err, "%s", detail ? detail : "");
    if (code == ERROR_MISSING)
        error_hint(err, "This database lacks a part of the schema: run autorev-tui db migrate");
    else if (!strcmp(state, "42501"))
        error_hint(err, "Your role on this server may not do that");
    else
        error_hint(err, "%s", hint ? hint : "");
}

/* libpq's own messages are several lines and end in a newline: the first says it. */
static void
pg_conn_error(struct error *err, const PGconn *conn)
{
    const char *text = conn ? PQerrorMessage(conn) : "out of memory";
    size_t size = strcspn(text, "\n");

    error_set(
        err, ERROR_OFFLINE, "%.*s", (int) size, size ? text : "the server closed the connection");
    if (text[size])
        error_detail(err, "%.*s", (int) strcspn(text + size + 1, "\n"), text + size + 1);
    if (strstr(text, "certificate"))
        error_hint(err, "Set postgres.sslmode, or give the server's root in sslrootcert");
    else if (strstr(text, "password"))
        error_hint(err, "Put the password into ~/.pgpass (mode 0600) or PGPASSWORD");
}

/* ---- a lane ---- */

static void
lane_close(struct lane *lane)
{
    if (lane->fd >= 0)
        loop_unwatch(lane->pg->loop, lane->fd);
    loop_timer_cancel(lane->pg->loop, lane->limit);
    lane->limit = NULL;
    lane->fd = -1;
    lane->ready = false;
    PQfinish(lane->conn);
    lane->conn = NULL;
    for (struct sent *s = lane->first, *next; s; s = next) {
        next = s->next;
        result_free(s->res);
        free(s);
    }
    lane->first = NULL;
    lane->last = &lane->first;
}

static void
pg_close_lanes(struct backend *pg)
{
    for (int i = 0; i < LANE_COUNT; i++)
        lane_close(&pg->lane[i]);
}

static void
pg_on_broken(void *data)
{
    struct backend *pg = data;
    struct error err = pg->broken;

    pg->soon = NULL;
    store_backend_lost(pg->store, &err, false);
}

/* The one place where a connection ends.  The store hears of it in a turn of its own: whoever is
 * just sending is not called back. */
static void
pg_broken(struct backend *pg, const struct lane *lane)
{
    pg_conn_error(&pg->broken, lane->conn);
    if (!lane->ready && PQconnectionUsedPassword(lane->conn))
        pg->has_secret = false; /* it may have been one for a while only: the next try asks anew */
    pg_close_lanes(pg);
    if (!pg->soon)
        pg->soon = loop_timer(pg->loop, 0, pg_on_broken, pg);
}

static void
lane_watch(struct lane *lane, short events)
{
    int fd = PQsocket(lane->conn);

    if (fd != lane->fd && lane->fd >= 0)
        loop_unwatch(lane->pg->loop, lane->fd); /* libpq went on to the next address */
    lane->fd = fd;
    loop_watch(lane->pg->loop, fd, events, lane_ready, lane);
}

static bool
lane_flush(struct lane *lane)
{
    int unsent = PQflush(lane->conn);

    if (unsent < 0) {
        pg_broken(lane->pg, lane);
        return false;
    }
    lane_watch(lane, unsent ? POLLIN | POLLOUT : POLLIN);
    return true;
}

static bool
lane_send(struct lane *lane, struct request *request)
{
    struct sent *sent = x_calloc(1, sizeof *sent);
    struct sql sql;
    bool ok;

    sql_init(&sql, request_query(request));
    ok = PQsendQueryParams(
             lane->conn, buffer_text(&sql.text), sql.params, NULL, sql.param, NULL, NULL, 0) == 1;
    if (ok && sql.count_text.size)
        ok = PQsendQueryParams(lane->conn, buffer_text(&sql.count_text),
                 strchr(buffer_text(&sql.count_text), '$') ? sql.params : 0, NULL, sql.param, NULL,
                 NULL, 0) == 1;
    ok = ok && PQpipelineSync(lane->conn) == 1;
    sql_fini(&sql);
    sent->request = request;
    sent->sent_ms = loop_now_ms();
    *lane->last = sent;
    lane->last = &sent->next;
    if (!ok) {
        pg_broken(lane->pg, lane);
        return false;
    }
    return lane_flush(lane);
}

/* Copies the cells of one answer. */
static struct result *
lane_result(const PGresult *pr)
{
    int cols = PQnfields(pr), rows = PQntuples(pr);
    const char **cell = x_calloc((size_t) cols, sizeof *cell);
    struct result *res;

    for (int c = 0; c < cols; c++)
        cell[c] = PQfname(pr, c);
    res = result_new((size_t) cols, cell);
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < cols; c++)
            cell[c] = PQgetisnull(pr, r, c) ? NULL : PQgetvalue(pr, r, c);
        result_add(res, cell);
    }
    free(cell);
    return res;
}

static void
lane_take(struct sent *sent, const PGresult *pr)
{
    const char *state = PQresultErrorField(pr, PG_DIAG_SQLSTATE);

    switch (PQresultStatus(pr)) {
    case PGRES_TUPLES_OK:
        if (!sent->request)
            break;
        if (!sent->res)
            sent->res = lane_result(pr);
        else
            result_set_total(sent->res, atol(PQgetvalue(pr, 0, 0)), *PQgetvalue(pr, 0, 1) == 't');
        break;
    case PGRES_COMMAND_OK:
        if (!sent->res)
            sent->res = result_new(0, NULL);
        break;
    case PGRES_FATAL_ERROR:
        if (sent->failed)
            break;
        sent->failed = true;
        sent->stopped = state && !strcmp(state, "57014");
        pg_error(&sent->err, state, PQresultErrorField(pr, PG_DIAG_MESSAGE_PRIMARY),
            PQresultErrorField(pr, PG_DIAG_MESSAGE_DETAIL),
            PQresultErrorField(pr, PG_DIAG_MESSAGE_HINT));
        break;
    default:
        break;
    }
}

/* The answer to the oldest query is complete. */
static void
lane_answer(struct lane *lane)
{
    struct sent *sent = lane->first;

    lane->first = sent->next;
    if (!lane->first)
        lane->last = &lane->first;
    if (sent->request && sent->stopped) {
        result_free(sent->res);
        lane_send(lane, sent->request);
    } else if (sent->request && sent->failed) {
        result_free(sent->res);
        store_answer(sent->request, NULL, &sent->err);
    } else if (sent->request) {
        store_answer(sent->request, sent->res, NULL);
    } else {
        result_free(sent->res);
    }
    free(sent);
}

static void
lane_read(struct lane *lane)
{
    while (lane->conn && lane->first && !PQisBusy(lane->conn)) {
        PGresult *pr = PQgetResult(lane->conn);
        bool sync;

        if (!pr)
            continue; /* the end of one statement; the sync ends the query */
        sync = PQresultStatus(pr) == PGRES_PIPELINE_SYNC;
        if (!sync)
            lane_take(lane->first, pr);
        PQclear(pr);
        if (sync)
            lane_answer(lane);
    }
}

static void
lane_on_limit(void *data)
{
    struct lane *lane = data;
    struct backend *pg = lane->pg;
    struct error err;

    lane->limit = NULL;
    error_set(&err, ERROR_OFFLINE, "%s does not answer within %d s", pg->where, CONNECT_MS / 1000);
    pg_close_lanes(pg);
    store_backend_lost(pg->store, &err, false);
}

static void
lane_connected(struct lane *lane)
{
    struct backend *pg = lane->pg;

    loop_timer_cancel(pg->loop, lane->limit);
    lane->limit = NULL;
    if (PQsetnonblocking(lane->conn, 1) != 0 || PQenterPipelineMode(lane->conn) != 1) {
        pg_broken(pg, lane);
        return;
    }
    lane->ready = true;
    lane_watch(lane, POLLIN);
    if (lane == &pg->lane[LANE_KEYS]) {
        pg->prepared = false;
        store_backend_ready(pg->store);
        return;
    }
    /* What was waiting for this lane to open. */
    for (struct sent *s = lane->first, *next; s; s = next) {
        struct request *request = s->request;

        next = s->next;
        if (s == lane->first) {
            lane->first = NULL;
            lane->last = &lane->first;
        }
        free(s);
        if (request && !lane_send(lane, request)) {
            for (struct sent *rest = next; rest; rest = next) {
                next = rest->next;
                free(rest);
            }
            return;
        }
    }
}

static void pg_unreachable(struct backend *pg, const struct lane *lane);

static void
lane_ready(int fd, short revents, void *data)
{
    struct lane *lane = data;

    (void) fd;
    if (!lane->ready) {
        switch (PQconnectPoll(lane->conn)) {
        case PGRES_POLLING_OK:
            lane_connected(lane);
            break;
        case PGRES_POLLING_READING:
            lane_watch(lane, POLLIN);
            break;
        case PGRES_POLLING_WRITING:
            lane_watch(lane, POLLOUT);
            break;
        default:
            pg_unreachable(lane->pg, lane);
            break;
        }
        return;
    }
    if ((revents & (POLLIN | POLLHUP | POLLERR)) && !PQconsumeInput(lane->conn)) {
        pg_broken(lane->pg, lane);
        return;
    }
    lane_read(lane);
    if (lane->conn)
        lane_flush(lane);
}

static void
lane_open(struct lane *lane)
{
    struct backend *pg = lane->pg;

    lane->conn = PQconnectStartParams(conninfo_keywords(pg->info), conninfo_values(pg->info), 0);
    if (!lane->conn || PQstatus(lane->conn) == CONNECTION_BAD) {
        pg_unreachable(pg, lane);
        return;
    }
    lane->limit = loop_timer(pg->loop, CONNECT_MS, lane_on_limit, lane);
    lane_watch(lane, POLLOUT);
}

/* ---- connecting ---- */

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
        lane_open(&pg->lane[LANE_KEYS]);
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

/* Nobody answered the call.  The embedded server may just not run: start it, once. */
static void
pg_unreachable(struct backend *pg, const struct lane *lane)
{
    if (!pg->emb || pg->prepared) {
        pg_broken(pg, lane);
        return;
    }
    pg_close_lanes(pg);
    pg_ensure(pg);
}

static void
pg_on_join(void *data)
{
    struct backend *pg = data;

    pg->soon = NULL;
    pg_connect(pg);
}

static void
pg_on_looked_up(void *data, bool ok, const struct error *err)
{
    struct backend *pg = data;

    pg->prepare = NULL;
    if (ok)
        lane_open(&pg->lane[LANE_KEYS]);
    else
        store_backend_lost(pg->store, err, false);
}

static bool
pg_work_look_up(void *arg, progress_fn progress, void *progress_data, struct error *err)
{
    return conninfo_look_up(arg, progress, progress_data, err);
}

/* The child says the addresses one by one; they are kept for reconnects in this run. */
static void
pg_on_address(void *data, const char *what, long done, long total)
{
    struct backend *pg = data;

    (void) total;
    conninfo_set_address(pg->info, (size_t) done, what);
}

static void
pg_on_secret(void *data, const char *text, const struct error *err)
{
    struct backend *pg = data;

    pg->secret = NULL;
    if (!text) {
        store_backend_lost(pg->store, err, true);
        return;
    }
    conninfo_set_password(pg->info, text);
    pg->has_secret = true;
    pg_connect(pg);
}

static bool
pg_wants_secret(const struct backend *pg)
{
    const char *known = getenv("PGPASSWORD");

    return !pg->has_secret && pg->settings->postgres_password_command[0] && !(known && *known);
}

/* A server that is not ours: the password, then the addresses, then the connection. */
static void
pg_connect_server(struct backend *pg)
{
    struct error err = { 0 };

    if (pg_wants_secret(pg)) {
        pg->secret = secret_start(
            pg->loop, pg->settings->postgres_password_command, SECRET_MS, pg_on_secret, pg, &err);
        if (!pg->secret)
            store_backend_lost(pg->store, &err, false);
    } else if (conninfo_needs_look_up(pg->info)) {
        pg->prepare = job_start(
            pg->loop, pg_work_look_up, pg->info, pg_on_address, pg_on_looked_up, pg, &err);
        if (!pg->prepare)
            store_backend_lost(pg->store, &err, false);
    } else {
        lane_open(&pg->lane[LANE_KEYS]);
    }
}

static void
pg_connect(struct backend *pg)
{
    struct error err = { 0 };

    if (pg->prepare || pg->soon || pg->secret)
        return;
    pg_close_lanes(pg);
    if (!pg->emb) {
        pg_connect_server(pg);
        return;
    }
    pg->prepared = false;
    if (!embedded_join(pg->emb, &err)) {
        if (err.code)
            store_backend_lost(pg->store, &err, true);
        else
            pg->soon = loop_timer(pg->loop, JOIN_MS, pg_on_join, pg);
    } else if (embedded_current(pg->emb)) {
        lane_open(&pg->lane[LANE_KEYS]);
    } else {
        pg_ensure(pg);
    }
}

/* ---- the backend's functions ---- */

static void
pg_close(struct backend *pg)
{
    if (!pg)
        return;
    loop_timer_cancel(pg->loop, pg->soon);
    secret_cancel(pg->secret);
    job_cancel(pg->prepare);
    job_cancel(pg->stop);
    PQfreeCancel(pg->stop_handle);
    pg_close_lanes(pg);
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
    for (int i = 0; i < LANE_COUNT; i++) {
        pg->lane[i].pg = pg;
        pg->lane[i].fd = -1;
        pg->lane[i].last = &pg->lane[i].first;
    }
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
    return pg;
}

static void
pg_send(struct backend *pg, struct request *request)
{
    struct lane *lane = &pg->lane[request_background(request) ? LANE_BACKGROUND : LANE_KEYS];
    struct sent *sent;

    if (lane->ready) {
        lane_send(lane, request);
        return;
    }
    if (lane == &pg->lane[LANE_KEYS])
        return; /* just broken: the store hears of it in the next turn and sends again */
    sent = x_calloc(1, sizeof *sent);
    sent->request = request;
    *lane->last = sent;
    lane->last = &sent->next;
    if (!lane->conn && pg->lane[LANE_KEYS].ready)
        lane_open(lane);
}

static bool
pg_work_stop(void *arg, progress_fn progress, void *progress_data, struct error *err)
{
    char text[256] = "";

    (void) progress;
    (void) progress_data;
    return PQcancel(arg, text, sizeof text) == 1 || error_set(err, ERROR_OFFLINE, "%s", text);
}

static void
pg_on_stopped(void *data, bool ok, const struct error *err)
{
    struct backend *pg = data;

    (void) ok;
    (void) err;
    pg->stop = NULL;
    PQfreeCancel(pg->stop_handle);
    pg->stop_handle = NULL;
}

static void
pg_cancel(struct backend *pg, struct request *request)
{
    for (int i = 0; i < LANE_COUNT; i++) {
        struct lane *lane = &pg->lane[i];

        for (struct sent *s = lane->first; s; s = s->next) {
            if (s->request != request)
                continue;
            s->request = NULL;
            if (s == lane->first && lane->ready && !pg->stop &&
                loop_now_ms() - s->sent_ms >= LONG_MS) {
                /* PQcancel() waits for the server: a child does it. */
                pg->stop_handle = PQgetCancel(lane->conn);
                pg->stop = job_start(
                    pg->loop, pg_work_stop, pg->stop_handle, NULL, pg_on_stopped, pg, NULL);
                if (!pg->stop)
                    pg_on_stopped(pg, false, NULL);
            }
            return;
        }
    }
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
