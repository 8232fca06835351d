#include "autorev/car.h"

#include <math.h>
#include <string.h>

#include <criterion/criterion.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *const columns[] = { "slug", "name", "brand", "years", "hp", "curb_weight",
    "zero_to_sixty", "price_avg", "manual_available", "score_sound", "score_track", "tier" };

/* clang-format off: a table */
static const char *const rows[][COUNT(columns)] = {
    { "gt4", "718 Cayman GT4", "Porsche", "2020-2023", "414", "3199", "4.2", "105000", "t", "9.5",
        "9.0", "premium" },
    { "m3", "BMW M3", "BMW", "2001-2006", "333", "3415", "4.8", "45000", "true", "8.5", "8.0",
        "mid" },
    { "130rs", "\xc5\xa0koda 130 RS", "\xc5\xa0koda", "1975-1980", "140", NULL, NULL, "90000", "f",
        NULL, "7.0", "upper-mid" },
    { "ev", "Taycan\x1b[31m", NULL, "2024-present", "1019", "5121", "2.4", "171000", NULL, NULL,
        NULL, "premium" },
    { "fiesta", "Ford Fiesta ST", "Ford", "sometime", "197", "2720", "6.9", "16000", "t", "7.5",
        "6.5", "budget" },
};
/* clang-format on */

static struct cars *
some_cars(void)
{
    struct result *res = result_new(COUNT(columns), columns);
    struct error err = { 0 };
    struct cars *cars;

    for (size_t i = 0; i < COUNT(rows); i++)
        result_add(res, rows[i]);
    cars = cars_new(res, &err);
    cr_assert_not_null(cars, "%s", err.message);
    return cars;
}

Test(car, every_field_is_whole)
{
    for (int i = 0; i < car_field_count(); i++) {
        const struct car_field *f = &car_fields[i];

        cr_assert(f->name && f->label && f->head && f->unit && f->help, "field %d", i);
        cr_expect(f->name[0] && f->label[0] && f->head[0] && f->help[0], "%s", f->name);
        cr_expect_gt(f->width, 0, "%s", f->name);
        cr_expect_leq((int) strlen(f->head), f->width, "%s: '%s' does not fit", f->name, f->head);
        cr_expect_geq(f->digits, 0, "%s", f->name);
        cr_expect_leq(f->digits, 3, "%s", f->name);
        cr_expect_lt((int) f->group, GROUP_COUNT, "%s", f->name);
        cr_expect_eq(f->type == FIELD_TEXT && f->better && !f->scale, false,
            "%s: words without a scale have no better", f->name);
        cr_expect_eq(car_field_find(f->name), i, "%s", f->name);
        if (f->column)
            cr_expect_eq(car_field_find(f->column), i, "%s is not found by its column", f->name);
        for (const char *const *a = f->aliases; a && *a; a++)
            cr_expect_eq(car_field_find(*a), i, "%s is not found as %s", f->name, *a);
    }
    for (int g = 0; g < GROUP_COUNT; g++)
        cr_expect_not_null(car_group_label((enum field_group) g));
}

Test(car, fields_are_found_in_any_case)
{
    cr_expect_eq(car_field_find("HP"), CAR_HP);
    cr_expect_eq(car_field_find("Curb-Weight"), CAR_WEIGHT);
    cr_expect_eq(car_field_find("power_to_weight"), CAR_POWER_TO_WEIGHT);
    cr_expect_eq(car_field_find("h"), -1);
    cr_expect_eq(car_field_find("hpp"), -1);
    cr_expect_eq(car_field_find(""), -1);
    cr_expect_str_eq(car_field_nearest("wieght"), "weight");
    cr_expect_str_eq(car_field_nearest("hq"), "hp");
    cr_expect_null(car_field_nearest("zzzzzz"));
}

Test(car, years)
{
    static const struct {
        const char *text;
        int first, last; /* 0: refused */
    } row[] = {
        { "2020-2023", 2020, 2023 },
        { "1999", 1999, 1999 },
        { "2024-present", 2024, CAR_YEARS_PRESENT },
        { "2024-Present", 2024, CAR_YEARS_PRESENT },
        { "2020\xe2\x80\x93"
          "2023",
            2020, 2023 },
        { " 2020 - 2023 ", 2020, 2023 },
        { "1997-2004, 2008", 1997, 2008 },
        { "", 0, 0 },
        { "present", 0, 0 },
        { "2020-23", 0, 0 },
        { "20201", 0, 0 },
        { "since 2020", 0, 0 },
        { "2020-", 0, 0 },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        int first = 0, last = 0;

        cr_expect_eq(
            car_years_parse(row[i].text, &first, &last), row[i].first != 0, "'%s'", row[i].text);
        if (row[i].first)
            cr_expect(first == row[i].first && last == row[i].last, "'%s': %d %d", row[i].text,
                first, last);
    }
}

