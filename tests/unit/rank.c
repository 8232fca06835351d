#include "autorev/rank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <criterion/criterion.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const char *const columns[] = { "slug", "name", "score_sound", "score_interior",
    "score_track", "score_reliability", "score_value", "score_driver_fun", "score_aftermarket",
    "price_avg", "manual_available", "drivetrain", "seats" };

/* clang-format off: a table */
static const char *const rows[][COUNT(columns)] = {
    /*                sound  inter. track  relia. value  fun    afterm. */
    { "a", "Alpha", "9.5", "7.0", "9.0", "8.0", "6.0", "9.5", "7.0", "105000", "t", "RWD", "2" },
    { "b", "Bravo", "7.0", "8.5", "6.0", "9.0", "8.0", "7.0", "9.0", "30000", "t", "AWD", "5" },
    { "c", "Charlie", "8.0", "6.0", "8.0", "5.0", "9.5", "8.5", "9.5", "25000", "t", "RWD", "4" },
    { "d", "Delta", "6.0", "9.5", "5.0", "7.0", "5.0", "5.5", "4.0", "90000", "f", "AWD", "5" },
    { "e", "Echo", NULL, "7.0", "9.5", NULL, "7.0", "8.0", "6.0", NULL, NULL, "FWD/AWD", NULL },
};
/* clang-format on */

static struct cars *
cars_of(const char *const (*table)[COUNT(columns)], size_t n)
{
    struct result *res = result_new(COUNT(columns), columns);
    struct error err = { 0 };
    struct cars *cars;

    for (size_t i = 0; i < n; i++)
        result_add(res, table[i]);
    cars = cars_new(res, &err);
    cr_assert_not_null(cars, "%s", err.message);
    return cars;
}

Test(rank, totals)
{
    struct cars *cars = cars_of(rows, COUNT(rows));
    struct rank_wish wish = rank_wish_plain();

    /* all weights 1: the plain sum of the scores, out of 70 */
    cr_expect_eq(rank_most(&wish), 70);
    cr_expect_eq(rank_total(&wish, cars, 0), 56.0); /* 9.5 7 9 8 6 9.5 7 */
    cr_expect_eq(rank_total(&wish, cars, 1), 54.5); /* 7 8.5 6 9 8 7 9 */
    cr_expect_eq(rank_total(&wish, cars, 2), 54.5); /* 8 6 8 5 9.5 8.5 9.5 */
    cr_expect_eq(rank_total(&wish, cars, 3), 42.0); /* 6 9.5 5 7 5 5.5 4 */
    cr_expect_eq(rank_total(&wish, cars, 4), 37.5); /* - 7 9.5 - 7 8 6 */

    /* sound 3, interior off, track 0.5: 28.5 + 0 + 4.5 + 8 + 6 + 9.5 + 7 of 30+0+5+40 */
    wish.weight[RANK_SOUND] = 3;
    wish.weight[RANK_INTERIOR] = 0;
    wish.weight[RANK_TRACK] = 0.5;
    cr_expect_eq(rank_total(&wish, cars, 0), 63.5);
    cr_expect_eq(rank_most(&wish), 75);
    cars_free(cars);
}

static void
expect_order(const struct rank_wish *wish, const struct cars *cars, const char *want)
{
    struct rank_entry entries[COUNT(rows)];
    size_t n = rank_cars(wish, cars, entries);
    char got[32] = "";

    for (size_t i = 0; i < n; i++)
        strcat(got, cars_text(cars, entries[i].row, CAR_SLUG));
    cr_expect_str_eq(got, want);
}

