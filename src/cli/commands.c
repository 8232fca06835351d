/*
 * The table of commands and the options they share.
 */
#include <string.h>

#include "autorev/text.h"

#include "command.h"

static const char *const config_words[] = { "path", "default", "check", "themes", NULL };
static const char *const db_words[] = { "status", "start", "stop", "migrate", "dump", "restore",
    "psql", "uri", NULL };
static const char *const completion_words[] = { "bash", "zsh", "fish", NULL };

const struct cli_option cli_options[] = {
    { "config", "FILE", "Read this file in place of config.yaml", NULL, COMPLETE_FILES },
    { "data", "DIR", "Folder of the private database", "data", COMPLETE_FOLDERS },
    { "backend", "NAME", "Where the data is: embedded, postgres or rest", "backend",
        COMPLETE_CHOICES },
    { "theme", "NAME", "Theme of the screen", "theme", COMPLETE_THEMES },
    { "color", "DEPTH", "Colours: auto, truecolor, 256, 16 or none", "color", COMPLETE_CHOICES },
    { "no-color", NULL, "No colours", NULL, COMPLETE_NOTHING },
    { "readonly", NULL, "Send no writes", "readonly", COMPLETE_NOTHING },
    { "kiosk", NULL, "Offer no file, editor or shell; for ForceCommand in sshd", "kiosk",
        COMPLETE_NOTHING },
    { "help", NULL, "This help, or that of the command (-h)", NULL, COMPLETE_NOTHING },
    { "version", NULL, "The version (-V)", NULL, COMPLETE_NOTHING },
    { 0 },
};

const struct cli_option cli_output_options[] = {
    { "json", NULL, "Write JSON", NULL, COMPLETE_NOTHING },
    { "csv", NULL, "Write CSV", NULL, COMPLETE_NOTHING },
    { "md", NULL, "Write a Markdown table", NULL, COMPLETE_NOTHING },
    { "plain", NULL, "Write values separated by tabs, without a head", NULL, COMPLETE_NOTHING },
    { 0 },
};

const struct cli_option cli_list_options[] = {
    { "columns", "LIST", "Columns, separated by commas", NULL, COMPLETE_FIELDS },
    { "sort", "COLUMN", "Sort by a column; -COLUMN the other way round", NULL, COMPLETE_FIELDS },
    { "limit", "N", "At most so many rows; 0 is all", NULL, COMPLETE_NOTHING },
    { 0 },
};

