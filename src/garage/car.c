#include "autorev/car.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"
#include "autorev/value.h"

/* Columns rather than rows: sorting and filtering go through one field of all cars. */
struct cars {
    struct result *res;
    struct arena *arena; /* owns the arrays and the folded text */
    size_t count;
    int col[CAR_FIELD_COUNT];             /* in the result, or -1 */
    double *number[CAR_FIELD_COUNT];      /* NULL: the field is text, or missing */
    const char **folded[CAR_FIELD_COUNT]; /* of text; NULL: missing */
    const char **aliases;                 /* or NULL */
    int *last_year;                       /* beside number[CAR_YEARS], the first one */
    size_t *rank;                         /* the place of each car by name, then slug */
};

/* The seven scores and what each counts in the enthusiast's total. */
static const struct {
    enum car_field_id field;
    double weight;
} total_weights[] = {
    { CAR_SOUND, 1.3 },
    { CAR_INTERIOR, 1.0 },
    { CAR_TRACK, 1.2 },
    { CAR_RELIABILITY, 1.0 },
    { CAR_VALUE, 0.8 },
    { CAR_FUN, 1.3 },
    { CAR_AFTERMARKET, 0.8 },
};

/* ---- reading ---- */

static bool
is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int
car_four_digits(const char *text)
{
    return is_digit(text[0]) && is_digit(text[1]) && is_digit(text[2]) && is_digit(text[3])
               ? (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] -
                     '0'
               : -1;
}

bool
car_years_parse(const char *text, int *first, int *last)
{
    static const char present[] = "present";
    char end[sizeof present] = "";
    size_t size;

    text += strspn(text, " ");
    size = strlen(text);
    while (size && text[size - 1] == ' ')
        size--;
    if (size < 4 || (*first = car_four_digits(text)) < 0 || is_digit(text[4]))
        return false;
    if (size > sizeof present - 1) {
        memcpy(end, text + size - (sizeof present - 1), sizeof present - 1);
        for (char *p = end; *p; p++)
            *p = *p >= 'A' && *p <= 'Z' ? (char) (*p + 32) : *p;
    }
    if (!strcmp(end, present)) {
        *last = CAR_YEARS_PRESENT;
        return true;
    }
    *last = car_four_digits(text + size - 4);
    return *last >= 0 && (size == 4 || !is_digit(text[size - 5]));
}

static bool
cars_read_cell(struct cars *cars, size_t row, int id, const char *text, struct error *err)
{
    double *value = &cars->number[id][row];
    int first, last;
    bool truth;

    switch (car_fields[id].type) {
    case FIELD_BOOL:
        if (value_bool(text, &truth)) {
            *value = truth;
            return true;
        }
        break;
    case FIELD_YEARS:
        /* Free text in the schema: what has no years in it is unknown, not wrong. */
        if (car_years_parse(text, &first, &last)) {
            *value = first;
            cars->last_year[row] = last;
        }
        return true;
    default:
        if (value_real(text, value))
            return true;
        break;
    }
    error_set(err, ERROR_INPUT, "cars: row %zu, column %s: '%s' is not %s", row + 1,
        car_fields[id].column, text,
        car_fields[id].type == FIELD_BOOL ? "true or false" : "a number");
    return error_detail(err, "the car is %s",
        cars_text(cars, row, CAR_SLUG) ? cars_text(cars, row, CAR_SLUG) : "without a slug");
}

/* The place of a text in its field's scale; NAN when it is not in it. */
static double
field_place(const struct car_field *field, const char *folded)
{
    for (int i = 0; folded && field->scale[i]; i++)
        if (!strcmp(field->scale[i], folded))
            return i;
    return NAN;
}

static const char **
cars_fold_column(struct cars *cars, int col)
{
    const char **column = arena_alloc(cars->arena, cars->count * sizeof *column);

    for (size_t row = 0; row < cars->count; row++) {
        const char *text = result_text(cars->res, row, (size_t) col);
        char folded[512];

        if (text) {
            size_t size = text_fold(folded, sizeof folded, text);

            column[row] = arena_strndup(cars->arena, folded, size);
        }
    }
    return column;
}

static double *
cars_new_numbers(struct cars *cars)
{
    double *numbers = arena_alloc(cars->arena, cars->count * sizeof *numbers);

    for (size_t row = 0; row < cars->count; row++)
        numbers[row] = NAN;
    return numbers;
}

static bool
cars_read_column(struct cars *cars, int id, struct error *err)
{
    const struct car_field *field = &car_fields[id];
    size_t col = (size_t) cars->col[id];

    if (field->type == FIELD_TEXT)
        cars->folded[id] = cars_fold_column(cars, cars->col[id]);
    if (field->type != FIELD_TEXT || field->scale)
        cars->number[id] = cars_new_numbers(cars);
    if (field->type == FIELD_YEARS)
        cars->last_year = arena_alloc(cars->arena, cars->count * sizeof *cars->last_year);
    for (size_t row = 0; row < cars->count; row++) {
        const char *text = result_text(cars->res, row, col);

        if (field->type == FIELD_TEXT && field->scale)
            cars->number[id][row] = field_place(field, cars->folded[id][row]);
        else if (field->type != FIELD_TEXT && text && !cars_read_cell(cars, row, id, text, err))
            return false;
    }
    return true;
}

