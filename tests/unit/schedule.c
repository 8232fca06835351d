#include "autorev/schedule.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/value.h"

Test(schedule, the_next_multiple)
{
    static const struct {
        int every, mileage, next;
    } row[] = {
        { 7500, 61200, 67500 },
        { 7500, 60000, 60000 },
        { 7500, 60001, 67500 },
        { 7500, 1, 7500 },
        { 7500, 0, 7500 },
        { 7500, -5, 7500 },
        { UNKNOWN, 61200, UNKNOWN },
        { 0, 61200, UNKNOWN },
        { 2000000000, 2000000001, UNKNOWN },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        cr_expect_eq(interval_next(row[i].every, row[i].mileage), row[i].next, "every %d at %d",
            row[i].every, row[i].mileage);
}

static const struct interval intervals[] = {
    { .name = "Brake fluid",
        .miles = UNKNOWN,
        .months = 24,
        .dealer_low = 100,
        .dealer_high = 200,
        .diy_low = 10,
        .diy_high = 20 },
    { .name = "Coolant", .miles = UNKNOWN, .months = UNKNOWN },
    { .name = "Plugs",
        .miles = 30000,
        .months = UNKNOWN,
        .dealer_low = 300,
        .dealer_high = 500,
        .diy_low = UNKNOWN,
        .diy_high = UNKNOWN },
    { .name = "Air filter",
        .miles = 30000,
        .months = 36,
        .dealer_low = 50,
        .dealer_high = 80,
        .diy_low = 15,
        .diy_high = 30 },
    { .name = "Belt",
        .miles = 60000,
        .months = 72,
        .critical = true,
        .dealer_low = 900,
        .dealer_high = 1500,
        .diy_low = UNKNOWN,
        .diy_high = UNKNOWN },
    { .name = "Oil",
        .miles = 7500,
        .months = 12,
        .dealer_low = 90,
        .dealer_high = 120,
        .diy_low = 40,
        .diy_high = 60 },
    { .name = "Battery",
        .miles = UNKNOWN,
        .months = 12,
        .dealer_low = 1,
        .dealer_high = 1,
        .diy_low = 1,
        .diy_high = 1 },
};

Test(schedule, what_is_next_from_a_mileage)
{
    static const struct {
        const char *name;
        int next, left;
        bool urgent;
    } want[] = {
        { "Belt", 60000, 500, true }, /* as near as the others, but critical */
        { "Air filter", 60000, 500, true },
        { "Oil", 60000, 500, true },
        { "Plugs", 60000, 500, true },
        { "Battery", UNKNOWN, UNKNOWN, false },
        { "Brake fluid", UNKNOWN, UNKNOWN, false },
        { "Coolant", UNKNOWN, UNKNOWN, false },
    };
    size_t n = sizeof intervals / sizeof intervals[0];
    struct due *due = schedule_due(intervals, n, 59500);
    int dealer_low, dealer_high, diy_low, diy_high;

    for (size_t i = 0; i < n; i++) {
        cr_expect_str_eq(due[i].interval->name, want[i].name, "place %zu", i);
        cr_expect_eq(due[i].next, want[i].next);
        cr_expect_eq(due[i].left, want[i].left);
        cr_expect_eq(due[i].urgent, want[i].urgent);
    }
    schedule_cost(due, n, 60000, &dealer_low, &dealer_high, &diy_low, &diy_high);
    cr_expect_eq(dealer_low, 1340);
    cr_expect_eq(dealer_high, 2200);
    cr_expect_eq(diy_low, 55);
    schedule_cost(due, n, 59999, &dealer_low, &dealer_high, &diy_low, &diy_high);
    cr_expect_eq(dealer_low, UNKNOWN);
    free(due);
    due = schedule_due(intervals, n, 61200);
    cr_expect_str_eq(due[0].interval->name, "Oil");
    cr_expect_eq(due[0].left, 6300);
    cr_expect(!due[0].urgent);
    free(due);
    free(schedule_due(NULL, 0, 5));
}

Test(schedule, intervals_are_told_by_what_counts)
{
    static const char *const want[] = { "24 months", "–", "30,000 mi", "30,000 mi or 36 months" };
    static const struct interval yearly = { .miles = 1, .months = 1 };
    char out[64];

    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        cr_expect_str_eq(interval_format(&intervals[i], out, sizeof out), want[i]);
    cr_expect_str_eq(interval_format(&yearly, out, sizeof out), "1 mi or 1 month");
}

Test(schedule, rows_are_read)
{
    static const char *const names[] = { "service_name", "interval_miles", "items_included",
        "labor_hours_estimate", "is_critical" };
    static const char *const good[] = { "Oil", "7500", "{filter,\"drain plug\"}", "0.50", "f" };
    static const char *const bad[] = { "Oil", "often", NULL, NULL, NULL };
    struct result *res = result_new(5, names);
    struct arena *arena = arena_new();
    struct error err = { 0 };
    size_t n;
    struct interval *read;

    result_add(res, good);
    read = intervals_read(arena, res, &n, &err);
    cr_assert(read && n == 1);
    cr_expect_eq(read->miles, 7500);
    cr_expect_eq(read->months, UNKNOWN);
    cr_expect_str_eq(read->items[1], "drain plug");
    cr_expect_eq(read->hours, 0.5);
    cr_expect(!read->critical);
    result_add(res, bad);
    cr_expect_null(intervals_read(arena, res, &n, &err));
    cr_expect(strstr(err.message, "row 2, column interval_miles"), "%s", err.message);
    arena_free(arena);
    result_free(res);
}

Test(schedule, the_sheet_s_table_is_whole_and_in_groups)
{
    enum spec_group last = SPEC_FLUIDS;

    for (const struct spec_field *field = spec_fields; field->label; field++) {
        cr_expect(field->column && field->column[0], "%s", field->label);
        cr_expect(field->unit, "%s", field->label);
        cr_expect_geq(field->group, last, "%s is in the wrong place", field->label);
        last = field->group;
        for (const struct spec_field *other = spec_fields; other < field; other++) {
            cr_expect_str_neq(other->column, field->column);
            cr_expect(other->group != field->group || strcmp(other->label, field->label) != 0,
                "%s is there twice", field->label);
        }
    }
    for (int group = 0; group < SPEC_GROUP_COUNT; group++)
        cr_expect(spec_group_label((enum spec_group) group));
    cr_expect_eq(last, SPEC_GROUP_COUNT - 1);
}

Test(schedule, specs_as_text)
{
    static const struct {
        const char *column, *cell, *shown;
    } row[] = {
        { "oil_capacity_liters", "5.20", "5.2 L" },
        { "oil_capacity_liters", "5.00", "5 L" },
        { "oil_capacity_liters", "10", "10 L" },
        { "oil_change_interval_miles", "10000", "10,000 mi" },
        { "oil_type", "Full synthetic", "Full synthetic" },
        { "oil_type", "", NULL },
        { "oil_type", NULL, NULL },
        { "tire_recommended_brands", "{Michelin,\"Bridge stone\"}", "Michelin, Bridge stone" },
        { "tire_recommended_brands", "{}", NULL },
        { "brake_front_pad_wear_indicator", "f", "no" },
        { "battery_agm", "t", "yes" },
        { "battery_agm", "f", NULL },
        { "alignment_camber_front_degrees", "-1.50", "-1.5°" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct result *res = result_new(1, &row[i].column);
        struct arena *arena = arena_new();
        const struct spec_field *field = spec_fields;
        const char *text;

        result_add(res, &row[i].cell);
        while (strcmp(field->column, row[i].column) != 0)
            field++;
        text = spec_text(field, arena, res, 0);
        if (row[i].shown)
            cr_expect_str_eq(text, row[i].shown);
        else
            cr_expect_null(text, "%s", row[i].column);
        arena_free(arena);
        result_free(res);
    }
}

Test(schedule, a_mileage_is_read_as_people_type_it)
{
    static const struct {
        const char *text;
        int miles; /* -1: refused */
    } row[] = {
        { "62500", 62500 },
        { "62,500", 62500 },
        { "62 500", 62500 },
        { "62'500", 62500 },
        { "1,062,500", 1062500 },
        { " 62500 mi", 62500 },
        { "62500miles", 62500 },
        { "62k", 62000 },
        { "62.5k", 62500 },
        { "0.5K mi", 500 },
        { "1.2345k", -1 },
        { "0", 0 },
        { "5000000", 5000000 },
        { "", -1 },
        { "k", -1 },
        { "62.5", -1 },
        { "62,50", -1 },
        { "6,2500", -1 },
        { "1,062 500", -1 },
        { "62,500,", -1 },
        { "-5", -1 },
        { "62500 km", -1 },
        { "5000001", -1 },
        { "99999999999999999999999999", -1 },
        { "6000k", -1 },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct error err = { 0 };
        int miles = -1;
        bool ok = mileage_parse(row[i].text, &miles, &err);

        cr_expect_eq(ok, row[i].miles >= 0, "'%s'", row[i].text);
        cr_expect_eq(miles, row[i].miles, "'%s': %d", row[i].text, miles);
        cr_expect_eq(ok, !err.message[0], "'%s'", row[i].text);
    }
}
