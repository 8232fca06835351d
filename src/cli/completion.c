/*
 * `completion`: the tables of commands and options as code for three shells.  Slugs are asked of the
 * program itself, when the key is pressed.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/car.h"
#include "autorev/issue.h"
#include "autorev/settings.h"

#include "command.h"

#define COMPLETION_CARS "autorev-tui cars --plain --columns slug 2>/dev/null"
#define COMPLETION_THEMES "autorev-tui config themes --plain 2>/dev/null | cut -f1"

/* The words an option or operand can be, separated by blanks; "" when that is not a matter of words. */
static void
completion_words(struct buffer *out, enum cli_complete kind, const struct cli_option *option)
{
    if (kind == COMPLETE_COMMANDS)
        for (const struct command *command = commands; command->name; command++)
            buffer_printf(out, "%s ", command->name);
    if (kind == COMPLETE_FIELDS || kind == COMPLETE_FILTERS)
        for (int field = 0; field < car_field_count(); field++)
            buffer_printf(out, "%s ", car_fields[field].name);
    assert(option || kind != COMPLETE_CHOICES);
    if (kind == COMPLETE_CHOICES && option->setting) {
        for (const struct setting *row = settings_table; row->name; row++)
            for (size_t i = 0; strcmp(row->name, option->setting) == 0 && row->choices[i]; i++)
                buffer_printf(out, "%s ", row->choices[i]);
    } else if (kind == COMPLETE_CHOICES && strcmp(option->name, "severity") == 0) {
        for (int i = 0; i < SEVERITY_UNKNOWN; i++)
            buffer_printf(out, "%s ", severity_name((enum severity) i));
    } else if (kind == COMPLETE_CHOICES) {
        buffer_puts(out, "common recall tsb other ");
    }
    if (out->size)
        out->data[--out->size] = '\0';
}

static void
completion_operand_words(struct buffer *out, const struct command *command)
{
    for (size_t i = 0; command->words && command->words[i]; i++)
        buffer_printf(out, "%s%s", i ? " " : "", command->words[i]);
    if (!command->words)
        completion_words(out, command->complete, NULL);
}

/* The tables of options of a command. */
static size_t
completion_tables(const struct command *command, const struct cli_option *tables[4])
{
    size_t n = 0;

    if (command->options)
        tables[n++] = command->options;
    if (command->flags & COMMAND_LIST)
        tables[n++] = cli_list_options;
    if (command->flags & COMMAND_OUTPUT)
        tables[n++] = cli_output_options;
    return n;
}

/* ---- bash ---- */

static void
bash_option_values(struct buffer *out, const struct cli_option *options)
{
    for (const struct cli_option *o = options; o->name; o++) {
        struct buffer words = { 0 };

        if (!o->value)
            continue;
        completion_words(&words, o->complete, o);
        buffer_printf(out, "    --%s)\n", o->name);
        if (o->complete == COMPLETE_FILES)
            buffer_puts(out, "        COMPREPLY=($(compgen -f -- \"$word\"))\n");
        else if (o->complete == COMPLETE_FOLDERS)
            buffer_puts(out, "        COMPREPLY=($(compgen -d -- \"$word\"))\n");
        else if (o->complete == COMPLETE_THEMES)
            buffer_puts(out,
                "        COMPREPLY=($(compgen -W \"$(" COMPLETION_THEMES ")\" -- \"$word\"))\n");
        else if (words.size)
            buffer_printf(out, "        COMPREPLY=($(compgen -W '%s' -- \"$word\"))\n", words.data);
        buffer_puts(out, "        return ;;\n");
        buffer_fini(&words);
    }
}

static void
bash_names(struct buffer *out, const struct cli_option *options)
{
    for (; options && options->name; options++)
        buffer_printf(out, " --%s", options->name);
}

static void
bash_command(struct buffer *out, const struct command *command)
{
    const struct cli_option *tables[4];
    struct buffer words = { 0 };
    size_t n = completion_tables(command, tables);

    buffer_printf(out, "    %s)\n        options=\"", command->name);
    for (size_t i = 0; i < n; i++)
        bash_names(out, tables[i]);
    buffer_puts(out, "\"\n");
    completion_operand_words(&words, command);
    if (command->complete == COMPLETE_CARS)
        buffer_puts(out, "        [[ $word != -* ]] && words=$(" COMPLETION_CARS ")\n");
    else
        buffer_printf(out, "        words='%s'\n", buffer_text(&words));
    buffer_puts(out, "        ;;\n");
    buffer_fini(&words);
}

