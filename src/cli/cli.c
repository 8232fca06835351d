/*
 * The command line: words to options and operands, options to settings, then the command.
 */
#include "autorev/cli.h"

#include <stdlib.h>
#include <string.h>

#include "autorev-build.h"
#include "autorev/memory.h"
#include "autorev/text.h"
#include "autorev/value.h"

#include "command.h"

/* What the words say, before anything is done about it. */
struct words {
    struct cli *cli;
    int argc; /* words that are left */
    char **argv;
    const char *config;
    bool help, version, no_color;
    char **operand; /* owned; the words are borrowed */
    int operands;
};

const char *
cli_option(const struct cli *cli, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < cli->option_count; i++)
        if (strcmp(cli->option[i].name, name) == 0)
            value = cli->option[i].value; /* the last one counts */
    return value;
}

bool
cli_number(const struct cli *cli, const char *name, int min, int max, int otherwise, int *value,
    struct error *err)
{
    const char *text = cli_option(cli, name);
    char digits[32];
    size_t n = 0;

    *value = otherwise;
    if (!text)
        return true;
    /* 61,200 is how people write it. */
    for (const char *c = text; *c && n + 1 < sizeof digits; c++)
        if (*c != ',')
            digits[n++] = *c;
    digits[n] = '\0';
    if (value_int(digits, value) && *value >= min && *value <= max)
        return true;
    return error_set(
        err, ERROR_INPUT, "--%s is a number from %d to %d, not '%.40s'", name, min, max, text);
}

/* ---- options ---- */

static const struct cli_option *
option_in(const struct cli_option *options, const char *name, size_t size)
{
    for (; options && options->name; options++)
        if (strlen(options->name) == size && memcmp(options->name, name, size) == 0)
            return options;
    return NULL;
}

/* The tables a command's options are in: its own, then those it shares. */
static size_t
option_tables(const struct command *command, const struct cli_option *tables[4])
{
    size_t n = 0;

    tables[n++] = cli_options;
    if (command && command->options)
        tables[n++] = command->options;
    if (command && command->flags & COMMAND_OUTPUT)
        tables[n++] = cli_output_options;
    if (command && command->flags & COMMAND_LIST)
        tables[n++] = cli_list_options;
    return n;
}

static bool
option_unknown(const struct words *w, const char *name, size_t size, struct error *err)
{
    const struct cli_option *tables[4];
    size_t n = option_tables(w->cli->command, tables), count = 0;
    const char *names[CLI_OPTIONS], *near;
    char *wrong = x_strndup(name, size);

    for (size_t i = 0; i < n; i++)
        for (const struct cli_option *o = tables[i]; o->name && count < CLI_OPTIONS; o++)
            names[count++] = o->name;
    near = text_nearest(wrong, names, count);
    error_set(err, ERROR_INPUT, "unknown option --%.60s", wrong);
    if (near)
        error_hint(err, "did you mean --%s?", near);
    else if (w->cli->command)
        error_hint(err, "autorev-tui %s --help lists the options", w->cli->command->name);
    else
        error_hint(err, "autorev-tui --help lists the options");
    free(wrong);
    return false;
}

static bool
option_keep(struct words *w, const char *name, const char *value, struct error *err)
{
    struct cli *cli = w->cli;

    if (cli->option_count == CLI_OPTIONS)
        return error_set(err, ERROR_INPUT, "too many options");
    cli->option[cli->option_count].name = name;
    cli->option[cli->option_count++].value = value;
    return true;
}

/* "--name", "--name=value", "--name value". */
static bool
option_take(struct words *w, const char *word, struct error *err)
{
    const struct cli_option *tables[4], *option = NULL;
    size_t n = option_tables(w->cli->command, tables), size = strcspn(word, "=");
    const char *value = word[size] ? word + size + 1 : NULL;

    for (size_t i = 0; i < n && !option; i++)
        option = option_in(tables[i], word, size);
    if (!option)
        return option_unknown(w, word, size, err);
    if (!option->value && value)
        return error_set(err, ERROR_INPUT, "--%s takes no value", option->name);
    if (option->value && !value) {
        if (!w->argc)
            return error_set(err, ERROR_INPUT, "--%s wants a value: --%s %s", option->name,
                option->name, option->value);
        value = *w->argv++;
        w->argc--;
    }
    if (strcmp(option->name, "help") == 0)
        w->help = true;
    else if (strcmp(option->name, "version") == 0)
        w->version = true;
    else if (strcmp(option->name, "config") == 0)
        w->config = value;
    return option_keep(w, option->name, value ? value : "", err);
}

/* ---- words ---- */

/* A single dash with something behind it: an option in one letter, or text of the command. */
static bool
word_is_operand(const struct words *w, const char *word)
{
    if (word[0] != '-' || !word[1])
        return true;
    return word[1] != '-' && w->cli->command && w->cli->command->flags & COMMAND_DASHES &&
           strcmp(word, "-h") != 0;
}