const struct command commands[] = {
    {
        .name = "cars",
        .operands = "[FILTER...]",
        .summary = "List the cars that fit",
        .help =
            "The filter is the one of the screen: words are searched in names, and terms like\n"
            "hp>400, price<60k, brand:bmw,porsche, year:2015 or manual narrow the list; all must\n"
            "hold, and a minus turns one around (-auto). @NAME stands for a filter of the "
            "settings.\n"
            "Quote what the shell would take for itself: 'hp>400'.",
        .examples = "autorev-tui cars 'hp>400 price<60k'              # two terms\n"
                    "autorev-tui cars porsche -auto --sort -track    # best on a track first\n"
                    "autorev-tui cars manual --columns name,hp,0-60 --json",
        .flags = COMMAND_OUTPUT | COMMAND_LIST | COMMAND_DASHES,
        .most = -1,
        .complete = COMPLETE_FILTERS,
        .run = cars_run,
    },
    {
        .name = "car",
        .operands = "CAR",
        .summary = "Show what is known about a car",
        .help = "A car is given by its slug, by an alias, or by a name that is nearly right.",
        .examples = "autorev-tui car 718-cayman-gt4\n"
                    "autorev-tui car '911 gt3' --json",
        .flags = COMMAND_OUTPUT,
        .least = 1,
        .most = -1,
        .complete = COMPLETE_CARS,
        .run = car_run,
    },
    {
        .name = "compare",
        .operands = "CAR CAR...",
        .summary = "Put cars side by side",
        .help = "The best value of each row is marked. Quote a name of several words.",
        .examples = "autorev-tui compare 718-cayman-gt4 corvette-z06-c8\n"
                    "autorev-tui compare 'cayman gt4' 'm2 cs' --differences --md",
        .flags = COMMAND_OUTPUT,
        .least = 1,
        .most = -1,
        .options = compare_options,
        .complete = COMPLETE_CARS,
        .run = compare_run,
    },
    {
        .name = "issues",
        .operands = "CAR",
        .summary = "List the known issues and recalls of a car, worst first",
        .help = NULL,
        .examples = "autorev-tui issues boxster-s-987\n"
                    "autorev-tui issues 'e46 m3' --severity critical,high --miles 90000",
        .flags = COMMAND_OUTPUT | COMMAND_LIST,
        .least = 1,
        .most = -1,
        .options = issues_options,
        .complete = COMPLETE_CARS,
        .run = issues_run,
    },
    {
        .name = "schedule",
        .operands = "CAR",
        .summary = "List the services of a car, and what is next from a mileage",
        .help = NULL,
        .examples = "autorev-tui schedule 718-cayman-gt4\n"
                    "autorev-tui schedule 'golf gti' --miles 61200\n"
                    "autorev-tui schedule 'golf gti' --specs   # fluids, sizes, parts",
        .flags = COMMAND_OUTPUT | COMMAND_LIST,
        .least = 1,
        .most = -1,
        .options = schedule_options,
        .complete = COMPLETE_CARS,
        .run = schedule_run,
    },
    {
        .name = "config",
        .operands = "path|default|check|themes",
        .summary = "Show where the settings are, what they can be, whether they are right",
        .help = "path     the file that is read, whether or not it is there\n"
                "default  every setting at its preset, with an explanation\n"
                "check    read the file, the environment and the theme, and say what is wrong\n"
                "themes   the themes that can be chosen",
        .examples = "autorev-tui config default > ~/.config/autorev/config.yaml\n"
                    "autorev-tui config check",
        .flags = COMMAND_LOCAL | COMMAND_ANY_CONFIG | COMMAND_OUTPUT,
        .least = 1,
        .most = 1,
        .words = config_words,
        .run = config_run,
    },
    {
        .name = "db",
        .operands = "status|start|stop|migrate|dump|restore|psql|uri [FILE|ARGUMENT...]",
        .summary = "Look after the database",
        .help =
            "status   whether it runs, where it is, who uses it\n"
            "start    make it if need be, and let it run until `db stop` or until the last "
            "session\n"
            "         leaves\n"
            "stop     stop it; sessions are disconnected\n"
            "migrate  apply what is new in schema and catalogue (every start does)\n"
            "dump     write all of it to FILE or standard output: an archive for `db restore` and\n"
            "         pg_restore, or SQL with --sql or a name in .sql\n"
            "restore  put a dump in the place of all that is there, whole or not at all; an SQL "
            "file\n"
            "         is run as it is, so restore only what you trust\n"
            "psql     open psql on it, with its own arguments\n"
            "uri      start it and print what psql connects with\n"
            "Without settings this is the private database; with backend: postgres, the server "
            "they\n"
            "name, which is not ours to start or stop.",
        .examples = "autorev-tui db status --json\n"
                    "autorev-tui db dump ~/cars.dump\n"
                    "autorev-tui db restore ~/cars.dump --yes\n"
                    "autorev-tui db psql -c 'SELECT count(*) FROM cars'\n"
                    "psql \"$(autorev-tui db uri)\"\n"
                    "autorev-tui db dump | pg_restore --no-owner -d postgresql://host/cars",
        .flags = COMMAND_LOCAL | COMMAND_OUTPUT,
        .least = 1,
        .most = -1,
        .options = db_options,
        .pass = "psql",
        .words = db_words,
        .complete = COMPLETE_FILES,
        .run = db_run,
    },
    {
        .name = "doctor",
        .operands = "",
        .summary = "Check terminal, locale, settings and database, and say what to do",
        .help = NULL,
        .examples = "autorev-tui doctor",
        .flags = COMMAND_LOCAL | COMMAND_ANY_CONFIG | COMMAND_OUTPUT,
        .run = doctor_run,
    },
    {
        .name = "completion",
        .operands = "bash|zsh|fish",
        .summary = "Write the completions for a shell",
        .help = NULL,
        .examples =
            "autorev-tui completion bash > ~/.local/share/bash-completion/completions/autorev-tui\n"
            "autorev-tui completion fish > ~/.config/fish/completions/autorev-tui.fish",
        .flags = COMMAND_ANY_CONFIG,
        .least = 1,
        .most = 1,
        .words = completion_words,
        .run = completion_run,
    },
    {
        .name = "help",
        .operands = "[COMMAND]",
        .summary = "Show the help of a command",
        .help = NULL,
        .examples = "autorev-tui help cars\n"
                    "autorev-tui help --man | man -l -",
        .flags = COMMAND_ANY_CONFIG,
        .most = 1,
        .options = manual_options,
        .complete = COMPLETE_COMMANDS,
        .run = help_run,
    },
    { 0 },
};

const struct command *
command_find(const char *name, struct error *err)
{
    const char *names[CLI_OPTIONS], *near;
    size_t n = 0;

    for (const struct command *command = commands; command->name; command++) {
        if (strcmp(command->name, name) == 0)
            return command;
        names[n++] = command->name;
    }
    near = text_nearest(name, names, n);
    error_set(err, ERROR_INPUT, "there is no command '%.60s'", name);
    if (near)
        error_hint(err, "did you mean '%s'?", near);
    else
        error_hint(
            err, "autorev-tui --help lists them; to search for a car: autorev-tui cars WORDS");
    return NULL;
}