Test(car, values_are_read_once_and_unknown_stays_unknown)
{
    struct cars *cars = some_cars();
    int first = 0, last = 0;

    cr_expect_eq(cars_count(cars), COUNT(rows));
    cr_expect_str_eq(cars_text(cars, 0, CAR_NAME), "718 Cayman GT4");
    cr_expect_str_eq(cars_folded(cars, 2, CAR_BRAND), "skoda");
    cr_expect_null(cars_text(cars, 3, CAR_BRAND));
    cr_expect_null(cars_folded(cars, 3, CAR_BRAND));
    cr_expect_null(cars_text(cars, 0, CAR_TORQUE), "a column the result does not have");
    cr_expect(isnan(cars_number(cars, 0, CAR_TORQUE)));
    cr_expect_eq(cars_number(cars, 0, CAR_HP), 414);
    cr_expect_eq(cars_number(cars, 0, CAR_ZERO_TO_SIXTY), 4.2);
    cr_expect_eq(cars_number(cars, 1, CAR_MANUAL), 1);
    cr_expect_eq(cars_number(cars, 2, CAR_MANUAL), 0);
    cr_expect(isnan(cars_number(cars, 3, CAR_MANUAL)));
    cr_expect(isnan(cars_number(cars, 2, CAR_WEIGHT)));
    cr_expect_eq(cars_number(cars, 4, CAR_TIER), 0, "the lowest of its scale");
    cr_expect_eq(cars_number(cars, 0, CAR_TIER), 3);
    cr_expect(isnan(cars_number(cars, 0, CAR_BRAND)));
    cr_expect(cars_years(cars, 3, &first, &last));
    cr_expect(first == 2024 && last == CAR_YEARS_PRESENT);
    cr_expect_not(cars_years(cars, 4, &first, &last));
    cr_expect(cars_has(cars, CAR_HP) && cars_has(cars, CAR_POWER_TO_WEIGHT));
    cr_expect_not(cars_has(cars, CAR_TORQUE));
    cr_expect_eq(cars_find(cars, "ev"), 3);
    cr_expect_eq(cars_find(cars, "e"), -1);
    cars_free(cars);
}

Test(car, computed_fields)
{
    struct cars *cars = some_cars();

    /* 414 hp / 3199 lb = 129.4 for each 1,000 lb */
    cr_expect_float_eq(cars_number(cars, 0, CAR_POWER_TO_WEIGHT), 129.4155, 1e-4);
    cr_expect(isnan(cars_number(cars, 2, CAR_POWER_TO_WEIGHT)), "without a weight");
    /* 105000 / 414 */
    cr_expect_float_eq(cars_number(cars, 0, CAR_PRICE_PER_HP), 253.6232, 1e-4);
    /* 1.3 * 9.5 + 1.2 * 9.0, the other scores are missing and count 0 */
    cr_expect_float_eq(cars_number(cars, 0, CAR_TOTAL), 23.15, 1e-9);
    cr_expect_float_eq(cars_number(cars, 2, CAR_TOTAL), 8.4, 1e-9);
    cr_expect(isnan(cars_number(cars, 3, CAR_TOTAL)), "no score at all");
    cars_free(cars);
}

Test(car, shown_forms)
{
    static const struct {
        size_t row;
        int field;
        const char *want;
    } row[] = {
        { 0, CAR_NAME, "718 Cayman GT4" },
        { 0, CAR_WEIGHT, "3,199" },
        { 0, CAR_HP, "414" },
        { 3, CAR_HP, "1,019" },
        { 0, CAR_PRICE, "$105,000" },
        { 0, CAR_ZERO_TO_SIXTY, "4.2" },
        { 0, CAR_SOUND, "9.5" },
        { 0, CAR_TRACK, "9.0" },
        { 0, CAR_MANUAL, "yes" },
        { 2, CAR_MANUAL, "no" },
        { 3, CAR_MANUAL, "\xe2\x80\x93" },
        { 2, CAR_WEIGHT, "\xe2\x80\x93" },
        { 3, CAR_BRAND, "\xe2\x80\x93" },
        { 0, CAR_TORQUE, "\xe2\x80\x93" },
        { 0, CAR_TIER, "premium" },
        { 0, CAR_YEARS,
            "2020\xe2\x80\x93"
            "2023" },
        { 3, CAR_YEARS, "2024\xe2\x80\x93now" },
        { 4, CAR_YEARS, "sometime" },
        { 0, CAR_POWER_TO_WEIGHT, "129.4" },
        { 0, CAR_PRICE_PER_HP, "$254" },
        { 3, CAR_NAME, "Taycan\xef\xbf\xbd[31m" },
    };
    struct cars *cars = some_cars();
    char out[64];

    for (size_t i = 0; i < COUNT(row); i++) {
        size_t n = cars_format(cars, row[i].row, row[i].field, out, sizeof out);

        cr_expect_str_eq(out, row[i].want, "%s of %zu", car_fields[row[i].field].name, row[i].row);
        cr_expect_eq(n, strlen(row[i].want));
    }
    cr_expect_eq(cars_format(cars, 0, CAR_PRICE, out, 5), 4);
    cr_expect_str_eq(out, "$105");
    cars_free(cars);
}

