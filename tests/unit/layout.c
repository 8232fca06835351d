#include "ui/layout.h"

#include <criterion/criterion.h>

Test(layout, parts_fill_the_screen_and_never_overlap)
{
    for (int rows = 1; rows <= 60; rows++) {
        for (int cols = 1; cols <= 130; cols += 3) {
            struct layout l = layout_frame(rows, cols);
            struct split s = layout_split(l.body, 56, false, false);

            if (rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS) {
                cr_expect_eq(l.body.rows, 0, "%dx%d", cols, rows);
                continue;
            }
            cr_expect_eq(l.tabs.rows + l.body.rows + l.status.rows, rows);
            cr_expect_eq(l.body.row, l.tabs.rows);
            cr_expect_eq(l.status.row, rows - 1);
            if (cols >= LAYOUT_TWO_COLS) {
                cr_expect_eq(s.master.cols + s.detail.cols, cols);
                cr_expect_eq(s.detail.col, s.master.cols);
            } else {
                cr_expect_eq(s.detail.rows, 0);
                cr_expect_eq(s.master.cols, cols);
            }
        }
    }
}

Test(layout, one_at_a_time_when_narrow_or_zoomed)
{
    struct rect narrow = { 1, 0, 22, 80 }, wide = { 1, 0, 38, 120 };

    cr_expect_eq(layout_split(narrow, 56, true, false).master.rows, 0);
    cr_expect_eq(layout_split(narrow, 56, true, false).detail.cols, 80);
    cr_expect_eq(layout_split(wide, 56, false, true).detail.rows, 0);
    cr_expect_eq(layout_split(wide, 56, false, true).master.cols, 120);
}

Test(layout, a_box_stays_inside)
{
    struct rect body = { 1, 0, 10, 40 };

    for (int rows = 1; rows < 30; rows++) {
        struct rect box = layout_center(body, rows, rows * 4);

        cr_expect_geq(box.row, body.row);
        cr_expect_leq(box.row + box.rows, body.row + body.rows);
        cr_expect_leq(box.col + box.cols, body.col + body.cols);
    }
}