/* ---- computed fields ---- */

static double
cars_total(const struct cars *cars, size_t row)
{
    double total = 0;
    bool known = false;

    for (size_t i = 0; i < sizeof total_weights / sizeof total_weights[0]; i++) {
        double score = cars_number(cars, row, total_weights[i].field);

        if (isnan(score))
            continue;
        total += total_weights[i].weight * score;
        known = true;
    }
    return known ? total : NAN;
}

static double
cars_compute(const struct cars *cars, size_t row, int id)
{
    double hp = cars_number(cars, row, CAR_HP);

    switch (id) {
    case CAR_POWER_TO_WEIGHT:
        return 1000 * hp / cars_number(cars, row, CAR_WEIGHT);
    case CAR_PRICE_PER_HP:
        return cars_number(cars, row, CAR_PRICE) / hp;
    case CAR_TOTAL:
        return cars_total(cars, row);
    default:
        assert(!"a computed field without a formula");
        return NAN;
    }
}

/* ---- the set ---- */

struct place {
    const char *name, *slug;
    size_t row;
};

static int
place_compare(const void *a, const void *b)
{
    const struct place *x = a, *y = b;
    int by = strcmp(x->name, y->name);

    by = by ? by : strcmp(x->slug, y->slug);
    return by ? by : (x->row > y->row) - (x->row < y->row);
}

/* Names decide between equals in every sort: compare them once. */
static void
cars_rank(struct cars *cars)
{
    struct place *place = x_calloc(cars->count, sizeof *place);

    for (size_t row = 0; row < cars->count; row++) {
        const char *name = cars_folded(cars, row, CAR_NAME);
        const char *slug = cars_text(cars, row, CAR_SLUG);

        place[row] = (struct place){ name ? name : "", slug ? slug : "", row };
    }
    qsort(place, cars->count, sizeof *place, place_compare);
    cars->rank = arena_alloc(cars->arena, cars->count * sizeof *cars->rank);
    for (size_t i = 0; i < cars->count; i++)
        cars->rank[place[i].row] = i;
    free(place);
}

struct cars *
cars_new(struct result *res, struct error *err)
{
    struct cars *cars = x_calloc(1, sizeof *cars);
    int aliases = result_find(res, "aliases");

    cars->res = res;
    cars->arena = arena_new();
    cars->count = result_rows(res);
    for (int id = 0; id < CAR_FIELD_COUNT; id++)
        cars->col[id] = car_fields[id].column ? result_find(res, car_fields[id].column) : -1;
    for (int id = 0; id < CAR_FIELD_COUNT; id++)
        if (cars->col[id] >= 0 && !cars_read_column(cars, id, err)) {
            cars_free(cars);
            return NULL;
        }
    if (aliases >= 0)
        cars->aliases = cars_fold_column(cars, aliases);
    for (int id = 0; id < CAR_FIELD_COUNT; id++) {
        if (car_fields[id].column || !cars_has(cars, id))
            continue;
        cars->number[id] = cars_new_numbers(cars);
        for (size_t row = 0; row < cars->count; row++)
            cars->number[id][row] = cars_compute(cars, row, id);
    }
    cars_rank(cars);
    return cars;
}

void
cars_free(struct cars *cars)
{
    if (!cars)
        return;
    arena_free(cars->arena);
    result_free(cars->res);
    free(cars);
}

size_t
cars_count(const struct cars *cars)
{
    return cars->count;
}

const struct result *
cars_result(const struct cars *cars)
{
    return cars->res;
}

bool
cars_has(const struct cars *cars, int field)
{
    switch (field) {
    case CAR_POWER_TO_WEIGHT:
        return cars->col[CAR_HP] >= 0 && cars->col[CAR_WEIGHT] >= 0;
    case CAR_PRICE_PER_HP:
        return cars->col[CAR_HP] >= 0 && cars->col[CAR_PRICE] >= 0;
    case CAR_TOTAL:
        for (size_t i = 0; i < sizeof total_weights / sizeof total_weights[0]; i++)
            if (cars->col[total_weights[i].field] >= 0)
                return true;
        return false;
    default:
        return cars->col[field] >= 0;
    }
}

const char *
cars_text(const struct cars *cars, size_t row, int field)
{
    return cars->col[field] < 0 ? NULL : result_text(cars->res, row, (size_t) cars->col[field]);
}

const char *
cars_folded(const struct cars *cars, size_t row, int field)
{
    return cars->folded[field] ? cars->folded[field][row] : NULL;
}

const char *
cars_aliases(const struct cars *cars, size_t row)
{
    return cars->aliases ? cars->aliases[row] : NULL;
}

