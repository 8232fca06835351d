#include "store/lane.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "autorev/memory.h"
#include "store/process.h"
#include "store/sql.h"

enum {
    LONG_MS = 50,    /* from here on a query is worth the trouble of stopping it */
    AGAIN_MS = 1000, /* between two tries to stop the same one, and more each time */
    STOP_S = 10,     /* a stop that the server does not take is given up */
    STRUCK_MAX = 3,  /* how often a query is taken to be hit by a stop for another */
};

/* One query on its way: what came of it so far. */
struct sent {
    struct sent *next;
    struct request *request; /* NULL once cancelled */
    struct result *res;
    struct error err;
    bool failed;
    bool stopped; /* by somebody's stop: ours, a time limit, an administrator */
    int stops;    /* that we sent because of it */
    int struck;   /* that hit it and were meant for another */
};

struct lane {
    struct loop *loop;
    const struct lane_owner *owner;
    void *data;
    const char *where;
    enum { CLOSED, CONNECTING, OPEN, BROKEN } state;
    PGconn *conn;
    int fd;
    ConnStatusType stage; /* how far connecting came */
    bool verifies;
    char *host, *address, *port; /* where it was lost */
    struct sent *first, **last;
    int64_t first_ms; /* since when the server works at the first */
    int64_t stray_ms; /* until when a stop of ours may still arrive */
    struct timer *limit, *patience, *soon;
    enum lane_loss loss;
    struct error err;
};

static void lane_ready(int fd, short revents, void *data);

/* ---- errors ---- */

/* What one answer says about itself. */
static void
lane_query_error(struct error *err, const PGresult *pr)
{
    static const struct {
        const char *state; /* or its class */
        enum error_code code;
        const char *hint; /* NULL: the server's own, if it has one */
    } row[] = {
        { "08", ERROR_OFFLINE, NULL },
        { "57P", ERROR_OFFLINE, NULL },
        { "22", ERROR_INPUT, NULL },
        { "23", ERROR_INPUT, NULL },
        { "42P01", ERROR_MISSING, "This database lacks a part of the schema: run db migrate" },
        { "42883", ERROR_MISSING, "This database lacks a part of the schema: run db migrate" },
        { "42703", ERROR_MISSING, "This database lacks a part of the schema: run db migrate" },
        { "3F000", ERROR_MISSING, "This database lacks a part of the schema: run db migrate" },
        { "42501", ERROR_REFUSED, "Your role on this server may not do that" },
        { "25006", ERROR_REFUSED, "This server only reads; write to the main one" },
        { "57014", ERROR_REFUSED, "It took longer than the server allows (statement_timeout)" },
        { "40", ERROR_REFUSED, "Somebody else was changing the same; do it again" },
        { "", ERROR_REFUSED, NULL },
    };
    const char *state = PQresultErrorField(pr, PG_DIAG_SQLSTATE);
    const char *primary = PQresultErrorField(pr, PG_DIAG_MESSAGE_PRIMARY);
    const char *detail = PQresultErrorField(pr, PG_DIAG_MESSAGE_DETAIL);
    const char *hint = PQresultErrorField(pr, PG_DIAG_MESSAGE_HINT);
    size_t i = 0;

    while (strncmp(state ? state : "", row[i].state, strlen(row[i].state)))
        i++;
    error_set(err, row[i].code, "%s", primary ? primary : "the server gave no reason");
    error_detail(err, "%s", detail ? detail : "");
    error_hint(err, "%s", row[i].hint ? row[i].hint : hint ? hint : "");
}

/* The words of libpq may be in any language: the hint goes by how far connecting came. */
static void
lane_hint(const struct lane *lane, struct error *err)
{
    switch (lane->stage) {
    case CONNECTION_SSL_STARTUP:
        if (lane->verifies)
            error_hint(err,
                "The server must prove who it is: give its root in PGSSLROOTCERT, or choose another"
                " postgres.sslmode (\"require\" encrypts without proof)");
        else
            error_hint(err, "postgres.sslmode says whether the connection is encrypted");
        break;
    case CONNECTION_STARTED:
    case CONNECTION_NEEDED:
        error_hint(err, "Is the server running, and are host and port in postgres.url right?");
        break;
    default:
        if (lane->conn && PQconnectionNeedsPassword(lane->conn))
            error_hint(err, "Put the password into ~/.pgpass (mode 0600) or PGPASSWORD, or let"
                            " postgres.password-command tell it");
        else if (lane->conn && PQconnectionUsedPassword(lane->conn))
            error_hint(err, "Check user, password and database");
        else
            error_hint(err, "Check user and database in postgres.url");
        break;
    }
}

