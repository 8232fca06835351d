/*
 * The frame and its manners: the terminal is given back whatever happens, any size and any kind of
 * terminal will do, and what the user set is kept or named when it is wrong.
 */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "grid.h"
#include "run.h"
#include "scratch.h"
#include "screen.h"

Test(frame, leaves_and_restores_on_q, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "q");
    term_expect_exit(s.t, 0);
    term_expect_restored(s.t);
    screen_end(&s);
}

Test(frame, restores_on_signals_that_end_it, .timeout = 60)
{
    static const int signals[] = { SIGTERM, SIGINT, SIGHUP };
    struct screen s = screen_start(24, 80);

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        int status;
        term_signal(s.t, signals[i]);
        cr_assert(term_has_exited(s.t, &status), "signal %d", signals[i]);
        cr_expect(status == 0 || status == 128 + signals[i], "signal %d: %d", signals[i], status);
        if (signals[i] != SIGHUP) /* then there is no terminal any more that could be restored */
            term_expect_restored(s.t);
        screen_again(&s, 24, 80, NULL);
        term_expect_text(s.t, "local ~~~~~");
    }
    screen_end(&s);
}

Test(frame, ends_when_the_window_is_closed, .timeout = 60)
{
    struct screen s = screen_start(24, 80);
    int status;

    term_hangup(s.t);
    cr_expect(term_has_exited(s.t, &status), "the program outlives its terminal");
    screen_end(&s);
}

Test(frame, stops_and_comes_back, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "jj");
    term_expect_text(s.t, " 3/12 ");
    for (int by_key = 0; by_key < 2; by_key++) {
        if (by_key)
            term_press(s.t, "<C-z>");
        else
            term_signal(s.t, SIGTSTP);
        term_expect_stopped(s.t);
        term_expect_restored(s.t);
        term_expect_no_text(s.t, " 3/12 ");
        term_resize(s.t, 20, 70);
        term_continue(s.t);
        term_expect_text(s.t, " 3/12 ");
        term_press(s.t, "jk");
        term_expect_text(s.t, " 3/12 ");
        term_resize(s.t, 24, 80);
    }
    term_press(s.t, "q");
    term_expect_exit(s.t, 0);
    term_expect_restored(s.t);
    screen_end(&s);
}

Test(frame, every_size_down_to_one_cell, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_resize(s.t, 16, 60);
    term_expect(s.t, "frame/60x16");
    term_resize(s.t, 5, 20);
    term_expect(s.t, "frame/20x5");
    term_resize(s.t, 4, 20);
    term_expect(s.t, "frame/20x4");
    term_resize(s.t, 1, 1);
    term_expect(s.t, "frame/1x1");
    term_resize(s.t, 24, 80);
    term_expect(s.t, "cars/filled-80x24");
    screen_end(&s);
}

/* After a storm of sizes each cell must be as if the screen had been drawn afresh. */
Test(frame, storm_of_resizes_leaves_no_wrong_cell, .timeout = 120)
{
    static const int size[][2] = { { 1, 1 }, { 100, 300 }, { 5, 20 }, { 24, 80 }, { 2, 150 },
        { 60, 3 }, { 40, 120 }, { 16, 60 }, { 24, 99 }, { 24, 101 } };
    struct screen s = screen_start(24, 80);

    term_press(s.t, "jj");
    for (int i = 0; i < 200; i++) {
        const int *at = size[(size_t) (i * 7) % (sizeof size / sizeof size[0])];
        term_resize(s.t, at[0], at[1]);
        if (i % 40 == 39) {
            term_resize(s.t, 40, 120);
            term_expect_text(s.t, " 3/12 ");
            term_wait_quiet(s.t, 150);
            char *before = strdup(term_picture(s.t));
            term_press(s.t, "<C-l>");
            term_wait_quiet(s.t, 150);
            char *difference = grid_difference(before, term_picture(s.t));
            cr_expect_str_eq(before, term_picture(s.t), "after %d: %s", i, difference);
            free(difference);
            free(before);
        }
    }
    term_press(s.t, "q");
    term_expect_exit(s.t, 0);
    screen_end(&s);
}

