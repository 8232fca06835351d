/*
 * What the lists of commands share: columns, order, length, and long text.
 */
#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "autorev/text.h"

#include "command.h"

enum { LIST_COLUMNS = 48, PARAGRAPH_WIDTH = 80, PARAGRAPH_INDENT = 2 };

char *
cli_joined(int argc, char **argv)
{
    struct buffer text = { 0 };

    for (int i = 0; i < argc; i++)
        buffer_printf(&text, "%s%s", i ? " " : "", argv[i]);
    return buffer_take(&text);
}

static bool
list_column(
    const struct table *table, const char *what, const char *name, size_t *col, struct error *err)
{
    int found = table_find(table, name);
    const char *names[LIST_COLUMNS], *near;
    struct buffer all = { 0 };
    size_t n = 0;

    *col = (size_t) found;
    if (found >= 0)
        return true;
    for (; n < table_cols(table) && n < LIST_COLUMNS; n++) {
        names[n] = table_name(table, n);
        buffer_printf(&all, "%s%s", n ? ", " : "", names[n]);
    }
    near = text_nearest(name, names, n);
    error_set(err, ERROR_INPUT, "%s: there is no column '%.60s'", what, name);
    if (near)
        error_hint(err, "did you mean '%s'?", near);
    else
        error_hint(err, "columns here: %s", buffer_text(&all));
    buffer_fini(&all);
    return false;
}

static bool
list_select(struct table *table, const char *what, const char *names, struct error *err)
{
    char *copy = x_strdup(names), *rest = copy;
    size_t cols[LIST_COLUMNS], n = 0;
    bool ok = true;

    for (char *word; ok && n < LIST_COLUMNS && (word = strtok_r(rest, ", ", &rest));)
        ok = list_column(table, what, word, &cols[n++], err);
    if (ok && !n)
        ok = error_set(err, ERROR_INPUT, "%s names no column", what);
    if (ok)
        table_select(table, cols, n);
    free(copy);
    return ok;
}

/* All columns but those of @names. */
static void
list_leave_out(struct table *table, const char *names)
{
    size_t cols[LIST_COLUMNS], n = 0;

    for (size_t col = 0; col < table_cols(table) && n < LIST_COLUMNS; col++) {
        const char *name = table_name(table, col), *found = strstr(names, name);
        size_t size = strlen(name);

        while (found &&
               !((found == names || found[-1] == ' ') && (found[size] == ' ' || !found[size])))
            found = strstr(found + 1, name);
        if (!found)
            cols[n++] = col;
    }
    table_select(table, cols, n);
}

static bool
list_arrange(const struct cli *cli, struct table *table, const char *people,
    const char *only_people, struct error *err)
{
    const char *sort = cli_option(cli, "sort"), *columns = cli_option(cli, "columns");
    int limit;
    size_t col;

    if (!cli_number(cli, "limit", 0, 100000000, 0, &limit, err))
        return false;
    if (sort) {
        bool descending = *sort == '-';

        if (!list_column(table, "--sort", sort + (descending || *sort == '+'), &col, err))
            return false;
        table_sort(table, col, descending);
    }
    if (limit)
        table_limit(table, (size_t) limit);
    if (columns)
        return list_select(table, "--columns", columns, err);
    if (cli->format == TABLE_ALIGNED || cli->format == TABLE_MARKDOWN)
        return list_select(table, "columns", people, err);
    list_leave_out(table, only_people);
    return true;
}

int
cli_print_list(const struct cli *cli, struct table *table, const char *people,
    const char *only_people, const char *nothing)
{
    struct error err = { 0 };

    if (list_arrange(cli, table, people, only_people, &err))
        return cli_print(cli, table, nothing);
    table_free(table);
    return cli_fail(&err);
}

void
cli_list_cell(struct table *table, const char *const items[])
{
    struct buffer json = { 0 }, shown = { 0 };

    if (!items || !*items) {
        table_cell(table, CELL_JSON, NULL, NULL);
        return;
    }
    for (size_t i = 0; items[i]; i++) {
        buffer_puts(&json, i ? "," : "[");
        table_json_text(&json, items[i]);
        buffer_printf(&shown, "%s%s", i ? ", " : "", items[i]);
    }
    buffer_putc(&json, ']');
    table_cell(table, CELL_JSON, buffer_text(&json), buffer_text(&shown));
    buffer_fini(&json);
    buffer_fini(&shown);
}

void
cli_paragraph(const struct cli *cli, struct buffer *out, const char *title, const char *text)
{
    struct table_style style = cli_style(cli);
    int width = style.width && style.width < PARAGRAPH_WIDTH ? style.width : PARAGRAPH_WIDTH;
    struct buffer clean = { 0 }, ascii = { 0 };
    const char *s;

    text_sanitize(&clean, text, strlen(text), TEXT_LINE);
    if (style.ascii)
        text_transliterate(&ascii, buffer_text(&clean));
    s = buffer_text(style.ascii ? &ascii : &clean);
    buffer_printf(out, style.color ? "\n\033[1m%s\033[0m\n" : "\n%s\n", title);
    while (*s) {
        size_t skip, size = text_wrap(s, width - PARAGRAPH_INDENT, &skip);

        buffer_printf(out, "%*s%.*s\n", PARAGRAPH_INDENT, "", (int) size, s);
        s += skip;
    }
    buffer_fini(&clean);
    buffer_fini(&ascii);
}
