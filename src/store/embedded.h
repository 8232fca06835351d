/*
 * Embedded: the private Postgres cluster in the user's data folder.  Everything here may wait:
 * it runs in a command (`db start`) or in a job's child process, never in the loop, except the
 * functions marked "quick".
 *
 * Layout of the data folder (mode 0700):
 *   cluster/        the data directory of Postgres; made as cluster.new and renamed when whole
 *   run/            the socket (a folder in /tmp when the path is too long for a socket)
 *   log/            server log
 *   stamp           what was applied last: program's schema and catalogue files by name, size, time
 *   setup.lock      held exclusively by the one that makes, migrates, loads or starts
 *   sessions.lock   held shared by each session; the last to leave gets it exclusively and stops
 */
#ifndef AUTOREV_STORE_EMBEDDED_H
#define AUTOREV_STORE_EMBEDDED_H

#include <stdbool.h>
#include <sys/types.h>

#include "autorev/error.h"
#include "autorev/job.h"
#include "autorev/settings.h"

struct embedded; /* the places of one cluster; plain values, no descriptor but the session's lock */

/* Quick.  Works out the places from the settings (data folder, server programs).  Owned. */
struct embedded *embedded_new(const struct settings *settings, struct error *err);
void embedded_free(struct embedded *emb);

/* Quick.  A conninfo for libpq: host (the socket's folder), dbname=autorev, user.  Borrowed. */
const char *embedded_conninfo(const struct embedded *emb);

/* Quick.  True when the socket is there and the stamp says that nothing is to be applied: then a
 * connection may be tried at once. */
bool embedded_current(const struct embedded *emb);

/* Quick.  Joins the sessions.  False while the last of the others is just leaving: try again in
 * a few milliseconds. */
bool embedded_join(struct embedded *emb, struct error *err);

/* Quick.  Leaves; when nobody else is there, a child of its own stops the server while the caller
 * goes on and may exit. */
void embedded_leave(struct embedded *emb);

/* Makes the cluster if there is none, starts the server if it does not run, applies schema and
 * catalogue if they changed.  Two at once: one works, the other waits and says so in progress. */
bool
embedded_ensure(struct embedded *emb, progress_fn progress, void *progress_data, struct error *err);

/* Stops the server (fast shutdown: sessions are disconnected) and waits for it. */
bool embedded_stop(struct embedded *emb, struct error *err);

struct embedded_status {
    bool exists, running, current;
    pid_t pid;
    char data_dir[512], socket_dir[128], version[32];
    int sessions; /* -1 unknown */
};
void embedded_status(const struct embedded *emb, struct embedded_status *status);

#endif