Test(rank, order_and_match)
{
    struct cars *cars = cars_of(rows, COUNT(rows));
    struct rank_wish wish = rank_wish_plain();
    struct rank_entry entries[COUNT(rows)];

    expect_order(&wish, cars, "abcde"); /* b and c are equal: by name */
    cr_expect_eq(rank_cars(&wish, cars, entries), 5);
    cr_expect_float_eq(entries[0].match, 80.0, 1e-9);    /* 56 of 70 */
    cr_expect_float_eq(entries[3].match, 60.0, 1e-9);    /* 42 of 70 */
    cr_expect_float_eq(entries[4].match, 53.5714, 1e-4); /* 37.5 of 70 */

    memset(wish.weight, 0, sizeof wish.weight);
    wish.weight[RANK_INTERIOR] = 2;
    expect_order(&wish, cars, "dbaec"); /* 9.5 8.5 7 7 6 */
    wish.weight[RANK_INTERIOR] = 0;
    expect_order(&wish, cars, "abcde");
    cr_expect_eq(rank_cars(&wish, cars, entries), 5);
    cr_expect(isnan(entries[0].match), "nothing weighs anything");
    cars_free(cars);
}

Test(rank, must_haves_come_first_and_unknown_is_not_had)
{
    struct cars *cars = cars_of(rows, COUNT(rows));
    struct rank_wish wish = rank_wish_plain();

    wish.price_most = 90000;
    expect_order(&wish, cars, "bcd");
    wish.price_most = 89999;
    expect_order(&wish, cars, "bc");
    wish = rank_wish_plain();
    wish.manual = true;
    expect_order(&wish, cars, "abc");
    wish = rank_wish_plain();
    wish.drivetrain = "awd";
    expect_order(&wish, cars, "bde");
    wish.seats_least = 5;
    expect_order(&wish, cars, "bd");
    wish.seats_least = 2;
    expect_order(&wish, cars, "bd");
    wish.price_most = 1;
    expect_order(&wish, cars, "");
    cars_free(cars);
}

static void
expect_picks(const struct rank_wish *wish, const struct cars *cars, const char *want)
{
    struct rank_entry *entries = calloc(cars_count(cars), sizeof *entries);
    struct rank_pick picks[RANK_PICKS];
    size_t n = rank_picks(wish, cars, entries, rank_cars(wish, cars, entries), picks);
    char got[160] = "";

    for (size_t i = 0; i < n; i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s %s", i ? ", " : "",
            rank_pick_label(picks[i].category), cars_text(cars, picks[i].row, CAR_SLUG));
        cr_expect_eq(picks[i].total, rank_total(wish, cars, picks[i].row));
    }
    cr_expect_str_eq(got, want);
    free(entries);
}

Test(rank, picks)
{
    struct cars *cars = cars_of(rows, COUNT(rows));
    struct rank_wish wish = rank_wish_plain();

    /* Equal weights: the top, then the first categories of the table, each car once: the best sound
     * but Alpha's is Charlie's 8, the best interior Delta's 9.5, the best track Echo's 9.5, and for
     * reliability only Bravo is left. */
    expect_picks(&wish, cars, "Top Match a, Sound c, Comfort d, Track e, Reliability b");

    /* The heaviest first.  Charlie: 8 + 6 + 8 + 5 + 2 * 9.5 + 3 * 8.5 + 2.5 * 9.5 = 95.25, Alpha
     * 91.5.  Fun is Alpha's 9.5, aftermarket Bravo's 9, value Echo's 7; then sound, the first of
     * those that weigh 1, with Delta left. */
    wish.weight[RANK_FUN] = 3;
    wish.weight[RANK_AFTERMARKET] = 2.5;
    wish.weight[RANK_VALUE] = 2;
    expect_picks(&wish, cars, "Top Match c, Fun a, Modder Pick b, Value e, Sound d");

    /* One weight: the top and one pick, then value, reliability and track fill up to five. */
    memset(wish.weight, 0, sizeof wish.weight);
    wish.weight[RANK_INTERIOR] = 1;
    expect_picks(&wish, cars, "Top Match d, Comfort b, Value c, Reliability a, Track e");

    /* What fills up is not picked twice. */
    wish.weight[RANK_VALUE] = 0.5;
    expect_picks(&wish, cars, "Top Match b, Comfort d, Value c, Reliability a, Track e");

    /* Four picks are enough: nothing fills up. */
    wish.weight[RANK_SOUND] = 0.5;
    expect_picks(&wish, cars, "Top Match b, Comfort d, Sound a, Value c");
    cars_free(cars);
}

