/*
 * Client: a store over a private server, and what it answers as text: the data layer as the program
 * uses it, with the loop that it needs.
 */
#ifndef TESTS_STORE_CLIENT_H
#define TESTS_STORE_CLIENT_H

#include <stdbool.h>
#include <sys/types.h>

#include "autorev/store.h"
#include "place.h"

struct client {
    struct settings settings;
    struct loop *loop;
    struct store *store;
};

/* Over any server; not started.  Owned. */
struct client *client_new(const char *url);

/* Over the server of a place, started and ready. */
struct client *client_open(const struct place *place);
void client_free(struct client *client);

/* Turns the loop until the store is in @state; the test ends when that takes longer than 20 s. */
void client_await(struct client *client, enum store_state state);

/* Turns the loop for so long. */
void client_turn(struct client *client, int ms);

/* One answer, which may still be on its way. */
struct answer {
    bool done;
    struct result *res;
    struct error err;
};

void client_on_answer(void *data, struct result *res, const struct error *err);
void client_wait(struct client *client, const struct answer *answer);

/* Sends and waits.  NULL with @err set.  Owned: result_free(). */
struct result *client_ask(struct client *client, struct query *q, struct error *err);

/* The rows of an answer, "a|b c|d", NULL as "-".  Owned. */
char *client_text(const struct result *res);

/* Sends, waits and compares. */
void client_expect(struct client *client, struct query *q, const char *rows);

/* ---- a server with TCP ---- */

struct tcp {
    pid_t pid;
    int port;
};

/* Runs the stopped database of @place on the loopback address, with these lines of pg_hba.conf and
 * further settings ("ssl=on"), the last of which is NULL.  It ends with the test. */
struct tcp tcp_start(const struct place *place, const char *hba, const char *const settings[]);
void tcp_stop(const struct tcp *tcp);

/* Who the server runs as must own its files. */
void tcp_give(const char *path, mode_t mode);

#endif
