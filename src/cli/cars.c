/*
 * `cars`: the list, with the filter, the columns and the order of the screen.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/car.h"
#include "autorev/filter.h"
#include "autorev/lookup.h"
#include "autorev/memory.h"

#include "command.h"

enum {
    CARS_WHOLE = 2000, /* so many are loaded at once and filtered here, with all the language can */
    CARS_LIMIT = 10000, /* of a longer list, without --limit */
};

struct list {
    struct cli *cli;
    struct filter *filter;
    int column[CAR_FIELD_COUNT], columns;
    int sort; /* -1: the best fit first, then by name */
    bool descending;
    int limit;
};

/* ---- what is asked for ---- */

static bool
list_field(const char *what, const char *name, int *field, struct error *err)
{
    const char *near;

    *field = car_field_find(name);
    if (*field >= 0)
        return true;
    near = car_field_nearest(name);
    error_set(err, ERROR_INPUT, "%s: there is no column '%.60s'", what, name);
    if (near)
        return error_hint(err, "did you mean '%s'?", near);
    return error_hint(err, "columns are those of the filter: name, hp, price, 0-60, track, ...");
}

static bool
list_add_column(struct list *list, const char *what, const char *name, struct error *err)
{
    int field;

    if (!list_field(what, name, &field, err))
        return false;
    for (int i = 0; i < list->columns; i++)
        if (list->column[i] == field)
            return true;
    list->column[list->columns++] = field;
    return true;
}

static bool
list_read_columns(struct list *list, struct error *err)
{
    const char *text = cli_option(list->cli, "columns");
    char *copy = x_strdup(text ? text : ""), *rest = copy;
    bool ok = true;

    for (char *word; ok && (word = strtok_r(rest, ", ", &rest));)
        ok = list_add_column(list, "--columns", word, err);
    free(copy);
    if (ok && !list->columns && text)
        ok = error_set(err, ERROR_INPUT, "--columns names no column");
    for (char **name = list->cli->settings->car_columns; ok && !text && *name; name++)
        ok = list_add_column(list, "cars.columns", *name, err);
    if (ok && !text && list->cli->format != TABLE_ALIGNED)
        ok = list_add_column(list, "slug", "slug", err); /* programs want the name that is a key */
    return ok;
}

static bool
list_read_sort(struct list *list, struct error *err)
{
    const char *text = cli_option(list->cli, "sort");

    if (text) {
        list->descending = *text == '-';
        text += *text == '-' || *text == '+';
        return list_field("--sort", text, &list->sort, err);
    }
    list->sort = -1;
    if (filter_has_words(list->filter))
        return true;
    list->descending = list->cli->settings->car_descending;
    return list_field("cars.sort", list->cli->settings->car_sort, &list->sort, err);
}

/* The words of the command line are one filter; @name is one of the settings. */
static bool
list_read_filter(struct list *list, int argc, char **argv, struct error *err)
{
    struct filter_error where = { 0 };
    struct buffer text = { 0 };
    bool ok = true;

    for (int i = 0; ok && i < argc; i++) {
        const char *word = argv[i];

        if (*word == '@') {
            word = settings_filter(list->cli->settings, word + 1);
            if (!word) {
                ok = error_set(err, ERROR_INPUT, "there is no saved filter '%.60s'", argv[i] + 1);
                error_hint(err, "the settings name them under filters:");
                break;
            }
        }
        buffer_printf(&text, "%s%s", text.size ? " " : "", word);
    }
    if (ok && !(list->filter = filter_parse(buffer_text(&text), &where, err))) {
        ok = false;
        if (!err->detail[0])
            error_detail(err, "in '%.200s', at '%.*s'", buffer_text(&text),
                (int) (where.length < 60 ? where.length : 60), buffer_text(&text) + where.offset);
    }
    buffer_fini(&text);
    return ok;
}

static bool
list_read(struct list *list, int argc, char **argv, struct error *err)
{
    return list_read_filter(list, argc, argv, err) && list_read_columns(list, err) &&
           list_read_sort(list, err) &&
           cli_number(list->cli, "limit", 0, 100000000, -1, &list->limit, err);
}

/* ---- the rows ---- */

struct query *
cars_query(void)
{
    struct query *q = query_select("cars");

    query_column(q, "id");
    for (int field = 0; field < car_field_count(); field++)
        if (car_fields[field].column)
            query_column(q, car_fields[field].column);
    return q;
}

