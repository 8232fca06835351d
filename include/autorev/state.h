/*
 * State: what the program remembers between two runs (last pane, car, sort, columns, filter,
 * unsent text).  A flat file of names and texts; never settings, never secrets.
 */
#ifndef AUTOREV_STATE_H
#define AUTOREV_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"

struct state;

/* Reads state.json of paths_state(); a missing or broken file is an empty state.  Owned. */
struct state *state_load(void);
void state_free(struct state *state);

/* Borrowed until the next state_set of that name; @preset when there is none. */
const char *state_get(const struct state *state, const char *name, const char *preset);

/* Copied; NULL forgets the name. */
void state_set(struct state *state, const char *name, const char *value);

/* The @index-th name that begins with @prefix, without it; its text in *@value.  Both borrowed until
 * the next change.  NULL after the last. */
const char *
state_name_at(const struct state *state, const char *prefix, size_t index, const char **value);

/* Forgets everything. */
void state_reset(struct state *state);

/* Writes it whole or not at all (a new file, renamed), mode 0600. */
bool state_save(const struct state *state, struct error *err);

#endif
