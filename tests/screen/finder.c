#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "screen.h"

static struct screen
start(int rows, int cols)
{
    struct screen s = screen_start(rows, cols);

    term_expect_text(s.t, " 1/12 ");
    term_press(s.t, "F");
    term_expect_text(s.t, "12 fit");
    return s;
}

Test(finder, filled, .timeout = 60)
{
    struct screen s = start(24, 80);

    term_expect(s.t, "finder/filled-80x24");
    term_resize(s.t, 40, 120);
    term_expect(s.t, "finder/filled-120x40");
    term_resize(s.t, 16, 60);
    term_expect(s.t, "finder/filled-60x16");
    screen_end(&s);
}

/* By the formula the Shelby's 9.8 for sound counts most once nothing else does. */
Test(finder, ranking_follows_the_weights, .timeout = 60)
{
    struct screen s = start(40, 120);

    term_expect_match(s.t, "1 718 Cayman GT4 .*86\\.0%");
    for (int category = 0; category < 7; category++)
        term_press(s.t, category == 0 ? "llllllllll" : "jhhhhhhhhhh");
    term_expect_match(s.t, "1 Ford Mustang Shelby GT350 ");
    term_expect(s.t, "finder/only-sound");
    term_press(s.t, "x");
    term_expect_match(s.t, "1 718 Cayman GT4 .*86\\.0%");
    screen_end(&s);
}

Test(finder, must_haves_take_cars_out, .timeout = 60)
{
    struct screen s = start(40, 120);

    term_press(s.t, "jjjjjjjjj"); /* the drivetrain is the third of the must-haves */
    term_press(s.t, "l");
    term_expect_no_text(s.t, "12 fit");
    term_expect(s.t, "finder/must-have");
    screen_end(&s);
}

Test(finder, nothing_fits, .timeout = 60)
{
    struct screen s = start(24, 80);

    term_press(s.t, "jjjjjjj<Right>"); /* at most the least price there is */
    term_press(s.t, "jjjllllllll");    /* and seven seats */
    term_expect_text(s.t, "No car has all of that");
    term_expect(s.t, "finder/empty");
    screen_end(&s);
}

Test(finder, a_car_of_the_ranking_is_opened, .timeout = 60)
{
    struct screen s = start(24, 80);

    term_press(s.t, "<Tab>j<Enter>");
    term_expect_match(s.t, "Service +BMW M3 E46");
    term_expect_no_text(s.t, "Ranking");
    screen_end(&s);
}

Test(finder, weights_are_kept, .timeout = 60)
{
    struct screen s = start(40, 120);

    term_press(s.t, "jjll");
    term_expect_match(s.t, "Track .* High|Track .* Critical");
    term_wait_quiet(s.t, 100);
    char *before = strdup(term_picture(s.t));
    term_press(s.t, "<Esc>");
    term_expect_no_text(s.t, "Ranking");
    term_press(s.t, "Fjj");
    term_wait_quiet(s.t, 150);
    cr_expect_str_eq(term_picture(s.t), before);
    free(before);
    screen_end(&s);
}
