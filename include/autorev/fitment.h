/*
 * Fitment: the sets of wheels and tyres that go on a car, from stock to wide, and what has to be
 * changed for them.
 */
#ifndef AUTOREV_FITMENT_H
#define AUTOREV_FITMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"
#include "autorev/memory.h"
#include "autorev/query.h"
#include "autorev/result.h"

/* Text is NULL and a number UNKNOWN (value.h) or NAN where the database has none. */
struct fitment {
    const char *type;                   /* "oem", "plus_one", ...; borrowed from the result */
    int diameter;                       /* inches */
    double width_front, width_rear;     /* inches */
    int offset_front, offset_rear;      /* mm */
    const char *tyre_front, *tyre_rear; /* "245/35R20" */
    int spacer_front, spacer_rear;      /* mm */
    bool fender_roll, fender_pull, camber, coilovers, spacers; /* must be changed for it */
    const char *clearance, *known_issues;
    bool verified;
};

/* All of one car, smallest wheel first.  Owned. */
struct query *fitment_query(const char *car_slug);

/* False, with @err set, when a cell is not of its type. */
bool fitment_read(struct fitment *fitment, const struct result *res, size_t row, struct error *err);

/* "stock", "stock option", "one inch up", ...: for people.  What is not in the table stays as it is;
 * "–" for none. */
const char *fitment_label(const char *type);

/* "19x8.5 ET35, 245/35R19" of one axle.  NUL-terminated, cut to @room, not clean; returns @out. */
char *fitment_format_axle(const struct fitment *fitment, bool rear, char *out, size_t room);

/* True when both axles have the same. */
bool fitment_is_square(const struct fitment *fitment);

/* "fender roll, coilovers"; "" when nothing has to be changed.  As above. */
char *fitment_format_needs(const struct fitment *fitment, char *out, size_t room);

#endif
