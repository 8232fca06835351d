/*
 * `schedule`: the services of a car, what is next from a mileage, and the sheet of fluids and sizes.
 */
#include "autorev/schedule.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/value.h"

#include "command.h"

const struct cli_option schedule_options[] = {
    { "miles", "N", "The mileage; what is next from there comes first", NULL, COMPLETE_NOTHING },
    { "specs", NULL, "Fluids, sizes and parts in place of services", NULL, COMPLETE_NOTHING },
    { 0 },
};

static void
schedule_number(struct table *table, int n)
{
    char shown[32];

    table_number(table, n == UNKNOWN ? NAN : n, value_format_count(shown, sizeof shown, n));
}

static void
schedule_money(struct table *table, int low, int high)
{
    bool known = low != UNKNOWN || high != UNKNOWN;
    char text[96];

    value_format_money(text, sizeof text, low, high);
    table_cell(table, CELL_TEXT, known ? text : NULL, NULL);
}

static void
schedule_add(struct table *table, const struct interval *iv, const struct due *due)
{
    char every[96];
    bool known = iv->miles != UNKNOWN || iv->months != UNKNOWN;

    interval_format(iv, every, sizeof every);
    table_cell(table, CELL_TEXT, iv->name, NULL);
    if (iv->critical)
        table_mark(table);
    table_cell(table, CELL_TEXT, known ? every : NULL, NULL);
    schedule_number(table, due ? due->next : UNKNOWN);
    schedule_number(table, due ? due->left : UNKNOWN);
    if (due && due->urgent)
        table_mark(table);
    schedule_money(table, iv->dealer_low, iv->dealer_high);
    schedule_money(table, iv->diy_low, iv->diy_high);
    table_cell(table, CELL_BOOL, iv->critical ? "true" : "false", iv->critical ? "critical" : "");
    schedule_number(table, iv->miles);
    schedule_number(table, iv->months);
    schedule_number(table, iv->dealer_low);
    schedule_number(table, iv->dealer_high);
    schedule_number(table, iv->independent_low);
    schedule_number(table, iv->independent_high);
    schedule_number(table, iv->diy_low);
    schedule_number(table, iv->diy_high);
    table_number(table, iv->hours, NULL);
    table_cell(table, CELL_TEXT, iv->description, NULL);
    cli_list_cell(table, iv->items);
}

static struct table *
schedule_table(void)
{
    static const struct {
        const char *name, *head;
        bool cut;
    } column[] = {
        { "service", "Service", true },
        { "every", "Every", true },
        { "next", "Next at", false },
        { "left", "Miles left", false },
        { "dealer", "Dealer", false },
        { "diy", "Yourself", false },
        { "critical", "", false },
        { "every-miles", "Miles", false },
        { "every-months", "Months", false },
        { "dealer-low", "Dealer from", false },
        { "dealer-high", "Dealer to", false },
        { "independent-low", "Workshop from", false },
        { "independent-high", "Workshop to", false },
        { "diy-low", "Yourself from", false },
        { "diy-high", "Yourself to", false },
        { "hours", "Hours", false },
        { "description", "Description", true },
        { "items", "Includes", true },
    };
    struct table *table = table_new();

    for (size_t i = 0; i < sizeof column / sizeof column[0]; i++)
        table_column(table, column[i].name, column[i].head, column[i].cut);
    return table;
}

static int
schedule_services(struct cli *cli, const struct cli_car *car, int miles)
{
    struct error err = { 0 };
    struct result *res = cli_query(cli, interval_query(car->slug), &err);
    struct arena *arena = arena_new();
    struct interval *intervals = NULL;
    size_t n = 0;
    int status;

    if (res && (intervals = intervals_read(arena, res, &n, &err))) {
        struct table *table = schedule_table();
        struct due *due = miles < 0 ? NULL : schedule_due(intervals, n, miles);
        char *nothing = x_asprintf("no services are listed for %s", car->name);

        for (size_t i = 0; i < n; i++)
            schedule_add(table, due ? due[i].interval : &intervals[i], due ? &due[i] : NULL);
        status = cli_print_list(cli, table,
            due ? "service every next left dealer diy critical"
                : "service every dealer diy critical",
            "every dealer diy", nothing);
        free(nothing);
        free(due);
    } else {
        status = cli_fail(&err);
    }
    arena_free(arena);
    result_free(res);
    return status;
}

static struct table *
schedule_spec_table(struct arena *arena, const struct result *res)
{
    struct table *table = table_new();

    table_column(table, "field", "", true);
    table_column(table, "value", "", true);
    for (const struct spec_field *f = spec_fields; f->label && result_rows(res); f++) {
        const char *text = spec_text(f, arena, res, 0);
        const char *raw = result_get(res, 0, f->column);

        if (!text)
            continue;
        table_group(table, spec_group_label(f->group));
        table_cell(table, CELL_TEXT, f->column, f->label);
        if (f->type == SPEC_NUMBER || f->type == SPEC_COUNT_OF)
            table_cell(table, CELL_NUMBER, raw, text);
        else if (f->type == SPEC_BOOL || f->type == SPEC_FLAG)
            table_cell(table, CELL_BOOL, *raw == 't' ? "true" : "false", text);
        else if (f->type == SPEC_LIST)
            cli_list_cell(table, value_list(arena, raw));
        else
            table_cell(table, CELL_TEXT, text, NULL);
    }
    return table;
}

static int
schedule_specs(struct cli *cli, const struct cli_car *car)
{
    struct error err = { 0 };
    struct result *res = cli_query(cli, spec_query(car->slug), &err);
    struct arena *arena;
    char *nothing;
    int status;

    if (!res)
        return cli_fail(&err);
    arena = arena_new();
    nothing = x_asprintf("no fluids or sizes are listed for %s", car->name);
    status = cli_print(cli, schedule_spec_table(arena, res), nothing);
    free(nothing);
    arena_free(arena);
    result_free(res);
    return status;
}

int
schedule_run(struct cli *cli, int argc, char **argv)
{
    char *text = cli_joined(argc, argv);
    struct error err = { 0 };
    struct cli_car car;
    int miles, status;

    if (!cli_number(cli, "miles", 0, 10000000, -1, &miles, &err))
        status = cli_fail(&err);
    else if (cli_find_car(cli, text, &car, &status))
        status = cli_option(cli, "specs") ? schedule_specs(cli, &car)
                                          : schedule_services(cli, &car, miles);
    free(text);
    return status;
}
