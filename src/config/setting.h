/*
 * The inside of the settings: one value at a time, from text or from YAML, shared by the table
 * (settings.c) and the reader of files and environment (settings_load.c).
 */
#ifndef AUTOREV_CONFIG_SETTING_H
#define AUTOREV_CONFIG_SETTING_H

#include "autorev/settings.h"

/* The row of that dotted name (- and _ are the same), or NULL. */
const struct setting *setting_find(const char *name);

/* Where the value of the row is. */
void *setting_place(const struct settings *settings, const struct setting *row);

/* True when the place holds one owned text. */
bool setting_is_text(enum setting_type type);

void setting_free_list(char **list);

/* Parses @value and stores it.  @from_file: relative paths are refused, since nobody knows what
 * they are relative to.  The error says what is allowed, without a place. */
bool setting_put(struct settings *settings, const struct setting *row, const char *value,
    bool from_file, struct error *err);

/* Replaces a list by copies of @n words. */
void setting_put_list(
    struct settings *settings, const struct setting *row, const char *const words[], size_t n);

/* "'mouse' is true or false": the beginning of every complaint about a value. */
void setting_expect(const struct setting *row, struct error *err);

/* True when the value that is set now is one that others must not see. */
bool setting_is_secret(const struct settings *settings, const struct setting *row);

#endif
