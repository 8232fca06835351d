#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "pane.h"

/* Of the car with six issues and two recalls, in every severity. */
static struct pane_screen
start(int rows, int cols)
{
    struct pane_screen s = pane_start(rows, cols, NULL, "issues", "bmw-m3-e46", "BMW M3 E46");

    term_expect_text(s.t, " 1/8 ");
    return s;
}

Test(issues, filled, .timeout = 60)
{
    struct pane_screen s = start(24, 80);

    term_expect(s.t, "issues/filled-80x24");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "Copper in the oil");
    term_expect(s.t, "issues/detail-80x24");
    term_press(s.t, "q"); /* closes the text, not the program */
    term_expect_text(s.t, " 1/8 ");
    term_press(s.t, "q");
    term_expect_exit(s.t, 0);
    term_expect_restored(s.t);
    pane_end(&s);
}

Test(issues, filled_with_detail_beside, .timeout = 60)
{
    struct pane_screen s = start(40, 120);

    term_expect_text(s.t, "90 %");
    term_expect(s.t, "issues/filled-120x40");
    term_press(s.t, "jjj");
    term_expect_text(s.t, " 4/8 ");
    term_expect_text(s.t, "The fan may stop.");
    term_expect(s.t, "issues/recall-120x40");
    pane_end(&s);
}

Test(issues, small, .timeout = 60)
{
    struct pane_screen s = start(24, 80);

    term_resize(s.t, 16, 60);
    term_expect_text(s.t, " 1/8 ");
    term_expect(s.t, "issues/60x16");
    term_resize(s.t, 5, 20);
    term_expect(s.t, "issues/20x5");
    term_press(s.t, "G<Enter>");
    term_resize(s.t, 24, 80);
    term_expect_text(s.t, "Reported, and not understood.");
    pane_end(&s);
}

Test(issues, none_known_is_not_none, .timeout = 60)
{
    struct pane_screen s = pane_start(24, 80, NULL, "issues", "skoda-130-rs", "Škoda 130 RS");

    term_expect_text(s.t, "lists no known issue");
    term_expect(s.t, "issues/empty");
    term_press(s.t, "y");
    term_expect_text(s.t, "there is no row here");
    pane_end(&s);
}

Test(issues, without_a_car, .timeout = 60)
{
    struct pane_screen s = pane_start(24, 80, NULL, "issues", "", "");

    term_expect_text(s.t, "● local");
    term_expect(s.t, "issues/no-car");
    term_press(s.t, "1/");
    term_type(s.t, "gt4");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "718 Cayman GT4  ");
    term_press(s.t, "i");
    term_expect_text(s.t, "Connecting rods of early engines");
    pane_end(&s);
}

Test(issues, car_of_another_database, .timeout = 60)
{
    struct pane_screen s = pane_start(24, 80, NULL, "issues", "delorean", "DeLorean");

    term_expect_text(s.t, "this database has no car 'delorean'");
    pane_end(&s);
}

Test(issues, failed, .timeout = 60)
{
    struct database *db = database_open(NULL);

    free(database_sql(db, "ALTER TABLE car_issues RENAME TO car_issues_away"));
    struct pane_screen s = pane_start(24, 80, db, "issues", "bmw-m3-e46", "BMW M3 E46");
    term_expect_text(s.t, "R tries again");
    term_expect(s.t, "issues/failed");
    free(database_sql(db, "ALTER TABLE car_issues_away RENAME TO car_issues"));
    term_press(s.t, "R");
    term_expect_text(s.t, " 1/8 ");
    pane_end(&s);
}

Test(issues, recalls_that_fail_leave_the_issues, .timeout = 60)
{
    struct database *db = database_open(NULL);

    free(database_sql(db, "ALTER TABLE car_recalls RENAME TO car_recalls_away"));
    struct pane_screen s = pane_start(24, 80, db, "issues", "bmw-m3-e46", "BMW M3 E46");
    term_expect_text(s.t, " 1/6 ");
    term_expect_text(s.t, "No recalls: ");
    pane_end(&s);
}

/* An answer that takes its time: it can be given up, and asked for again. */
Test(issues, loading, .timeout = 60)
{
    struct database *db = database_open(NULL);

    free(
        database_sql(db, "ALTER TABLE car_issues RENAME TO car_issues_away; CREATE VIEW car_issues "
                         "AS SELECT a.* FROM car_issues_away a, pg_sleep(60)"));
    struct pane_screen s = pane_start(24, 80, db, "issues", "bmw-m3-e46", "BMW M3 E46");
    term_expect_text(s.t, "loading the issues of BMW M3 E46");
    term_press(s.t, "<C-c>");
    term_expect_text(s.t, "loading was cancelled");
    free(
        database_sql(db, "DROP VIEW car_issues; ALTER TABLE car_issues_away RENAME TO car_issues"));
    term_press(s.t, "R");
    term_expect_text(s.t, " 1/8 ");
    pane_end(&s);
}

