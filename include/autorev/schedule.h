/*
 * Schedule: the maker's service intervals of a car, what comes next from a mileage, and the sheet of
 * fluids, sizes and parts.  Pure functions over typed rows; the clock and the log of a vehicle are
 * somebody else's.
 */
#ifndef AUTOREV_SCHEDULE_H
#define AUTOREV_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"
#include "autorev/memory.h"
#include "autorev/query.h"
#include "autorev/result.h"

/* Text is NULL and a number UNKNOWN (value.h) where the database has none. */
struct interval {
    const char *id, *name, *description; /* borrowed from the result */
    int miles, months;                   /* UNKNOWN: only the other counts */
    const char *const *items;    /* what it includes; ended by NULL, or NULL; in the arena */
    int dealer_low, dealer_high; /* dollars */
    int independent_low, independent_high;
    int diy_low, diy_high; /* parts and fluids alone */
    double hours;          /* of work; NAN when unknown */
    bool critical;         /* skipping it can destroy something */
};

/* Of one car, shortest interval first.  Owned. */
struct query *interval_query(const char *car_slug);

bool interval_read(struct interval *interval, struct arena *arena, const struct result *res,
    size_t row, struct error *err);

/* All rows in @arena, text borrowed from @res.  NULL with @err set when a row cannot be read; never
 * NULL for no rows. */
struct interval *
intervals_read(struct arena *arena, const struct result *res, size_t *n, struct error *err);

/* The next multiple of @every from @mileage on; a mileage that is one is due now.  A car with nothing
 * on the clock has its first service after one interval.  UNKNOWN without an interval. */
int interval_next(int every, int mileage);

/* Less than this many miles ahead is urgent. */
enum { SCHEDULE_URGENT_MILES = 1000 };

struct due {
    const struct interval *interval; /* borrowed */
    int next, left;                  /* miles; UNKNOWN when only time counts */
    bool urgent;
};

/* What comes next from @mileage, soonest first, equals by what is critical and by name; what only
 * time decides comes last, shortest first.  Owned: free(). */
struct due *schedule_due(const struct interval *intervals, size_t n, int mileage);

/* The sums of the costs of those @n that are due at @next miles or before; UNKNOWN when none of them
 * has a cost. */
void schedule_cost(const struct due *due, size_t n, int next, int *dealer_low, int *dealer_high,
    int *diy_low, int *diy_high);

/* A mileage as people type it: "62500", "62,500", "62 500", "62.5k", "62k mi".  False, with @err set,
 * for anything else and for more than MILEAGE_MOST. */
bool mileage_parse(const char *text, int *miles, struct error *err);

enum { MILEAGE_MOST = 5000000 };

/* "10,000 mi or 12 months", "24 months", "–".  NUL-terminated, cut to @room, returns @out. */
char *interval_format(const struct interval *interval, char *out, size_t room);

/* ---- fluids, sizes, parts ---- */

enum spec_group {
    SPEC_FLUIDS,
    SPEC_FILTERS,
    SPEC_IGNITION,
    SPEC_BELTS,
    SPEC_TYRES,
    SPEC_WHEELS,
    SPEC_BRAKES,
    SPEC_BATTERY,
    SPEC_LIGHTS,
    SPEC_ALIGNMENT,
    SPEC_GROUP_COUNT,
};

enum spec_type {
    SPEC_TEXT,
    SPEC_LIST,
    SPEC_NUMBER,   /* as it is */
    SPEC_COUNT_OF, /* with separators */
    SPEC_BOOL,
    SPEC_FLAG, /* "no" is what the schema presumes and not known: only "yes" is shown */
};

struct spec_field {
    enum spec_group group;
    const char *label;
    const char *column; /* of vehicle_maintenance_specs */
    const char *unit;   /* "L", "psi", "mi", ... or "" */
    enum spec_type type;
};

/* Ends with a row whose label is NULL; the groups come in their order. */
extern const struct spec_field spec_fields[];

/* "Fluids", "Tyres", ... */
const char *spec_group_label(enum spec_group group);

/* The row of one car.  Owned. */
struct query *spec_query(const char *car_slug);

/* Somebody has compared the sheet with the maker's manual. */
bool spec_is_verified(const struct result *res, size_t row);

/* "5.2 L", "10,000 mi", "yes", "a, b"; NULL when unknown.  Of trusted form, with untrusted text in
 * it: clean it before it is shown.  Lives in @arena. */
const char *spec_text(
    const struct spec_field *field, struct arena *arena, const struct result *res, size_t row);

#endif
