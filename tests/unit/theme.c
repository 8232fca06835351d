#include "autorev/theme.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "autorev/memory.h"

Test(theme, roles_have_names)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        cr_assert(role_name(role), "role %d has no name", role);
        cr_expect_eq(role_find(role_name(role)), role);
    }
    cr_expect_eq(role_find("nothing"), -1);
}

static bool
is_place(int place, int fallback)
{
    return fallback >= THEME_DEFAULT && fallback < 16 && (place == THEME_RGB || place == fallback);
}

Test(theme, the_program_s_five_load_and_define_every_role)
{
    static const char *const expected[] = { "autorev", "colourblind", "high-contrast", "light",
        "terminal" };
    char **names;

    setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
    names = theme_names();
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        struct theme theme;
        struct error err = { 0 };

        cr_assert(names[i]);
        cr_expect_str_eq(names[i], expected[i]);
        cr_assert(theme_load(&theme, expected[i], &err), "%s", err.message);
        cr_expect_str_eq(theme.name, expected[i]);
        cr_expect(theme.about[0], "%s says nothing about itself", expected[i]);
        for (int role = 0; role < ROLE_COUNT; role++) {
            const struct style *style = &theme.style[role];

            cr_expect(is_place(style->fg, style->fg16), "%s: %s", expected[i], role_name(role));
            cr_expect(is_place(style->bg, style->bg16), "%s: %s", expected[i], role_name(role));
        }
    }
    for (size_t i = 0; names[i]; i++)
        free(names[i]);
    free(names);
}