Test(issues, filter_as_it_is_typed, .timeout = 60)
{
    struct pane_screen s = start(24, 80);

    term_press(s.t, "/");
    term_type(s.t, "sev:high,low kind:");
    term_expect_text(s.t, "Issues 2 of 8");
    term_type(s.t, "rust");
    term_expect_text(s.t, "there is no kind 'rust'");
    term_expect(s.t, "issues/filter-wrong");
    term_press(s.t, "<Enter>"); /* not before it is right */
    term_expect_text(s.t, "there is no kind 'rust'");
    term_press(s.t, "<C-u>");
    term_type(s.t, "miles:70k kind:issue");
    term_expect_text(s.t, "Issues 3 of 8");
    term_press(s.t, "<Enter>");
    term_expect_no_text(s.t, "Subframe");
    term_press(s.t, "/ zzz<Enter>");
    term_expect_text(s.t, "Nothing fits this filter");
    term_press(s.t, "<Esc>");
    term_expect_text(s.t, "Issues 6, recalls 2");
    pane_end(&s);
}

Test(issues, filter_that_is_given_up_changes_nothing, .timeout = 60)
{
    struct pane_screen s = start(24, 80);

    term_press(s.t, "j/");
    term_type(s.t, "regulator");
    term_expect_text(s.t, "Issues 1 of 8");
    term_press(s.t, "<Esc>");
    term_expect_text(s.t, "Issues 6, recalls 2");
    pane_end(&s);
}

Test(issues, order_by_menu_key_and_mouse, .timeout = 60)
{
    struct pane_screen s = start(24, 80);

    term_press(s.t, "s");
    term_expect_text(s.t, "Sort by");
    term_type(s.t, "cost");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "by cost ▼");
    term_expect_text(s.t, " 2/8 "); /* the cursor stays on its issue */
    term_press(s.t, "S");
    term_expect_text(s.t, "by cost ▲");
    term_press(s.t, "<Click:2,3>");
    term_expect_text(s.t, "by severity ▼");
    term_press(s.t, "<Double:30,6>");
    term_expect_text(s.t, "The inflator may burst.");
    pane_end(&s);
}

Test(issues, row_and_text_are_copied, .timeout = 60)
{
    struct pane_screen s = start(24, 80);
    const char *copied;

    term_press(s.t, "y");
    copied = term_clipboard(s.t);
    cr_assert(copied);
    cr_expect_str_eq(
        copied, "critical\tknown issue\tRod bearing wear\t2001–2006\t60k–80k\t$2,200–3,800");
    term_press(s.t, "<Enter>y");
    copied = term_clipboard(s.t);
    cr_assert(copied);
    cr_expect(strstr(copied, "Symptoms\n- Ticking that follows engine speed\n"), "%s", copied);
    pane_end(&s);
}

Test(issues, sections_fold, .timeout = 60)
{
    struct pane_screen s = start(40, 120);

    term_press(s.t, "<Tab>o");
    term_expect_no_text(s.t, "wear faster");
    term_press(s.t, "o");
    term_expect_text(s.t, "wear faster");
    term_press(s.t, "z");
    term_expect_no_text(s.t, "by severity");
    term_press(s.t, "<Esc>");
    term_expect_text(s.t, "by severity");
    pane_end(&s);
}

Test(issues, order_and_filter_are_remembered, .timeout = 60)
{
    struct pane_screen s = start(24, 80);

    term_press(s.t, "S/");
    term_type(s.t, "kind:issue");
    term_press(s.t, "<Enter>q");
    term_expect_exit(s.t, 0);
    pane_again(&s);
    term_expect_text(s.t, "Issues 4 of 8  /kind:issue");
    term_expect_text(s.t, "by severity ▲");
    pane_end(&s);
}

Test(issues, divider_is_dragged_and_remembered, .timeout = 60)
{
    struct pane_screen s = start(24, 120);

    term_press(s.t, "<Drag:68,5,85,5>"); /* room for two more columns */
    term_expect_match(s.t, "Years +Miles +Cost");
    term_press(s.t, "q");
    term_expect_exit(s.t, 0);
    pane_again(&s);
    term_expect_match(s.t, "Years +Miles +Cost");
    pane_end(&s);
}