static void
completion_bash(struct buffer *out)
{
    buffer_puts(out, "# bash completion for autorev-tui\n"
                     "_autorev_tui() {\n"
                     "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
                     "    local command= options= words= i\n"
                     "    COMPREPLY=()\n"
                     "    case $before in\n");
    bash_option_values(out, cli_options);
    bash_option_values(out, cli_list_options);
    for (const struct command *command = commands; command->name; command++)
        if (command->options)
            bash_option_values(out, command->options);
    buffer_puts(out, "    esac\n"
                     "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                     "        case ${COMP_WORDS[i]} in\n"
                     "        -*) ;;\n");
    buffer_puts(out, "        ");
    for (const struct command *command = commands; command->name; command++)
        buffer_printf(out, "%s%s", command == commands ? "" : "|", command->name);
    buffer_puts(out, ") command=${COMP_WORDS[i]}; break ;;\n"
                     "        esac\n"
                     "    done\n"
                     "    case $command in\n"
                     "    '') words='");
    for (const struct command *command = commands; command->name; command++)
        buffer_printf(out, "%s%s", command == commands ? "" : " ", command->name);
    buffer_puts(out, "' ;;\n");
    for (const struct command *command = commands; command->name; command++)
        bash_command(out, command);
    buffer_puts(out, "    esac\n    options+=\"");
    bash_names(out, cli_options);
    buffer_puts(out, "\"\n"
                     "    if [[ $word == -* ]]; then\n"
                     "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
                     "    else\n"
                     "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
                     "    fi\n"
                     "}\n"
                     "complete -F _autorev_tui autorev-tui\n");
}

/* ---- zsh ---- */

/* Text inside single quotes, where colons and brackets mean something to zsh. */
static void
zsh_text(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        if (strchr(":[]\\", *text))
            buffer_putc(out, '\\');
        if (*text == '\'')
            buffer_puts(out, "'\\'");
        buffer_putc(out, *text);
    }
}

static void
zsh_options(struct buffer *out, const struct cli_option *options)
{
    for (const struct cli_option *o = options; o && o->name; o++) {
        struct buffer words = { 0 };

        buffer_printf(out, "            '--%s%s[", o->name, o->value ? "=" : "");
        zsh_text(out, o->help);
        buffer_puts(out, "]");
        completion_words(&words, o->complete, o);
        if (o->complete == COMPLETE_FILES)
            buffer_printf(out, ":%s:_files", o->value);
        else if (o->complete == COMPLETE_FOLDERS)
            buffer_printf(out, ":%s:_files -/", o->value);
        else if (o->complete == COMPLETE_THEMES)
            buffer_printf(out, ":%s:(${(f)\"$(" COMPLETION_THEMES ")\"})", o->value);
        else if (words.size)
            buffer_printf(out, ":%s:(%s)", o->value, words.data);
        else if (o->value)
            buffer_printf(out, ":%s:", o->value);
        buffer_puts(out, "' \\\n");
        buffer_fini(&words);
    }
}

static void
zsh_command(struct buffer *out, const struct command *command)
{
    const struct cli_option *tables[4];
    struct buffer words = { 0 };
    size_t n = completion_tables(command, tables);

    buffer_printf(out, "        %s)\n        _arguments -s \\\n", command->name);
    for (size_t i = 0; i < n; i++)
        zsh_options(out, tables[i]);
    zsh_options(out, cli_options);
    completion_operand_words(&words, command);
    if (command->complete == COMPLETE_CARS)
        buffer_puts(out, "            '*:car:_autorev_tui_cars' ;;\n");
    else
        buffer_printf(out, "            '*:%s:(%s)' ;;\n", command->name, buffer_text(&words));
    buffer_fini(&words);
}

