/*
 * Hostile text: every text column of every table that is shown holds escape sequences, C1, cursor
 * controls, bidi controls, characters without width and tags (tests/fixtures/hostile.sql).  Nothing
 * of it may reach the terminal as a control, on the screen or in the plain output, and neither may
 * what comes from the command line, a paste, a file or the environment.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "run.h"
#include "scratch.h"
#include "screen.h"
#include "stream.h"

#define ATTACK                                                                                \
    "e1\033]0;PWNED\ae2\033[6nm1\033[?47hm2c1\033ccp1\033[5in1\nn2r1\rr2t1\tt2b1\bb2d1\177d2" \
    "s1\xc2\x9b"                                                                              \
    "31ms2u1\xe2\x80\xaeu2z1\xe2\x80\x8bz2\xef\xbb\xbfg1\xf3\xa0\x81\x81g2x\xff\xfey"

/* The cursor's own controls are the program's too, but never between these letters. */
static const char *
cursor_control(const char *raw, size_t size)
{
    static const char *const pairs[] = { "n1\nn", "r1\rr", "t1\tt", "b1\bb", "n1\r\nn" };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        for (size_t at = 0; at + strlen(pairs[i]) <= size; at++)
            if (memcmp(raw + at, pairs[i], strlen(pairs[i])) == 0)
                return pairs[i];
    return NULL;
}

/* Fails when anything foreign came since the last look. */
static void
expect_clean(struct term *t, const char *where)
{
    size_t size;

    term_wait_quiet(t, 40);
    const char *raw = term_raw(t, &size);
    cr_expect_null(cursor_control(raw, size), "%s: a cursor control came through", where);
    cr_expect_str_empty(term_foreign_controls(t), "%s:\n%s", where, term_foreign_controls(t));
    term_mark(t);
}

static void
walk(struct term *t, const char *where, const char *const steps[])
{
    for (size_t i = 0; steps[i]; i++) {
        char *place = x_asprintf("%s, step %zu (%s)", where, i, steps[i]);
        term_press(t, steps[i]);
        expect_clean(t, place);
        free(place);
    }
}

static void
walk_all(struct term *t)
{
    static const char *const cars[] = { "jjjjjjG", "gg", "s<Esc>", "C<Esc>", "f<Esc>", "SS",
        "<Space>j<Space>j<Space>", "<Enter>", "<PgDn>", "<PgDn>", "<PgDn>", "<PgDn>", "<PgDn>",
        "<PgDn>", "<Esc>", "z", "z", "y", NULL };
    static const char *const finder[] = { "F", "l", "jj", "<Tab>jjj", "<Enter>", "<Esc>", "<Esc>",
        NULL };
    static const char *const compare[] = { "c", "<PgDn>", "<PgDn>", "<PgDn>", "gg", "D", "m", "m",
        "lll", "y", "+", "<Esc>", "O", "<Esc>", "L", "<Esc>", NULL };
    static const char *const issues[] = { "1", "i", "jjj", "<Enter>", "<PgDn>", "<PgDn>", "<Esc>",
        "y", "s<Esc>", "G", "<Enter>", "<PgDn>", "<Esc>", NULL };
    static const char *const service[] = { "1", "m", "jjj", "<Enter>", "<PgDn>", "<PgDn>", "<Esc>",
        "y", "m", "9", "0", "0", "0", "0", "<Enter>", "<Tab>", "<PgDn>", NULL };
    static const char *const menus[] = { "1", "?", "<PgDn>", "<Esc>", ":", "z", "<Esc><Esc>", "-",
        NULL };

    walk(t, "cars", cars);
    walk(t, "finder", finder);
    walk(t, "compare", compare);
    walk(t, "issues", issues);
    walk(t, "service", service);
    walk(t, "menus", menus);
}

