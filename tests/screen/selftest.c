/*
 * The support of the screen tests, tested on a program of known manners: it must see what is
 * there, and it must fail when it should.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run.h"
#include "scratch.h"
#include "stream.h"
#include "term.h"

static struct term *
start(int rows, int cols, const char *what, const char *with, const char *and)
{
    const struct term_options options = { .program = getenv("AUTOREV_HELPER") };
    const char *const args[] = { what, with, and, NULL };

    return term_start_with(rows, cols, &options, args);
}

Test(selftest, golden_grid_shows_text_and_styles, .timeout = 30)
{
    struct term *t = start(4, 40, "styles", NULL, NULL);

    term_expect_text(t, "トヨタ");
    term_expect(t, "selftest/styles");
    term_free(t);
}

Test(selftest, another_text_is_not_golden, .timeout = 30)
{
    struct term *t = start(4, 40, "say", "plain bold dimno reverse line", NULL);
    char *report = NULL;

    term_limit(t, 300);
    cr_expect_not(term_compare(t, "selftest/styles", &report));
    cr_assert(report);
    cr_expect(strstr(report, "the first difference is in line 2"), "%s", report);
    cr_expect(strstr(report, "トヨタ"), "%s", report);
    free(report);
    term_free(t);
}

Test(selftest, another_style_is_not_golden, .timeout = 30)
{
    struct term *t = start(4, 40, "say",
        "plain bold \033[2mdim\033[22mno \033[7mreverse\033[m \033[4mline\033[m"
        "\033[2;1H\033[31mred\033[m \033[38;5;208morange\033[m \033[38;2;40;200;90mgreen\033[m"
        " \033[48;5;21m bg \033[1;31mred on blue\033[m\033[3;1HŠkoda トヨタ e\xcc\x81.",
        NULL);
    char *report = NULL;

    term_limit(t, 300);
    cr_expect_not(term_compare(t, "selftest/styles", &report));
    cr_expect(strstr(report, "the first difference is in line 4"), "%s", report);
    cr_expect(strstr(report, "# |...........ddd"), "%s", report);
    free(report);
    term_free(t);
}

Test(selftest, missing_golden_file_is_a_failure, .timeout = 30)
{
    struct term *t = start(4, 40, "styles", NULL, NULL);
    char *report = NULL;

    cr_expect_not(term_compare(t, "selftest/there-is-none", &report));
    cr_expect(strstr(report, "there is no "), "%s", report);
    free(report);
    term_free(t);
}

Test(selftest, text_that_never_comes_is_a_failure, .timeout = 30)
{
    struct term *t = start(4, 40, "styles", NULL, NULL);

    term_limit(t, 300);
    cr_expect_not(term_has_text(t, "Citroën"));
    term_free(t);
}

Test(selftest, regex_matches_rows, .timeout = 30)
{
    struct term *t = start(4, 40, "styles", NULL, NULL);

    term_expect_match(t, "^Škoda .+\\.$");
    term_expect_no_text(t, "Trabant");
    term_free(t);
}

Test(selftest, mask_hides_what_changes, .timeout = 30)
{
    struct term *t = start(2, 20, "say", "age 123 s", NULL);

    term_mask(t, "[0-9]+ s");
    term_expect_text(t, "age ~~~~~");
    term_free(t);
}

Test(selftest, keys_arrive_as_a_terminal_sends_them, .timeout = 60)
{
    static const struct {
        const char *keys, *seen;
    } row[] = {
        { "jJ<Lt>", "ready: j J <" },
        { "<Up><C-d>", "ready: 1b O A 04" },
        { "<Esc>j", "ready: 1b j" },
        { "<C-Left><S-Tab>", "ready: 1b [ 1 ; 5 D 1b [ Z" },
        { "<F1><F5><PgDn>", "ready: 1b O P 1b [ 1 5 ~ 1b [ 6 ~" },
        { "<M-x><M-Enter>", "ready: 1b x 1b 0d" },
        { "<Click:7,3>", "ready: 1b [ < 0 ; 7 ; 3 M 1b [ < 0 ; 7 ; 3 m" },
        { "<WheelDown:1,2>", "ready: 1b [ < 6 5 ; 1 ; 2 M" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct term *t = start(3, 70, "keys", NULL, NULL);
        term_expect_text(t, "ready:");
        term_press(t, row[i].keys);
        term_expect_text(t, row[i].seen);
        term_press(t, "q");
        term_expect_exit(t, 0);
        term_expect_restored(t);
        term_free(t);
    }
}

Test(selftest, paste_is_bracketed, .timeout = 30)
{
    struct term *t = start(3, 70, "keys", NULL, NULL);

    term_expect_text(t, "ready:");
    term_paste(t, "hp>4");
    term_expect_text(t, "1b [ 2 0 0 ~ h p > 4 1b [ 2 0 1 ~");
    term_free(t);
}

Test(selftest, resize_reaches_the_program, .timeout = 30)
{
    struct term *t = start(5, 20, "resize", NULL, NULL);

    term_expect_text(t, "5 x 20");
    term_resize(t, 30, 100);
    term_expect_text(t, "30 x 100");
    term_resize(t, 1, 1);
    term_resize(t, 4, 12);
    term_expect_text(t, "4 x 12");
    term_free(t);
}

Test(selftest, wide_character_in_one_column_is_survived, .timeout = 30)
{
    struct term *t = start(2, 1, "say", "トヨタ", NULL);

    term_expect_text(t, "d");
    term_free(t);
}

Test(selftest, repetition_ends_where_it_should, .timeout = 30)
{
    struct term *t = start(3, 20, "say", "-\033[18b|next", NULL);

    term_expect_text(t, "-------------------|\nnext");
    term_free(t);
}

Test(selftest, restored_terminal_is_recognised, .timeout = 30)
{
    struct term *t = start(5, 20, "exit", "all", "7");

    term_expect_exit(t, 7);
    term_expect_restored(t);
    term_free(t);
}

Test(selftest, unrestored_terminal_is_told, .timeout = 30)
{
    static const struct {
        const char *how, *left[4];
    } row[] = {
        { "nothing", { "alternate screen", "hidden cursor", "the mouse", "line discipline" } },
        { "line", { "line discipline" } },
        { "color", { "colour" } },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct term *t = start(5, 20, "exit", row[i].how, "0");
        term_expect_exit(t, 0);
        char *left = term_unrestored(t);
        cr_assert(left, "%s: taken for restored", row[i].how);
        for (size_t k = 0; k < 4 && row[i].left[k]; k++)
            cr_expect(strstr(left, row[i].left[k]), "%s: %s", row[i].how, left);
        free(left);
        term_free(t);
    }
}

Test(selftest, exit_status_and_death_are_told_apart, .timeout = 30)
{
    int status = 0;
    struct term *t = start(5, 20, "die", NULL, NULL);

    cr_expect(term_has_exited(t, &status));
    cr_expect_eq(status, 128 + SIGKILL);
    term_free(t);

    t = start(5, 20, "styles", NULL, NULL);
    term_limit(t, 200);
    cr_expect_not(term_has_exited(t, &status));
    term_free(t);
}

Test(selftest, stop_and_continue_as_under_a_shell, .timeout = 30)
{
    struct term *t = start(5, 20, "styles", NULL, NULL);

    term_expect_text(t, "plain");
    term_signal(t, SIGTSTP);
    term_expect_stopped(t);
    term_expect_restored(t);
    term_continue(t);
    term_expect_text(t, "back again");
    term_free(t);
}

Test(selftest, hangup_ends_the_program, .timeout = 30)
{
    struct term *t = start(5, 20, "styles", NULL, NULL);
    int status = 0;

    term_expect_text(t, "plain");
    term_hangup(t);
    cr_expect(term_has_exited(t, &status));
    cr_expect_eq(status, 128 + SIGHUP);
    term_free(t);
}

Test(selftest, nothing_outlives_the_test, .timeout = 30)
{
    struct term *t = start(5, 20, "styles", NULL, NULL);
    pid_t pid = term_pid(t);

    term_expect_text(t, "plain");
    cr_expect_eq(kill(pid, 0), 0);
    term_free(t);
    cr_expect(kill(pid, 0) != 0 && errno == ESRCH);
}

Test(selftest, environment_is_made_from_nothing, .timeout = 30)
{
    static const struct {
        const char *name, *seen;
    } row[] = {
        { "TERM", "xterm-256color" },
        { "LC_ALL", "C.UTF-8" },
        { "TZ", "UTC" },
        { "AUTOREV_TODAY", "2026-06-15" },
        { "XDG_CONFIG_HOME", "/autorev-test-" },
        { "COLORTERM", "(unset)" },
        { "AUTOREV_LEAK", "(unset)" },
    };

    setenv("AUTOREV_LEAK", "seen", 1);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct term *t = start(3, 70, "env", row[i].name, NULL);
        term_expect_text(t, row[i].seen);
        term_free(t);
    }
}

Test(selftest, copied_text_is_decoded, .timeout = 30)
{
    struct term *t = start(5, 20, "copy", NULL, NULL);

    cr_expect_str_eq(term_clipboard(t), "Škoda 130");
    term_limit(t, 200);
    cr_expect_null(term_clipboard(t), "the same copy twice");
    cr_expect_str_empty(term_foreign_controls(t));
    term_free(t);
}

Test(selftest, foreign_controls_are_found, .timeout = 60)
{
    static const struct {
        const char *said;
        bool foreign;
    } row[] = {
        { "plain Škoda トヨタ 🏎️", false },
        { "\033[2;3H\033[1;38;5;208mmoved\033[m\033[K\r\n\b", false },
        { "\033(0lqk\033(B\0337\0338", false },
        { "bell\a", true },
        { "title\033]0;PWNED\a", true },
        { "link\033]8;;http://x\033\\", true },
        { "question\033[6n", true },
        { "print\033[5i", true },
        { "screen\033[?47h", true },
        { "string\033P+q\033\\", true },
        { "reset\033c", true },
        { "c1 \xc2\x9b", true },
        { "raw c1 \x9b", true },
        { "bidi \xe2\x80\xae", true },
        { "zero width \xe2\x80\x8b", true },
        { "tag \xf3\xa0\x81\x81", true },
        { "del \x7f", true },
        { "cut \xe3\x83", true },
        { "overlong \xc0\xaf", true },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct term *t = start(9, 70, "say", row[i].said, NULL);
        term_expect_text(t, "done");
        bool found = *term_foreign_controls(t) != '\0';
        cr_expect_eq(found, row[i].foreign, "row %zu: %s", i, term_foreign_controls(t));
        term_mark(t);
        cr_expect_str_empty(term_foreign_controls(t));
        term_free(t);
    }
}

Test(selftest, bytes_are_kept_since_the_mark, .timeout = 30)
{
    struct term *t = start(9, 70, "keys", NULL, NULL);
    size_t size;

    term_expect_text(t, "ready:");
    term_mark(t);
    term_press(t, "j");
    term_expect_text(t, "ready: j");
    cr_expect_str_eq(term_raw(t, &size), " j");
    cr_expect_eq(size, 2);
    term_free(t);
}

Test(selftest, scratch_folder_vanishes, .timeout = 30)
{
    char *dir = scratch_new();
    char *copy = strdup(dir);
    struct stat st;

    scratch_write(dir, "a/b/c", "text");
    cr_expect_eq(stat(copy, &st), 0);
    scratch_free(dir);
    cr_expect(stat(copy, &st) != 0 && errno == ENOENT);
    free(copy);
}

Test(selftest, run_keeps_output_and_status, .timeout = 30)
{
    const struct term_options options = { .program = "/bin/sh" };
    const char *const args[] = { "-c", "echo out; echo err >&2; exit 3", NULL };
    struct run *run = run_program(&options, args);

    cr_expect_str_eq(run->out, "out\n");
    cr_expect_str_eq(run->err, "err\n");
    cr_expect_eq(run->status, 3);
    run_free(run);
}
