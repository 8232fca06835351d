#include "autorev/car_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"

enum { BLOCKS_MAX = 8 };

/* Consecutive rows as one answer brought them. */
struct block {
    struct cars *cars; /* owned */
    size_t rows;
    bool backwards; /* the answer came from the end: its last row is the first of the block */
};

/* Why a query was sent.  Unknown values come last in both directions: the list is one of known values
 * and, behind it, one of unknown ones, and an index serves each of them. */
enum purpose {
    PURPOSE_ALL,          /* is the list short enough to be held whole? */
    PURPOSE_FIRST,        /* of what fits */
    PURPOSE_LAST,         /* the end, backwards */
    PURPOSE_NEXT,         /* behind the window */
    PURPOSE_NEXT_UNKNOWN, /* there: the known ones are at their end */
    PURPOSE_PREV,         /* before the window, backwards */
    PURPOSE_PREV_KNOWN,   /* there: the unknown ones are at their beginning */
    PURPOSE_PROBE,        /* which row is there, far from the window? */
    PURPOSE_LAND,         /* the rows from that one on, or from one of the window */
};

struct car_list {
    car_list_send_fn send;
    car_list_cancel_fn cancel;
    void *data;

    struct cars *all; /* the whole list, owned; NULL when it is too long */
    size_t *index;    /* the rows of @all that fit, in order */
    size_t fit;

    struct block block[BLOCKS_MAX]; /* the window, when it is too long */
    size_t blocks;
    bool from_end; /* which end the window's place is counted from */
    long apart;    /* rows between that end and the window */
    bool at_start, at_end;

    struct filter *filter; /* owned, may be NULL */
    int sort;              /* field */
    bool descending;

    bool loaded, whole, exact;
    long count;
    long seen; /* the row from which on rows were needed last */
    int ticket, count_ticket;
    enum purpose purpose;
    bool land_from_end; /* PURPOSE_PROBE, PURPOSE_LAND: which end this is counted from */
    long land_apart;    /* and how many rows are between it and the row to land at */
    struct error err;
};

struct car_list *
car_list_new(car_list_send_fn send, car_list_cancel_fn cancel, void *data)
{
    struct car_list *list = x_calloc(1, sizeof *list);

    list->send = send;
    list->cancel = cancel;
    list->data = data;
    list->count = -1;
    list->sort = CAR_NAME;
    return list;
}

static void
car_list_drop_window(struct car_list *list)
{
    for (size_t i = 0; i < list->blocks; i++)
        cars_free(list->block[i].cars);
    list->blocks = 0;
    list->apart = 0;
    list->from_end = list->at_start = list->at_end = false;
}

void
car_list_free(struct car_list *list)
{
    if (!list)
        return;
    car_list_drop_window(list);
    cars_free(list->all);
    free(list->index);
    filter_free(list->filter);
    free(list);
}

/* ---- the whole list in memory ---- */

struct fitting {
    size_t row;
    int score;
};

static int
car_list_by_score(const void *a, const void *b)
{
    const struct fitting *x = a, *y = b;

    return x->score != y->score ? y->score - x->score : x->row < y->row ? -1 : x->row > y->row;
}

/* Words rank by how well they fit; without words the chosen order holds. */
static void
car_list_refit(struct car_list *list)
{
    size_t all = cars_count(list->all);
    struct fitting *fit = x_calloc(all, sizeof *fit);

    list->index = x_reallocarray(list->index, all, sizeof *list->index);
    for (size_t i = 0; i < all; i++)
        list->index[i] = i;
    cars_sort(list->all, list->index, all, list->sort, list->descending);
    list->fit = 0;
    for (size_t i = 0; i < all; i++) {
        int score = list->filter ? filter_match(list->filter, list->all, list->index[i]) : 1;

        if (score > 0)
            fit[list->fit++] = (struct fitting){ i, score };
    }
    if (list->filter && filter_has_words(list->filter))
        qsort(fit, list->fit, sizeof *fit, car_list_by_score);
    if (list->fit < all) {
        size_t *picked = x_calloc(list->fit, sizeof *picked);

        for (size_t i = 0; i < list->fit; i++)
            picked[i] = list->index[fit[i].row];
        memcpy(list->index, picked, list->fit * sizeof *picked);
        free(picked);
    }
    list->count = (long) list->fit;
    list->exact = true;
    free(fit);
}

/* ---- the window ---- */

static size_t
block_at(const struct block *block, size_t row)
{
    return block->backwards ? block->rows - 1 - row : row;
}

