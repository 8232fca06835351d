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

/* Why a query was sent. */
enum purpose {
    PURPOSE_ALL,   /* is the list short enough to be held whole? */
    PURPOSE_FIRST, /* of what fits */
    PURPOSE_LAST,
    PURPOSE_NEXT, /* behind the window */
    PURPOSE_PREV,
    PURPOSE_JUMP, /* somewhere far from the window, counted from the nearer end */
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
    long base;     /* number of the window's first row, from the start or (negative) the end */
    bool from_end; /* the window hangs on the end: its last row is the last of all */

    struct filter *filter; /* owned, may be NULL */
    int sort;              /* field */
    bool descending;

    bool loaded, whole, exact, at_start, at_end;
    long count;
    long jump; /* PURPOSE_JUMP: rows skipped, from the end when it is negative (-1: none) */
    int ticket, count_ticket;
    enum purpose purpose;
    struct error err;
};

static void car_list_fetch(struct car_list *list, enum purpose purpose);

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
    list->base = 0;
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
    return list->from_end ? list->count - car_list_window(list) : list->base;
}

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

/* Rows behind (@after) or before the anchor row, in terms that an index on (sort, id) serves: a
 * range on the sort column first, the exact condition behind it. */
static void
car_list_beyond(
    struct car_list *list, struct query *q, bool after, const struct cars *cars, size_t row)
{
    const char *column = car_fields[list->sort].column;
    const char *value = cars_text(cars, row, list->sort);
    const char *id = result_get(cars_result(cars), row, "id");
    bool up = after != list->descending; /* towards greater values */

    if (!value) {
        /* Unknown comes last: what lies behind is unknown too, by id. */
        query_any(q, false);
        if (!after)
            query_where_not(q, column, OP_IS, "null");
        query_all(q, false);
        query_where(q, column, OP_IS, "null");
        query_where(q, "id", after ? OP_GT : OP_LT, id);
        query_end(q);
        query_end(q);
        return;
    }
    query_where(q, column, up ? OP_GTE : OP_LTE, value);
    query_any(q, false);
    query_where(q, column, up ? OP_GT : OP_LT, value);
    query_where(q, "id", after ? OP_GT : OP_LT, id);
    query_end(q);
}

static void
car_list_order(struct car_list *list, struct query *q, bool reversed)
{
    bool descending = list->descending != reversed;

    query_order(q, car_fields[list->sort].column, descending ? ORDER_DESC : ORDER_ASC, reversed);
    query_order(q, "id", reversed ? ORDER_DESC : ORDER_ASC, false);
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
    if (list->count_ticket)
        list->cancel(list->data, list->count_ticket);
    list->count_ticket = list->send(list->data, q, true);
}

static void
car_list_fetch(struct car_list *list, enum purpose purpose)
{
    struct query *q = car_list_query();
    bool backwards = purpose == PURPOSE_LAST || purpose == PURPOSE_PREV ||
                     (purpose == PURPOSE_JUMP && list->jump < 0);

    if (list->ticket)
        list->cancel(list->data, list->ticket);
    if (list->filter && purpose != PURPOSE_ALL)
        filter_query(list->filter, q, NULL);
    if (purpose == PURPOSE_NEXT) {
        const struct block *b = &list->block[list->blocks - 1];

        car_list_beyond(list, q, true, b->cars, block_at(b, b->rows - 1));
    } else if (purpose == PURPOSE_PREV) {
        const struct block *b = &list->block[0];

        car_list_beyond(list, q, false, b->cars, block_at(b, 0));
    }
    car_list_order(list, q, backwards);
    if (purpose == PURPOSE_JUMP)
        query_range(q, list->jump < 0 ? -1 - list->jump : list->jump, CAR_LIST_WINDOW);
    else
        query_range(q, 0, purpose == PURPOSE_ALL ? CAR_LIST_WHOLE + 1 : CAR_LIST_WINDOW);
    if (purpose == PURPOSE_ALL)
        query_count(q, COUNT_ESTIMATED);
    list->purpose = purpose;
    list->ticket = list->send(list->data, q, false);
}

/* The rows with a value are at their end: what is unknown follows. */
static bool
car_list_unknown_next(const struct car_list *list, const struct block *block)
{
    return block->rows > 0 &&
           cars_text(block->cars, block_at(block, block->rows - 1), list->sort) != NULL;
}

static void
car_list_fetch_unknown(struct car_list *list)
{
    struct query *q = car_list_query();

    if (list->filter)
        filter_query(list->filter, q, NULL);
    query_where(q, car_fields[list->sort].column, OP_IS, "null");
    query_order(q, "id", ORDER_ASC, false);
    query_range(q, 0, CAR_LIST_WINDOW);
    list->purpose = PURPOSE_NEXT;
    list->ticket = list->send(list->data, q, false);
}

