/*
 * Car list: the cars that fit a filter, in an order, as rows that come in windows.
 *
 * A list of up to CAR_LIST_WHOLE cars is loaded whole; filter and order then are a matter of
 * memory and answer a key at once.  A longer one stays at the server: rows come in windows around
 * what is looked at, by key and never by counting from the start, so that the end of a million
 * rows is as near as the beginning; the filter is compiled to the server's conditions.
 */
#ifndef AUTOREV_CAR_LIST_H
#define AUTOREV_CAR_LIST_H

#include <stdbool.h>

#include "autorev/car.h"
#include "autorev/error.h"
#include "autorev/filter.h"
#include "autorev/query.h"
#include "autorev/result.h"

enum { CAR_LIST_WHOLE = 512, CAR_LIST_WINDOW = 256 };

struct car_list;

/* Sends a query for the list (handed over) and returns its ticket; @background: it takes long and
 * must not hold up others. */
typedef int (*car_list_send_fn)(void *data, struct query *q, bool background);

/* Drops a query that was sent. */
typedef void (*car_list_cancel_fn)(void *data, int ticket);

/* A query for cars with every field of car.h, without conditions.  Owned. */
struct query *car_list_query(void);

/* Owned. */
struct car_list *car_list_new(car_list_send_fn send, car_list_cancel_fn cancel, void *data);
void car_list_free(struct car_list *list);

/* Loads anew (also the first time); what is there stays until the answer comes. */
void car_list_load(struct car_list *list);

/* Shows what fits @filter (handed over; NULL: all), ordered by field @sort.  False, with @err set, when
 * the list is too long for what the filter asks (a derived figure, the finder's rank); then
 * nothing changed. */
bool car_list_show(
    struct car_list *list, struct filter *filter, int sort, bool descending, struct error *err);

/* An answer with one of the list's tickets; @res is handed over. True when it was the list's. */
bool
car_list_answer(struct car_list *list, int ticket, struct result *res, const struct error *err);

/* How many rows there are; -1 before anybody knows.  Not @exact: an estimate. */
long car_list_count(const struct car_list *list, bool *exact);

/* True once the first answer is there. */
bool car_list_loaded(const struct car_list *list);

/* The whole list is in memory. */
bool car_list_whole(const struct car_list *list);

/* All cars, whatever the filter; NULL unless the list is whole.  Borrowed until the next load. */
const struct cars *car_list_cars(const struct car_list *list);

/* Row @row of the list: the set and the row in it.  False while it is on its way.  Borrowed until
 * the next answer. */
bool car_list_row(const struct car_list *list, long row, const struct cars **cars, size_t *at);

/* Asks for what is missing around these rows. */
void car_list_need(struct car_list *list, long first, long count);

/* The row of a slug among those in memory, or -1. */
long car_list_find(const struct car_list *list, const char *slug);

/* The last trouble, or NULL; gone with the next answer. */
const struct error *car_list_error(const struct car_list *list);

/* True while rows are on their way. */
bool car_list_busy(const struct car_list *list);

#endif
