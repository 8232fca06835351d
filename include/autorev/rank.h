/*
 * Rank: the finder.  Seven weights and some must-haves order a set of cars, and a few of the best are
 * picked, each for what it is best at.  Pure; cheap enough to be done anew on every key.
 */
#ifndef AUTOREV_RANK_H
#define AUTOREV_RANK_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/car.h"

enum rank_category {
    RANK_SOUND,
    RANK_INTERIOR,
    RANK_TRACK,
    RANK_RELIABILITY,
    RANK_VALUE,
    RANK_FUN,
    RANK_AFTERMARKET,
    RANK_CATEGORIES,
    RANK_TOP = RANK_CATEGORIES, /* of a pick: the first of all, not the best at one thing */
};

struct rank_category_info {
    enum car_field_id field; /* its score, and its name and help in car_fields */
    const char *label;       /* of a pick: "Comfort" */
};

extern const struct rank_category_info rank_categories[RANK_CATEGORIES];

/* A weight is 0 to RANK_WEIGHT_MOST in steps; 1 says that a score counts as it is. */
#define RANK_WEIGHT_MOST 3.0
#define RANK_WEIGHT_STEP 0.5

struct rank_wish {
    double weight[RANK_CATEGORIES];
    double price_most;      /* dollars; 0: no limit */
    bool manual;            /* a manual gearbox must be on offer */
    const char *drivetrain; /* "RWD", ...: borrowed; NULL: any */
    int seats_least;        /* 0: any */
};

/* Every weight 1, nothing a must. */
struct rank_wish rank_wish_plain(void);

/* The weight so many steps up or down, within its bounds. */
double rank_weight_step(double weight, int steps);

/* Whether a car has all the must-haves.  What is unknown is not had. */
bool rank_allows(const struct rank_wish *wish, const struct cars *cars, size_t row);

/* Sum of weight times score; a missing score counts 0. */
double rank_total(const struct rank_wish *wish, const struct cars *cars, size_t row);

/* The total of a car with 10 in everything. */
double rank_most(const struct rank_wish *wish);

struct rank_entry {
    size_t row;
    double total;
    double match; /* per cent of the most; NAN when every weight is 0 */
};

/* Fills @entries (room for cars_count()) with the cars that are allowed, the highest total first,
 * equal ones by name.  Returns how many. */
size_t rank_cars(const struct rank_wish *wish, const struct cars *cars, struct rank_entry *entries);

enum { RANK_POOL = 15, RANK_PICKS = 5 };

struct rank_pick {
    size_t row;
    enum rank_category category; /* RANK_TOP, or what it is picked for */
    double total, match;
};

/* Picks from what rank_cars() returned: the first of all, then the best of the pool at what weighs
 * most, each car once as long as there are others.  Returns how many, at most RANK_PICKS. */
size_t rank_picks(const struct rank_wish *wish, const struct cars *cars,
    const struct rank_entry *entries, size_t n, struct rank_pick picks[RANK_PICKS]);

/* "Top Match", "Sound", "Comfort", ... */
const char *rank_pick_label(enum rank_category category);

/* "Off", "Low", ... "Maximum" */
const char *rank_weight_label(double weight);

/* "Excellent", ... "Poor"; "Unknown" of NAN */
const char *rank_score_label(double score);

/* "Exceptional", ... "Moderate"; "Unknown" of NAN */
const char *rank_match_label(double match);

#endif
