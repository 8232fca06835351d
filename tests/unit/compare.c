#include "autorev/compare.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "autorev/memory.h"

static const char *const columns[] = { "slug", "name", "years", "hp", "curb_weight",
    "zero_to_sixty", "price_avg", "score_track", "maintenance_cost_index", "manual_available",
    "engine" };
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static const char *const three[][COLUMNS] = {
    { "cayman-gt4", "718 Cayman GT4", "2020-2023", "414", "3199", "4.2", "105000", "9.5", "high",
        "t", "4.0L flat-6" },
    { "skoda-130-rs", "Škoda 130 RS", "1975-1980", "140", "1587", NULL, NULL, NULL, NULL, "t",
        "1.3L I4" },
    { "corvette-z06", "Corvette Z06", "2023-present", "670", "3434", "2.6", "130000", "9.5", "low",
        "f", "5.5L V8" },
};

static struct cars *
cars_of(const char *const rows[][COLUMNS], size_t n)
{
    struct result *res = result_new(COLUMNS, columns);
    struct error err = { 0 };
    struct cars *cars;

    for (size_t i = 0; i < n; i++)
        result_add(res, rows[i]);
    cars = cars_new(res, &err);
    cr_assert(cars, "%s", err.message);
    return cars;
}

static size_t
row_of(const struct compare *cmp, int field)
{
    for (size_t row = 0; row < compare_rows(cmp); row++)
        if (compare_row(cmp, row).field == field)
            return row;
    cr_assert_fail("no row for %s", car_fields[field].name);
    return 0;
}

Test(compare, best_difference_and_unknown)
{
    static const size_t rows[] = { 0, 1, 2 };
    static const struct {
        int field;
        const char *shown[3], *less[3];
        const char *best; /* a * for each that is best */
    } want[] = {
        { CAR_HP, { "414 hp", "140 hp", "670 hp" }, { "-256 hp", "-530 hp", "" }, "..*" },
        { CAR_WEIGHT, { "3,199 lb", "1,587 lb", "3,434 lb" }, { "+1,612 lb", "", "+1,847 lb" },
            ".*." },
        { CAR_ZERO_TO_SIXTY, { "4.2 s", "–", "2.6 s" }, { "+1.6 s", "", "" }, "..*" },
        { CAR_PRICE, { "$105,000", "–", "$130,000" }, { "", "", "+$25,000" }, "*.." },
        { CAR_TRACK, { "9.5", "–", "9.5" }, { "", "", "" }, "..." }, /* equal: none is best */
        { CAR_MAINTENANCE, { "high", "–", "low" }, { "", "", "" }, "..*" },
        { CAR_MANUAL, { "yes", "yes", "no" }, { "", "", "" }, "..." },
        { CAR_ENGINE, { "4.0L flat-6", "1.3L I4", "5.5L V8" }, { "", "", "" }, "..." },
    };
    struct cars *cars = cars_of(three, 3);
    struct compare *cmp = compare_new(cars, rows, 3);

    cr_expect_eq(compare_cars(cmp), 3);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        size_t row = row_of(cmp, want[i].field);

        for (size_t car = 0; car < 3; car++) {
            char out[64];

            compare_format(cmp, row, car, out, sizeof out);
            cr_expect_str_eq(out, want[i].shown[car]);
            compare_format_difference(cmp, row, car, out, sizeof out);
            cr_expect_str_eq(
                out, want[i].less[car], "%s of %zu", car_fields[want[i].field].name, car);
            cr_expect_eq(compare_is_best(cmp, row, car), want[i].best[car] == '*', "%s of %zu",
                car_fields[want[i].field].name, car);
        }
    }
    cr_expect(!compare_row(cmp, row_of(cmp, CAR_TRACK)).differs);
    cr_expect(compare_row(cmp, row_of(cmp, CAR_MANUAL)).differs);
    compare_free(cmp);
    cars_free(cars);
}

Test(compare, rows_are_grouped_and_only_those_somebody_knows)
{
    static const size_t rows[] = { 2, 0 };
    struct cars *cars = cars_of(three, 3);
    struct compare *cmp = compare_new(cars, rows, 2);

    cr_expect_eq(compare_car(cmp, 0), 2, "cars keep the order they were given in");
    for (size_t row = 0; row < compare_rows(cmp); row++) {
        int field = compare_row(cmp, row).field;

        cr_expect(cars_has(cars, field), "%s", car_fields[field].name);
        cr_expect(field != CAR_NAME && field != CAR_SLUG);
        cr_expect(!row || compare_row(cmp, row).group >= compare_row(cmp, row - 1).group);
    }
    compare_free(cmp);
    compare_free(NULL);
    cars_free(cars);
}

Test(compare, none_and_one)
{
    static const size_t rows[] = { 1 };
    struct cars *cars = cars_of(three, 3);
    struct compare *cmp = compare_new(cars, rows, 0);

    cr_expect_eq(compare_rows(cmp), 0);
    compare_free(cmp);
    cmp = compare_new(cars, rows, 1);
    cr_expect_gt(compare_rows(cmp), 0);
    for (size_t row = 0; row < compare_rows(cmp); row++) {
        cr_expect(!compare_row(cmp, row).differs);
        cr_expect(!compare_is_best(cmp, row, 0), "alone is not the best");
    }
    compare_free(cmp);
    cars_free(cars);
}

static char *
written(const struct compare *cmp, bool differences, bool reference, enum table_format format)
{
    struct table *table = compare_table(cmp, differences, reference);
    struct buffer out = { 0 };

    table_write(table, format, NULL, &out);
    table_free(table);
    return buffer_take(&out);
}

Test(compare, as_a_table)
{
    static const size_t rows[] = { 0, 2 };
    struct cars *cars = cars_of(three, 3);
    struct compare *cmp = compare_new(cars, rows, 2);
    char *text = written(cmp, false, false, TABLE_CSV);

    cr_expect(strstr(text, "group,field,cayman-gt4,corvette-z06\r\n"));
    cr_expect(strstr(text, "Performance,0-60,4.2,2.6\r\n"), "%s", text);
    cr_expect(strstr(text, ",manual,true,false\r\n"), "%s", text);
    cr_expect(strstr(text, "track,9.5,9.5"));
    free(text);
    text = written(cmp, true, true, TABLE_MARKDOWN);
    cr_expect(strstr(text, "| Power | 414 hp (-256 hp) | **670 hp** |"), "%s", text);
    cr_expect_null(strstr(text, "9.5"), "what does not differ is left out");
    free(text);
    compare_free(cmp);
    cars_free(cars);
}