/* A list that is too long to be loaded is filtered and sorted by the server. */
static struct cars *
list_load_long(struct list *list, struct error *err)
{
    struct query *q = cars_query();
    int sort = list->sort < 0 ? CAR_NAME : list->sort;
    struct result *res;

    if (!car_fields[sort].column) {
        query_free(q);
        error_set(
            err, ERROR_INPUT, "so long a list cannot be sorted by '%s'", car_fields[sort].name);
        error_hint(err, "sort by a column that the database has");
        return NULL;
    }
    if (!filter_query(list->filter, q, err)) {
        query_free(q);
        return NULL;
    }
    query_order(q, car_fields[sort].column, list->descending ? ORDER_DESC : ORDER_ASC, false);
    query_order(q, "id", ORDER_ASC, false);
    query_range(q, 0, list->limit < 0 ? CARS_LIMIT : list->limit);
    res = cli_query(list->cli, q, err);
    if (res && list->limit < 0 && result_rows(res) == CARS_LIMIT)
        cli_say("these are the first %d; --limit 0 lists all", CARS_LIMIT);
    return res ? cars_new(res, err) : NULL;
}

/* Words are searched in what people call a car, too. */
static struct cars *
list_new(struct list *list, struct result *res, struct error *err)
{
    struct result *aliases;

    if (filter_is_empty(list->filter))
        return cars_new(res, err);
    if (!(aliases = cli_query(list->cli, lookup_aliases_query(), err))) {
        result_free(res);
        return NULL;
    }
    res = lookup_add_aliases(res, aliases);
    result_free(aliases);
    return cars_new(res, err);
}

/* The cars, and whether they are filtered and sorted already. */
static struct cars *
list_load(struct list *list, bool *ready, struct error *err)
{
    struct query *q = cars_query();
    struct result *res;

    *ready = false;
    query_range(q, 0, CARS_WHOLE + 1);
    if (!(res = cli_query(list->cli, q, err)))
        return NULL;
    if (result_rows(res) <= CARS_WHOLE)
        return list_new(list, res, err);
    result_free(res);
    *ready = true;
    return list_load_long(list, err);
}

struct match {
    size_t row, place;
    int score;
};

static int
match_compare(const void *a, const void *b)
{
    const struct match *x = a, *y = b;

    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* The rows that fit, in order.  Owned. */
static size_t *
list_choose(const struct list *list, const struct cars *cars, bool ready, size_t *n)
{
    size_t count = cars_count(cars);
    size_t *rows = x_calloc(count, sizeof *rows);
    struct match *match = x_calloc(count, sizeof *match);

    *n = 0;
    for (size_t row = 0; row < count; row++)
        if (ready || filter_match(list->filter, cars, row))
            rows[(*n)++] = row;
    if (!ready)
        cars_sort(cars, rows, *n, list->sort < 0 ? CAR_NAME : list->sort, list->descending);
    if (!ready && list->sort < 0) {
        for (size_t i = 0; i < *n; i++)
            match[i] = (struct match){ rows[i], i, filter_match(list->filter, cars, rows[i]) };
        qsort(match, *n, sizeof *match, match_compare);
        for (size_t i = 0; i < *n; i++)
            rows[i] = match[i].row;
    }
    free(match);
    return rows;
}

/* ---- the table ---- */

void
cars_cell(struct table *table, const struct cars *cars, size_t row, int field)
{
    double number = cars_number(cars, row, field);
    char shown[512];

    cars_format(cars, row, field, shown, sizeof shown);
    switch (car_fields[field].type) {
    case FIELD_TEXT:
    case FIELD_YEARS:
        table_cell(table, CELL_TEXT, cars_text(cars, row, field), shown);
        break;
    case FIELD_BOOL:
        table_cell(table, CELL_BOOL, isnan(number) ? NULL : number != 0 ? "true" : "false", shown);
        break;
    default:
        table_number(table, number, shown);
        break;
    }
}

static struct table *
list_table(const struct list *list, const struct cars *cars, const size_t rows[], size_t n)
{
    struct table *table = table_new();

    for (int i = 0; i < list->columns; i++) {
        const struct car_field *field = &car_fields[list->column[i]];

        table_column(table, field->name, field->head, field->type == FIELD_TEXT);
    }
    for (size_t i = 0; i < n && (list->limit <= 0 || i < (size_t) list->limit); i++)
        for (int c = 0; c < list->columns; c++)
            cars_cell(table, cars, rows[i], list->column[c]);
    return table;
}

int
cars_run(struct cli *cli, int argc, char **argv)
{
    struct list list = { .cli = cli };
    struct error err = { 0 };
    struct cars *cars = NULL;
    int status;
    bool ready;

    if (list_read(&list, argc, argv, &err) && (cars = list_load(&list, &ready, &err))) {
        size_t n, *rows = list_choose(&list, cars, ready, &n);

        status = cli_print(cli, list_table(&list, cars, rows, n), "no car fits");
        free(rows);
    } else {
        status = cli_fail(&err);
    }
    cars_free(cars);
    filter_free(list.filter);
    return status;
}