static long
car_list_window(const struct car_list *list)
{
    long rows = 0;

    for (size_t i = 0; i < list->blocks; i++)
        rows += (long) list->block[i].rows;
    return rows;
}

/* Number of the window's first row. */
static long
car_list_base(const struct car_list *list)
{
    return list->from_end ? list->count - list->apart - car_list_window(list) : list->apart;
}

/* Makes the numbers fit what is known now: how far it is to an end that was seen, and how many rows
 * there are at least. */
static void
car_list_settle(struct car_list *list)
{
    long window = car_list_window(list);

    if (list->apart < 0) { /* there are more rows than were known */
        if (list->from_end) {
            list->count -= list->apart;
            list->exact = false;
        }
        list->apart = 0;
    }
    if (list->at_start && list->at_end) {
        list->count = window;
        list->exact = true;
    }
    if (list->at_start) {
        list->from_end = false;
        list->apart = 0;
    } else if (list->at_end && (list->from_end || list->exact)) {
        list->from_end = true;
        list->apart = 0;
    }
    if (list->count < list->apart + window) {
        list->count = list->apart + window;
        list->exact = false;
    }
}

/* Makes room for a block at one end by forgetting one at the other. */
static void
car_list_push(struct car_list *list, struct block block, bool front)
{
    if (list->blocks == BLOCKS_MAX) {
        size_t gone = front ? BLOCKS_MAX - 1 : 0;

        if (front == list->from_end)
            list->apart += (long) list->block[gone].rows;
        cars_free(list->block[gone].cars);
        if (front)
            list->at_end = false;
        else
            list->at_start = false;
        memmove(&list->block[gone], &list->block[gone + 1], (BLOCKS_MAX - 1 - gone) * sizeof block);
        list->blocks--;
    }
    if (front != list->from_end)
        list->apart -= (long) block.rows;
    if (front) {
        memmove(&list->block[1], &list->block[0], list->blocks * sizeof block);
        list->block[0] = block;
    } else {
        list->block[list->blocks] = block;
    }
    list->blocks++;
}

/* ---- queries ---- */

struct query *
car_list_query(void)
{
    struct query *q = query_select("cars");

    query_column(q, "id");
    for (int f = 0; f < car_field_count(); f++)
        if (car_fields[f].column)
            query_column(q, car_fields[f].column);
    return q;
}

/* What the server orders by; a computed field it does not know. */
static const char *
car_list_column(const struct car_list *list)
{
    const char *column = car_fields[list->sort].column;

    return column ? column : car_fields[CAR_NAME].column;
}

static void
car_list_order(const struct car_list *list, struct query *q, bool backwards)
{
    bool descending = list->descending != backwards;

    query_order(q, car_list_column(list), descending ? ORDER_DESC : ORDER_ASC, backwards);
    query_order(q, "id", backwards ? ORDER_DESC : ORDER_ASC, false);
}

/* The row that a query goes on from. */
struct anchor {
    const char *value, *id; /* borrowed; the value may be NULL */
};

static struct anchor
car_list_anchor(const struct car_list *list, const struct block *block, size_t row)
{
    size_t at = block_at(block, row);

    return (struct anchor){
        .value = cars_text(block->cars, at, car_fields[list->sort].column ? list->sort : CAR_NAME),
        .id = result_get(cars_result(block->cars), at, "id"),
    };
}

/* Rows behind or before the anchor among its like, known or unknown; with @too the anchor too.  In
 * terms that an index on (column, id) serves: a range on the column first, the exact condition
 * behind it. */
static void
car_list_beyond(
    const struct car_list *list, struct query *q, bool before, struct anchor anchor, bool too)
{
    const char *column = car_list_column(list);
    bool up = before == list->descending; /* towards greater values */
    enum query_op by_id = before ? OP_LT : too ? OP_GTE : OP_GT;

    if (!anchor.value) {
        query_where(q, column, OP_IS, "null");
        query_where(q, "id", by_id, anchor.id);
        return;
    }
    query_where(q, column, up ? OP_GTE : OP_LTE, anchor.value);
    query_any(q, false);
    query_where(q, column, up ? OP_GT : OP_LT, anchor.value);
    query_where(q, "id", by_id, anchor.id);
    query_end(q);
}

static void
car_list_send(struct car_list *list, struct query *q, enum purpose purpose)
{
    if (list->ticket)
        list->cancel(list->data, list->ticket);
    list->purpose = purpose;
    list->ticket = list->send(list->data, q, false);
}

