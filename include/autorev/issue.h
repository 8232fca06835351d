/*
 * Issue: the known weak points of a car and its safety recalls, as typed rows, worst first, with the
 * filters that a screen and a command offer.
 */
#ifndef AUTOREV_ISSUE_H
#define AUTOREV_ISSUE_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"
#include "autorev/memory.h"
#include "autorev/query.h"
#include "autorev/result.h"

/* In order of rank. */
enum severity {
    SEVERITY_CRITICAL, /* safety, or loss of engine or gearbox */
    SEVERITY_HIGH,     /* a repair from $3,000 */
    SEVERITY_MEDIUM,   /* from $1,000 */
    SEVERITY_LOW,
    SEVERITY_COSMETIC,
    SEVERITY_UNKNOWN,
    SEVERITY_COUNT,
};

enum issue_kind { ISSUE_COMMON, ISSUE_RECALL, ISSUE_TSB, ISSUE_OTHER, ISSUE_KIND_COUNT };

/* "critical"; as the database spells it and a filter takes it. */
const char *severity_name(enum severity severity);

/* Any spelling that is in use, in any case: also major (high), moderate (medium), minor (low).
 * What nobody knows, and NULL, is SEVERITY_UNKNOWN. */
enum severity severity_parse(const char *text);

/* "common_issue", "tsb": as the database spells it. */
const char *issue_kind_name(enum issue_kind kind);

/* "known issue", "recall", "service bulletin", "other": for people. */
const char *issue_kind_label(enum issue_kind kind);

/* "common_issue", "tsb", ... and for people "common"; -1 when it is none. */
int issue_kind_parse(const char *text);

/* Text is NULL and a number UNKNOWN (value.h) where the database has none. */
struct issue {
    const char *id, *title; /* borrowed from the result, like all text here */
    enum issue_kind kind;
    enum severity severity;
    const char *description, *prevention, *fix;
    const char *const *symptoms; /* ended by NULL; NULL when none; lives in the arena */
    const char *years_text;
    int year_first, year_last;       /* model years, both included */
    int mileage_first, mileage_last; /* where it usually comes, miles; last UNKNOWN: and later */
    const char *cost_text;
    int cost_low, cost_high; /* dollars, parts and labour */
    const char *difficulty;  /* of the repair, "professional only"; lives in the arena */
    const char *source_type, *source_url;
    double confidence; /* 0 to 1, NAN when unknown */
    int sort_order;
};

/* All columns of issue_read(), of one car, in the order of the database.  Owned. */
struct query *issue_query(const char *car_id);

/* False, with @err set, when a cell is not of its type. */
bool issue_read(struct issue *issue, struct arena *arena, const struct result *res, size_t row,
    struct error *err);

/* All rows, worst first: by severity, then place in it, then title.  In @arena, text borrowed from
 * @res.  NULL with @err set when a row cannot be read; never NULL for no rows. */
struct issue *
issues_read(struct arena *arena, const struct result *res, size_t *n, struct error *err);

/* For qsort of struct issue. */
int issue_compare(const void *a, const void *b);

/* Zeroed (UNKNOWN for the numbers is the same as 0): everything. */
struct issue_filter {
    unsigned severities; /* bits 1 << enum severity; 0 is all */
    unsigned kinds;      /* bits 1 << enum issue_kind; 0 is all */
    int year;            /* a model year; issues whose years are unknown stay */
    int mileage;         /* miles: what usually comes around there or in the next ISSUE_AHEAD miles;
                            issues whose mileage is unknown stay */
};

enum { ISSUE_AHEAD = 10000 };

bool issue_matches(const struct issue *issue, const struct issue_filter *filter);

/* ---- recalls ---- */

struct recall {
    const char *campaign, *date; /* ISO date; the announcement, else the maker's report */
    const char *component, *summary, *consequence, *remedy, *manufacturer, *notes, *source_url;
    bool incomplete; /* the campaign's text is not known in full */
};

/* Of one car, newest first.  Owned. */
struct query *recall_query(const char *car_slug);
bool recall_read(struct recall *recall, const struct result *res, size_t row, struct error *err);

#endif
