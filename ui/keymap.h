/*
 * Keymap: which keys mean which action where.  Presets come from the panes and the program, the
 * user's settings replace them by the action's name.  Pure: knows no terminal.
 */
#ifndef AUTOREV_UI_KEYMAP_H
#define AUTOREV_UI_KEYMAP_H

#include <stdbool.h>

#include "autorev/error.h"
#include "autorev/settings.h"
#include "ui/action.h"
#include "ui/term/key.h"

enum { KEYMAP_GLOBAL = -1 };

struct keymap;

/* Owned. */
struct keymap *keymap_new(void);
void keymap_free(struct keymap *map);

/* Adds presets for a place (a pane's number, or KEYMAP_GLOBAL); asserted to be keys. */
void keymap_preset(struct keymap *map, int place, const struct key_preset *keys);

/* Applies the user's bindings.  An unknown action or key is an error that names file and line. */
bool keymap_bind(struct keymap *map, const struct settings *settings, struct error *err);

/* What @key, after @prefix (0: none), means at @place: first there, then globally.
 * *@more is set when it begins a longer sequence. */
enum action
keymap_find(const struct keymap *map, int place, key_code prefix, key_code key, bool *more);

/* The keys of an action as shown ("j", "<C-p>"), first preset first; "" when it has none.
 * Borrowed until the map changes. */
const char *keymap_keys(const struct keymap *map, int place, enum action action);

/* Walks the actions that have a key at @place, in preset order: returns the @index-th, or
 * ACTION_NONE after the last. */
enum action keymap_at(const struct keymap *map, int place, size_t index);

#endif
