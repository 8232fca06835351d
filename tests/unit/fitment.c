#include "autorev/fitment.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "autorev/value.h"

static const char *const columns[] = { "fitment_type", "wheel_diameter_inches", "wheel_width_front",
    "wheel_width_rear", "wheel_offset_front_mm", "wheel_offset_rear_mm", "tire_size_front",
    "tire_size_rear", "requires_fender_roll", "requires_coilovers", "verified" };
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static struct result *
result_of(const char *const row[COLUMNS])
{
    struct result *res = result_new(COLUMNS, columns);

    result_add(res, row);
    return res;
}

Test(fitment, rows_are_read_and_told)
{
    static const struct {
        const char *cells[COLUMNS];
        const char *front, *rear, *needs;
        bool square;
    } row[] = {
        { { "oem", "18", "8.0", "9.5", "47", "23", "225/45R18", "255/40R18", "f", "f", "t" },
            "18x8 ET47, 225/45R18", "18x9.5 ET23, 255/40R18", "", false },
        { { "square", "18", "9.5", "9.5", NULL, NULL, "255/40R18", "255/40R18", "t", "t", "f" },
            "18x9.5, 255/40R18", "18x9.5, 255/40R18", "fender roll, coilovers", true },
        { { NULL, "18", NULL, NULL, "-5", NULL, NULL, NULL, NULL, NULL, NULL }, "18 in ET-5",
            "18 in", "", false },
        { { NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }, "–", "–", "",
            true },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct result *res = result_of(row[i].cells);
        struct fitment fitment;
        struct error err = { 0 };
        char text[100];

        cr_assert(fitment_read(&fitment, res, 0, &err), "%s", err.message);
        cr_expect_str_eq(fitment_format_axle(&fitment, false, text, sizeof text), row[i].front);
        cr_expect_str_eq(fitment_format_axle(&fitment, true, text, sizeof text), row[i].rear);
        cr_expect_str_eq(fitment_format_needs(&fitment, text, sizeof text), row[i].needs);
        cr_expect_eq(fitment_is_square(&fitment), row[i].square);
        cr_expect_eq(fitment.verified, i == 0);
        result_free(res);
    }
}

Test(fitment, a_letter_in_a_figure_is_refused)
{
    static const char *const cells[COLUMNS] = { "oem", "18", "8x", NULL, NULL, NULL, NULL, NULL,
        NULL, NULL, NULL };
    struct result *res = result_of(cells);
    struct fitment fitment;
    struct error err = { 0 };

    cr_expect_not(fitment_read(&fitment, res, 0, &err));
    cr_expect(strstr(err.message, "wheel_width_front"), "%s", err.message);
    result_free(res);
}

Test(fitment, needs_are_cut_to_the_room)
{
    struct fitment fitment = { .fender_roll = true, .fender_pull = true, .spacers = true };
    char text[16];

    cr_expect_str_eq(fitment_format_needs(&fitment, text, sizeof text), "fender roll, fe");
}

Test(fitment, sets_have_names_for_people)
{
    cr_expect_str_eq(fitment_label("oem"), "stock");
    cr_expect_str_eq(fitment_label("plus_one"), "one inch up");
    cr_expect_str_eq(fitment_label("stance"), "stance");
    cr_expect_str_eq(fitment_label(NULL), "–");
}
