/*
 * Compare: any number of cars side by side.  One row for each field of car.h that at least one of them
 * has, in groups; the best of each row, what the others lack of it, and which rows differ at all.
 * Pure: the set of cars is somebody else's.
 */
#ifndef AUTOREV_COMPARE_H
#define AUTOREV_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/car.h"
#include "autorev/table.h"

struct compare;

/* @rows are @n rows of @cars, in the order of the columns; copied.  @cars is borrowed until
 * compare_free().  Owned by the caller. */
struct compare *compare_new(const struct cars *cars, const size_t rows[], size_t n);
void compare_free(struct compare *cmp);

size_t compare_cars(const struct compare *cmp);

/* The row of @cars that is in column @car. */
size_t compare_car(const struct compare *cmp, size_t car);

struct compare_row {
    int field;              /* of car_fields[] */
    enum field_group group; /* rows of a group follow each other */
    bool differs;           /* two cars that both know it are not the same */
    double best;            /* NAN when the field has no better or all are equal */
};

size_t compare_rows(const struct compare *cmp);
struct compare_row compare_row(const struct compare *cmp, size_t row);

/* True for every car that has the best value of the row. */
bool compare_is_best(const struct compare *cmp, size_t row, size_t car);

/* What is shown: the value with its unit, "–" when unknown.  NUL-terminated, cut to @room. */
size_t compare_format(const struct compare *cmp, size_t row, size_t car, char *out, size_t room);

/* The difference to the best: "+0.4 s", "-29 hp", "+$5,000"; "" for the best itself, where nothing is
 * best, where a value is unknown, and for text with an order. */
size_t compare_format_difference(
    const struct compare *cmp, size_t row, size_t car, char *out, size_t room);

/* The comparison as a table to write: a column for the field, one for each car under its slug; the
 * best is marked.  @differences leaves out the rows that do not differ, @reference adds each car's
 * difference to the best in brackets for people.  Owned by the caller. */
struct table *compare_table(const struct compare *cmp, bool differences, bool reference);

#endif
