/*
 * Server: the programs and processes of one private Postgres cluster: which version fits, initdb,
 * start, stop, and what a crash leaves behind.  It knows nothing of schema, catalogue or sessions.
 */
#ifndef AUTOREV_STORE_SERVER_H
#define AUTOREV_STORE_SERVER_H

#include <stdbool.h>
#include <sys/types.h>

#include "autorev/error.h"
#include "store/process.h"

enum { SERVER_PORT = 5432 }; /* part of the socket's name; there is no TCP */

struct server {
    const char *cluster;      /* the data directory */
    const char *run;          /* folder of the socket */
    const char *log;          /* file that the server writes to */
    const char *programs;     /* folder of initdb and postgres; "" looks for them */
    struct process_user user; /* who it runs as, and who owns all of this */
    pid_t child;              /* of server_start_private(), else 0 */
};

/* The folder with the programs of version @major, or of the newest version when it is 0, in @dir of
 * @room bytes.  When there is none, the error says which there are. */
bool server_find(
    const struct server *server, int major, char *dir, size_t room, int *found, struct error *err);

/* Version of the cluster; 0 when there is none. */
int server_version(const char *cluster);

/* Runs initdb.  The result is not yet on the disk (server_sync).  @lock is inherited by initdb, so
 * that the lock is held as long as anybody writes there. */
bool server_make(const struct server *server, int lock, struct error *err);

/* Starts the server, on its own, and waits until it answers.  Repairs what a crash left: a stale
 * pid file, sessions without a server. */
bool server_start(struct server *server, struct error *err);

/* Starts it for the first load: under a port of its own, without fsync, ended with our process. */
bool server_start_private(struct server *server, int port, struct error *err);

/* Fast shutdown: sessions are disconnected, all is written.  True also when none runs. */
bool server_stop(struct server *server, struct error *err);

/* Ends it, and sessions without a server, without writing anything. */
void server_kill(struct server *server);

/* Puts every file of a stopped cluster on the disk. */
bool server_sync(const struct server *server, struct error *err);

/* Removes a folder and all in it, ending a server that runs there first. */
bool server_remove(const struct server *server, struct error *err);

enum server_phase { SERVER_ABSENT, SERVER_STARTING, SERVER_READY, SERVER_STOPPING };

/* Quick.  The postmaster of the cluster, 0 when none runs; *@phase, when not NULL, says more. */
pid_t server_pid(const struct server *server, enum server_phase *phase);

#endif
