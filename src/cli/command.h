/*
 * What a command gets to work with.
 */
#ifndef AUTOREV_CLI_COMMAND_H
#define AUTOREV_CLI_COMMAND_H

#include <stdio.h>

#include "autorev/cli.h"
#include "autorev/error.h"
#include "autorev/query.h"
#include "autorev/result.h"
#include "autorev/store.h"
#include "autorev/table.h"

enum { CLI_OPTIONS = 48 };

struct cli {
    struct settings *settings;
    const struct command *command;
    struct error settings_error; /* why they cannot be read, for COMMAND_ANY_CONFIG */
    /* Options as they were given; the value of one that takes none is "". */
    struct {
        const char *name, *value;
    } option[CLI_OPTIONS];
    size_t option_count;
    enum table_format format;
    struct loop *loop;   /* NULL before the first query */
    struct store *store; /* NULL before the first query */
    bool said;           /* progress stands on the terminal */
};

/* The value of an option, "" for one that takes none, NULL when it was not given. */
const char *cli_option(const struct cli *cli, const char *name);

/* A whole number of an option from @min to @max, or @otherwise when it was not given.  False, with @err
 * set, when it is no such number. */
bool cli_number(const struct cli *cli, const char *name, int min, int max, int otherwise,
    int *value, struct error *err);

/* "autorev-tui: ..." on standard error, cleaned. */
void cli_say(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* The store, opened and started at the first call.  Borrowed; NULL with @err set. */
struct store *cli_store(struct cli *cli, struct error *err);

/* Runs the loop until *@done, with progress on a terminal.  False, with @err set, when there is no
 * server or it takes too long. */
bool cli_wait(struct cli *cli, const bool *done, struct error *err);

/* The answer to @q, which is handed over.  Owned; NULL with @err set. */
struct result *cli_query(struct cli *cli, struct query *q, struct error *err);

/* The car that @text means.  False when there is none: then everything was said, candidates among it,
 * and *@status is what to leave with. */
struct cli_car {
    char id[64], slug[160], name[240];
};
bool cli_find_car(struct cli *cli, const char *text, struct cli_car *car, int *status);

/* Writes the table in the format that was asked for and frees it; returns CLI_NOTHING when it has no
 * rows (after @nothing on standard error), CLI_FAILED when it cannot be written, else CLI_OK. */
int cli_print(const struct cli *cli, struct table *table, const char *nothing);

/* Writes text that our own writers have made, as it is. */
int cli_write(const char *text, size_t size);

/* How an aligned table looks here. */
struct table_style cli_style(const struct cli *cli);

struct cars;

/* The columns of all fields, and the id; more may be added. */
struct query *cars_query(void);

/* Adds the field of a car as a cell. */
void cars_cell(struct table *table, const struct cars *cars, size_t row, int field);

/* The operands as one text: `car 911 gt3` needs no quotes.  Owned. */
char *cli_joined(int argc, char **argv);

/* Sorts, cuts and chooses columns as --sort, --columns and --limit say, then prints as cli_print().
 * Without --columns, people see the columns @people and programs all but @only_people (names separated
 * by blanks). */
int cli_print_list(const struct cli *cli, struct table *table, const char *people,
    const char *only_people, const char *nothing);

/* Appends the paragraph under its title, wrapped to the terminal and cleaned. */
void cli_paragraph(const struct cli *cli, struct buffer *out, const char *title, const char *text);

/* A list as JSON text for a cell, and as "a, b" for people; NULL stays unknown. */
void cli_list_cell(struct table *table, const char *const items[]);

/* The general help, or that of one command. */
void help_general(FILE *out);
void help_command(FILE *out, const struct command *command);

/* The manual page, as roff. */
void help_manual(FILE *out);

/* What each exit status means; ends with an empty row. */
struct help_status {
    int status;
    const char *text;
};
extern const struct help_status help_statuses[];

/* The command of that name, or NULL with the nearest one as a hint in @err. */
const struct command *command_find(const char *name, struct error *err);

/* One of each file: */
int cars_run(struct cli *cli, int argc, char **argv);
int car_run(struct cli *cli, int argc, char **argv);
int compare_run(struct cli *cli, int argc, char **argv);
int issues_run(struct cli *cli, int argc, char **argv);
int schedule_run(struct cli *cli, int argc, char **argv);
int config_run(struct cli *cli, int argc, char **argv);
int doctor_run(struct cli *cli, int argc, char **argv);
int db_run(struct cli *cli, int argc, char **argv);
int help_run(struct cli *cli, int argc, char **argv);
int completion_run(struct cli *cli, int argc, char **argv);

extern const struct cli_option issues_options[], schedule_options[], compare_options[],
    db_options[], manual_options[];

#endif
