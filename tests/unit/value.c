#include "autorev/value.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "autorev/cells.h"

Test(value, numbers_are_read_whole_or_not_at_all)
{
    static const struct {
        const char *text;
        int whole; /* UNKNOWN: refused */
        double real;
    } row[] = {
        { "0", 0, 0 },
        { "12", 12, 12 },
        { "-7", -7, -7 },
        { "5.00", 5, 5 },
        { "5.25", UNKNOWN, 5.25 },
        { "2147483647", 2147483647, 2147483647 },
        { "2147483648", UNKNOWN, 2147483648.0 },
        { "", UNKNOWN, NAN },
        { "-", UNKNOWN, NAN },
        { ".", UNKNOWN, NAN },
        { "1.2.3", UNKNOWN, NAN },
        { "1e5", UNKNOWN, NAN },
        { " 1", UNKNOWN, NAN },
        { "1x", UNKNOWN, NAN },
        { "12345678901234567890", UNKNOWN, NAN },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        int whole = UNKNOWN;
        double real = NAN;

        cr_expect_eq(value_int(row[i].text, &whole), row[i].whole != UNKNOWN, "'%s'", row[i].text);
        cr_expect(row[i].whole == UNKNOWN || whole == row[i].whole, "'%s'", row[i].text);
        cr_expect_eq(value_real(row[i].text, &real), !isnan(row[i].real), "'%s'", row[i].text);
        cr_expect(isnan(row[i].real) || real == row[i].real, "'%s'", row[i].text);
    }
}

Test(value, lists_of_both_spellings)
{
    static const struct {
        const char *text;
        const char *item[4];
    } row[] = {
        { "{}", { NULL } },
        { "[]", { NULL } },
        { "{a,b}", { "a", "b" } },
        { "{\"a b\",\"c,\\\"d\\\"\\\\\",NULL}", { "a b", "c,\"d\"\\" } },
        { "{\"NULL\",\"\"}", { "NULL", "" } },
        { "[\"a\", \"b,c\", null, 7]", { "a", "b,c", "7" } },
        { "{a", { "{a" } },
        { "{\"a", { "{\"a" } },
        { "{a}b", { "{a}b" } },
        { "[a", { "[a" } },
        { "plain text", { "plain text" } },
        { "{\\", { "{\\" } },
    };
    struct arena *arena = arena_new();

    cr_expect_null(value_list(arena, NULL));
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const char *const *list = value_list(arena, row[i].text);
        size_t n = 0;

        for (; list[n] && row[i].item[n]; n++)
            cr_expect_str_eq(list[n], row[i].item[n], "'%s'", row[i].text);
        cr_expect(!list[n] && !row[i].item[n], "'%s' has another number of items", row[i].text);
    }
    arena_free(arena);
}

Test(value, money_and_counts)
{
    static const struct {
        int low, high;
        const char *shown;
    } row[] = {
        { 300, 900, "$300–900" },
        { 1000, 12500, "$1,000–12,500" },
        { 300, 300, "$300" },
        { 300, UNKNOWN, "from $300" },
        { UNKNOWN, 1234567, "up to $1,234,567" },
        { UNKNOWN, UNKNOWN, "–" },
        { 0, 0, "$0" },
    };
    char out[64];

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        cr_expect_str_eq(
            value_format_money(out, sizeof out, row[i].low, row[i].high), row[i].shown);
    cr_expect_str_eq(value_format_count(out, sizeof out, -1234), "-1,234");
    cr_expect_str_eq(value_format_count(out, sizeof out, 999), "999");
    cr_expect_str_eq(value_format_count(out, 4, 123456), "123", "it is cut to the room");
}

Test(value, the_first_cell_that_is_wrong_is_named)
{
    const char *const names[] = { "a", "b", "c" }, *const cells[] = { "1", "x", NULL };
    struct result *res = result_new(3, names);
    struct error err = { 0 };
    struct cells c;

    result_add(res, cells);
    c = cells_of(res, 0, "things", &err);
    cr_expect_eq(cell_int(&c, "a"), 1);
    cr_expect_eq(cell_int(&c, "c"), UNKNOWN);
    cr_expect_eq(cell_int(&c, "missing"), UNKNOWN);
    cr_expect(isnan(cell_real(&c, "c")));
    cr_expect(cell_bool(&c, "c", true));
    cr_expect(c.ok);
    cr_expect_eq(cell_int(&c, "b"), UNKNOWN);
    cr_expect(!cell_bool(&c, "a", false));
    cr_expect(!c.ok);
    cr_expect_str_eq(err.message, "things: row 1, column b: 'x' is not a whole number");
    result_free(res);
}

Test(value, figures_have_a_point_and_no_zeros_behind)
{
    static const struct {
        double value;
        int digits;
        const char *text;
    } row[] = {
        { 0.8, 2, "0.8" },
        { 10, 2, "10" },
        { 8.5, 1, "8.5" },
        { 1.05, 2, "1.05" },
        { 0.999, 2, "1" },
        { -0.001, 2, "0" },
        { -1.5, 1, "-1.5" },
        { 12.6, 0, "13" },
        { 1e9, 2, "–" },
        { NAN, 2, "–" },
        { INFINITY, 2, "–" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char text[40];

        cr_expect_str_eq(
            value_format_real(text, sizeof text, row[i].value, row[i].digits), row[i].text);
    }
}