static bool
words_read(struct words *w, struct error *err)
{
    bool only_operands = false;

    while (w->argc) {
        const char *word = *w->argv++;

        w->argc--;
        if (only_operands || word_is_operand(w, word)) {
            if (!w->cli->command) {
                if (!(w->cli->command = command_find(word, err)))
                    return false;
                continue;
            }
            w->operand[w->operands++] = w->argv[-1];
            only_operands |= w->operands == 1 && w->cli->command->pass &&
                             strcmp(word, w->cli->command->pass) == 0;
        } else if (strcmp(word, "--") == 0) {
            only_operands = true;
        } else if (word[1] == '-') {
            if (!option_take(w, word + 2, err))
                return false;
        } else if (strcmp(word, "-h") == 0) {
            w->help = true;
        } else if (strcmp(word, "-V") == 0) {
            w->version = true;
        } else {
            error_set(err, ERROR_INPUT, "unknown option %.60s", word);
            return error_hint(err, "options have two dashes; autorev-tui --help lists them");
        }
    }
    return true;
}

static bool
words_check(const struct words *w, struct error *err)
{
    const struct command *command = w->cli->command;
    const char *text = w->operands ? w->operand[0] : NULL;
    size_t n = 0;

    if (w->operands < command->least || (command->most >= 0 && w->operands > command->most)) {
        error_set(err, ERROR_INPUT, "%s takes %s", command->name,
            *command->operands ? command->operands : "nothing");
        return error_hint(err, "autorev-tui %s --help", command->name);
    }
    if (!command->words || !text)
        return true;
    while (command->words[n] && strcmp(command->words[n], text) != 0)
        n++;
    if (command->words[n])
        return true;
    error_set(err, ERROR_INPUT, "%s has no '%.40s'", command->name, text);
    text = text_nearest(text, command->words, n);
    if (text)
        return error_hint(err, "did you mean '%s %s'?", command->name, text);
    return error_hint(err, "autorev-tui %s --help", command->name);
}

/* ---- settings ---- */

static bool
cli_apply(struct cli *cli, const struct cli_option *option, const char *value, struct error *err)
{
    /* A flag without a value is a switch. */
    if (!settings_set(cli->settings, option->setting, option->value ? value : "true", err))
        return error_prefix(err, "--%s", option->name);
    return true;
}

static bool
cli_settings(struct cli *cli, const struct words *w, struct error *err)
{
    /* In a kiosk the environment is the client's: it is not asked. */
    cli->settings->kiosk = cli_option(cli, "kiosk") != NULL;
    if (!settings_load(cli->settings, w->config, err)) {
        err->code = ERROR_SETTING; /* also when the file that was named is not there */
        return false;
    }
    for (size_t i = 0; i < cli->option_count; i++) {
        const char *name = cli->option[i].name;
        const struct cli_option *option = option_in(cli_options, name, strlen(name));

        if (option && option->setting && !cli_apply(cli, option, cli->option[i].value, err))
            return false;
        if (strcmp(name, "no-color") == 0)
            cli->settings->color = COLOR_NONE;
    }
    return true;
}

static void
cli_choose_format(struct cli *cli)
{
    static const struct {
        const char *name;
        enum table_format format;
    } formats[] = {
        { "json", TABLE_JSON },
        { "csv", TABLE_CSV },
        { "md", TABLE_MARKDOWN },
        { "plain", TABLE_PLAIN },
    };

    for (size_t i = 0; i < cli->option_count; i++)
        for (size_t f = 0; f < sizeof formats / sizeof formats[0]; f++)
            if (strcmp(cli->option[i].name, formats[f].name) == 0)
                cli->format = formats[f].format;
}

/* ---- the run ---- */

static int
cli_execute(struct cli *cli, struct words *w, struct error *err)
{
    int status;

    if (cli->settings->kiosk && cli->command->flags & COMMAND_LOCAL) {
        error_set(err, ERROR_REFUSED, "'%s' is not offered in a kiosk", cli->command->name);
        return cli_fail(err);
    }
    cli_choose_format(cli);
    status = cli->command->run(cli, w->operands, w->operand);
    store_close(cli->store);
    loop_free(cli->loop);
    return status;
}

static int
cli_decide(struct cli *cli, struct words *w)
{
    struct error err = { 0 };

    if (!words_read(w, &err))
        return cli_fail(&err);
    if (w->version) {
        printf("autorev-tui %s\n", AUTOREV_VERSION);
        return CLI_OK;
    }
    if (w->help) {
        if (cli->command)
            help_command(stdout, cli->command);
        else
            help_general(stdout);
        return CLI_OK;
    }
    if (cli->command && !words_check(w, &err))
        return cli_fail(&err);
    if (!cli_settings(cli, w, &err)) {
        if (!cli->command || !(cli->command->flags & COMMAND_ANY_CONFIG))
            return cli_fail(&err);
        cli->settings_error = err;
    }
    return cli->command ? cli_execute(cli, w, &err) : CLI_SCREEN;
}

int
cli_run(struct settings *settings, int argc, char **argv)
{
    struct cli cli = { .settings = settings };
    struct words w = { .cli = &cli };
    int status;

    settings_init(settings);
    w.argc = argc > 0 ? argc - 1 : 0;
    w.argv = argc > 0 ? argv + 1 : argv;
    w.operand = x_calloc((size_t) w.argc, sizeof *w.operand);
    status = cli_decide(&cli, &w);
    if (status == CLI_OK && fflush(stdout) != 0) {
        cli_say("standard output cannot be written");
        status = CLI_FAILED;
    }
    free(w.operand);
    return status;
}