/* libpq's own messages are several lines: the first says it. */
static void
lane_conn_error(const struct lane *lane, struct error *err)
{
    const char *text = lane->conn ? PQerrorMessage(lane->conn) : "out of memory\n";
    size_t size = strcspn(text, "\n");

    error_set(
        err, ERROR_OFFLINE, "%.*s", (int) size, size ? text : "the server closed the connection");
    text += size + strspn(text + size, "\n\t ");
    error_detail(err, "%.*s", (int) strcspn(text, "\n"), text);
    if (lane->state == CONNECTING)
        lane_hint(lane, err);
}

/* ---- open and closed ---- */

struct lane *
lane_new(struct loop *loop, const struct lane_owner *owner, void *data, const char *where)
{
    struct lane *lane = x_calloc(1, sizeof *lane);

    *lane = (struct lane){ .loop = loop, .owner = owner, .data = data, .where = where, .fd = -1 };
    lane->last = &lane->first;
    return lane;
}

static void
sent_free(struct sent *sent)
{
    result_free(sent->res);
    free(sent);
}

static void
lane_forget(struct lane *lane)
{
    for (struct sent *s = lane->first, *next; s; s = next) {
        next = s->next;
        sent_free(s);
    }
    lane->first = NULL;
    lane->last = &lane->first;
}

static void
lane_drop_timer(struct lane *lane, struct timer **timer)
{
    loop_timer_cancel(lane->loop, *timer);
    *timer = NULL;
}

static void
lane_disconnect(struct lane *lane)
{
    if (lane->fd >= 0)
        loop_unwatch(lane->loop, lane->fd);
    lane->fd = -1;
    lane_drop_timer(lane, &lane->limit);
    lane_drop_timer(lane, &lane->patience);
    PQfinish(lane->conn);
    lane->conn = NULL;
    lane->stray_ms = 0;
}

void
lane_close(struct lane *lane)
{
    lane_disconnect(lane);
    lane_drop_timer(lane, &lane->soon);
    lane_forget(lane);
    lane->state = CLOSED;
}

void
lane_free(struct lane *lane)
{
    if (!lane)
        return;
    lane_close(lane);
    free(lane->host);
    free(lane->address);
    free(lane->port);
    free(lane);
}

bool
lane_is_closed(const struct lane *lane)
{
    return lane->state == CLOSED;
}

bool
lane_is_open(const struct lane *lane)
{
    return lane->state == OPEN;
}

const char *
lane_host(const struct lane *lane)
{
    return lane->host;
}

const char *
lane_address(const struct lane *lane)
{
    return lane->address;
}

const char *
lane_port(const struct lane *lane)
{
    return lane->port;
}

static void
lane_on_lost(void *data)
{
    struct lane *lane = data;
    struct error err = lane->err;

    lane->soon = NULL;
    lane->owner->lost(lane->data, lane, lane->loss, &err);
}

static void
lane_keep(char **text, const char *value)
{
    free(*text);
    *text = x_strdup(value ? value : "");
}

/* The one place where a connection ends by itself. */
static void
lane_lose(struct lane *lane, enum lane_loss loss)
{
    bool connecting = lane->state == CONNECTING;

    lane_keep(&lane->host, lane->conn ? PQhost(lane->conn) : NULL);
    lane_keep(&lane->address, lane->conn ? PQhostaddr(lane->conn) : NULL);
    lane_keep(&lane->port, lane->conn ? PQport(lane->conn) : NULL);
    lane->loss = loss;
    lane_disconnect(lane);
    if (!connecting)
        lane_forget(lane); /* else they never went out: the owner may have another way */
    lane->state = BROKEN;
    lane->soon = loop_timer(lane->loop, 0, lane_on_lost, lane);
}

