/*
 * The manual page, from the tables that the program runs on.
 */
#include <stdio.h>
#include <string.h>

#include "autorev-build.h"
#include "autorev/car.h"
#include "autorev/filter.h"

#include "command.h"

/* Text for roff: a dash is one that can be copied, and no line begins a request. */
static void
manual_text(FILE *out, const char *text)
{
    bool line_start = true;

    for (; *text; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        line_start = *text == '\n';
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            putc(*text, out);
    }
}

static void
manual_section(FILE *out, const char *title)
{
    fprintf(out, ".SH %s\n", title);
}

/* The text as it is, in a fixed face. */
static void
manual_lines(FILE *out, const char *text)
{
    fputs(".PP\n.nf\n.RS\n", out);
    manual_text(out, text);
    fputs("\n.RE\n.fi\n", out);
}

static void
manual_option_list(FILE *out, const struct cli_option *options)
{
    for (; options && options->name; options++) {
        fputs(".TP\n.B \\-\\-", out);
        manual_text(out, options->name);
        if (options->value) {
            fputs(" \\fI", out);
            manual_text(out, options->value);
            fputs("\\fR", out);
        }
        fputc('\n', out);
        manual_text(out, options->help);
        fputs(".\n", out);
    }
}

static void
manual_command(FILE *out, const struct command *command)
{
    fputs(".SS ", out);
    manual_text(out, command->name);
    fputc(' ', out);
    manual_text(out, command->operands);
    fputc('\n', out);
    manual_text(out, command->summary);
    fputs(".\n", out);
    if (command->help)
        manual_lines(out, command->help);
    manual_option_list(out, command->options);
    if (command->flags & (COMMAND_LIST | COMMAND_OUTPUT))
        fprintf(out, ".PP\nAlso takes the options for %s%s%s below.\n",
            command->flags & COMMAND_LIST ? "lists" : "",
            (command->flags & COMMAND_LIST) && (command->flags & COMMAND_OUTPUT) ? " and " : "",
            command->flags & COMMAND_OUTPUT ? "output" : "");
    manual_lines(out, command->examples);
}

static void
manual_filter(FILE *out)
{
    manual_section(out, "FILTERS");
    manual_text(out, "Words are searched in names, brands, generations and aliases. All terms must "
                     "hold; a minus\n"
                     "in front turns a term around. Case and accents are ignored.\n");
    manual_lines(out, "brand:bmw,porsche          contains one of these\n"
                      "tier=mid  tier!=mid        is exactly this, or is not\n"
                      "hp>400  price<=60k  hp:300..450\n"
                      "year:2015  years>=2010     built in that year, or in some of the range\n"
                      "manual:yes  weight:?       yes or no; unknown\n"
                      "-auto  -brand:bmw          not");
    fputs(".PP\nWords that stand for a term:\n", out);
    for (size_t i = 0; i < filter_flag_count(); i++) {
        fputs(".TP\n.B ", out);
        manual_text(out, filter_flags[i].name);
        fputc('\n', out);
        manual_text(out, filter_flags[i].help);
        fputs(".\n", out);
    }
    fputs(".PP\nFields, which are also the columns of \\fBcars\\fR:\n", out);
    for (int field = 0; field < car_field_count(); field++) {
        fputs(".TP\n.B ", out);
        manual_text(out, car_fields[field].name);
        fputc('\n', out);
        manual_text(out, car_fields[field].help);
        fputs(".\n", out);
    }
}

static void
manual_settings(FILE *out)
{
    manual_section(out, "SETTINGS");
    manual_text(out, "A flag goes before the environment, that before the file, and that before "
                     "the preset. A file\n"
                     "with a password or a token must belong to its reader alone (chmod 600).\n");
    for (const struct setting *row = settings_table; row->name; row++) {
        fputs(".TP\n.B ", out);
        manual_text(out, row->name);
        fputc('\n', out);
        manual_text(out, row->help);
        fputs(".\n", out);
        if (row->choices) {
            fputs("One of", out);
            for (size_t i = 0; row->choices[i]; i++) {
                fputs(i ? ", " : " ", out);
                manual_text(out, row->choices[i]);
            }
            fputs(".\n", out);
        }
        if (*row->preset) {
            fputs("Preset: ", out);
            manual_text(out, row->preset);
            fputs(".\n", out);
        }
        if (row->env)
            fprintf(out, "Environment: %s.\n", row->env);
    }
}

static void
manual_environment(FILE *out)
{
    manual_section(out, "ENVIRONMENT");
    fputs(
        ".TP\n.B AUTOREV_CONFIG\nThe file to read in place of config.yaml.\n"
        ".TP\n.B NO_COLOR\nWhen it is not empty: no colours, unless they are asked for.\n"
        ".TP\n.B PGPASSFILE, PGPASSWORD, PGSERVICEFILE\nAs for every program with libpq.\n"
        ".TP\n.B XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME\nWhere files are.\n"
        ".PP\nThe variables of single settings are named there. In a kiosk none of those of this\n"
        "program is read.\n",
        out);
}

void
help_manual(FILE *out)
{
    fprintf(
        out, ".TH AUTOREV\\-TUI 1 \"\" \"autorev\\-tui %s\" \"User Commands\"\n", AUTOREV_VERSION);
    manual_section(out, "NAME");
    fputs(
        "autorev\\-tui \\- cars, their issues and services, and your garage, in a terminal\n", out);
    manual_section(out, "SYNOPSIS");
    fputs(".B autorev\\-tui\n.RI [ OPTIONS ]\n.br\n.B autorev\\-tui\n"
          ".I COMMAND\n.RI [ OPTIONS ]\n",
        out);
    manual_section(out, "DESCRIPTION");
    fputs("Without a command the screen opens; ? there lists its keys. With one, the same is done\n"
          "for a script: data goes to standard output, messages to standard error.\n",
        out);
    manual_section(out, "COMMANDS");
    for (const struct command *command = commands; command->name; command++)
        manual_command(out, command);
    manual_section(out, "OPTIONS");
    fputs(".SS For every command\n", out);
    manual_option_list(out, cli_options);
    fputs(".SS For lists\n", out);
    manual_option_list(out, cli_list_options);
    fputs(".SS For output\n", out);
    manual_option_list(out, cli_output_options);
    manual_filter(out);
    manual_settings(out);
    manual_environment(out);
    manual_section(out, "FILES");
    fputs(".TP\n.I ~/.config/autorev/config.yaml\nSettings.\n"
          ".TP\n.I ~/.config/autorev/themes/\nThemes of one's own.\n"
          ".TP\n.I ~/.local/share/autorev/\nThe private database; that of root is in "
          "/var/lib/autorev.\n",
        out);
    manual_section(out, "EXIT STATUS");
    for (const struct help_status *row = help_statuses; row->text; row++)
        fprintf(out, ".TP\n.B %d\n%s.\n", row->status, row->text);
}