void
car_list_load(struct car_list *list)
{
    if (!car_fields[list->sort].column && !list->whole)
        list->sort = CAR_NAME;
    car_list_fetch(list, PURPOSE_ALL);
}

/* Makes room for a block at one end by forgetting one at the other. */
static void
car_list_push(struct car_list *list, struct block block, bool front)
{
    if (list->blocks == BLOCKS_MAX) {
        size_t gone = front ? BLOCKS_MAX - 1 : 0;

        cars_free(list->block[gone].cars);
        if (!front) {
            list->base += (long) list->block[0].rows;
            list->at_start = false;
            memmove(&list->block[0], &list->block[1], (BLOCKS_MAX - 1) * sizeof block);
        } else {
            if (list->from_end) {
                list->base = car_list_base(list);
                list->from_end = false;
            }
            list->at_end = false;
        }
        list->blocks--;
    }
    if (front) {
        memmove(&list->block[1], &list->block[0], list->blocks * sizeof block);
        list->block[0] = block;
        if (!list->from_end)
            list->base -= (long) block.rows;
    } else {
        list->block[list->blocks] = block;
    }
    list->blocks++;
}

static void
car_list_take_window(struct car_list *list, struct cars *cars)
{
    enum purpose purpose = list->purpose;
    struct block block = { .cars = cars,
        .rows = cars_count(cars),
        .backwards = purpose == PURPOSE_LAST || purpose == PURPOSE_PREV ||
                     (purpose == PURPOSE_JUMP && list->jump < 0) };
    bool full = block.rows >= CAR_LIST_WINDOW;

    if (purpose != PURPOSE_NEXT && purpose != PURPOSE_PREV) {
        car_list_drop_window(list);
        list->from_end = purpose == PURPOSE_LAST;
        if (purpose == PURPOSE_JUMP)
            list->base =
                list->jump >= 0 ? list->jump : list->count + list->jump + 1 - (long) block.rows;
    }
    if (block.rows == 0)
        cars_free(cars);
    else
        car_list_push(list, block, purpose == PURPOSE_PREV);
    if (purpose == PURPOSE_ALL || purpose == PURPOSE_FIRST || (block.backwards && !full))
        list->at_start = true;
    if (purpose == PURPOSE_LAST || (!block.backwards && !full))
        list->at_end = true;
    if (purpose == PURPOSE_NEXT && !full && block.rows &&
        car_list_unknown_next(list, &list->block[list->blocks - 1])) {
        list->at_end = false;
        car_list_fetch_unknown(list);
        return;
    }
    if (list->at_start && list->at_end && !list->from_end) {
        list->count = list->base + car_list_window(list);
        list->exact = true;
    }
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
        car_list_fetch(list, PURPOSE_FIRST);
        return;
    }
    list->count = estimate > (long) cars_count(cars) ? estimate : (long) cars_count(cars);
    car_list_take_window(list, cars);
    car_list_count_exactly(list);
}

bool
car_list_answer(struct car_list *list, int ticket, struct result *res, const struct error *err)
{
    struct cars *cars;
    struct error why = { 0 };
    long total;

    if (ticket && ticket == list->count_ticket) {
        list->count_ticket = 0;
        if (res && result_total(res, NULL) >= 0) {
            list->count = result_total(res, NULL);
            list->exact = true;
        }
        result_free(res);
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
        list->count = (long) cars_count(cars);
        car_list_take_window(list, cars);
        if (!list->exact)
            car_list_count_exactly(list);
        return true;
    }
    car_list_take_window(list, cars);
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
    if (list->whole)
        car_list_refit(list);
    else if (list->loaded)
        car_list_fetch(list, PURPOSE_FIRST);
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

    if (list->whole || !list->loaded || list->ticket)
        return;
    base = car_list_base(list);
    end = base + car_list_window(list);
    if (last > list->count)
        last = list->count;
    if (first >= base && last <= end)
        return;
    if (list->blocks && first < base && last > base - CAR_LIST_WINDOW && !list->at_start) {
        car_list_fetch(list, PURPOSE_PREV);
    } else if (list->blocks && last > end && first < end + CAR_LIST_WINDOW && !list->at_end) {
        car_list_fetch(list, PURPOSE_NEXT);
    } else if (first <= CAR_LIST_WINDOW / 2) {
        car_list_fetch(list, PURPOSE_FIRST);
    } else if (last >= list->count - CAR_LIST_WINDOW / 2) {
        car_list_fetch(list, PURPOSE_LAST);
    } else if (first < base || last > end) {
        long middle = first + count / 2, skip = middle - CAR_LIST_WINDOW / 2;

        list->jump =
            middle < list->count / 2 ? skip : -1 - (list->count - middle - CAR_LIST_WINDOW / 2);
        car_list_fetch(list, PURPOSE_JUMP);
    }
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