static void
completion_zsh(struct buffer *out)
{
    buffer_puts(out, "#compdef autorev-tui\n"
                     "_autorev_tui_cars() {\n"
                     "    local -a cars=(${(f)\"$(" COMPLETION_CARS ")\"})\n"
                     "    compadd -a cars\n"
                     "}\n"
                     "_autorev_tui() {\n"
                     "    local line state\n"
                     "    _arguments -C \\\n");
    zsh_options(out, cli_options);
    buffer_puts(out, "            '1:command:->command' '*::argument:->argument'\n"
                     "    case $state in\n"
                     "    command)\n"
                     "        local -a names=(\n");
    for (const struct command *command = commands; command->name; command++) {
        buffer_printf(out, "            '%s:", command->name);
        zsh_text(out, command->summary);
        buffer_puts(out, "'\n");
    }
    buffer_puts(out, "        )\n"
                     "        _describe command names ;;\n"
                     "    argument)\n"
                     "        case $words[1] in\n");
    for (const struct command *command = commands; command->name; command++)
        zsh_command(out, command);
    buffer_puts(out, "        esac ;;\n"
                     "    esac\n"
                     "}\n"
                     "if [ \"$funcstack[1]\" = _autorev-tui ]; then\n"
                     "    _autorev_tui \"$@\"\n"
                     "else\n"
                     "    compdef _autorev_tui autorev-tui\n"
                     "fi\n");
}

/* ---- fish ---- */

static void
fish_text(struct buffer *out, const char *text)
{
    buffer_putc(out, '\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            buffer_putc(out, '\\');
        buffer_putc(out, *text);
    }
    buffer_putc(out, '\'');
}

static void
fish_options(struct buffer *out, const char *when, const struct cli_option *options)
{
    for (const struct cli_option *o = options; o && o->name; o++) {
        struct buffer words = { 0 };

        buffer_printf(out, "complete -c autorev-tui%s -l %s -d ", when, o->name);
        fish_text(out, o->help);
        completion_words(&words, o->complete, o);
        if (o->complete == COMPLETE_FILES)
            buffer_puts(out, " -r -F");
        else if (o->complete == COMPLETE_FOLDERS)
            buffer_puts(out, " -x -a '(__fish_complete_directories)'");
        else if (o->complete == COMPLETE_THEMES)
            buffer_puts(out, " -x -a '(" COMPLETION_THEMES ")'");
        else if (words.size)
            buffer_printf(out, " -x -a '%s'", words.data);
        else if (o->value)
            buffer_puts(out, " -x");
        buffer_putc(out, '\n');
        buffer_fini(&words);
    }
}

static void
completion_fish(struct buffer *out)
{
    buffer_puts(out, "# fish completion for autorev-tui\ncomplete -c autorev-tui -f\n");
    for (const struct command *command = commands; command->name; command++) {
        buffer_printf(
            out, "complete -c autorev-tui -n __fish_use_subcommand -a %s -d ", command->name);
        fish_text(out, command->summary);
        buffer_putc(out, '\n');
    }
    fish_options(out, "", cli_options);
    for (const struct command *command = commands; command->name; command++) {
        const struct cli_option *tables[4];
        size_t n = completion_tables(command, tables);
        struct buffer when = { 0 }, words = { 0 };

        buffer_printf(&when, " -n '__fish_seen_subcommand_from %s'", command->name);
        for (size_t i = 0; i < n; i++)
            fish_options(out, buffer_text(&when), tables[i]);
        completion_operand_words(&words, command);
        if (command->complete == COMPLETE_CARS)
            buffer_printf(out, "complete -c autorev-tui%s -a '(" COMPLETION_CARS ")'\n", when.data);
        else if (words.size)
            buffer_printf(out, "complete -c autorev-tui%s -a '%s'\n", when.data, words.data);
        buffer_fini(&when);
        buffer_fini(&words);
    }
}

int
completion_run(struct cli *cli, int argc, char **argv)
{
    struct buffer out = { 0 };
    int status;

    (void) cli;
    (void) argc;
    if (strcmp(argv[0], "bash") == 0)
        completion_bash(&out);
    else if (strcmp(argv[0], "zsh") == 0)
        completion_zsh(&out);
    else
        completion_fish(&out);
    status = cli_write(buffer_text(&out), out.size);
    buffer_fini(&out);
    return status;
}
