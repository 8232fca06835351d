/*
 * The settings as a file that explains itself.
 */
#include "autorev/settings.h"

#include <string.h>

#include "autorev/buffer.h"

static void
settings_text_comment(struct buffer *out, int indent, const struct setting *row)
{
    buffer_printf(out, "%*s# %s", indent, "", row->help);
    if (row->choices) {
        buffer_printf(out, "\n%*s# One of: ", indent, "");
        for (size_t i = 0; row->choices[i]; i++)
            buffer_printf(out, "%s%s", i ? ", " : "", row->choices[i]);
    }
    if (row->env)
        buffer_printf(out, "\n%*s# Environment: %s", indent, "", row->env);
    buffer_putc(out, '\n');
}

/* The preset as YAML: bare where that reads as the same text, a flow list for a list. */
static void
settings_text_value(struct buffer *out, const struct setting *row)
{
    if (row->type == SETTING_LIST) {
        buffer_puts(out, " [");
        for (const char *word = row->preset; *word;) {
            size_t size = strcspn(word, " ");

            buffer_printf(out, "%s%.*s", word == row->preset ? "" : ", ", (int) size, word);
            word += size + strspn(word + size, " ");
        }
        buffer_puts(out, "]\n");
    } else if (*row->preset) {
        buffer_printf(out, " %s\n", row->preset);
    } else {
        buffer_puts(out, " \"\"\n");
    }
}

char *
settings_default_text(void)
{
    struct buffer out = { 0 };
    const char *group = "";
    size_t group_size = 0;

    buffer_puts(&out,
        "# Settings of autorev-tui, each at its preset: a line left out, or this whole file, "
        "means\n"
        "# the same. Its place is ~/.config/autorev/config.yaml ($XDG_CONFIG_HOME, AUTOREV_CONFIG\n"
        "# and --config move it). A flag goes before the environment, and that before this file.\n"
        "# `autorev-tui config check` says what is wrong with it. With a password or a token in "
        "it,\n"
        "# nobody else may be able to read it: chmod 600.\n");
    for (const struct setting *row = settings_table; row->name; row++) {
        const char *dot = strchr(row->name, '.');
        size_t size = dot ? (size_t) (dot - row->name) : 0;

        if (size && (size != group_size || strncmp(group, row->name, size) != 0))
            buffer_printf(&out, "\n%.*s:\n", (int) size, row->name);
        else if (!size)
            buffer_putc(&out, '\n');
        group = row->name;
        group_size = size;
        settings_text_comment(&out, dot ? 2 : 0, row);
        buffer_printf(&out, "%s%s:", dot ? "  " : "", dot ? dot + 1 : row->name);
        settings_text_value(&out, row);
    }
    buffer_puts(&out, "\n# Keys by the name of what they do; `autorev-tui help keys` lists the "
                      "names. Several keys are\n"
                      "# a list, and none takes a key away.\n"
                      "#   keys: {compare: x, quit: [q, \"<C-q>\"], undo: none}\n"
                      "keys: {}\n"
                      "\n# Filters with a name, in the language of the filter line.\n"
                      "#   filters: {cheap-fun: \"price<30k fun>=8\"}\n"
                      "filters: {}\n");
    return buffer_take(&out);
}
