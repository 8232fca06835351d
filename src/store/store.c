#include "autorev/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "autorev/memory.h"
#include "store/backend.h"
#include "store/module.h"

enum {
    RETRY_FIRST_MS = 200,
    RETRY_MAX_MS = 30000,
    LOSSES_MAX = 3, /* what was lost so often with its connection may be what breaks it */
    WAIT_TRIES = 2, /* failed tries to connect after which a command is told */
};

struct request {
    struct request *next;
    struct store *store;
    struct query *query; /* owned */
    store_done_fn done;
    void *data;
    int64_t sent_ms;
    int losses; /* connections that were lost while it was under way */
    int tries;  /* failed tries to connect that it outlives; 0: any number */
    bool sent, background;
    bool failing; /* is to be answered with the error of the moment */
};

struct store {
    const struct settings *settings;
    struct loop *loop;
    const struct backend_class *class; /* NULL until store_start() */
    struct backend *backend;
    struct request *requests; /* in the order of sending */
    enum store_state state;
    struct error error;
    char what[120];
    long done, total;
    int64_t answered_ms, retry_at_ms, ready_ms;
    int answer_ms;
    int failures; /* connections that failed or brought no answer, one after the other */
    unsigned jitter;
    struct timer *retry;
    struct timer *refuse; /* to answer what was sent to a store that has failed */
    store_status_fn on_status;
    void *status_data;
};

static void
store_set_state(struct store *store, enum store_state state)
{
    store->state = state;
    if (store->on_status)
        store->on_status(store->status_data);
}

struct store *
store_open(const struct settings *settings, struct loop *loop, struct error *err)
{
    struct store *store;

    if (settings->backend == BACKEND_REST) {
        error_set(err, ERROR_SETTING, "backend: rest is not part of this version");
        error_hint(err, "Use backend: embedded or backend: postgres");
        return NULL;
    }
    store = x_calloc(1, sizeof *store);
    store->settings = settings;
    store->loop = loop;
    store->jitter = (unsigned) getpid() ^ (unsigned) time(NULL);
    return store;
}

static void
request_free(struct request *request)
{
    for (struct request **at = &request->store->requests; *at; at = &(*at)->next) {
        if (*at == request) {
            *at = request->next;
            break;
        }
    }
    query_free(request->query);
    free(request);
}

void
store_close(struct store *store)
{
    if (!store)
        return;
    while (store->requests)
        store_cancel(store->requests);
    loop_timer_cancel(store->loop, store->retry);
    loop_timer_cancel(store->loop, store->refuse);
    if (store->backend)
        store->class->close(store->backend);
    free(store);
}

static void
store_connect(struct store *store)
{
    store->what[0] = '\0';
    store->done = store->total = 0;
    store_set_state(store, STORE_CONNECTING);
    store->class->connect(store->backend);
}

void
store_start(struct store *store)
{
    struct error err = { 0 };
    const struct postgres_module *module = postgres_module(&err);

    assert(!store->backend && "a store starts once");
    if (module) {
        store->class = module->backend;
        store->backend = store->class->open(store->settings, store->loop, store, &err);
    }
    if (!store->backend) {
        store->class = NULL;
        store_backend_lost(store, &err, true);
        return;
    }
    store_connect(store);
}

static void
store_on_retry(void *data)
{
    struct store *store = data;

    store->retry = NULL;
    store_connect(store);
}

void
store_retry(struct store *store)
{
    if (!store->backend || (store->state != STORE_WAITING && store->state != STORE_FAILED))
        return;
    loop_timer_cancel(store->loop, store->retry);
    store->retry = NULL;
    store_connect(store);
}

static void
store_carry(struct store *store, struct request *request)
{
    request->sent = true;
    request->sent_ms = loop_now_ms();
    store->class->send(store->backend, request);
}

static void store_on_refuse(void *data);

static struct request *
store_queue(struct store *store, struct query *q, store_done_fn done, void *data, bool background)
{
    struct request *request = x_calloc(1, sizeof *request);
    struct request **at = &store->requests;

    *request = (struct request){
        .store = store, .query = q, .done = done, .data = data, .background = background
    };
    while (*at)
        at = &(*at)->next;
    *at = request;
    if (store->state == STORE_READY)
        store_carry(store, request);
    else if (store->state == STORE_FAILED && !store->refuse)
        store->refuse = loop_timer(store->loop, 0, store_on_refuse, store);
    return request;
}

struct request *
store_send(struct store *store, struct query *q, store_done_fn done, void *data)
{
    return store_queue(store, q, done, data, false);
}

struct request *
store_send_background(struct store *store, struct query *q, store_done_fn done, void *data)
{
    return store_queue(store, q, done, data, true);
}

void
store_cancel(struct request *request)
{
    struct store *store;

    if (!request)
        return;
    store = request->store;
    if (request->sent)
        store->class->cancel(store->backend, request);
    request_free(request);
}

struct store_status
store_status(const struct store *store)
{
    size_t in_flight = 0;

    for (const struct request *r = store->requests; r; r = r->next)
        in_flight++;
    return (struct store_status){
        .state = store->state,
        .where = store->backend ? store->class->where(store->backend)
                 : store->settings->backend == BACKEND_EMBEDDED ? "local"
                                                                : "postgres",
        .what = store->what,
        .done = store->done,
        .total = store->total,
        .retry_at_ms = store->retry_at_ms,
        .answered_ms = store->answered_ms,
        .answer_ms = store->answer_ms,
        .in_flight = in_flight,
        .error =
            store->state == STORE_WAITING || store->state == STORE_FAILED ? &store->error : NULL,
    };
}

