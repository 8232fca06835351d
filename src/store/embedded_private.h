/*
 * What the files of the embedded server share: its places (embedded_places.c), its life
 * (embedded.c), and the way back from a dump (embedded_restore.c).
 */
#ifndef AUTOREV_STORE_EMBEDDED_PRIVATE_H
#define AUTOREV_STORE_EMBEDDED_PRIVATE_H

#include "store/embedded.h"
#include "store/server.h"
#include "store/setup.h"

#define EMBEDDED_SOCKET "/.s.PGSQL.5432"

struct embedded {
    char *data, *cluster, *fresh, *run, *log, *stamp, *setup_lock, *sessions_lock;
    char *schema, *catalogue;
    char *programs, *user, *conninfo;
    bool run_in_tmp;
    struct server server;
    int session; /* descriptor of sessions.lock while joined, else -1 */
    struct setup_report report;
};

/* For libpq.  Owned. */
char *embedded_make_conninfo(const struct embedded *emb, int port, const char *database);

/* Makes the data folder and what lies in it, or says why it cannot be used. */
bool embedded_make_places(struct embedded *emb, struct error *err);

/* The socket's folder is a real one, ours, and closed to others: in /tmp anybody could have made it
 * first. */
bool embedded_run_is_ours(const struct embedded *emb);

/* Waits, saying so in @setup, until nobody else prepares the database.  The descriptor that holds
 * the lock, to be closed; -1 with @err set. */
int embedded_lock_setup(struct embedded *emb, const struct setup *setup, struct error *err);

/* Schema, the owner's account, catalogue: into the database that @conninfo names. */
bool embedded_apply(
    const struct embedded *emb, const char *conninfo, struct setup *setup, struct error *err);

#endif
