/*
 * Result: the rows one query brought, as text, no matter which backend sent them.
 * A backend builds it; from then on everybody holds it as const.  Sorting and filtering work on
 * index arrays elsewhere and never move a cell.
 */
#ifndef AUTOREV_RESULT_H
#define AUTOREV_RESULT_H

#include <stdbool.h>
#include <stddef.h>

struct result;

/* An empty result with @cols named columns; the names are copied.  Owned by the caller. */
struct result *result_new(size_t cols, const char *const names[]);

/* Frees the result and every cell in it.  NULL is ignored. */
void result_free(struct result *res);

/* Appends one row.  @cells are copied; NULL stays NULL. */
void result_add(struct result *res, const char *const cells[]);

/* The number of rows of the whole relation behind a range; negative when nobody counted. */
void result_set_total(struct result *res, long total, bool exact);
long result_total(const struct result *res, bool *exact);

size_t result_rows(const struct result *res);
size_t result_cols(const struct result *res);

/* Borrowed until result_free(). */
const char *result_name(const struct result *res, size_t col);

/* The column of that name, or -1. */
int result_find(const struct result *res, const char *name);

/* Borrowed until result_free().  NULL where the database said NULL. */
const char *result_text(const struct result *res, size_t row, size_t col);

/* The cell of a named column; NULL where it is NULL or there is no such column. */
const char *result_get(const struct result *res, size_t row, const char *name);

/* Bytes held, for the figures of `doctor`. */
size_t result_bytes(const struct result *res);

#endif
