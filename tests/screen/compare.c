#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "scratch.h"
#include "screen.h"

/* The Cayman, the Shelby and the MX-5. */
static void
compare_three(struct term *t)
{
    term_expect_text(t, " 1/12 ");
    term_press(t, "<Space>jj<Space>j<Space>c");
    term_expect_text(t, "Compare 3");
    term_expect_text(t, "Torque");
}

static struct screen
start(int rows, int cols)
{
    struct screen s = screen_start(rows, cols);

    compare_three(s.t);
    return s;
}

Test(compare, filled, .timeout = 60)
{
    struct screen s = start(24, 80);

    term_expect(s.t, "compare/filled-80x24");
    term_press(s.t, "G");
    term_expect(s.t, "compare/last-80x24");
    term_press(s.t, "gg");
    term_resize(s.t, 60, 120);
    term_expect(s.t, "compare/filled-120x60");
    term_resize(s.t, 16, 60);
    term_expect(s.t, "compare/filled-60x16");
    term_press(s.t, "ll");
    term_expect(s.t, "compare/scrolled-60x16");
    screen_end(&s);
}

Test(compare, empty, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "2");
    term_wait_quiet(s.t, 100);
    term_expect(s.t, "compare/empty");
    screen_end(&s);
}

Test(compare, only_what_differs, .timeout = 60)
{
    struct screen s = start(40, 100);

    term_expect_text(s.t, "Drivetrain");
    term_press(s.t, "D");
    term_expect_text(s.t, "only what differs");
    term_expect_no_text(s.t, "Drivetrain"); /* all have driven rear wheels */
    term_press(s.t, "D");
    term_expect_text(s.t, "Drivetrain");
    screen_end(&s);
}

Test(compare, scores_as_bars, .timeout = 60)
{
    struct screen s = start(40, 100);

    term_press(s.t, "m");
    term_expect_match(s.t, "718 Cayman GT4 .*9\\.5");
    term_expect(s.t, "compare/chart");
    screen_end(&s);
}

Test(compare, cars_are_dropped_and_added, .timeout = 60)
{
    struct screen s = start(24, 80);

    term_press(s.t, "lx");
    term_expect_text(s.t, "Compare 2");
    term_expect_no_text(s.t, "Shelby");
    term_press(s.t, "+");
    term_expect_text(s.t, "Add a car");
    term_type(s.t, "gti");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "Compare 3");
    term_expect_text(s.t, "2.0L turbo inline-4");
    screen_end(&s);
}

Test(compare, lists_are_saved_in_the_database, .timeout = 60)
{
    struct screen s = start(24, 80);

    term_press(s.t, "L");
    term_type(s.t, "Sunday <drive>");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "saved as 'Sunday <drive>'");
    char *name = database_sql(s.db, "SELECT name FROM user_compare_lists");
    cr_expect_str_eq(name, "Sunday <drive>\n");
    free(name);
    term_press(s.t, "xxx");
    term_expect_no_text(s.t, "Torque");
    term_press(s.t, "O");
    term_expect_text(s.t, "718 Cayman GT4, Ford Mustang Shelby GT350");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "Compare 3");
    term_expect_text(s.t, "Torque");
    screen_end(&s);
}

Test(compare, written_as_markdown_csv_and_json, .timeout = 60)
{
    static const struct {
        const char *name, *holds;
    } row[] = {
        { "out.md", "| Power" },
        { "out.csv", "718-cayman-gt4" },
        { "out.json", "\"718-cayman-gt4\": \"Porsche\"" },
    };
    char *home = scratch_new();
    const struct term_options options = { .home = home };
    struct screen s = screen_start_with(24, 80, NULL, &options, NULL);

    compare_three(s.t);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char *path = scratch_path(home, row[i].name);
        term_press(s.t, "w<C-u>");
        term_type(s.t, path);
        term_press(s.t, "<Enter>");
        char *said = x_asprintf("written to %s", path);
        term_expect_text(s.t, said);
        free(said);
        char *text = scratch_read(path);
        cr_assert(text, "%s was not written", path);
        cr_expect(strstr(text, row[i].holds), "%s: %s", row[i].name, text);
        free(text);
        free(path);
    }
    screen_end(&s);
    scratch_free(home);
}

/* What is here stays, and the rest comes when the server does. */
Test(compare, while_the_server_hangs, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_expect_text(s.t, " 1/12 ");
    database_signal(s.db, SIGKILL);
    term_press(s.t, "<Space>jj<Space>jc");
    term_expect_text(s.t, "Compare 2");
    term_press(s.t, "1");
    term_expect_text(s.t, "Price");
    term_press(s.t, "2");
    term_expect_text(s.t, "Torque");
    screen_end(&s);
}
