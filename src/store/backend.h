/*
 * Backend: what carries queries out.  The store owns requests, retries and status; a backend
 * owns one way to a server and reports through the functions below.
 */
#ifndef AUTOREV_STORE_BACKEND_H
#define AUTOREV_STORE_BACKEND_H

#include "autorev/store.h"

struct backend; /* a backend's own state */

struct backend_class {
    const char *name;

    /* Works out what is needed from the settings; touches no server. */
    struct backend *(*open)(
        const struct settings *settings, struct loop *loop, struct store *store, struct error *err);

    /* Begins to connect.  Ends in store_backend_ready() or store_backend_lost(). */
    void (*connect)(struct backend *backend);

    /* Called only while ready.  @request stays the store's; its query may be read. */
    void (*send)(struct backend *backend, struct request *request);

    /* The request will be freed: forget it, and stop it at the server if it runs. */
    void (*cancel)(struct backend *backend, struct request *request);

    void (*close)(struct backend *backend);

    /* "local", "postgres db.example.org"; borrowed. */
    const char *(*where)(const struct backend *backend);
};

/* ---- what a backend calls ---- */

const struct query *request_query(const struct request *request);

/* True for what must not hold up others: a count, a long list (store_send_background). */
bool request_background(const struct request *request);

void store_backend_ready(struct store *store);

/* The way to the server is gone.  With @fatal no retry will help. */
void store_backend_lost(struct store *store, const struct error *err, bool fatal);

/* How far the preparation is (see progress_fn in job.h). */
void store_backend_progress(struct store *store, const char *what, long done, long total);

/* The answer to one request; @res is handed over, or NULL with @err. The request is gone then. */
void store_answer(struct request *request, struct result *res, const struct error *err);

#endif