Test(frame, every_kind_of_terminal, .timeout = 120)
{
    static const struct {
        struct term_options options;
        const char *golden;
    } row[] = {
        { { .colorterm = "truecolor" }, "frame/truecolor" },
        { { .term = "linux" }, "frame/linux" },
        { { .term = "vt100" }, "frame/vt100" },
        { { .no_color = "1" }, "frame/no-color" },
        { { .lc_all = "C" }, "frame/locale-c" },
        { { .term = "screen-256color" }, "frame/screen" },
    };

    struct screen s = { .db = database_open(NULL) };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        screen_again(&s, 24, 100, &row[i].options);
        term_expect_text(s.t, "local ~~~~~");
        term_expect_text(s.t, "Lateral grip");
        term_expect(s.t, row[i].golden);
        cr_expect_str_empty(
            term_foreign_controls(s.t), "%s: %s", row[i].golden, term_foreign_controls(s.t));
        term_press(s.t, "<Down><Up>jkG");
        term_expect_text(s.t, " 12/12 ");
        term_press(s.t, "q");
        term_expect_exit(s.t, 0);
        term_expect_restored(s.t);
    }
    screen_end(&s);
}

Test(frame, refuses_what_is_no_terminal, .timeout = 60)
{
    const struct term_options dumb = { .term = "dumb" };
    struct term *t = term_start_with(24, 80, &dumb, NULL);

    term_expect_text(t, "TERM=dumb cannot show a screen");
    term_expect_exit(t, 2);
    term_expect_restored(t);
    term_free(t);

    struct run *run = run_program(NULL, NULL);
    cr_expect_eq(run->status, 2, "%d", run->status);
    cr_expect_str_empty(run->out);
    cr_expect(strstr(run->err, "terminal"), "%s", run->err);
    run_free(run);
}

/* ---- what the user set ---- */

static struct screen
start_with_config(const char *home, const char *config)
{
    const struct term_options options = { .home = home };

    scratch_write(home, ".config/autorev/config.yaml", config);
    return screen_start_with(24, 80, NULL, &options, NULL);
}

Test(frame, keys_can_be_bound_anew, .timeout = 60)
{
    char *home = scratch_new();
    struct screen s = start_with_config(home, "keys:\n  down: [n, <F6>]\n  quit: <C-q>\n");

    term_expect_text(s.t, " 1/12 ");
    term_press(s.t, "nn<F6>");
    term_expect_text(s.t, " 4/12 ");
    term_press(s.t, "j");
    term_wait_quiet(s.t, 150);
    term_expect_text(s.t, " 4/12 ");
    term_press(s.t, "?");
    term_type(s.t, "next row");
    term_expect_match(s.t, "down .*Go to the next row .* n");
    term_press(s.t, "<Esc><Esc>");
    term_expect_no_text(s.t, "Go to the next row");
    term_press(s.t, "<C-q>");
    term_expect_exit(s.t, 0);
    screen_end(&s);
    scratch_free(home);
}

