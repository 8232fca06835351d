/*
 * Place: a data folder of a test's own, with a small schema and catalogue (cars, their issues, and
 * what an owner keeps) that the test may change before it brings the database up.
 */
#ifndef TESTS_STORE_PLACE_H
#define TESTS_STORE_PLACE_H

#include <stdbool.h>
#include <sys/types.h>

#include "autorev/error.h"
#include "autorev/settings.h"
#include "store/embedded.h"

struct place {
    char *dir;   /* all of it; vanishes with the test */
    char *share; /* dir/share: schema/ and catalogue/ */
    char *data;  /* dir/data */
    struct settings settings;
    struct embedded *emb;
};

/* Nothing there yet but schema and catalogue.  Owned. */
struct place *place_new(void);

/* With a whole, stopped database: a copy of one that the first test makes.  Owned. */
struct place *place_ready(void);

/* Stops the server.  NULL does nothing. */
void place_free(struct place *place);

/* A second session on the same folder, as another process has it.  Owned: embedded_free(). */
struct embedded *place_session(const struct place *place);

/* Brings the database up; the test ends when that fails. */
void place_ensure(struct place *place);

/* Tries to, and expects "message" (the beginning of it). */
void place_refuses(struct place *place, const char *message);

/* Runs SQL and gives the rows of the last statement, "a|b\nc|d".  An error ends the test.  Owned. */
char *place_sql(const struct place *place, const char *sql);

/* As place_sql, and compares. */
void place_expect(const struct place *place, const char *sql, const char *rows);

/* Writes a file of the share: "catalogue/cars.csv". */
void place_write(const struct place *place, const char *name, const char *text);
void place_remove(const struct place *place, const char *name);

/* True when there is such a thing in the data folder. */
bool place_has(const struct place *place, const char *name);

pid_t place_server(const struct place *place);

/* Waits until @pid runs no more. */
void place_await_end(pid_t pid);

extern const char place_schema[], place_cars[];

#endif