Test(hostile, rows_on_every_pane, .timeout = 240)
{
    static const struct {
        int rows, cols, cars;
        struct term_options options;
    } row[] = {
        { 40, 160, 4, { 0 } },
        { 24, 80, 1, { 0 } },
        { 30, 110, 1, { .lc_all = "C" } },
    };
    struct screen s = { .db = database_open("hostile.sql") };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        screen_again(&s, row[i].rows, row[i].cols, &row[i].options);
        term_expect_text(s.t, "local ~~~~~");
        term_expect_text(s.t, "/17 ");
        expect_clean(s.t, "start");
        /* Several cars, so that each attack comes first in some column. */
        for (int car = 0; car < row[i].cars; car++) {
            walk_all(s.t);
            term_press(s.t, "1V<Esc>gg");
            for (int down = 0; down <= 3 * car; down++)
                term_press(s.t, "j");
        }
        term_press(s.t, "1y");
        const char *copied = term_clipboard(s.t);
        cr_assert(copied);
        cr_expect_not(strpbrk(copied, "\033\a\b\r"), "copied with controls: %s", copied);
        term_press(s.t, "q");
        term_expect_exit(s.t, 0);
        term_expect_restored(s.t);
    }
    screen_end(&s);
}

/* ---- plain output ---- */

/* @csv: its lines end in CR LF, as RFC 4180 wants. */
static void
expect_plain(const struct run *run, const char *what, bool csv)
{
    struct stream *stream = stream_new(false);
    struct buffer ignored = { 0 };

    for (size_t i = 0; i < run->out_size; i++) {
        unsigned char c = (unsigned char) run->out[i];
        bool line_end = c == '\n' || (c == '\r' && csv && run->out[i + 1] == '\n');
        if (c >= 0x20 || line_end)
            continue;
        cr_expect(false, "%s: byte %02x at %zu, after '%.20s'", what, c, i,
            run->out + (i > 20 ? i - 20 : 0));
        break;
    }
    if (!csv) /* a cell in quotes may have lines */
        cr_expect_null(cursor_control(run->out, run->out_size), "%s", what);
    cr_expect_null(cursor_control(run->err, strlen(run->err)), "%s: %s", what, run->err);
    stream_feed(stream, run->out, run->out_size, &ignored);
    cr_expect_str_empty(stream_foreign(stream), "%s: %s", what, stream_foreign(stream));
    stream_mark(stream);
    stream_feed(stream, run->err, strlen(run->err), &ignored);
    cr_expect_str_empty(stream_foreign(stream), "%s, messages: %s", what, stream_foreign(stream));
    cr_expect_not(strpbrk(run->err, "\b\r\t"), "%s: %s", what, run->err);
    buffer_fini(&ignored);
    stream_free(stream);
}

static char *
hostile_slug(struct database *db)
{
    char *slug =
        database_sql(db, "SELECT slug FROM cars WHERE slug ~ 'PWNED' ORDER BY slug LIMIT 1");

    cr_assert_gt(strlen(slug), 1);
    slug[strlen(slug) - 1] = '\0';
    return slug;
}

Test(hostile, rows_in_plain_output, .timeout = 120)
{
    static const char *const formats[] = { NULL, "--json", "--csv", "--md" };
    struct database *db = database_open("hostile.sql");
    const struct term_options options = { .data = database_dir(db) };

    database_start(db);
    char *slug = hostile_slug(db);
    const struct {
        const char *args[4];
        bool answers; /* a hostile key or name may find nothing or several */
    } row[] = {
        { { "cars" }, true },
        { { "cars", "w1" }, true },
        { { "car", "bmw-m3-e46" }, true },
        { { "car", slug }, false },
        { { "compare", "bmw-m3-e46", "718-cayman-gt4", "mazda-mx-5-nd" }, true },
        { { "compare", "bmw-m3-e46", slug }, false },
        { { "issues", "bmw-m3-e46" }, true },
        { { "issues", slug }, false },
        { { "schedule", "bmw-m3-e46" }, true },
        { { "schedule", "mazda-mx-5-nd" }, true },
        { { "car", "PWNED" }, false },
    };

    for (size_t c = 0; c < sizeof row / sizeof row[0]; c++)
        for (size_t f = 0; f < sizeof formats / sizeof formats[0]; f++) {
            const char *args[6] = { NULL };
            size_t n = 0;
            for (; n < 4 && row[c].args[n]; n++)
                args[n] = row[c].args[n];
            args[n] = formats[f];
            struct run *run = run_program(&options, args);
            char *what = x_asprintf("%s %zu %s", args[0], c, formats[f] ? formats[f] : "");
            cr_expect(run->status == 0 || (run->status == 1 && !row[c].answers), "%s: %d %s", what,
                run->status, run->err);
            cr_expect(run->out_size > 0 || !row[c].answers, "%s printed nothing", what);
            expect_plain(run, what, formats[f] && strcmp(formats[f], "--csv") == 0);
            free(what);
            run_free(run);
        }
    free(slug);
    database_close(db);
}