Test(frame, wrong_settings_are_named_with_their_line, .timeout = 60)
{
    static const struct {
        const char *config, *said, *hint;
    } row[] = {
        { "theem: light\n", "config.yaml:1:", "theme" },
        { "theme: light\nkeys:\n  dwon: n\n", "config.yaml:3:", "down" },
        { "keys:\n  down: <C-\n", "config.yaml:2:", "is not a key" },
        { "mouse:\n\tx: 1\n", "config.yaml:2:", "tab" },
        { "color: purple\n", "config.yaml:1:", "" },
        { "theme: there-is-none\n", "there-is-none", "" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char *home = scratch_new();
        const struct term_options options = { .home = home };
        scratch_write(home, ".config/autorev/config.yaml", row[i].config);
        struct term *t = term_start_with(24, 100, &options, NULL);
        int status = 0;
        cr_assert(term_has_exited(t, &status), "%s", term_text(t));
        cr_expect_neq(status, 0, "'%s'", row[i].config);
        cr_expect(strstr(term_text(t), row[i].said), "'%s': %s", row[i].config, term_text(t));
        cr_expect(strstr(term_text(t), row[i].hint), "'%s': %s", row[i].config, term_text(t));
        term_expect_restored(t);
        term_free(t);
        scratch_free(home);
    }
}

Test(frame, wrong_theme_is_named_with_its_line, .timeout = 60)
{
    char *home = scratch_new();
    const struct term_options options = { .home = home };

    scratch_write(home, ".config/autorev/config.yaml", "theme: mine\n");
    scratch_write(
        home, ".config/autorev/themes/mine.yaml", "about: mine\nroles:\n  text: {fg: blu}\n");
    struct term *t = term_start_with(24, 100, &options, NULL);
    int status = 0;
    cr_assert(term_has_exited(t, &status), "%s", term_text(t));
    cr_expect_neq(status, 0);
    term_expect_text(t, "mine.yaml:3:");
    term_free(t);
    scratch_free(home);
}

Test(frame, state_is_kept_between_runs, .timeout = 60)
{
    char *home = scratch_new();
    const struct term_options options = { .home = home };
    struct screen s = screen_start_with(24, 80, NULL, &options, NULL);

    term_expect_text(s.t, " 1/12 ");
    term_press(s.t, "S");
    term_expect_match(s.t, "by name ▼");
    term_press(s.t, "ggjj");
    term_expect_text(s.t, " 3/12 ");
    term_press(s.t, "/");
    term_type(s.t, "a");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "/a");
    term_wait_quiet(s.t, 150);
    char *before = strdup(term_picture(s.t));
    term_press(s.t, "q");
    term_expect_exit(s.t, 0);
    screen_again(&s, 24, 80, &options);
    term_expect_text(s.t, "local ~~~~~");
    term_expect_text(s.t, "/11 ");
    term_wait_quiet(s.t, 150);
    cr_expect_str_eq(term_picture(s.t), before);
    free(before);
    screen_end(&s);
    scratch_free(home);
}

/* ---- help, palette, themes, mouse ---- */

Test(frame, help_lists_the_keys_that_work_here, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "?");
    term_expect_text(s.t, "Help: Cars");
    term_expect(s.t, "frame/help");
    term_type(s.t, "revers");
    term_expect_text(s.t, "Turn the order around");
    term_press(s.t, "<Enter>");
    term_expect_match(s.t, "by name ▼");
    term_expect_no_text(s.t, "Help: Cars");
    screen_end(&s);
}

Test(frame, palette_finds_and_runs_a_command, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, ":");
    term_expect_text(s.t, "Commands");
    term_type(s.t, "theme");
    term_expect(s.t, "frame/palette");
    term_press(s.t, "<Enter>");
    term_expect_text(s.t, "high-contrast");
    term_expect(s.t, "frame/themes");
    term_press(s.t, "<Down><Down>");
    term_wait_quiet(s.t, 100);
    term_press(s.t, "<Enter>");
    term_expect_no_text(s.t, "high-contrast");
    screen_end(&s);
}

Test(frame, tabs_by_key_and_mouse, .timeout = 60)
{
    struct screen s = screen_start(24, 80);

    term_press(s.t, "<Click:30,1>");
    term_wait_quiet(s.t, 100);
    term_press(s.t, "1");
    term_expect_text(s.t, " 1/12 ");
    term_press(s.t, "<Click:10,6>");
    term_expect_text(s.t, " 3/12 ");
    term_press(s.t, "<WheelDown:10,6>");
    term_expect_text(s.t, " 6/12 ");
    term_press(s.t, "<WheelUp:10,6>");
    term_expect_text(s.t, " 3/12 ");
    term_press(s.t, "M");
    term_expect_text(s.t, "The mouse is off");
    term_press(s.t, "<Click:10,8>M");
    term_expect_text(s.t, "The mouse is on");
    term_press(s.t, "<Click:10,9>");
    term_expect_text(s.t, " 6/12 ");
    screen_end(&s);
}
