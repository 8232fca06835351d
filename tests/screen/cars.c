#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "scratch.h"
#include "screen.h"

Test(cars, filled, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_expect_text(s.t, "トヨタ");
    term_expect(s.t, "cars/filled-80x24");
    term_press(s.t, "G");
    term_expect(s.t, "cars/last-80x24");
    screen_end(&s);
}

Test(cars, filled_with_detail_beside, .timeout = 60)
{
    struct screen s = screen_start(40, 120);

    term_expect_text(s.t, "129.4 hp/1000 lb");
    term_expect(s.t, "cars/filled-120x40");
    term_press(s.t, "<Tab><PgDn><PgDn><PgDn>");
    term_expect_text(s.t, "No data yet");
    term_expect(s.t, "cars/detail-end-120x40");
    screen_end(&s);
}

Test(cars, detail_alone, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "G<Enter>");
    term_expect_text(s.t, "Specification");
    term_expect(s.t, "cars/detail-80x24");
    term_press(s.t, "<Esc>");
    term_expect_text(s.t, " 12/12 ");
    screen_end(&s);
}

/* A connection that hangs: the list says that it waits, keys are answered, and rows come later. */
Test(cars, loading, .timeout = 60)
{
    struct database *db = database_open(NULL);

    database_start(db);
    database_signal(db, SIGSTOP);
    struct screen s = screen_start_with(24, 80, db, NULL, NULL);
    term_mask(s.t, "[0-9]+ s ");
    term_expect_text(s.t, "connecting");
    term_resize(s.t, 16, 60);
    term_expect_text(s.t, "connecting");
    term_press(s.t, "?");
    term_expect_text(s.t, "Help: Cars");
    term_press(s.t, "<Esc>");
    term_expect_no_text(s.t, "Help: Cars");
    database_signal(db, SIGCONT);
    term_expect_text(s.t, " 1/12 ");
    term_expect(s.t, "frame/60x16");
    screen_end(&s);
}

Test(cars, empty_for_a_filter_that_nothing_fits, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "/");
    term_type(s.t, "zzz");
    term_expect_text(s.t, "No car fits this filter");
    term_expect(s.t, "cars/empty-typing");
    term_press(s.t, "<Enter>");
    term_expect(s.t, "cars/empty");
    term_press(s.t, "<Esc>");
    term_expect_text(s.t, " 1/12 ");
    screen_end(&s);
}

/* Without the programs of the server there is no database: it says which, and how to get them. */
Test(cars, failed_without_postgres, .timeout = 60)
{
    char *home = scratch_new();
    const struct term_options options = { .home = home };

    scratch_write(home, ".config/autorev/config.yaml", "postgres:\n  bin: /nonexistent\n");
    struct term *t = term_start_with(24, 80, &options, NULL);
    term_expect_text(t, "The database cannot be used");
    term_expect(t, "cars/failed");
    term_press(t, "jGq");
    term_expect_exit(t, 0);
    term_expect_restored(t);
    term_free(t);
    scratch_free(home);
}

Test(cars, server_killed_midway_comes_back, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "jj");
    term_expect_text(s.t, " 3/12 ");
    database_signal(s.db, SIGKILL);
    term_press(s.t, "R");
    term_expect_text(s.t, "local ~~~~~");
    term_expect_text(s.t, " 3/12 ");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "BMW M3 E46");
    term_expect_text(s.t, "3.2L inline-6");
    term_press(s.t, "<Esc>q");
    term_expect_exit(s.t, 0);
    screen_end(&s);
}

Test(cars, order_and_columns, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "s");
    term_expect_text(s.t, "Sort by");
    term_type(s.t, "power in");
    term_press(s.t, "<Enter>");
    term_expect_match(s.t, "by (hp|power)");
    term_expect_no_text(s.t, "Sort by");
    term_press(s.t, "gg<Enter>");
    term_expect_text(s.t, "R35");
    term_press(s.t, "<Esc>S");
    term_press(s.t, "gg<Enter>");
    term_expect_text(s.t, "Škoda");
    screen_end(&s);
}

Test(cars, marks, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "c");
    term_expect_text(s.t, "mark two rows or more first");
    term_press(s.t, "<Space>jjjv");
    term_expect_text(s.t, "marked");
    term_expect(s.t, "cars/marked");
    term_press(s.t, "V");
    term_expect_no_text(s.t, "marked");
    screen_end(&s);
}

Test(cars, row_is_copied_over_the_line, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "G");
    term_expect_text(s.t, " 12/12 ");
    term_press(s.t, "y");
    const char *copied = term_clipboard(s.t);
    cr_assert(copied);
    cr_expect(strstr(copied, "トヨタ 2000GT\t"), "%s", copied);
    term_expect_text(s.t, "copied: トヨタ 2000GT");
    screen_end(&s);
}

Test(cars, column_head_sorts_by_mouse, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "<Click:60,3>");
    term_expect_match(s.t, "by (hp|power)");
    term_press(s.t, "<Double:10,5>");
    term_expect_text(s.t, "Specification");
    screen_end(&s);
}
