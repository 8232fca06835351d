/*
 * Embedded: the private Postgres cluster in the user's data folder.  Everything here may wait:
 * it runs in a command (`db start`) or in a job's child process, never in the loop, except the
 * functions marked "quick".
 *
 * Layout of the data folder (mode 0700):
 *   cluster/        the data directory of Postgres; made as cluster.new and renamed when whole,
 *                   with schema and catalogue in it, so that there is never half a database
 *   run/            the socket (a folder in /tmp when the path is too long for a socket)
 *   log/            server log
 *   stamp           what was applied last: program's schema and catalogue files by name, size, time
 *   setup.lock      held exclusively by the one that makes, migrates, loads, starts or stops
 *   sessions.lock   held shared by each session; the last to leave gets it exclusively and stops
 *
 * Postgres refuses to run as root.  Started by root, the data folder belongs to the user "postgres",
 * the server runs as that user, and whatever is made in the folder is made by a child that is.
 *
 * Only the owner gets in (and root): the socket lies in a folder of their own, and the server asks
 * the operating system who is calling.
 */
#ifndef AUTOREV_STORE_EMBEDDED_H
#define AUTOREV_STORE_EMBEDDED_H

#include <stdbool.h>
#include <sys/types.h>

#include "autorev/error.h"
#include "autorev/job.h"
#include "autorev/settings.h"

struct embedded; /* the places of one cluster; plain values, no descriptor but the session's lock */
struct setup_report;

/* Quick.  Works out the places from the settings (data folder, server programs).  Schema and
 * catalogue are the program's own; $AUTOREV_CATALOGUE names another catalogue.  Owned. */
struct embedded *embedded_new(const struct settings *settings, struct error *err);
void embedded_free(struct embedded *emb);

/* Quick.  Takes schema/ and catalogue/ from the folder @share instead of the program's own data. */
void embedded_set_share(struct embedded *emb, const char *share);

/* Quick.  A conninfo for libpq: host (the socket's folder), dbname=autorev, user.  Borrowed. */
const char *embedded_conninfo(const struct embedded *emb);

/* Quick.  True when the socket is there and the stamp says that nothing is to be applied: then a
 * connection may be tried at once. */
bool embedded_current(const struct embedded *emb);

/* Quick.  Joins the sessions; joining twice is joining once.  False without an error (the code
 * stays ERROR_NONE) while the last of the others is just leaving: try again in a few milliseconds. */
bool embedded_join(struct embedded *emb, struct error *err);

/* Quick.  Leaves; when nobody else is there, a child of its own stops the server while the caller
 * goes on and may exit.  Others that are connected (psql with the conninfo) are not cut off: then the
 * server runs on until the next session leaves, or embedded_stop(). */
void embedded_leave(struct embedded *emb);

/* Makes the cluster if there is none, starts the server if it does not run, applies schema and
 * catalogue if they changed.  Two at once: one works, the other waits and says so in progress. */
bool
embedded_ensure(struct embedded *emb, progress_fn progress, void *progress_data, struct error *err);

/* What the last embedded_ensure() did.  Borrowed. */
const struct setup_report *embedded_report(const struct embedded *emb);

/* Forgets what was applied: the next embedded_ensure() compares schema and catalogue again.  For
 * whoever changed the database by other ways (restore). */
bool embedded_forget(struct embedded *emb, struct error *err);

struct embedded_restored {
    long tables, rows; /* that have rows, and how many */
};

/* Puts what was dumped to @file (an archive of pg_dump, or its SQL) in the place of the database, all
 * or nothing; older dumps are brought to this program's schema.  The server must run.  Sessions are
 * disconnected and find the other database when they come back. */
bool embedded_restore(struct embedded *emb, const char *file, progress_fn progress,
    void *progress_data, struct embedded_restored *restored, struct error *err);

/* Stops the server (fast shutdown: sessions are disconnected) and waits for it. */
bool embedded_stop(struct embedded *emb, struct error *err);

/* Path of a program of the version that the cluster has, "psql" or "pg_dump".  Owned. */
char *embedded_program(const struct embedded *emb, const char *name, struct error *err);

struct embedded_status {
    bool exists;  /* there is a cluster */
    bool running; /* and a server over it */
    bool current; /* schema and catalogue are those of this program */
    pid_t pid;    /* of the server */
    char data_dir[512], socket_dir[128], log[540];
    int version;  /* of the cluster: 15; 0 when there is none */
    int sessions; /* that have joined, with this one; -1 when the system does not tell */
};
void embedded_status(const struct embedded *emb, struct embedded_status *status);

#endif
