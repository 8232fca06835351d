/*
 * Help, from the tables.
 */
#include <string.h>

#include "command.h"

const struct cli_option manual_options[] = {
    { "man", NULL, "Write the manual page", NULL, COMPLETE_NOTHING },
    { 0 },
};

static void
help_lines(FILE *out, const char *text)
{
    while (*text) {
        size_t size = strcspn(text, "\n");

        fprintf(out, "  %.*s\n", (int) size, text);
        text += size + (text[size] == '\n');
    }
}

static void
help_options(FILE *out, const char *title, const struct cli_option *options)
{
    if (!options || !options->name)
        return;
    fprintf(out, "\n%s\n", title);
    for (; options->name; options++) {
        int used = fprintf(out, "  --%s%s%s", options->name, options->value ? " " : "",
            options->value ? options->value : "");

        fprintf(out, "%*s%s\n", used < 20 ? 20 - used : 2, "", options->help);
    }
}

const struct help_status help_statuses[] = {
    { CLI_OK, "Done" },
    { CLI_NOTHING, "Nothing fits, or there is no such car" },
    { CLI_USAGE, "The command line, a setting or the input is wrong" },
    { CLI_OFFLINE, "There is no way to the server" },
    { CLI_FAILED, "Anything else" },
    { 0, NULL },
};

static void
help_status(FILE *out)
{
    fputs("\nExit status\n", out);
    for (const struct help_status *row = help_statuses; row->text; row++)
        fprintf(out, "  %d  %s\n", row->status, row->text);
}

void
help_command(FILE *out, const struct command *command)
{
    fprintf(out, "%s.\n\nUsage\n  autorev-tui %s%s%s [OPTIONS]\n", command->summary, command->name,
        *command->operands ? " " : "", command->operands);
    if (command->examples) {
        fputs("\nExamples\n", out);
        help_lines(out, command->examples);
    }
    if (command->help) {
        fputs("\n", out);
        help_lines(out, command->help);
    }
    help_options(out, "Options", command->options);
    if (command->flags & COMMAND_LIST)
        help_options(out, command->options ? "What is listed" : "Options", cli_list_options);
    if (command->flags & COMMAND_OUTPUT)
        help_options(out, "Output", cli_output_options);
    help_options(out, "For every command", cli_options);
    help_status(out);
}

void
help_general(FILE *out)
{
    fputs("autorev-tui: cars, their issues and services, and your garage, in a terminal.\n"
          "\nUsage\n"
          "  autorev-tui                      open the screen\n"
          "  autorev-tui COMMAND [OPTIONS]    the same in a script\n"
          "\nExamples\n"
          "  autorev-tui cars 'hp>400 price<60k' --sort -track\n"
          "  autorev-tui compare 718-cayman-gt4 corvette-z06-c8 --md\n"
          "  autorev-tui schedule 'golf gti' --miles 61200\n"
          "\nCommands\n",
        out);
    for (const struct command *command = commands; command->name; command++)
        fprintf(out, "  %-12s %s\n", command->name, command->summary);
    help_options(out, "Options", cli_options);
    help_status(out);
    fputs("\nautorev-tui COMMAND --help says more.\n", out);
}

int
help_run(struct cli *cli, int argc, char **argv)
{
    struct error err = { 0 };
    const struct command *command;

    if (cli_option(cli, "man")) {
        help_manual(stdout);
        return CLI_OK;
    }
    if (!argc) {
        help_general(stdout);
        return CLI_OK;
    }
    if (!(command = command_find(argv[0], &err)))
        return cli_fail(&err);
    help_command(stdout, command);
    return CLI_OK;
}