Test(rank, too_few_cars_are_picked_again)
{
    struct cars *one = cars_of(rows, 1), *two = cars_of(rows, 2), *none = cars_of(rows, 0);
    struct rank_wish wish = rank_wish_plain();

    expect_picks(&wish, none, "");
    expect_picks(&wish, one, "Top Match a, Sound a, Comfort a, Track a, Reliability a");
    expect_picks(&wish, two, "Top Match a, Sound b, Comfort b, Track a, Reliability b");
    cars_free(one);
    cars_free(two);
    cars_free(none);
}

/* A car that is best at something, but sixteenth by its total, is not in the pool. */
Test(rank, picks_come_from_the_first_fifteen)
{
    const char *table[RANK_POOL + 1][COUNT(columns)];
    char names[RANK_POOL + 1][4];
    struct rank_wish wish = rank_wish_plain();
    struct rank_entry entries[RANK_POOL + 1];
    struct rank_pick picks[RANK_PICKS];
    struct cars *cars;
    size_t n;

    for (size_t i = 0; i <= RANK_POOL; i++) {
        memcpy(table[i], rows[1], sizeof table[i]); /* Bravo, 54.5 */
        snprintf(names[i], sizeof names[i], "n%zu", i);
        table[i][0] = table[i][1] = names[i];
    }
    for (size_t c = 2; c < 9; c++)
        table[7][c] = "1.0";
    table[7][2] = "10.0"; /* sound */
    cars = cars_of(table, COUNT(table));
    n = rank_cars(&wish, cars, entries);
    cr_expect_eq(n, RANK_POOL + 1);
    cr_expect_eq(entries[RANK_POOL].row, 7);
    n = rank_picks(&wish, cars, entries, n, picks);
    cr_expect_eq(n, RANK_PICKS);
    for (size_t i = 0; i < n; i++)
        cr_expect_neq(picks[i].row, 7);
    cars_free(cars);
}

Test(rank, words)
{
    static const struct {
        double value;
        const char *weight, *score, *match;
    } row[] = {
        { 0, "Off", "Poor", "Moderate" },
        { 0.5, "Low", "Poor", "Moderate" },
        { 1, "Medium", "Poor", "Moderate" },
        { 1.5, "High", "Poor", "Moderate" },
        { 2, "Very High", "Poor", "Moderate" },
        { 2.5, "Critical", "Poor", "Moderate" },
        { 3, "Maximum", "Below Average", "Moderate" },
        { 4.9, "Maximum", "Below Average", "Moderate" },
        { 5, "Maximum", "Average", "Moderate" },
        { 7, "Maximum", "Good", "Moderate" },
        { 9, "Maximum", "Excellent", "Moderate" },
        { 49.9, "Maximum", "Excellent", "Moderate" },
        { 50, "Maximum", "Excellent", "Good" },
        { 65, "Maximum", "Excellent", "Strong" },
        { 80, "Maximum", "Excellent", "Exceptional" },
    };

    for (size_t i = 0; i < COUNT(row); i++) {
        cr_expect_str_eq(rank_weight_label(row[i].value), row[i].weight, "%g", row[i].value);
        cr_expect_str_eq(rank_score_label(row[i].value), row[i].score, "%g", row[i].value);
        cr_expect_str_eq(rank_match_label(row[i].value), row[i].match, "%g", row[i].value);
    }
    cr_expect_str_eq(rank_score_label(NAN), "Unknown");
    cr_expect_str_eq(rank_match_label(NAN), "Unknown");
}

Test(rank, weights_move_in_steps_within_bounds)
{
    cr_expect_eq(rank_weight_step(1, 1), 1.5);
    cr_expect_eq(rank_weight_step(1, -1), 0.5);
    cr_expect_eq(rank_weight_step(0, -1), 0);
    cr_expect_eq(rank_weight_step(3, 1), 3);
    cr_expect_eq(rank_weight_step(1, -9), 0);
}

Test(rank, every_category_has_a_score_field)
{
    for (int c = 0; c < RANK_CATEGORIES; c++) {
        cr_expect_eq(car_fields[rank_categories[c].field].type, FIELD_SCORE, "%d", c);
        cr_expect(rank_categories[c].label && rank_categories[c].label[0], "%d", c);
    }
}
