/*
 * Issue list: the known issues and the recalls of one car as one list, in an order and narrowed by a
 * line of text.  Pure: whoever has the answers of issue_query() and recall_query() makes one.
 *
 * A recall has no severity of its own.  As a campaign is about safety or the law, the order puts it
 * behind the issues of high severity and before those of medium.
 */
#ifndef AUTOREV_ISSUE_LIST_H
#define AUTOREV_ISSUE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"
#include "autorev/filter.h"
#include "autorev/issue.h"
#include "autorev/result.h"

/* One row: an issue or a recall, the other is NULL.  Borrowed from the list. */
struct issue_entry {
    const struct issue *issue;
    const struct recall *recall;
};

enum severity issue_entry_severity(struct issue_entry entry);
enum issue_kind issue_entry_kind(struct issue_entry entry);

/* What stands in a row, NUL-terminated, cut to @room, not clean; "–" where it is unknown.  Each
 * returns @out. */
char *issue_entry_title(struct issue_entry entry, char *out, size_t room);
char *issue_entry_years(struct issue_entry entry, char *out, size_t room); /* "2001–2006" */
char *issue_entry_miles(struct issue_entry entry, char *out, size_t room); /* "40k–80k", "60k+" */
char *issue_entry_cost(struct issue_entry entry, char *out, size_t room);  /* "$300–900" */

/* ---- orders ---- */

enum issue_order {
    ISSUE_BY_SEVERITY,
    ISSUE_BY_YEARS,
    ISSUE_BY_MILES,
    ISSUE_BY_COST,
    ISSUE_ORDER_COUNT,
};

struct issue_order_info {
    const char *name; /* in the state file */
    const char *label, *help;
    bool descending; /* how it begins: worst, earliest, soonest, dearest first */
};

extern const struct issue_order_info issue_orders[ISSUE_ORDER_COUNT];

/* The order of that name, or -1. */
int issue_order_find(const char *name);

/* ---- the line of text ---- */

/*
 *   severity:high  severity:critical,high      of one of these
 *   kind:recall  kind:issue,tsb                of one of these
 *   year:2015                                  that concern this model year
 *   miles:60k  miles:60,000                    that come about there
 *   oil "rod bearing"                          that have all of these words in their texts
 *
 * A beginning is enough ("sev:h").  What the data does not know stays: see struct issue_filter.
 */
struct issue_search {
    struct issue_filter filter;
    char words[200]; /* folded, a newline behind each */
};

/* False, with @err and @where (which part of @text, in bytes) set, when it cannot be understood.
 * What is only unfinished ("kind:") is not an error. */
bool issue_search_parse(
    struct issue_search *search, const char *text, struct filter_error *where, struct error *err);

/* ---- the list ---- */

struct issue_list;

/* Both results are handed over; either may be NULL for no rows.  All rows are shown, worst first.
 * NULL with @err set when one cannot be read.  Owned. */
struct issue_list *issue_list_new(struct result *issues, struct result *recalls, struct error *err);
void issue_list_free(struct issue_list *list);

/* Shows what fits @search in that order.  Unknown always comes last, equals worst first. */
void issue_list_show(struct issue_list *list, const struct issue_search *search,
    enum issue_order order, bool descending);

/* Rows that are shown. */
size_t issue_list_count(const struct issue_list *list);
struct issue_entry issue_list_at(const struct issue_list *list, size_t row);

/* All there are. */
size_t issue_list_issues(const struct issue_list *list);
size_t issue_list_recalls(const struct issue_list *list);

/* The shown row of what has this title, or -1: to come back to after another order or a reload. */
long issue_list_find(const struct issue_list *list, const char *title);

#endif
