/*
 * What the command line says without any database: help, settings, and every way to get it wrong.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "autorev-build.h"
#include "autorev/cli.h"
#include "autorev/memory.h"
#include "run.h"
#include "scratch.h"

enum { WORDS = 8 };

Test(usage, the_tables_are_whole)
{
    for (const struct command *command = commands; command->name; command++) {
        cr_expect(command->summary && command->operands && command->examples && command->run, "%s",
            command->name);
        cr_expect(command->most < 0 || command->most >= command->least, "%s", command->name);
        cr_expect(strncmp(command->examples, "autorev-tui ", 12) == 0, "%s", command->name);
        for (const struct command *other = commands; other < command; other++)
            cr_expect_str_neq(other->name, command->name);
        for (const struct cli_option *o = command->options; o && o->name; o++) {
            cr_expect(o->help && *o->help, "%s --%s", command->name, o->name);
            for (const struct cli_option *global = cli_options; global->name; global++)
                cr_expect_str_neq(o->name, global->name);
        }
    }
    for (const struct cli_option *o = cli_options; o->name; o++) {
        const struct setting *row = settings_table;

        while (o->setting && row->name && strcmp(row->name, o->setting) != 0)
            row++;
        cr_expect(!o->setting || row->name, "--%s sets nothing", o->name);
    }
}

Test(usage, mistakes_are_named_with_a_way_out)
{
    static const struct {
        const char *args[WORDS];
        int status;
        const char *message, *hint;
    } row[] = {
        { { "crs" }, 2, "there is no command 'crs'", "did you mean 'cars'?" },
        { { "qqqqqq" }, 2, "there is no command", "autorev-tui cars WORDS" },
        { { "cars", "--jsn" }, 2, "unknown option --jsn", "did you mean --json?" },
        { { "cars", "--severity", "x" }, 2, "unknown option --severity", "" },
        { { "--jsn" }, 2, "unknown option --jsn", "autorev-tui --help" },
        { { "-x" }, 2, "unknown option -x", "two dashes" },
        { { "car", "-x" }, 2, "unknown option -x", "" },
        { { "cars", "--limit" }, 2, "--limit wants a value", "" },
        { { "cars", "--limit", "many" }, 2, "--limit is a number from 0", "" },
        { { "cars", "--limit=-1" }, 2, "--limit is a number from 0", "" },
        { { "cars", "--json=yes" }, 2, "--json takes no value", "" },
        { { "cars", "--columns", "nmae" }, 2, "there is no column 'nmae'", "did you mean 'name'?" },
        { { "cars", "--columns", "," }, 2, "names no column", "" },
        { { "cars", "--sort", "-hpp" }, 2, "there is no column 'hpp'", "did you mean 'hp'?" },
        { { "cars", "hpp>3" }, 2, "hpp", "did you mean 'hp'?" },
        { { "cars", "hp>"
                    "x" },
            2, "", "" },
        { { "cars", "@cheap" }, 2, "there is no saved filter 'cheap'", "filters:" },
        { { "car" }, 2, "car takes CAR", "autorev-tui car --help" },
        { { "issues", "x", "--severity", "bad" }, 2, "there is no 'bad'", "critical" },
        { { "issues", "x", "--year", "99" }, 2, "--year is a number", "" },
        { { "schedule", "x", "--miles", "6o" }, 2, "--miles is a number", "" },
        { { "config" }, 2, "config takes path|default|check|themes", "" },
        { { "config", "chekc" }, 2, "config has no 'chekc'", "did you mean 'config check'?" },
        { { "completion", "tcsh" }, 2, "completion has no 'tcsh'", "" },
        { { "help", "crs" }, 2, "there is no command 'crs'", "did you mean 'cars'?" },
        { { "--theme", "../x", "cars" }, 2, "--theme: 'theme' is a name", "" },
        { { "--color", "sepia", "cars" }, 2, "--color: 'color' is one of auto", "" },
        { { "--backend=mysql", "cars" }, 2, "--backend: 'backend' is one of embedded", "" },
        { { "--config", "/nonexistent", "cars" }, 2, "/nonexistent", "" },
        { { "--kiosk", "config", "path" }, 4, "'config' is not offered in a kiosk", "" },
        { { "cars", "\033[31m\u202e>3" }, 2, "", "" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct run *run = run_program(NULL, row[i].args);
        const char *name = row[i].args[0];

        cr_expect_eq(run->status, row[i].status, "%zu %s: %d\n%s", i, name, run->status, run->err);
        cr_expect_str_eq(run->out, "", "%s: a message is no data", name);
        cr_expect(strstr(run->err, row[i].message), "%s says: %s", name, run->err);
        cr_expect(strstr(run->err, row[i].hint), "%s says: %s", name, run->err);
        cr_expect(strncmp(run->err, "autorev-tui: ", 13) == 0, "%s", run->err);
        cr_expect_null(strchr(run->err, '\033'));
        cr_expect_null(strstr(run->err, "\u202e"));
        run_free(run);
    }
}

Test(usage, help_is_given_anywhere_and_names_everything)
{
    static const char *const rows[][WORDS] = { { "--help" }, { "-h" }, { "cars", "--help" },
        { "cars", "hp>x", "-h" }, { "--theme", "light", "help", "cars" },
        { "compare", "-h", "--jsn" } };
    struct run *run = run_program(NULL, rows[0]);

    for (const struct command *command = commands; command->name; command++)
        cr_expect(strstr(run->out, command->summary), "%s", command->name);
    for (const struct cli_option *o = cli_options; o->name; o++)
        cr_expect(strstr(run->out, o->help), "--%s", o->name);
    run_free(run);
    for (size_t i = 0; i < 5; i++) {
        run = run_program(NULL, rows[i]);
        cr_expect_eq(run->status, 0, "%s", run->err);
        cr_expect(strstr(run->out, "Usage\n"), "%s", run->out);
        cr_expect(i < 2 || strstr(run->out, "autorev-tui cars [FILTER...]"), "%s", run->out);
        run_free(run);
    }
    run = run_program(NULL, rows[5]);
    cr_expect_eq(run->status, 2, "help does not hide a mistake");
    run_free(run);
}

Test(usage, version)
{
    static const char *const args[] = { "--version", NULL };
    struct run *run = run_program(NULL, args);

    cr_expect_str_eq(run->out, "autorev-tui " AUTOREV_VERSION "\n");
    run_free(run);
}

Test(usage, config_path_default_check)
{
    static const char *const path[] = { "config", "path", NULL };
    static const char *const preset[] = { "config", "default", NULL };
    static const char *const check[] = { "config", "check", NULL };
    static const struct {
        const char *text, *message, *hint;
    } row[] = {
        { "theem: light\n", ":1: unknown key 'theem'", "did you mean 'theme'?" },
        { "theme: lihgt\n", "there is no theme 'lihgt'", "did you mean 'light'?" },
        { "cars:\n\tsort: hp\n", ":2: a tab is used as indentation", "spaces" },
        { "cars: {columns: [nmae]}\n", "there is no column 'nmae'", "did you mean 'name'?" },
        { "cars: {sort: hpp}\n", "there is no column 'hpp'", "" },
        { "filters:\n  x: \"hpp>3\"\n", ":2: filters.x", "" },
    };
    char *home = scratch_new(), *text = settings_default_text(), *file;
    const struct term_options options = { .home = home };
    struct run *run = run_program(&options, path);

    cr_assert(strncmp(run->out, home, strlen(home)) == 0, "%s", run->out);
    file = x_strndup(run->out + strlen(home) + 1, strlen(run->out + strlen(home) + 1) - 1);
    run_free(run);
    run = run_program(&options, preset);
    cr_expect_str_eq(run->out, text);
    run_free(run);
    run = run_program(&options, check);
    cr_expect_eq(run->status, 0);
    cr_expect(strstr(run->err, "every setting is at its preset"), "%s", run->err);
    run_free(run);
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        scratch_write(home, file, row[i].text);
        run = run_program(&options, check);
        cr_expect_eq(run->status, 2, "%s", row[i].text);
        cr_expect(strstr(run->err, row[i].message), "%s", run->err);
        cr_expect(strstr(run->err, row[i].hint), "%s", run->err);
        run_free(run);
    }
    scratch_write(home, file, text);
    run = run_program(&options, check);
    cr_expect(run->status == 0 && strstr(run->err, "is right"), "%s", run->err);
    run_free(run);
    free(text);
    free(file);
    scratch_free(home);
}

Test(usage, completions_are_code_their_shells_can_read)
{
    static const char *const shells[][2] = { { "bash", "-n" }, { "zsh", "-n" }, { "fish", "-n" } };

    for (size_t i = 0; i < sizeof shells / sizeof shells[0]; i++) {
        const char *const args[] = { "completion", shells[i][0], NULL };
        struct run *run = run_program(NULL, args);
        char *dir = scratch_new(), *path = scratch_path(dir, "completion");
        const struct term_options shell = { .program = "/usr/bin/env" };
        const char *const parse[] = { shells[i][0], shells[i][1], path, NULL };

        scratch_write(dir, "completion", run->out);
        for (const struct command *command = commands; command->name; command++)
            cr_expect(strstr(run->out, command->name), "%s: %s", shells[i][0], command->name);
        cr_expect(strstr(run->out, "differences"), "%s", shells[i][0]);
        run_free(run);
        run = run_program(&shell, parse);
        cr_expect(run->status == 0 || run->status == 127, "%s: %s", shells[i][0], run->err);
        run_free(run);
        free(path);
        scratch_free(dir);
    }
}

/* bash, asked as the key does. */
Test(usage, bash_completes_commands_options_and_values)
{
    static const char *const row[][2] = {
        { "autorev-tui co", "compare completion config" },
        { "autorev-tui cars --js", "--json" },
        { "autorev-tui cars --sort tra", "track trans" },
        { "autorev-tui --theme light --ba", "--backend" },
        { "autorev-tui --backend ", "embedded postgres rest" },
        { "autorev-tui config ", "check default path themes" },
        { "autorev-tui issues x --severity c", "cosmetic critical" },
    };
    static const char script[] =
        "eval \"$1\"; COMP_WORDS=($2); case $2 in *' ') COMP_WORDS+=('');; esac; "
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _autorev_tui; "
        "printf '%s\\n' \"${COMPREPLY[@]}\" | sort | tr '\\n' ' '";
    static const char *const make[] = { "completion", "bash", NULL };
    struct run *code = run_program(NULL, make);

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const struct term_options shell = { .program = "/usr/bin/env" };
        const char *const args[] = { "bash", "-c", script, "x", code->out, row[i][0], NULL };
        struct run *run = run_program(&shell, args);
        char *want = x_asprintf("%s ", row[i][1]);

        cr_expect_str_eq(run->out, want, "'%s'", row[i][0]);
        free(want);
        run_free(run);
    }
    run_free(code);
}

Test(usage, no_server_is_its_own_status)
{
    static const char *const args[] = { "--backend", "postgres", "--config", "/dev/null", "cars",
        NULL };
    static const char *const more[] = {
        "AUTOREV_POSTGRES_URL=host=/nonexistent dbname=x user=x password=hunter2", NULL
    };
    const struct term_options options = { .more = more };
    struct run *run = run_program(&options, args);

    cr_expect(run->status == 3 || run->status == 2, "%d: %s", run->status, run->err);
    cr_expect_null(strstr(run->err, "hunter2"));
    cr_expect_str_eq(run->out, "");
    run_free(run);
}
