/*
 * Cells: one row of a result by the names of its columns, as typed rows are read.
 */
#ifndef AUTOREV_CELLS_H
#define AUTOREV_CELLS_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"
#include "autorev/result.h"

/* Reads named cells; the first that is not of its type sets @err and makes ok false.  A column that
 * is not there and a cell that is NULL are both unknown. */
struct cells {
    const struct result *res;
    size_t row;
    const char *what; /* "car_issues": for the error */
    struct error *err;
    bool ok;
};

struct cells cells_of(const struct result *res, size_t row, const char *what, struct error *err);

/* Borrowed from the result; NULL when unknown. */
const char *cell_text(const struct cells *cells, const char *column);

/* UNKNOWN (autorev/value.h) when unknown. */
int cell_int(struct cells *cells, const char *column);

/* NAN when unknown. */
double cell_real(struct cells *cells, const char *column);

/* @otherwise when unknown. */
bool cell_bool(struct cells *cells, const char *column, bool otherwise);

#endif