void
store_on_status(struct store *store, store_status_fn fn, void *data)
{
    store->on_status = fn;
    store->status_data = data;
}

/* ---- what a backend calls ---- */

const struct query *
request_query(const struct request *request)
{
    return request->query;
}

bool
request_background(const struct request *request)
{
    return request->background;
}

void
store_backend_progress(struct store *store, const char *what, long done, long total)
{
    size_t size = strlen(what);

    if (size >= sizeof store->what)
        size = sizeof store->what - 1;
    memcpy(store->what, what, size);
    store->what[size] = '\0';
    store->done = done;
    store->total = total;
    store_set_state(store, STORE_PREPARING);
}

void
store_backend_ready(struct store *store)
{
    store->ready_ms = loop_now_ms();
    store->error = (struct error){ 0 };
    store_set_state(store, STORE_READY);
    for (struct request *r = store->requests; r && store->state == STORE_READY; r = r->next)
        if (!r->sent)
            store_carry(store, r);
}

/* Doing these twice is doing them once; an insert or a call might be done already. */
static bool
request_repeatable(const struct request *request)
{
    enum query_kind kind = query_view(request->query).kind;

    return kind != QUERY_INSERT && kind != QUERY_CALL;
}

/* With growing pauses, and jitter so that a club's members do not all come back at once. */
static int
store_pause(struct store *store)
{
    int ms = store->failures > 7 ? RETRY_MAX_MS : RETRY_FIRST_MS << store->failures;

    if (ms > RETRY_MAX_MS)
        ms = RETRY_MAX_MS;
    store->jitter = store->jitter * 1664525u + 1013904223u;
    return ms - (int) ((store->jitter >> 8) % (unsigned) (ms / 4));
}

static void
request_end(struct request *request, struct result *res, const struct error *err)
{
    store_done_fn done = request->done;
    void *data = request->data;

    request_free(request);
    done(data, res, err);
}

/* Answers all that are failing.  A callback may send and cancel: what it sends is not among them. */
static void
store_fail(struct store *store, const struct error *err)
{
    struct request *r = store->requests;

    while (r) {
        if (r->failing) {
            request_end(r, NULL, err);
            r = store->requests;
        } else {
            r = r->next;
        }
    }
}

static void
store_fail_all(struct store *store)
{
    struct error err = store->error;

    for (struct request *r = store->requests; r; r = r->next)
        r->failing = true;
    store_fail(store, &err);
}

static void
store_on_refuse(void *data)
{
    struct store *store = data;

    store->refuse = NULL;
    if (store->state == STORE_FAILED)
        store_fail_all(store);
}

/* What was under way goes out again with the next connection, as far as that may be. */
static void
store_recall(struct store *store)
{
    struct error err = store->error;

    for (struct request *r = store->requests; r; r = r->next) {
        if (r->sent && (++r->losses >= LOSSES_MAX || !request_repeatable(r)))
            r->failing = true;
        if (r->tries && store->failures >= r->tries)
            r->failing = true;
        r->sent = false;
    }
    store_fail(store, &err);
}

void
store_backend_lost(struct store *store, const struct error *err, bool fatal)
{
    int64_t now = loop_now_ms();

    store->error = *err;
    loop_timer_cancel(store->loop, store->retry);
    store->retry = NULL;
    if (fatal) {
        store->retry_at_ms = 0;
        for (struct request *r = store->requests; r; r = r->next)
            r->sent = false;
        store_set_state(store, STORE_FAILED);
        store_fail_all(store);
        return;
    }
    if (store->state == STORE_READY && now - store->ready_ms > RETRY_MAX_MS)
        store->failures = 0; /* it was a good one */
    store->retry_at_ms = now + store_pause(store);
    store->retry = loop_timer(store->loop, (int) (store->retry_at_ms - now), store_on_retry, store);
    store->failures++;
    store_set_state(store, STORE_WAITING);
    store_recall(store);
}

void
store_answer(struct request *request, struct result *res, const struct error *err)
{
    struct store *store = request->store;

    store->failures = 0;
    if (res) {
        store->answered_ms = loop_now_ms();
        if (!request->background)
            store->answer_ms =
                (store->answer_ms + (int) (store->answered_ms - request->sent_ms)) / 2;
    }
    request_end(request, res, err);
}

/* ---- for commands ---- */

struct waiting {
    struct result *res;
    struct error err;
    bool done;
};

static void
store_on_waited(void *data, struct result *res, const struct error *err)
{
    struct waiting *waiting = data;

    waiting->res = res;
    if (err)
        waiting->err = *err;
    waiting->done = true;
}

struct result *
store_wait(struct store *store, struct loop *loop, struct query *q, int ms, struct error *err)
{
    struct waiting waiting = { 0 };
    struct request *request = store_send(store, q, store_on_waited, &waiting);

    request->tries = WAIT_TRIES;
    if (!loop_run_until(loop, &waiting.done, ms, err)) {
        store_cancel(request);
        if (err && store->error.message[0])
            *err = store->error; /* why there is no answer says more than that there is none */
        return NULL;
    }
    if (!waiting.res && err)
        *err = waiting.err;
    return waiting.res;
}
