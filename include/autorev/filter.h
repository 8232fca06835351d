/*
 * Filter: the language one types above the list of cars, compiled once and matched per car.
 *
 *   gt4 "type r"              words: fuzzy on name, brand, generation and aliases; quoted: as written
 *   brand:bmw,porsche         text that contains one of these; * stands for any text
 *   tier=mid  tier!=mid       text that is (not) exactly this
 *   hp>400  price<=60k  0-60<4s  price<$60,000  seats:2,4  hp:300..450  hp:300..
 *   year:2015  years>=2010  years:1999..2004    built in that year, or in some year of a range
 *   manual:yes  weight:?  weight:*              yes or no; unknown; known
 *   manual awd electric ...                     flags, see filter_flags
 *   -auto  -brand:bmw  -hp>400                  a minus turns a term around
 *
 * All terms must hold.  Case and accents are ignored.  A comparison, "!=" among them, never matches
 * an unknown value; a term turned around by "-" does ("not known to be").
 */
#ifndef AUTOREV_FILTER_H
#define AUTOREV_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/buffer.h"
#include "autorev/car.h"
#include "autorev/error.h"
#include "autorev/query.h"

struct filter;

/* The part of the text that is wrong, in bytes. */
struct filter_error {
    size_t offset, length;
};

/* A word that stands for a term. */
struct filter_flag {
    const char *name;
    const char *term; /* in the same language */
    const char *help;
};

extern const struct filter_flag filter_flags[];

size_t filter_flag_count(void);

/* Owned by the caller; the text is copied.  NULL, @err and @where (which may be NULL) when it cannot
 * be understood.  What is only unfinished (a lone "-", an open quote, a comma at the end) is not an
 * error, so that one can filter while typing. */
struct filter *filter_parse(const char *text, struct filter_error *where, struct error *err);
void filter_free(struct filter *filter);

/* Without any term it matches every car. */
bool filter_is_empty(const struct filter *filter);

/* Whether there are words to find: then the best score comes first, else the user's order. */
bool filter_has_words(const struct filter *filter);

/* 0: no; more is a better fit of the words, at least 1. */
int filter_match(const struct filter *filter, const struct cars *cars, size_t row);

/* Adds the filter to the conditions of @q, a query of the relation cars, for lists too large to be
 * loaded.  What the server selects is what filter_match accepts, except that there a word must occur
 * as it is in name, brand or generation (fuzzy fits and aliases are found only in loaded lists), and
 * that the server tells letters with and without accents apart.  False, with @q unchanged, when a
 * field is computed by the program: no server can search it. */
bool filter_query(const struct filter *filter, struct query *q, struct error *err);

/* Appends the filter in its plainest form, which parses to the same filter. */
void filter_canonical(const struct filter *filter, struct buffer *out);

#endif
