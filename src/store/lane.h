/*
 * Lane: one connection to a Postgres server, as a state machine of the loop: non-blocking libpq in
 * pipeline mode.  Queries go out as they come, answers come back in order, each to its request.
 *
 * A lane knows nothing of retries: it tells its owner once that it is open, and once that it is
 * lost.
 */
#ifndef AUTOREV_STORE_LANE_H
#define AUTOREV_STORE_LANE_H

#include <stdbool.h>

#include "autorev/loop.h"
#include "store/backend.h"
#include "store/conninfo.h"

struct lane;

enum lane_loss {
    LANE_LOST,        /* was open */
    LANE_UNREACHABLE, /* nobody answered the call, or refused it */
    LANE_SILENT,      /* nobody answered in time */
    LANE_NO_PASSWORD, /* the server wants a password, or another one */
};

struct lane_owner {
    void (*open)(void *data, struct lane *lane);

    /* In a turn of its own: whoever is just sending is not called back. */
    void (*lost)(void *data, struct lane *lane, enum lane_loss loss, const struct error *err);
};

/* @owner and @where (for messages) are borrowed.  Owned. */
struct lane *
lane_new(struct loop *loop, const struct lane_owner *owner, void *data, const char *where);
void lane_free(struct lane *lane);

/* Begins to connect a closed lane, within the time of @info. */
void lane_open(struct lane *lane, const struct conninfo *info);

/* Drops the connection and forgets all requests; the owner is not told. */
void lane_close(struct lane *lane);

bool lane_is_closed(const struct lane *lane);
bool lane_is_open(const struct lane *lane);

/* Sends the request, or keeps it until the lane is open. */
void lane_send(struct lane *lane, struct request *request);

/* Forgets the request.  A query that runs long, now or when its turn comes, is stopped at the
 * server.  False when it is not in this lane. */
bool lane_cancel(struct lane *lane, struct request *request);

/* Stops at the server what runs, for somebody who is about to leave. */
void lane_stop(struct lane *lane);

/* Gives what waits in a lane that could not be opened to another one. */
void lane_hand_over(struct lane *from, struct lane *to);

/* The place where the lane was lost, for conninfo_skip(); borrowed until the next loss. */
const char *lane_host(const struct lane *lane);
const char *lane_address(const struct lane *lane);
const char *lane_port(const struct lane *lane);

#endif
