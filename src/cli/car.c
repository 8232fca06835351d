/*
 * `car`: what is known about one car.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/car.h"
#include "autorev/compare.h"
#include "autorev/memory.h"
#include "autorev/value.h"

#include "command.h"

/* Texts of a car beside its fields. */
static const struct {
    const char *column, *title;
    bool list;
} texts[] = {
    { "essence", "Essence", false },
    { "highlight", "Highlight", false },
    { "pros", "Pros", true },
    { "cons", "Cons", true },
    { "ideal_owner", "For whom", false },
    { "not_ideal_for", "Not for whom", false },
    { "recommended_years_note", "Best years", false },
    { "years_to_avoid", "Years to avoid", false },
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

static struct cars *
car_load(struct cli *cli, const char *slug, struct error *err)
{
    struct query *q = cars_query();
    struct result *res;

    for (size_t i = 0; i < TEXTS; i++)
        query_column(q, texts[i].column);
    query_where(q, "slug", OP_EQ, slug);
    if (!(res = cli_query(cli, q, err)))
        return NULL;
    if (!result_rows(res)) {
        error_set(err, ERROR_MISSING, "there is no car '%s' any more", slug);
        result_free(res);
        return NULL;
    }
    return cars_new(res, err);
}

/* One row with everything. */
static struct table *
car_record(const struct cars *cars)
{
    const struct result *res = cars_result(cars);
    struct table *table = table_new();
    struct arena *arena = arena_new();

    for (int field = 0; field < car_field_count(); field++)
        table_column(table, car_fields[field].name, car_fields[field].label, true);
    for (size_t i = 0; i < TEXTS; i++)
        table_column(table, texts[i].column, texts[i].title, true);
    for (int field = 0; field < car_field_count(); field++)
        cars_cell(table, cars, 0, field);
    for (size_t i = 0; i < TEXTS; i++) {
        const char *text = result_get(res, 0, texts[i].column);

        if (texts[i].list)
            cli_list_cell(table, value_list(arena, text));
        else
            table_cell(table, CELL_TEXT, text, NULL);
    }
    arena_free(arena);
    return table;
}

/* The fields under each other, in groups; the comparison of a car with none. */
static void
car_sheet(const struct cli *cli, const struct cars *cars, struct buffer *out)
{
    static const size_t rows[] = { 0 };
    struct compare *cmp = compare_new(cars, rows, 1);
    struct table *table = compare_table(cmp, false, false);
    struct table_style style = cli_style(cli);

    table_write(table, cli->format, &style, out);
    table_free(table);
    compare_free(cmp);
}

static void
car_texts(const struct cli *cli, const struct cars *cars, struct buffer *out)
{
    struct arena *arena = arena_new();

    for (size_t i = 0; i < TEXTS; i++) {
        const char *text = result_get(cars_result(cars), 0, texts[i].column);
        const char *const *item = texts[i].list ? value_list(arena, text) : NULL;
        struct buffer joined = { 0 };

        for (; item && *item; item++)
            buffer_printf(&joined, "%s%s", joined.size ? "; " : "", *item);
        if (texts[i].list)
            text = buffer_text(&joined);
        if (text && *text)
            cli_paragraph(cli, out, texts[i].title, text);
        buffer_fini(&joined);
    }
    arena_free(arena);
}

static int
car_print(const struct cli *cli, const struct cars *cars)
{
    struct buffer out = { 0 };
    int status;

    if (cli->format != TABLE_ALIGNED && cli->format != TABLE_MARKDOWN)
        return cli_print(cli, car_record(cars), NULL);
    car_sheet(cli, cars, &out);
    if (cli->format == TABLE_ALIGNED)
        car_texts(cli, cars, &out);
    status = cli_write(buffer_text(&out), out.size);
    buffer_fini(&out);
    return status;
}

int
car_run(struct cli *cli, int argc, char **argv)
{
    char *text = cli_joined(argc, argv);
    struct error err = { 0 };
    struct cli_car car;
    struct cars *cars;
    int status;

    if (cli_find_car(cli, text, &car, &status)) {
        cars = car_load(cli, car.slug, &err);
        status = cars ? car_print(cli, cars) : cli_fail(&err);
        cars_free(cars);
    }
    free(text);
    return status;
}
