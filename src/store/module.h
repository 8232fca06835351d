/*
 * Module: what is loaded after the first paint.  libpq (and the TLS and Kerberos libraries behind
 * it) takes longer to load than the whole first frame may, so everything that needs it lies in
 * autorev-postgres.so, which exports one table of functions.
 */
#ifndef AUTOREV_STORE_MODULE_H
#define AUTOREV_STORE_MODULE_H

#include "store/backend.h"
#include "store/embedded.h"

struct migrate_status;
struct setup_report;

struct postgres_module {
    const struct backend_class *backend;

    struct embedded *(*embedded_new)(const struct settings *settings, struct error *err);
    void (*embedded_free)(struct embedded *emb);
    const char *(*embedded_conninfo)(const struct embedded *emb);
    bool (*embedded_join)(struct embedded *emb, struct error *err);
    void (*embedded_leave)(struct embedded *emb);
    bool (*embedded_ensure)(
        struct embedded *emb, progress_fn progress, void *progress_data, struct error *err);
    bool (*embedded_stop)(struct embedded *emb, struct error *err);
    void (*embedded_status)(const struct embedded *emb, struct embedded_status *status);
    const struct setup_report *(*embedded_report)(const struct embedded *emb);
    bool (*embedded_forget)(struct embedded *emb, struct error *err);
    bool (*embedded_restore)(struct embedded *emb, const char *file, progress_fn progress,
        void *progress_data, struct embedded_restored *restored, struct error *err);
    char *(*embedded_program)(const struct embedded *emb, const char *name, struct error *err);

    char *(*conninfo_text)(const struct settings *settings, char **password, struct error *err);
    bool (*migrate_ask)(
        const struct settings *settings, struct migrate_status *status, struct error *err);
    bool (*migrate_server)(const struct settings *settings, const char *share, progress_fn progress,
        void *progress_data, struct setup_report *report, struct error *err);
};

#define POSTGRES_MODULE_SYMBOL "autorev_postgres_module"

/* Loads the module at the first call; borrowed for the life of the program.  NULL, with @err set,
 * when it or a library it needs is not there. */
const struct postgres_module *postgres_module(struct error *err);

#endif
