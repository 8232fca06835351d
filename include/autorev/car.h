/*
 * Car: the fields of a car, in one table, and a set of cars read from a result.
 *
 * The table is what the list, the sorting, the filter language, the comparison and --columns read;
 * none of them has a list of its own.  Fields with a column come from the database, those without
 * are computed from the others.  Everything here is pure: no store, no clock, no screen.
 */
#ifndef AUTOREV_CAR_H
#define AUTOREV_CAR_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"
#include "autorev/result.h"

enum car_field_id {
    CAR_NAME,
    CAR_BRAND,
    CAR_YEARS,
    CAR_GENERATION,
    CAR_COUNTRY,
    CAR_CATEGORY,
    CAR_TYPE,
    CAR_TIER,
    CAR_USABILITY,
    CAR_SLUG,
    CAR_ENGINE,
    CAR_HP,
    CAR_TORQUE,
    CAR_LAYOUT,
    CAR_DRIVETRAIN,
    CAR_TRANS,
    CAR_MANUAL,
    CAR_WEIGHT,
    CAR_SEATS,
    CAR_ZERO_TO_SIXTY,
    CAR_QUARTER_MILE,
    CAR_TOP_SPEED,
    CAR_BRAKING,
    CAR_LATERAL_G,
    CAR_POWER_TO_WEIGHT,
    CAR_SOUND,
    CAR_INTERIOR,
    CAR_TRACK,
    CAR_RELIABILITY,
    CAR_VALUE,
    CAR_FUN,
    CAR_AFTERMARKET,
    CAR_TOTAL,
    CAR_PRICE,
    CAR_PRICE_RANGE,
    CAR_MSRP_LOW,
    CAR_MSRP_HIGH,
    CAR_PRICE_PER_HP,
    CAR_MARKET,
    CAR_MPG,
    CAR_MAINTENANCE,
    CAR_INSURANCE,
    CAR_PARTS,
    CAR_DIY,
    CAR_FIELD_COUNT,
};

enum field_type {
    FIELD_TEXT,
    FIELD_INT,
    FIELD_DECIMAL, /* with so many digits */
    FIELD_MONEY,   /* whole dollars */
    FIELD_BOOL,
    FIELD_YEARS, /* "2020-2023", "1999", "2024-present" */
    FIELD_SCORE, /* 1 to 10, one digit */
};

/* Which of two values is the better one; of text, by its place in the scale. */
enum better { BETTER_NONE, BETTER_HIGH, BETTER_LOW };

enum field_group {
    GROUP_OVERVIEW,
    GROUP_POWER,
    GROUP_SIZE,
    GROUP_PERFORMANCE,
    GROUP_SCORES,
    GROUP_PRICES,
    GROUP_COSTS,
    GROUP_SERVICE,
    GROUP_COUNT,
};

struct car_field {
    const char *name;           /* in filters, --columns and settings */
    const char *const *aliases; /* other names a person may type, ended by NULL; or NULL */
    const char *column;         /* of the relation cars; NULL: computed from other fields */
    const char *label;          /* on a sheet: "Power" */
    const char *head;           /* over a column: "HP" */
    const char *unit;           /* "hp", "lb", "$", ... or "" */
    enum field_type type;
    int digits; /* after the point */
    int width;  /* columns of the screen for most values */
    enum better better;
    enum field_group group;
    const char *const *scale; /* for text with an order: its values from low to high, then NULL */
    const char *help;         /* one line */
};

extern const struct car_field car_fields[];

int car_field_count(void);

/* The field of that name, alias or column (case is ignored, "_" is "-"), or -1. */
int car_field_find(const char *name);

/* The known name or alias next to a mistyped one, or NULL when none is near. */
const char *car_field_nearest(const char *name);

/* "Overview", "Power", ... */
const char *car_group_label(enum field_group group);

/* The last year of a car that is still built. */
enum { CAR_YEARS_PRESENT = 9999 };

/* Reads the first and the last year from the text of the database.  False when it has none. */
bool car_years_parse(const char *text, int *first, int *last);

/* A number as this field shows it: "3,199", "$105,000", "9.5", "yes"; NAN is "–".  Written to @out
 * with a NUL, cut to @room; returns its bytes.  Without the unit, except for money. */
size_t car_format_number(const struct car_field *field, double value, char *out, size_t room);

/* ---- a set of cars ---- */

struct cars;

/* Reads numbers and years once.  @res is handed over, also on failure.  Its columns are found by
 * name; fields whose column is missing are unknown for all.  A column "aliases" (text, optional) is
 * searched with the names.  NULL and @err when a cell is not of its field's type. */
struct cars *cars_new(struct result *res, struct error *err);
void cars_free(struct cars *cars);

size_t cars_count(const struct cars *cars);

/* The rows the set was made from; borrowed as long as the set. */
const struct result *cars_result(const struct cars *cars);

/* Whether the result brought the field, or what it is computed from. */
bool cars_has(const struct cars *cars, int field);

/* As the database has it: borrowed as long as the set, untrusted, NULL when unknown or computed. */
const char *cars_text(const struct cars *cars, size_t row, int field);

/* Text by which to compare: text_fold of a FIELD_TEXT, NULL when unknown.  Borrowed. */
const char *cars_folded(const struct cars *cars, size_t row, int field);

/* The folded column "aliases", or NULL.  Borrowed. */
const char *cars_aliases(const struct cars *cars, size_t row);

/* NAN when unknown.  BOOL is 0 or 1, YEARS the first year, text with a scale its place from 0. */
double cars_number(const struct cars *cars, size_t row, int field);

/* False when unknown or not readable. */
bool cars_years(const struct cars *cars, size_t row, int *first, int *last);

/* The shown form, clean for a terminal; unknown is "–".  Cut to @room; returns the bytes. */
size_t cars_format(const struct cars *cars, size_t row, int field, char *out, size_t room);

/* Sorts @n row numbers.  Unknown comes last in both directions; equal ones are in the order of their
 * names, then slugs, then their places in the set. */
void cars_sort(const struct cars *cars, size_t *rows, size_t n, int field, bool descending);

/* The row with this slug, or -1. */
long cars_find(const struct cars *cars, const char *slug);

#endif