Test(car, numbers_are_shown_alike_everywhere)
{
    static const struct {
        int field;
        double value;
        const char *want;
    } row[] = {
        { CAR_HP, 0, "0" },
        { CAR_HP, 999, "999" },
        { CAR_HP, 1000, "1,000" },
        { CAR_HP, 1234567, "1,234,567" },
        { CAR_HP, -80, "-80" },
        { CAR_HP, -0.2, "0" },
        { CAR_PRICE, -1200, "-$1,200" },
        { CAR_ZERO_TO_SIXTY, -0.25, "-0.3" },
        { CAR_QUARTER_MILE, 0.05, "0.05" },
        { CAR_LATERAL_G, 1.0, "1.00" },
        { CAR_TOTAL, 1234.56, "1,234.6" },
        { CAR_HP, INFINITY, "\xe2\x80\x93" },
        { CAR_HP, 1e300, "\xe2\x80\x93" },
    };
    char out[64];

    for (size_t i = 0; i < COUNT(row); i++) {
        car_format_number(&car_fields[row[i].field], row[i].value, out, sizeof out);
        cr_expect_str_eq(out, row[i].want, "row %zu", i);
    }
}

static void
expect_order(const struct cars *cars, int field, bool descending, const char *want)
{
    size_t order[COUNT(rows)] = { 4, 3, 2, 1, 0 };
    char got[128] = "";

    cars_sort(cars, order, COUNT(order), field, descending);
    for (size_t i = 0; i < COUNT(order); i++) {
        strcat(got, i ? " " : "");
        strcat(got, cars_text(cars, order[i], CAR_SLUG));
    }
    cr_expect_str_eq(got, want, "by %s", car_fields[field].name);
}

Test(car, sorting)
{
    struct cars *cars = some_cars();

    expect_order(cars, CAR_NAME, false, "gt4 m3 fiesta 130rs ev");
    expect_order(cars, CAR_NAME, true, "ev 130rs fiesta m3 gt4");
    expect_order(cars, CAR_HP, true, "ev gt4 m3 fiesta 130rs");
    expect_order(cars, CAR_WEIGHT, false, "fiesta gt4 m3 ev 130rs");
    expect_order(cars, CAR_WEIGHT, true, "ev m3 gt4 fiesta 130rs");
    expect_order(cars, CAR_BRAND, false, "m3 fiesta gt4 130rs ev");
    expect_order(cars, CAR_BRAND, true, "130rs gt4 fiesta m3 ev");
    expect_order(cars, CAR_YEARS, true, "ev gt4 m3 130rs fiesta");
    expect_order(cars, CAR_TIER, false, "fiesta m3 130rs gt4 ev"); /* its scale, not its letters */
    expect_order(cars, CAR_MANUAL, true, "gt4 m3 fiesta 130rs ev");
    expect_order(cars, CAR_TORQUE, true, "gt4 m3 fiesta 130rs ev"); /* all unknown: by name */
    cars_free(cars);
}

Test(car, a_cell_of_the_wrong_type_is_named)
{
    static const struct {
        const char *column, *cell;
    } row[] = {
        { "hp", "4l4" },
        { "hp", "" },
        { "hp", "-" },
        { "zero_to_sixty", "4,2" },
        { "zero_to_sixty", "4.2.1" },
        { "manual_available", "maybe" },
        { "price_avg", "99999999999999999999" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        struct result *res = result_new(2, (const char *const[]){ "slug", row[i].column });
        struct error err = { 0 };

        result_add(res, (const char *const[]){ "gt4", row[i].cell });
        cr_expect_null(cars_new(res, &err), "%s '%s'", row[i].column, row[i].cell);
        cr_expect_eq(err.code, ERROR_INPUT);
        cr_expect(strstr(err.message, row[i].column), "%s", err.message);
        cr_expect(strstr(err.detail, "gt4"), "%s", err.detail);
    }
}

Test(car, an_empty_set)
{
    struct error err = { 0 };
    struct cars *cars = cars_new(result_new(COUNT(columns), columns), &err);

    cr_assert_not_null(cars);
    cr_expect_eq(cars_count(cars), 0);
    cars_sort(cars, NULL, 0, CAR_HP, true);
    cars_free(cars);
    cars_free(NULL);
}