/* All columns of what fits. */
static struct query *
car_list_fitting(const struct car_list *list, bool backwards, long limit)
{
    struct query *q = car_list_query();

    if (list->filter)
        filter_query(list->filter, q, NULL);
    car_list_order(list, q, backwards);
    query_range(q, 0, limit);
    return q;
}

static void
car_list_drop_count(struct car_list *list)
{
    if (list->count_ticket)
        list->cancel(list->data, list->count_ticket);
    list->count_ticket = 0;
}

static void
car_list_count_exactly(struct car_list *list)
{
    struct query *q = query_select("cars");

    query_column(q, "id");
    if (list->filter)
        filter_query(list->filter, q, NULL);
    query_range(q, 0, 1);
    query_count(q, COUNT_EXACT);
    car_list_drop_count(list);
    list->count_ticket = list->send(list->data, q, true);
}

static void
car_list_fetch_all(struct car_list *list)
{
    struct query *q = car_list_query();

    car_list_drop_count(list);
    car_list_order(list, q, false);
    query_range(q, 0, CAR_LIST_WHOLE + 1);
    query_count(q, COUNT_ESTIMATED);
    car_list_send(list, q, PURPOSE_ALL);
}

static void
car_list_fetch_end(struct car_list *list, bool last)
{
    car_list_send(
        list, car_list_fitting(list, last, CAR_LIST_WINDOW), last ? PURPOSE_LAST : PURPOSE_FIRST);
}

static void
car_list_fetch_next(struct car_list *list)
{
    struct query *q = car_list_fitting(list, false, CAR_LIST_WINDOW);
    const struct block *b = &list->block[list->blocks - 1];
    struct anchor anchor = car_list_anchor(list, b, b->rows - 1);

    car_list_beyond(list, q, false, anchor, false);
    car_list_send(list, q, anchor.value ? PURPOSE_NEXT : PURPOSE_NEXT_UNKNOWN);
}

static void
car_list_fetch_prev(struct car_list *list)
{
    struct query *q = car_list_fitting(list, true, CAR_LIST_WINDOW);
    struct anchor anchor = car_list_anchor(list, &list->block[0], 0);

    car_list_beyond(list, q, true, anchor, false);
    car_list_send(list, q, anchor.value ? PURPOSE_PREV_KNOWN : PURPOSE_PREV);
}

/* The other side of the border between known and unknown values. */
static void
car_list_fetch_across(struct car_list *list, bool known)
{
    struct query *q = car_list_fitting(list, known, CAR_LIST_WINDOW);

    if (known)
        query_where_not(q, car_list_column(list), OP_IS, "null");
    else
        query_where(q, car_list_column(list), OP_IS, "null");
    car_list_send(list, q, known ? PURPOSE_PREV_KNOWN : PURPOSE_NEXT_UNKNOWN);
}

static void
car_list_fetch_from(struct car_list *list, struct anchor anchor)
{
    struct query *q = car_list_fitting(list, false, CAR_LIST_WINDOW);

    car_list_beyond(list, q, false, anchor, true);
    car_list_send(list, q, PURPOSE_LAND);
}

/* Counting rows is quick while only an index is read: first its place, then the rows by key. */
static void
car_list_probe(struct car_list *list, long row)
{
    struct query *q = query_select("cars");

    list->land_from_end = row >= list->count / 2;
    list->land_apart = list->land_from_end ? list->count - 1 - row : row;
    query_column(q, "id");
    query_column(q, car_list_column(list));
    if (list->filter)
        filter_query(list->filter, q, NULL);
    car_list_order(list, q, list->land_from_end);
    query_range(q, list->land_apart, 1);
    car_list_send(list, q, PURPOSE_PROBE);
}

void
car_list_load(struct car_list *list)
{
    long row = list->seen;

    /* A long list is loaded anew where it is looked at. */
    if (list->loaded && !list->whole && list->at_end && row >= list->count - CAR_LIST_WINDOW) {
        car_list_fetch_end(list, true);
        car_list_count_exactly(list);
        return;
    }
    row -= car_list_base(list);
    for (size_t i = 0; i < list->blocks && list->seen >= CAR_LIST_WINDOW && row >= 0; i++) {
        if (row < (long) list->block[i].rows) {
            list->land_from_end = false;
            list->land_apart = list->seen;
            car_list_fetch_from(list, car_list_anchor(list, &list->block[i], (size_t) row));
            car_list_count_exactly(list);
            return;
        }
        row -= (long) list->block[i].rows;
    }
    car_list_fetch_all(list);
}

