#include "autorev/compare.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"

struct compare {
    const struct cars *cars;
    size_t *car; /* a row of the set for each column */
    size_t cars_n;
    struct compare_row *row;
    size_t rows_n;
};

/* What two cars are equal by: the shown form, so that 4.20 and 4.2 are not a difference. */
static bool
compare_same(const struct compare *cmp, int field, size_t a, size_t b)
{
    char x[256], y[256];

    cars_format(cmp->cars, cmp->car[a], field, x, sizeof x);
    cars_format(cmp->cars, cmp->car[b], field, y, sizeof y);
    return strcmp(x, y) == 0;
}

static bool
compare_knows(const struct compare *cmp, int field, size_t car)
{
    const char *text = cars_text(cmp->cars, cmp->car[car], field);

    return (text && *text) || !isnan(cars_number(cmp->cars, cmp->car[car], field));
}

static double
compare_best_of(const struct compare *cmp, int field)
{
    enum better better = car_fields[field].better;
    double best = NAN;

    for (size_t i = 0; better != BETTER_NONE && i < cmp->cars_n; i++) {
        double value = cars_number(cmp->cars, cmp->car[i], field);

        if (isnan(value))
            continue;
        if (isnan(best) || (better == BETTER_HIGH ? value > best : value < best))
            best = value;
    }
    return best;
}

/* False when no car knows the field. */
static bool
compare_read_row(const struct compare *cmp, int field, struct compare_row *row)
{
    size_t first = cmp->cars_n;

    *row = (struct compare_row){ .field = field, .group = car_fields[field].group, .best = NAN };
    for (size_t i = 0; i < cmp->cars_n; i++) {
        if (!compare_knows(cmp, field, i))
            continue;
        if (first == cmp->cars_n)
            first = i;
        else if (!compare_same(cmp, field, first, i))
            row->differs = true;
    }
    if (row->differs)
        row->best = compare_best_of(cmp, field);
    return first < cmp->cars_n;
}

struct compare *
compare_new(const struct cars *cars, const size_t rows[], size_t n)
{
    struct compare *cmp = x_calloc(1, sizeof *cmp);

    cmp->cars = cars;
    cmp->cars_n = n;
    cmp->car = x_calloc(n, sizeof *cmp->car);
    cmp->row = x_calloc((size_t) car_field_count(), sizeof *cmp->row);
    if (n)
        memcpy(cmp->car, rows, n * sizeof *rows);
    for (int group = 0; group < GROUP_COUNT; group++)
        for (int field = 0; field < car_field_count(); field++) {
            if ((int) car_fields[field].group != group || field == CAR_NAME || field == CAR_SLUG)
                continue;
            if (compare_read_row(cmp, field, &cmp->row[cmp->rows_n]))
                cmp->rows_n++;
        }
    return cmp;
}

void
compare_free(struct compare *cmp)
{
    if (!cmp)
        return;
    free(cmp->car);
    free(cmp->row);
    free(cmp);
}

size_t
compare_cars(const struct compare *cmp)
{
    return cmp->cars_n;
}

size_t
compare_car(const struct compare *cmp, size_t car)
{
    return cmp->car[car];
}

size_t
compare_rows(const struct compare *cmp)
{
    return cmp->rows_n;
}

struct compare_row
compare_row(const struct compare *cmp, size_t row)
{
    return cmp->row[row];
}

bool
compare_is_best(const struct compare *cmp, size_t row, size_t car)
{
    const struct compare_row *r = &cmp->row[row];

    return !isnan(r->best) && cars_number(cmp->cars, cmp->car[car], r->field) == r->best;
}

/* Money carries its unit in the number. */
static const char *
compare_unit(const struct car_field *field)
{
    return field->type == FIELD_MONEY ? "" : field->unit;
}

size_t
compare_format(const struct compare *cmp, size_t row, size_t car, char *out, size_t room)
{
    int field = cmp->row[row].field;
    const char *unit = compare_unit(&car_fields[field]);
    size_t size = cars_format(cmp->cars, cmp->car[car], field, out, room);

    if (*unit && compare_knows(cmp, field, car) && size + 1 < room) {
        char clean[32];

        snprintf(clean, sizeof clean, " %s", unit);
        size += text_clean(out + size, room - size, clean, TEXT_LINE);
    }
    return size;
}

size_t
compare_format_difference(const struct compare *cmp, size_t row, size_t car, char *out, size_t room)
{
    const struct compare_row *r = &cmp->row[row];
    const struct car_field *field = &car_fields[r->field];
    double value = cars_number(cmp->cars, cmp->car[car], r->field), by = value - r->best;
    const char *unit = compare_unit(field);
    char number[48], text[96];

    if (isnan(by) || by == 0 || field->scale || field->type == FIELD_YEARS) {
        *out = '\0';
        return 0;
    }
    car_format_number(field, fabs(by), number, sizeof number);
    snprintf(text, sizeof text, "%s%s%s%s", by < 0 ? "-" : "+", number, *unit ? " " : "", unit);
    return text_clean(out, room, text, TEXT_LINE);
}

static void
compare_table_cell(
    const struct compare *cmp, struct table *table, size_t row, size_t car, bool reference)
{
    const struct compare_row *r = &cmp->row[row];
    const struct car_field *field = &car_fields[r->field];
    char shown[360], less[64];
    double number = cars_number(cmp->cars, cmp->car[car], r->field);
    size_t size = compare_format(cmp, row, car, shown, 256);

    compare_format_difference(cmp, row, car, less, sizeof less);
    if (reference && *less)
        snprintf(shown + size, sizeof shown - size, " (%s)", less);
    if (field->type == FIELD_BOOL)
        table_cell(table, CELL_BOOL, isnan(number) ? NULL : number != 0 ? "true" : "false", shown);
    else if (field->type == FIELD_TEXT || field->type == FIELD_YEARS)
        table_cell(table, CELL_TEXT, cars_text(cmp->cars, cmp->car[car], r->field), shown);
    else
        table_number(table, number, shown);
    if (compare_is_best(cmp, row, car))
        table_mark(table);
}

struct table *
compare_table(const struct compare *cmp, bool differences, bool reference)
{
    struct table *table = table_new();

    table_column(table, "field", "", false);
    for (size_t car = 0; car < cmp->cars_n; car++) {
        const char *slug = cars_text(cmp->cars, cmp->car[car], CAR_SLUG);
        const char *name = cars_text(cmp->cars, cmp->car[car], CAR_NAME);
        char place[32];

        snprintf(place, sizeof place, "car-%zu", car + 1);
        table_column(table, slug ? slug : place, name ? name : place, true);
    }
    for (size_t row = 0; row < cmp->rows_n; row++) {
        const struct compare_row *r = &cmp->row[row];

        if (differences && !r->differs)
            continue;
        table_group(table, car_group_label(r->group));
        table_cell(table, CELL_TEXT, car_fields[r->field].name, car_fields[r->field].label);
        for (size_t car = 0; car < cmp->cars_n; car++)
            compare_table_cell(cmp, table, row, car, reference);
    }
    return table;
}
