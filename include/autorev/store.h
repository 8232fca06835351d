/*
 * Store: carries queries to a backend (embedded Postgres, Postgres, REST) and brings results back,
 * without ever waiting.  Connecting, starting the embedded server, retrying with growing pauses
 * and jitter happen inside; whoever sends only sees an answer or an error.
 *
 * Reads that were in flight when a connection was lost are sent again; so are patches, deletes and
 * upserts, which done twice are done once.  An insert or a call that was under way gets an error:
 * nobody knows whether it was done.
 */
#ifndef AUTOREV_STORE_H
#define AUTOREV_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "autorev/error.h"
#include "autorev/loop.h"
#include "autorev/query.h"
#include "autorev/result.h"
#include "autorev/settings.h"

struct store;
struct request;

enum store_state {
    STORE_CLOSED,
    STORE_PREPARING, /* the embedded database is being made or started: progress is known */
    STORE_CONNECTING,
    STORE_READY,
    STORE_WAITING, /* the connection is lost; retry_ms says when the next try is */
    STORE_FAILED,  /* no retry will help; error says why */
};

struct store_status {
    enum store_state state;
    const char *where;   /* "local", "postgres db.example.org": for the top line */
    const char *what;    /* what is going on, for STORE_PREPARING */
    long done, total;    /* of that; total 0 = unknown */
    int64_t retry_at_ms; /* loop_now_ms() of the next try, for STORE_WAITING */
    int64_t answered_ms; /* loop_now_ms() of the last answer, 0 before the first */
    int answer_ms;       /* how long an answer took lately */
    size_t in_flight;
    const struct error *error; /* the last trouble, for STORE_WAITING and STORE_FAILED */
};

/* @res is handed over; NULL when @err is set.  Never called from within store_send(). */
typedef void (*store_done_fn)(void *data, struct result *res, const struct error *err);
typedef void (*store_status_fn)(void *data);

/* Cheap: loads no library and touches no server; that begins with store_start().  @settings is
 * borrowed until store_close().  NULL only for settings that can never work. */
struct store *store_open(const struct settings *settings, struct loop *loop, struct error *err);

/* Begins to connect; called after the first frame is on the screen. */
void store_start(struct store *store);

/* Cancels what is in flight (callbacks are not called) and leaves the server. */
void store_close(struct store *store);

/* Sends @q as soon as there is a connection; while the store has failed, @done is told why in the
 * next turn of the loop.  @q is handed over.  The request is borrowed until @done was called or
 * store_cancel(). */
struct request *store_send(struct store *store, struct query *q, store_done_fn done, void *data);

/* As store_send, for what must not hold up the answers to keys: exact counts, long lists.  It
 * travels on a connection of its own, opened at the first use. */
struct request *
store_send_background(struct store *store, struct query *q, store_done_fn done, void *data);

/* Drops the request: @done is not called, and a query that runs long is cancelled at the server.
 * NULL is ignored. */
void store_cancel(struct request *request);

/* Borrowed; good until the loop turns. */
struct store_status store_status(const struct store *store);

/* Calls @fn whenever the status changed. */
void store_on_status(struct store *store, store_status_fn fn, void *data);

/* Tries again now, whatever the pause. */
void store_retry(struct store *store);

/* For commands: sends @q, runs the loop until the answer is there or @ms have passed, and returns
 * the result (owned) or NULL with @err set.  A server that cannot be reached twice in a row is an
 * error without waiting for longer. */
struct result *
store_wait(struct store *store, struct loop *loop, struct query *q, int ms, struct error *err);

#endif