/* ---- answers ---- */

/* Another window: what was there is forgotten. */
static void
car_list_take_new(struct car_list *list, struct block block)
{
    enum purpose purpose = list->purpose;
    bool full = block.rows >= CAR_LIST_WINDOW;

    car_list_drop_window(list);
    if (block.rows) {
        car_list_push(list, block, false);
        list->apart = 0;
    } else {
        cars_free(block.cars);
    }
    if (purpose == PURPOSE_LAST) {
        list->from_end = list->at_end = true;
        list->at_start = !full;
    } else if (purpose == PURPOSE_LAND) {
        list->from_end = list->land_from_end;
        list->apart = list->land_apart;
        if (list->from_end) /* those behind the row we landed at */
            list->apart -= (long) block.rows - 1;
    } else {
        list->at_start = true;
        list->at_end = !full;
    }
}

/* More of the same window. */
static void
car_list_take_more(struct car_list *list, struct block block, bool front)
{
    bool full = block.rows >= CAR_LIST_WINDOW;

    if (block.rows)
        car_list_push(list, block, front);
    else
        cars_free(block.cars);
    if (full)
        return;
    if (list->purpose == PURPOSE_NEXT)
        car_list_fetch_across(list, false);
    else if (list->purpose == PURPOSE_PREV)
        car_list_fetch_across(list, true);
    else if (front)
        list->at_start = true;
    else
        list->at_end = true;
}

static void
car_list_take_window(struct car_list *list, struct cars *cars)
{
    enum purpose purpose = list->purpose;
    bool front = purpose == PURPOSE_PREV || purpose == PURPOSE_PREV_KNOWN;
    bool back = purpose == PURPOSE_NEXT || purpose == PURPOSE_NEXT_UNKNOWN;
    struct block block = {
        .cars = cars, .rows = cars_count(cars), .backwards = front || purpose == PURPOSE_LAST
    };

    if (front || back)
        car_list_take_more(list, block, front);
    else
        car_list_take_new(list, block);
    car_list_settle(list);
}

/* The first answer decides whether the list is held whole. */
static void
car_list_take_all(struct car_list *list, struct cars *cars, long estimate)
{
    list->loaded = true;
    cars_free(list->all);
    list->all = NULL;
    list->whole = cars_count(cars) <= CAR_LIST_WHOLE;
    if (list->whole) {
        car_list_drop_window(list);
        list->all = cars;
        car_list_refit(list);
        return;
    }
    if (!car_fields[list->sort].column)
        list->sort = CAR_NAME;
    list->exact = false;
    if (list->filter) {
        struct query *probe = query_select("cars");
        bool can = filter_query(list->filter, probe, &list->err);

        query_free(probe);
        cars_free(cars);
        if (!can) {
            filter_free(list->filter);
            list->filter = NULL;
        }
        car_list_fetch_end(list, false);
        return;
    }
    list->count = estimate;
    car_list_take_window(list, cars);
    car_list_count_exactly(list);
}

static void
car_list_take_count(struct car_list *list, struct result *res)
{
    list->count_ticket = 0;
    if (res && result_total(res, NULL) >= 0) {
        list->count = result_total(res, NULL);
        list->exact = true;
        car_list_settle(list);
    }
    result_free(res);
}

static void
car_list_take_probe(struct car_list *list, struct result *res)
{
    if (result_rows(res))
        car_list_fetch_from(
            list, (struct anchor){ .value = result_text(res, 0, 1), .id = result_text(res, 0, 0) });
    else
        car_list_fetch_end(list, true); /* there are fewer rows than were known */
    result_free(res);
}

bool
car_list_answer(struct car_list *list, int ticket, struct result *res, const struct error *err)
{
    struct cars *cars;
    struct error why = { 0 };
    long total;

    if (ticket && ticket == list->count_ticket) {
        car_list_take_count(list, res);
        return true;
    }
    if (!ticket || ticket != list->ticket) {
        result_free(res);
        return false;
    }
    list->ticket = 0;
    list->err = (struct error){ 0 };
    if (!res) {
        list->err = *err;
        return true;
    }
    if (list->purpose == PURPOSE_PROBE) {
        car_list_take_probe(list, res);
        return true;
    }
    total = result_total(res, NULL);
    cars = cars_new(res, &why);
    if (!cars) {
        list->err = why;
        return true;
    }
    if (list->purpose == PURPOSE_ALL) {
        car_list_take_all(list, cars, total);
        return true;
    }
    if (list->purpose == PURPOSE_FIRST) {
        list->exact = false;
        list->count = 0;
    }
    car_list_take_window(list, cars);
    if (list->purpose == PURPOSE_FIRST && !list->exact)
        car_list_count_exactly(list);
    return true;
}