static double
luminance(uint32_t rgb)
{
    static const double weight[] = { 0.2126, 0.7152, 0.0722 };
    double sum = 0;

    for (int i = 0; i < 3; i++) {
        double c = (double) (rgb >> (16 - 8 * i) & 0xff) / 255;

        sum += weight[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double
contrast(const struct style *style)
{
    double fg = luminance(style->fg_rgb), bg = luminance(style->bg_rgb);

    return (fmax(fg, bg) + 0.05) / (fmin(fg, bg) + 0.05);
}

Test(theme, text_can_be_read_on_its_ground)
{
    static const struct {
        const char *name;
        double least;
    } row[] = { { "autorev", 4.5 }, { "light", 4.5 }, { "high-contrast", 7 },
        { "colourblind", 4.5 } };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct theme theme;

        cr_assert(theme_load(&theme, row[i].name, NULL));
        for (int role = 0; role < ROLE_COUNT; role++) {
            const struct style *style = &theme.style[role];

            cr_expect_eq(style->fg, THEME_RGB);
            cr_expect(role == ROLE_BORDER || contrast(style) >= row[i].least, "%s: %s has %.2f",
                row[i].name, role_name(role), contrast(style));
            /* Sixteen colours are the terminal's to choose: they must at least be two. */
            cr_expect_neq(style->fg16, style->bg16, "%s: %s", row[i].name, role_name(role));
        }
    }
}

/* Where a row is told by its look alone, no terminal may show it as plain text. */
Test(theme, what_only_the_look_says_differs_from_text)
{
    static const enum role told[] = { ROLE_FOCUS, ROLE_TAB, ROLE_SELECTED, ROLE_INACTIVE,
        ROLE_MARKED, ROLE_MATCH, ROLE_ERROR, ROLE_BEST, ROLE_CRITICAL };
    char **names = theme_names();

    for (size_t n = 0; names[n]; n++) {
        struct theme theme;

        cr_assert(theme_load(&theme, names[n], NULL));
        for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
            cr_expect(memcmp(&theme.style[told[i]], &theme.style[ROLE_TEXT], sizeof(struct style)),
                "%s: %s looks like text", names[n], role_name(told[i]));
        cr_expect(
            memcmp(&theme.style[ROLE_SELECTED], &theme.style[ROLE_INACTIVE], sizeof(struct style)));
        free(names[n]);
    }
    free(names);
}

/* What an eye without the receptor for green sees (Machado, Oliveira and Fernandes, 2009). */
static void
as_deuteranope(uint32_t rgb, double seen[3])
{
    static const double matrix[3][3] = { { 0.367322, 0.860646, -0.227968 },
        { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } };

    for (int i = 0; i < 3; i++) {
        seen[i] = 0;
        for (int j = 0; j < 3; j++)
            seen[i] += matrix[i][j] * (double) (rgb >> (16 - 8 * j) & 0xff);
    }
}

Test(theme, colourblind_opposites_stay_apart)
{
    static const enum role pair[][2] = { { ROLE_GOOD, ROLE_BAD }, { ROLE_GAIN, ROLE_STOCK },
        { ROLE_SCORE_HIGH, ROLE_SCORE_LOW }, { ROLE_SCORE_HIGH, ROLE_SCORE_MID },
        { ROLE_SCORE_MID, ROLE_SCORE_LOW }, { ROLE_CRITICAL, ROLE_LOW },
        { ROLE_HIGH, ROLE_MEDIUM } };
    struct theme theme;

    cr_assert(theme_load(&theme, "colourblind", NULL));
    for (size_t i = 0; i < sizeof pair / sizeof pair[0]; i++) {
        double a[3], b[3], square = 0;

        as_deuteranope(theme.style[pair[i][0]].fg_rgb, a);
        as_deuteranope(theme.style[pair[i][1]].fg_rgb, b);
        for (int c = 0; c < 3; c++)
            square += (a[c] - b[c]) * (a[c] - b[c]);
        cr_expect(sqrt(square) > 60, "%s and %s are %.0f apart", role_name(pair[i][0]),
            role_name(pair[i][1]), sqrt(square));
    }
}

/* Writes a theme with every role "red", then @more. */
static char *
theme_with(const char *colors, const char *skip, const char *more)
{
    char *path = x_strdup("/tmp/autorev-theme-XXXXXX");
    int fd = mkstemp(path);
    FILE *f = fdopen(fd, "w");

    cr_assert(f);
    fprintf(f, "%s\nroles:\n", colors);
    for (int role = 0; role < ROLE_COUNT; role++)
        if (strcmp(role_name(role), skip) != 0)
            fprintf(f, "  %s: red\n", role_name(role));
    fprintf(f, "%s", more);
    fclose(f);
    return path;
}

Test(theme, forms_of_a_style)
{
    static const struct {
        const char *text;
        struct style style;
    } row[] = {
        { "bold underline lime on navy",
            { THEME_RGB, THEME_RGB, 0xd4ff00, 0x0d1b2a, 10, 0, .bold = true, .underline = true } },
        { "lime", { THEME_RGB, 1, 0xd4ff00, 0, 10, 1, .bold = false } },
        { "bright-blue on default", { 12, -1, 0, 0, 12, -1, .bold = false } },
        { "on navy", { 4, THEME_RGB, 0, 0x0d1b2a, 4, 0, .bold = false } },
        { "reverse", { 4, 1, 0, 0, 4, 1, .reverse = true } },
        { "{fg: lime, bg: navy, italic: true, dim: true, bold: false}",
            { THEME_RGB, THEME_RGB, 0xd4ff00, 0x0d1b2a, 10, 0, .dim = true, .italic = true } },
        { "plain on default", { 7, -1, 0, 0, 7, -1, .bold = false } },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct theme theme;
        struct error err = { 0 };
        char *more = x_asprintf("  text: blue on red\n  key: %s\n", row[i].text);
        char *path = theme_with(
            "colors: {lime: '#d4ff00 bright-green', navy: '#0D1b2A black', plain: white}", "text",
            "");
        FILE *f = fopen(path, "r+");
        char old[4096];
        size_t size = fread(old, 1, sizeof old - 1, f);
        char *line;

        old[size] = '\0';
        line = strstr(old, "  key: red\n");
        rewind(f);
        fprintf(f, "%.*s%s%s", (int) (line - old), old, more, line + strlen("  key: red\n"));
        fclose(f);
        cr_expect(theme_load_file(&theme, path, &err), "'%s': %s", row[i].text, err.message);
        cr_expect_eq(memcmp(&theme.style[ROLE_KEY], &row[i].style, sizeof(struct style)), 0, "'%s'",
            row[i].text);
        unlink(path);
        free(path);
        free(more);
    }
}

Test(theme, bad_files_name_the_line)
{
    static const struct {
        const char *colors, *skip, *more, *message, *hint;
    } row[] = {
        { "about: x", "tab", "", ":2: the role 'tab' is missing", "" },
        { "about: x", "score-high", "  score-hihg: red\n", ":33: there is no role 'score-hihg'",
            "did you mean 'score-high'?" },
        { "about: x", "tab", "  tab: lime\n", ":33: 'lime' is neither a colour nor an attribute",
            "bold" },
        { "colors: {lime: '#d4ff00 green'}", "tab", "  tab: bold lmie\n", "'lmie'",
            "did you mean 'lime'?" },
        { "about: x", "tab", "  tab: red blue\n", ":33: 'tab' has two colours", "" },
        { "about: x", "tab", "  tab: red on\n", ":33: a colour is missing after 'on'", "" },
        { "about: x", "tab", "  tab: red on bold\n", "'bold' is neither", "" },
        { "about: x", "tab", "  tab:\n", ":33: the role 'tab' is text or a map, not nothing", "" },
        { "about: x", "tab", "  tab: [red]\n", "not a list", "write: tab:" },
        { "about: x", "tab", "  tab: {fg: [red]}\n", "'fg' is a word, not a list", "" },
        { "about: x", "tab", "  tab: {bold: very}\n", "'bold' is true or false", "" },
        { "about: x", "tab", "  tab: {font: x}\n", "unknown key 'font' in the role 'tab'",
            "fg, bg" },
        { "about: x", "tab", "  tab: red\n  tab: red\n", ":34: 'tab' is here twice", "" },
        { "abuot: x", "", "", ":1: unknown key 'abuot'", "about, colors, roles" },
        { "about: [x]", "", "", ":1: 'about' is one line", "" },
        { "colors: red", "", "", ":1: 'colors' is a map, not text", "" },
        { "colors: {lime: '#d4ff0 green'}", "", "", ":1: 'lime' is not a colour", "#rrggbb" },
        { "colors: {lime: '#d4ff0g green'}", "", "", "'lime' is not a colour", "" },
        { "colors: {lime: '#d4ff00'}", "", "", "'lime' is not a colour", "" },
        { "colors: {lime: '#d4ff00 mauve'}", "", "", "'lime' is not a colour", "" },
        { "colors: {lime: green red}", "", "", "'lime' is not a colour", "" },
        { "colors: {lime: ''}", "", "", "'lime' is not a colour", "" },
        { "colors: {lime: }", "", "", "'lime' is not a colour", "" },
        { "colors: {lime: {a: b}}", "", "", "'lime' is not a colour", "" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char *path = theme_with(row[i].colors, row[i].skip, row[i].more);
        struct theme theme;
        struct error err = { 0 };

        cr_expect(
            !theme_load_file(&theme, path, &err), "accepted: %s %s", row[i].colors, row[i].more);
        cr_expect(strstr(err.message, row[i].message), "%s %s says '%s'", row[i].colors,
            row[i].more, err.message);
        cr_expect(strstr(err.hint, row[i].hint), "%s %s hints '%s'", row[i].colors, row[i].more,
            err.hint);
        unlink(path);
        free(path);
    }
}

Test(theme, unknown_names_are_refused)
{
    struct theme theme;
    struct error err = { 0 };

    cr_expect(!theme_load(&theme, "lihgt", &err));
    cr_expect(strstr(err.hint, "light"), "%s", err.hint);
    cr_expect(!theme_load(&theme, "../themes/light", &err));
    cr_expect(!theme_load(&theme, "", &err));
}

/* Before the first frame: a third of a millisecond is what the frame can spare.  The limit leaves
 * room for sanitizers and a busy machine; a reader that has become ten times slower is caught. */
Test(theme, loads_quickly)
{
    struct timespec a, b;
    double best = 1e9;

    for (int i = 0; i < 50; i++) {
        struct theme theme;
        double us;

        clock_gettime(CLOCK_MONOTONIC, &a);
        cr_assert(theme_load(&theme, "autorev", NULL));
        clock_gettime(CLOCK_MONOTONIC, &b);
        us = (double) (b.tv_sec - a.tv_sec) * 1e6 + (double) (b.tv_nsec - a.tv_nsec) / 1e3;
        best = us < best ? us : best;
    }
    cr_log_info("theme_load: %.0f us", best);
    cr_expect(best < 3000, "%.0f us", best);
}
