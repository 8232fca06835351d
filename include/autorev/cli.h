/*
 * Cli: the program as plain commands.  One table of commands, one table of options that all take; the
 * parser, the help, the man page, the completions and the tests read them.
 *
 * Data goes to standard output, messages to standard error.
 */
#ifndef AUTOREV_CLI_H
#define AUTOREV_CLI_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"
#include "autorev/settings.h"

/* What the program leaves with. */
enum cli_status {
    CLI_OK,
    CLI_NOTHING,     /* nothing fits, or there is no such car: like grep */
    CLI_USAGE,       /* the command line, a setting or the input is wrong */
    CLI_OFFLINE,     /* no way to the server */
    CLI_FAILED,      /* anything else */
    CLI_SCREEN = -1, /* no command was given: open the screen */
};

struct cli; /* one run of a command: for its functions, src/cli/command.h */

/* What completes an argument. */
enum cli_complete {
    COMPLETE_NOTHING,
    COMPLETE_FILES,
    COMPLETE_FOLDERS,
    COMPLETE_CARS,    /* slugs */
    COMPLETE_FIELDS,  /* of cars */
    COMPLETE_FILTERS, /* fields with an operator */
    COMPLETE_CHOICES, /* of the setting, or the words of the option */
    COMPLETE_THEMES,
    COMPLETE_COMMANDS,
};

struct cli_option {
    const char *name;    /* without the dashes */
    const char *value;   /* what it takes, in capitals; NULL: nothing */
    const char *help;    /* one line */
    const char *setting; /* a global option that sets one; NULL: the command asks for it */
    enum cli_complete complete;
};

enum command_flags {
    COMMAND_OUTPUT = 1 << 0,     /* takes --json, --csv, --md, --plain */
    COMMAND_LIST = 1 << 1,       /* takes --columns, --sort, --limit */
    COMMAND_DASHES = 1 << 2,     /* words that begin with one dash are operands: "-auto" */
    COMMAND_LOCAL = 1 << 3,      /* touches files or programs of the machine: not in a kiosk */
    COMMAND_ANY_CONFIG = 1 << 4, /* runs even when the settings cannot be read */
};

struct command {
    const char *name;
    const char *operands;             /* "[FILTER...]" */
    const char *summary;              /* one line, imperative */
    const char *help;                 /* paragraphs; NULL: the summary says all */
    const char *examples;             /* lines of "command  # what it does" */
    unsigned flags;                   /* enum command_flags */
    int least, most;                  /* operands; most < 0: any number */
    const struct cli_option *options; /* ends with an empty row; NULL: none */
    enum cli_complete complete;       /* of the operands */
    const char *pass;         /* first operand after which all is passed on as it is; NULL: none */
    const char *const *words; /* the first operand is one of these; ends with NULL; or NULL */
    int (*run)(struct cli *cli, int argc, char **argv); /* operands; returns enum cli_status */
};

/* Ends with an empty row. */
extern const struct command commands[];

/* Options that every command takes, before or after its name.  Ends with an empty row. */
extern const struct cli_option cli_options[];

/* Those of COMMAND_OUTPUT and COMMAND_LIST.  End with an empty row. */
extern const struct cli_option cli_output_options[], cli_list_options[];

/* Fills @settings (which the caller frees with settings_fini(), whatever is returned) from presets,
 * file, environment and flags, and runs the command of the arguments.  Returns what to leave with, or
 * CLI_SCREEN. */
int cli_run(struct settings *settings, int argc, char **argv);

/* Says on standard error what went wrong, and returns what to leave with: by the code of @err. */
int cli_fail(const struct error *err);

#endif