static void
lane_broken(struct lane *lane)
{
    enum lane_loss loss = lane->state == OPEN ? LANE_LOST : LANE_UNREACHABLE;

    lane_conn_error(lane, &lane->err);
    if (loss == LANE_UNREACHABLE && lane->conn &&
        (PQconnectionNeedsPassword(lane->conn) || PQconnectionUsedPassword(lane->conn)))
        loss = LANE_NO_PASSWORD;
    lane_lose(lane, loss);
}

static void
lane_on_limit(void *data)
{
    struct lane *lane = data;

    lane->limit = NULL;
    error_set(&lane->err, ERROR_OFFLINE, "%s does not answer", lane->where);
    lane_hint(lane, &lane->err);
    lane_lose(lane, LANE_SILENT);
}

static void
lane_watch(struct lane *lane, short events)
{
    int fd = PQsocket(lane->conn);

    if (fd != lane->fd && lane->fd >= 0)
        loop_unwatch(lane->loop, lane->fd); /* libpq went on to the next address */
    lane->fd = fd;
    loop_watch(lane->loop, fd, events, lane_ready, lane);
}

void
lane_open(struct lane *lane, const struct conninfo *info)
{
    lane->state = CONNECTING;
    lane->verifies = conninfo_verifies(info);
    lane->stage = CONNECTION_NEEDED;
    lane->conn = PQconnectStartParams(conninfo_keywords(info), conninfo_values(info), 0);
    if (!lane->conn || PQstatus(lane->conn) == CONNECTION_BAD) {
        lane_broken(lane);
        return;
    }
    lane->limit = loop_timer(lane->loop, conninfo_timeout_ms(info), lane_on_limit, lane);
    lane_watch(lane, POLLOUT);
}

/* ---- stopping ---- */

/* A stop is a connection of its own, and libpq waits for it: a child that nobody waits for does it,
 * so that it is also done when we leave. */
void
lane_stop(struct lane *lane)
{
    PGcancel *handle = NULL;
    pid_t pid;

    if (lane->state != OPEN || !lane->first || loop_now_ms() - lane->first_ms < LONG_MS ||
        !(handle = PQgetCancel(lane->conn)))
        return;
    pid = fork();
    if (pid == 0) {
        if (fork() == 0) {
            char why[256];

            process_detach(-1);
            alarm(STOP_S);
            PQcancel(handle, why, sizeof why);
        }
        _exit(0);
    }
    while (pid > 0 && waitpid(pid, NULL, 0) < 0)
        continue;
    PQfreeCancel(handle);
    if (pid > 0) {
        lane->first->stops++;
        lane->stray_ms = loop_now_ms() + STOP_S * 1000;
    }
}

static void lane_mind(struct lane *lane);

static void
lane_on_patience(void *data)
{
    struct lane *lane = data;

    lane->patience = NULL;
    if (lane->first && !lane->first->request)
        lane_stop(lane);
    lane_mind(lane);
}

/* A query that nobody wants any more holds up those behind it. */
static void
lane_mind(struct lane *lane)
{
    const struct sent *s = lane->first;
    int64_t ran, wait;

    if (lane->patience || lane->state != OPEN || !s || s->request)
        return;
    ran = loop_now_ms() - lane->first_ms;
    wait = s->stops ? (int64_t) AGAIN_MS << (s->stops < 5 ? s->stops - 1 : 5) : LONG_MS - ran;
    lane->patience = loop_timer(lane->loop, wait > 0 ? (int) wait : 0, lane_on_patience, lane);
}

bool
lane_cancel(struct lane *lane, struct request *request)
{
    for (struct sent *s = lane->first; s; s = s->next) {
        if (s->request != request)
            continue;
        s->request = NULL;
        lane_mind(lane);
        return true;
    }
    return false;
}

/* ---- sending ---- */

static bool
lane_flush(struct lane *lane)
{
    int unsent = PQflush(lane->conn);

    if (unsent < 0) {
        lane_broken(lane);
        return false;
    }
    lane_watch(lane, unsent ? POLLIN | POLLOUT : POLLIN);
    return true;
}

/* Each query ends with a sync of its own, so that its failure is its own. */
static bool
lane_put(struct lane *lane, const struct query *q)
{
    struct sql sql;
    bool ok;

    sql_init(&sql, q);
    ok = PQsendQueryParams(
             lane->conn, buffer_text(&sql.text), sql.params, NULL, sql.param, NULL, NULL, 0) == 1;
    if (ok && sql.count_text.size)
        ok = PQsendQueryParams(lane->conn, buffer_text(&sql.count_text), sql.count_params, NULL,
                 sql.param, NULL, NULL, 0) == 1;
    ok = ok && PQpipelineSync(lane->conn) == 1;
    sql_fini(&sql);
    return ok;
}

