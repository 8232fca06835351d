/*
 * Value: the text of a cell as a number, a truth or a list, and numbers as people read them.
 * Unknown is a value of its own and never zero.  Everything here is pure.
 */
#ifndef AUTOREV_VALUE_H
#define AUTOREV_VALUE_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "autorev/memory.h"

enum { UNKNOWN = INT_MIN };

/* A number with a point whatever the locale; false when the text is anything else.  Zeros after the
 * point are no hindrance for a whole number. */
bool value_int(const char *text, int *value);
bool value_real(const char *text, double *value);

/* "t", "true", "f", "false". */
bool value_bool(const char *text, bool *value);

/* The items of an array, whether it came as Postgres writes it ({a,"b c"}) or as JSON (["a","b c"]).
 * NULL for NULL; ended by NULL; lives in @arena.  Text that is no array is its own single item. */
const char *const *value_list(struct arena *arena, const char *text);

/* "12,500"; "–" for UNKNOWN.  Like all below: NUL-terminated, cut to @room, returns @out. */
char *value_format_count(char *out, size_t room, int n);

/* "0.8", "10": at most @digits (up to 6) after the point, no zeros at the end, a point whatever the
 * locale; "–" for NAN and for what is too large to be a figure (beyond a thousand million). */
char *value_format_real(char *out, size_t room, double value, int digits);

/* "$300–900", "$300", "from $300", "up to $900"; "–" when both are UNKNOWN. */
char *value_format_money(char *out, size_t room, int low, int high);

#endif