double
cars_number(const struct cars *cars, size_t row, int field)
{
    return cars->number[field] ? cars->number[field][row] : NAN;
}

bool
cars_years(const struct cars *cars, size_t row, int *first, int *last)
{
    double year = cars_number(cars, row, CAR_YEARS);

    if (isnan(year))
        return false;
    *first = (int) year;
    *last = cars->last_year[row];
    return true;
}

long
cars_find(const struct cars *cars, const char *slug)
{
    for (size_t row = 0; row < cars->count; row++) {
        const char *text = cars_text(cars, row, CAR_SLUG);

        if (text && !strcmp(text, slug))
            return (long) row;
    }
    return -1;
}

/* ---- showing ---- */

/* Digits with separators and a point, whatever the locale.  @end is the end of the room; written
 * backwards, returned is where it begins. */
static char *
car_put_number(char *end, double value, int digits, const char *lead)
{
    static const double power[] = { 1, 10, 100, 1000 };
    long long all = llround(fabs(value) * power[digits]), rest = all;
    char *p = end;
    int written = 0;

    *--p = '\0';
    do {
        if (written > digits && (written - digits) % 3 == 0)
            *--p = ',';
        if (written == digits && digits)
            *--p = '.';
        *--p = (char) ('0' + rest % 10);
        rest /= 10;
        written++;
    } while (rest || written <= digits);
    for (size_t i = strlen(lead); i; i--)
        *--p = lead[i - 1];
    if (value < 0 && all)
        *--p = '-';
    return p;
}

size_t
car_format_number(const struct car_field *field, double value, char *out, size_t room)
{
    char buf[48];
    const char *text = buf;

    if (!isfinite(value) || fabs(value) > 1e15)
        text = "\xe2\x80\x93";
    else if (field->type == FIELD_BOOL)
        text = value != 0 ? "yes" : "no";
    else if (field->type == FIELD_YEARS)
        snprintf(buf, sizeof buf, "%d", (int) value);
    else
        text = car_put_number(
            buf + sizeof buf, value, field->digits, field->type == FIELD_MONEY ? "$" : "");
    return text_clean(out, room, text, TEXT_LINE);
}

static size_t
cars_format_years(int first, int last, char *out, size_t room)
{
    char text[48];

    if (first == last)
        snprintf(text, sizeof text, "%d", first);
    else if (last == CAR_YEARS_PRESENT)
        snprintf(text, sizeof text, "%d\xe2\x80\x93now", first);
    else
        snprintf(text, sizeof text, "%d\xe2\x80\x93%d", first, last);
    return text_clean(out, room, text, TEXT_LINE);
}

size_t
cars_format(const struct cars *cars, size_t row, int field, char *out, size_t room)
{
    const char *text = cars_text(cars, row, field);
    int first, last;

    if (field == CAR_YEARS && cars_years(cars, row, &first, &last))
        return cars_format_years(first, last, out, room);
    if (text && (car_fields[field].type == FIELD_TEXT || field == CAR_YEARS))
        return text_clean(out, room, text, TEXT_LINE);
    return car_format_number(&car_fields[field],
        car_fields[field].type == FIELD_TEXT ? NAN : cars_number(cars, row, field), out, room);
}

/* ---- sorting ---- */

struct sort_key {
    const char *text;
    double number, second;
    size_t rank, row;
    bool unknown;
};

static int
sort_compare_values(const struct sort_key *x, const struct sort_key *y)
{
    if (x->text)
        return strcmp(x->text, y->text);
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

static int
sort_compare(const struct sort_key *x, const struct sort_key *y, int direction)
{
    int by = x->unknown - y->unknown;

    if (!by && !x->unknown)
        by = direction * sort_compare_values(x, y);
    return by ? by : (x->rank > y->rank) - (x->rank < y->rank);
}

static int
sort_up(const void *a, const void *b)
{
    return sort_compare(a, b, 1);
}

static int
sort_down(const void *a, const void *b)
{
    return sort_compare(a, b, -1);
}

void
cars_sort(const struct cars *cars, size_t *rows, size_t n, int field, bool descending)
{
    struct sort_key *key = x_calloc(n, sizeof *key);
    bool by_text = car_fields[field].type == FIELD_TEXT && !car_fields[field].scale;

    for (size_t i = 0; i < n; i++) {
        size_t row = rows[i];

        key[i] = (struct sort_key){ .rank = cars->rank[row], .row = row };
        if (by_text) {
            key[i].text = cars_folded(cars, row, field);
            key[i].unknown = !key[i].text;
            continue;
        }
        key[i].number = cars_number(cars, row, field);
        key[i].unknown = isnan(key[i].number);
        if (field == CAR_YEARS && !key[i].unknown)
            key[i].second = cars->last_year[row];
    }
    qsort(key, n, sizeof *key, descending ? sort_down : sort_up);
    for (size_t i = 0; i < n; i++)
        rows[i] = key[i].row;
    free(key);
}