static void
lane_append(struct lane *lane, struct sent *sent)
{
    if (!lane->first)
        lane->first_ms = loop_now_ms();
    sent->next = NULL;
    *lane->last = sent;
    lane->last = &sent->next;
}

static void
lane_send_again(struct lane *lane, struct request *request, int struck)
{
    struct sent *sent;

    if (lane->state == BROKEN && lane->loss == LANE_LOST)
        return; /* the owner hears of it in the next turn, and sends again */
    sent = x_calloc(1, sizeof *sent);
    sent->request = request;
    sent->struck = struck;
    lane_append(lane, sent);
    if (lane->state != OPEN)
        return;
    if (!lane_put(lane, request_query(request)))
        lane_broken(lane);
    else
        lane_flush(lane);
}

void
lane_send(struct lane *lane, struct request *request)
{
    lane_send_again(lane, request, 0);
}

/* Sends what was waiting for the lane to open. */
static void
lane_send_waiting(struct lane *lane)
{
    struct sent *s = lane->first, *next;

    lane->first = NULL;
    lane->last = &lane->first;
    for (; s; s = next) {
        next = s->next;
        if (s->request && lane->state == OPEN)
            lane_send(lane, s->request);
        free(s);
    }
}

void
lane_hand_over(struct lane *from, struct lane *to)
{
    for (struct sent *s = from->first; s; s = s->next)
        if (s->request)
            lane_send(to, s->request);
    lane_forget(from);
}

/* ---- receiving ---- */

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
        else if (PQntuples(pr) == 1)
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
        lane_query_error(&sent->err, pr);
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
    struct request *request = sent->request;
    /* One stop may come twice: the server signals the process and its group. */
    bool stray = sent->stopped && loop_now_ms() < lane->stray_ms && sent->struck < STRUCK_MAX;

    lane->first = sent->next;
    if (!lane->first)
        lane->last = &lane->first;
    lane->first_ms = loop_now_ms();
    lane_mind(lane);
    if (request && stray) {
        lane_send_again(lane, request, sent->struck + 1); /* nothing of it was done */
    } else if (request && sent->failed) {
        store_answer(request, NULL, &sent->err);
    } else if (request) {
        struct result *res = sent->res;

        sent->res = NULL;
        store_answer(request, res, NULL);
    }
    sent_free(sent);
}

static void
lane_read(struct lane *lane)
{
    while (lane->state == OPEN && lane->first && !PQisBusy(lane->conn)) {
        PGresult *pr = PQgetResult(lane->conn);
        bool sync;

        if (!pr) {
            if (PQstatus(lane->conn) == CONNECTION_BAD)
                break; /* the next read says so */
            continue;  /* the end of one statement; the sync ends the query */
        }
        sync = PQresultStatus(pr) == PGRES_PIPELINE_SYNC;
        if (!sync)
            lane_take(lane->first, pr);
        PQclear(pr);
        if (sync)
            lane_answer(lane);
    }
}

static void
lane_connected(struct lane *lane)
{
    lane_drop_timer(lane, &lane->limit);
    if (PQsetnonblocking(lane->conn, 1) != 0 || PQenterPipelineMode(lane->conn) != 1) {
        lane_broken(lane);
        return;
    }
    lane->state = OPEN;
    lane_watch(lane, POLLIN);
    lane_send_waiting(lane);
    lane->owner->open(lane->data, lane);
}

static void
lane_connect(struct lane *lane)
{
    lane->stage = PQstatus(lane->conn);
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
        lane_broken(lane);
        break;
    }
}

static void
lane_ready(int fd, short revents, void *data)
{
    struct lane *lane = data;

    (void) fd;
    if (lane->state == CONNECTING) {
        lane_connect(lane);
        return;
    }
    if ((revents & (POLLIN | POLLHUP | POLLERR)) && !PQconsumeInput(lane->conn)) {
        lane_broken(lane);
        return;
    }
    lane_read(lane);
    if (lane->state == OPEN)
        lane_flush(lane);
}