bool
car_list_show(
    struct car_list *list, struct filter *filter, int sort, bool descending, struct error *err)
{
    if (!list->whole && list->loaded) {
        struct query *probe = query_select("cars");
        bool can = !filter || filter_query(filter, probe, err);

        query_free(probe);
        if (can && !car_fields[sort].column) {
            error_set(err, ERROR_INPUT, "a list this long cannot be ordered by %s",
                car_fields[sort].label);
            error_hint(err, "Filter it first, or choose a column of the database");
            can = false;
        }
        if (!can) {
            filter_free(filter);
            return false;
        }
    }
    filter_free(list->filter);
    list->filter = filter;
    list->sort = sort;
    list->descending = descending;
    list->seen = 0;
    if (list->whole) {
        car_list_refit(list);
    } else if (list->loaded) {
        car_list_drop_count(list);
        car_list_fetch_end(list, false);
    }
    return true;
}

long
car_list_count(const struct car_list *list, bool *exact)
{
    if (exact)
        *exact = list->exact;
    return list->count;
}

bool
car_list_loaded(const struct car_list *list)
{
    return list->loaded;
}

bool
car_list_whole(const struct car_list *list)
{
    return list->whole;
}

const struct cars *
car_list_cars(const struct car_list *list)
{
    return list->whole ? list->all : NULL;
}

bool
car_list_row(const struct car_list *list, long row, const struct cars **cars, size_t *at)
{
    if (list->whole) {
        if (row < 0 || row >= (long) list->fit)
            return false;
        *cars = list->all;
        *at = list->index[row];
        return true;
    }
    row -= car_list_base(list);
    if (row < 0)
        return false;
    for (size_t i = 0; i < list->blocks; i++) {
        const struct block *b = &list->block[i];

        if (row < (long) b->rows) {
            *cars = b->cars;
            *at = block_at(b, (size_t) row);
            return true;
        }
        row -= (long) b->rows;
    }
    return false;
}

void
car_list_need(struct car_list *list, long first, long count)
{
    long base, end, last = first + count;

    if (first < 0)
        first = 0;
    list->seen = first;
    if (list->whole || !list->loaded || list->ticket)
        return;
    base = car_list_base(list);
    end = base + car_list_window(list);
    if (list->blocks && first == 0 && base <= 0 && !list->at_start) {
        car_list_fetch_prev(list); /* there are more than were known */
        return;
    }
    if (list->blocks && last > list->count && end >= list->count && !list->at_end) {
        car_list_fetch_next(list);
        return;
    }
    if (last > list->count)
        last = list->count;
    if (first >= base && last <= end)
        return;
    if (list->blocks && first < base && last > base - CAR_LIST_WINDOW && !list->at_start)
        car_list_fetch_prev(list);
    else if (list->blocks && last > end && first < end + CAR_LIST_WINDOW && !list->at_end)
        car_list_fetch_next(list);
    else if (first <= CAR_LIST_WINDOW / 2)
        car_list_fetch_end(list, false);
    else if (last >= list->count - CAR_LIST_WINDOW / 2)
        car_list_fetch_end(list, true);
    else if (first < last)
        car_list_probe(list, first > CAR_LIST_WINDOW / 2 ? first - CAR_LIST_WINDOW / 2 : 0);
}

long
car_list_find(const struct car_list *list, const char *slug)
{
    long rows = list->whole ? (long) list->fit : car_list_base(list) + car_list_window(list);

    for (long row = list->whole ? 0 : car_list_base(list); row < rows; row++) {
        const struct cars *cars;
        size_t at;
        const char *text;

        if (!car_list_row(list, row, &cars, &at))
            continue;
        text = cars_text(cars, at, CAR_SLUG);
        if (text && !strcmp(text, slug))
            return row;
    }
    return -1;
}

const struct error *
car_list_error(const struct car_list *list)
{
    return list->err.code ? &list->err : NULL;
}

bool
car_list_busy(const struct car_list *list)
{
    return list->ticket != 0;
}