/* On a terminal the same commands may use colours: nothing else. */
Test(hostile, rows_of_commands_on_a_terminal, .timeout = 120)
{
    static const char *const commands[][3] = {
        { "cars" },
        { "car", "bmw-m3-e46" },
        { "compare", "bmw-m3-e46", "718-cayman-gt4" },
        { "issues", "bmw-m3-e46" },
        { "schedule", "bmw-m3-e46" },
    };
    struct database *db = database_open("hostile.sql");
    const struct term_options options = { .data = database_dir(db) };

    database_start(db);
    for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
        const char *const args[] = { commands[c][0], commands[c][1], commands[c][2], NULL };
        struct term *t = term_start_with(60, 200, &options, args);
        size_t size;
        int status;
        cr_expect(term_has_exited(t, &status) && status == 0, "%s: %d", args[0], status);
        const char *raw = term_raw(t, &size);
        cr_expect_null(cursor_control(raw, size), "%s", args[0]);
        cr_expect_str_empty(term_foreign_controls(t), "%s: %s", args[0], term_foreign_controls(t));
        term_expect_restored(t);
        term_free(t);
    }
    database_close(db);
}

/* ---- what does not come from the database ---- */

Test(hostile, arguments_in_messages, .timeout = 60)
{
    static const char *const commands[][3] = {
        { ATTACK },
        { "car", ATTACK },
        { "cars", ATTACK },
        { "cars", "hp>" ATTACK },
        { "cars", ATTACK ">1" },
        { "issues", ATTACK },
        { "cars", "--sort", ATTACK },
        { "cars", "--columns", ATTACK },
        { "--" ATTACK },
        { "--config", ATTACK, "cars" },
        { "--theme", ATTACK, "doctor" },
        { "help", ATTACK },
        { "db", ATTACK },
        { "completion", ATTACK },
    };
    struct database *db = database_open(NULL);
    const struct term_options options = { .data = database_dir(db) };

    database_start(db);
    for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
        const char *const args[] = { commands[c][0], commands[c][1], commands[c][2], NULL };
        struct run *run = run_program(&options, args);
        char *what = x_asprintf("command %zu", c);
        cr_expect_neq(run->status, 0, "%s", what);
        cr_expect(*run->err || *run->out, "%s says nothing", what);
        expect_plain(run, what, false);
        free(what);
        run_free(run);
    }
    database_close(db);
}

Test(hostile, paste_and_settings, .timeout = 60)
{
    char *home = scratch_new();
    const struct term_options options = { .home = home };
    struct screen s = screen_start_with(24, 80, NULL, &options, NULL);

    term_expect_text(s.t, "local ~~~~~");
    term_press(s.t, "/");
    term_paste(s.t, ATTACK);
    expect_clean(s.t, "paste");
    term_press(s.t, "<Enter>");
    expect_clean(s.t, "title");
    term_press(s.t, "K");
    term_paste(s.t, ATTACK);
    term_press(s.t, "<Enter>f");
    expect_clean(s.t, "saved filter");
    term_press(s.t, "<Esc>q");
    term_expect_exit(s.t, 0);

    scratch_write(home, ".config/autorev/config.yaml", "the\033]0;PWNED\aem: \"\xc2\x9b\"\n");
    screen_again(&s, 24, 80, &options);
    int status;
    cr_expect(term_has_exited(s.t, &status));
    expect_clean(s.t, "settings");

    scratch_write(home, ".config/autorev/config.yaml", "\"the\\e]0;PWNED\\aem\": 1\n");
    screen_again(&s, 24, 80, &options);
    cr_expect(term_has_exited(s.t, &status));
    expect_clean(s.t, "escaped settings");
    screen_end(&s);
    scratch_free(home);
}
