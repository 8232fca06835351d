/*
 * The ways to write a table.
 */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/text.h"
#include "autorev/value.h"

#include "table_private.h"

const struct table_cell *
table_cell_at(const struct table *table, size_t row, size_t col)
{
    return &table->cell[row * table->cols + col];
}

const char *
table_row_group(const struct table *table, size_t row)
{
    return table->group[row] ? table->group[row] : "";
}

bool
table_begins_group(const struct table *table, size_t row)
{
    return table->grouped &&
           (!row || strcmp(table_row_group(table, row), table_row_group(table, row - 1)) != 0);
}

/* Numbers stand to the right, in a column that has nothing else. */
bool
table_is_number(const struct table *table, size_t col)
{
    bool any = false;

    for (size_t row = 0; row < table_rows(table); row++) {
        const struct table_cell *cell = table_cell_at(table, row, col);

        if (cell->value && cell->kind != CELL_NUMBER)
            return false;
        any |= cell->value != NULL;
    }
    return any;
}

/* ---- Markdown ---- */

static void
markdown_text(struct buffer *out, const char *text)
{
    struct buffer clean = { 0 };

    text_sanitize(&clean, text, strlen(text), TEXT_BLOCK);
    for (const char *c = buffer_text(&clean); *c; c++) {
        if (*c == '\n') {
            buffer_puts(out, "<br>");
            continue;
        }
        if (*c == '<') {
            buffer_puts(out, "&lt;");
            continue;
        }
        if (strchr("\\|`*_[]", *c))
            buffer_putc(out, '\\');
        buffer_putc(out, *c);
    }
    buffer_fini(&clean);
}

static void
markdown_heads(const struct table *table, struct buffer *out)
{
    buffer_puts(out, "|");
    for (size_t col = 0; col < table->cols; col++) {
        buffer_putc(out, ' ');
        markdown_text(out, table->column[col].head);
        buffer_puts(out, " |");
    }
    buffer_puts(out, "\n|");
    for (size_t col = 0; col < table->cols; col++)
        buffer_puts(out, table_is_number(table, col) ? " ---: |" : " --- |");
    buffer_putc(out, '\n');
}

static void
write_markdown(const struct table *table, struct buffer *out)
{
    markdown_heads(table, out);
    for (size_t row = 0; row < table_rows(table); row++) {
        if (table_begins_group(table, row)) {
            buffer_puts(out, "| **");
            markdown_text(out, table_row_group(table, row));
            buffer_puts(out, "** |");
            for (size_t col = 1; col < table->cols; col++)
                buffer_puts(out, " |");
            buffer_putc(out, '\n');
        }
        buffer_puts(out, "|");
        for (size_t col = 0; col < table->cols; col++) {
            const struct table_cell *cell = table_cell_at(table, row, col);

            buffer_puts(out, cell->mark ? " **" : " ");
            markdown_text(out, cell->shown);
            buffer_puts(out, cell->mark ? "** |" : " |");
        }
        buffer_putc(out, '\n');
    }
}

/* ---- CSV ---- */

/* A spreadsheet computes what begins like this, and what it computes may call out. */
static bool
csv_is_formula(const char *text)
{
    double number;

    text += strspn(text, " ");
    return *text && strchr("=+-@", *text) && !value_real(text, &number);
}

static void
csv_text(struct buffer *out, const char *text)
{
    struct buffer clean = { 0 };
    const char *s;
    bool quote;

    text_sanitize(&clean, text, strlen(text), TEXT_BLOCK);
    s = buffer_text(&clean);
    quote = strpbrk(s, ",\"\n;") || *s == ' ' || (clean.size && s[clean.size - 1] == ' ');
    if (quote)
        buffer_putc(out, '"');
    if (csv_is_formula(s))
        buffer_putc(out, '\'');
    for (; *s; s++) {
        if (*s == '"')
            buffer_putc(out, '"');
        buffer_putc(out, *s);
    }
    if (quote)
        buffer_putc(out, '"');
    buffer_fini(&clean);
}

static void
csv_cell(const struct table_cell *cell, struct buffer *out)
{
    if (cell->value)
        csv_text(out, cell->kind == CELL_JSON ? cell->shown : cell->value);
}

static void
write_csv(const struct table *table, struct buffer *out)
{
    if (table->grouped)
        buffer_puts(out, "group,");
    for (size_t col = 0; col < table->cols; col++) {
        csv_text(out, table->column[col].name);
        buffer_puts(out, col + 1 < table->cols ? "," : "\r\n");
    }
    for (size_t row = 0; row < table_rows(table); row++) {
        if (table->grouped) {
            csv_text(out, table_row_group(table, row));
            buffer_putc(out, ',');
        }
        for (size_t col = 0; col < table->cols; col++) {
            csv_cell(table_cell_at(table, row, col), out);
            buffer_puts(out, col + 1 < table->cols ? "," : "\r\n");
        }
    }
}

/* ---- JSON ---- */

static json_t *
json_clean(const char *text)
{
    struct buffer clean = { 0 };
    json_t *value;

    text_sanitize(&clean, text, strlen(text), TEXT_BLOCK);
    value = json_string(buffer_text(&clean));
    buffer_fini(&clean);
    return value;
}

/* The texts inside a list or an object are cleaned, too. */
static json_t *
json_clean_value(json_t *value)
{
    const char *key;
    json_t *member, *clean;
    size_t i;

    if (json_is_string(value))
        return json_clean(json_string_value(value));
    if (json_is_array(value)) {
        clean = json_array();
        json_array_foreach(value, i, member) json_array_append_new(clean, json_clean_value(member));
        return clean;
    }
    if (!json_is_object(value))
        return json_incref(value);
    clean = json_object();
    json_object_foreach(value, key, member)
    {
        json_t *name = json_clean(key);

        json_object_set_new(clean, json_string_value(name), json_clean_value(member));
        json_decref(name);
    }
    return clean;
}

static json_t *
json_cell(const struct table_cell *cell)
{
    double number;
    json_t *value, *clean;

    if (!cell->value)
        return json_null();
    if (cell->kind == CELL_NUMBER && value_real(cell->value, &number))
        return number == rint(number) ? json_integer((json_int_t) number) : json_real(number);
    if (cell->kind == CELL_BOOL)
        return json_boolean(*cell->value == 't');
    if (cell->kind == CELL_JSON && (value = json_loads(cell->value, JSON_DECODE_ANY, NULL))) {
        clean = json_clean_value(value);
        json_decref(value);
        return clean;
    }
    return json_clean(cell->value);
}

static void
json_write(const json_t *value, size_t flags, struct buffer *out)
{
    char *text = json_dumps(value, flags | JSON_REAL_PRECISION(12) | JSON_ENCODE_ANY);

    buffer_puts(out, text ? text : "null");
    free(text);
}

static void
write_json(const struct table *table, struct buffer *out)
{
    size_t rows = table_rows(table);

    /* Row by row: a million rows need not be in memory twice. */
    buffer_puts(out, rows ? "[\n" : "[]\n");
    for (size_t row = 0; row < rows; row++) {
        json_t *object = json_object();

        if (table->grouped)
            json_object_set_new(object, "group", json_clean(table_row_group(table, row)));
        for (size_t col = 0; col < table->cols; col++)
            json_object_set_new(
                object, table->column[col].name, json_cell(table_cell_at(table, row, col)));
        json_write(object, 0, out);
        buffer_puts(out, row + 1 < rows ? ",\n" : "\n]\n");
        json_decref(object);
    }
}

void
table_json_text(struct buffer *out, const char *text)
{
    json_t *value = text ? json_clean(text) : json_null();

    json_write(value, 0, out);
    json_decref(value);
}

/* ---- tab-separated ---- */

static void
write_plain(const struct table *table, struct buffer *out)
{
    for (size_t row = 0; row < table_rows(table); row++)
        for (size_t col = 0; col < table->cols; col++) {
            const struct table_cell *cell = table_cell_at(table, row, col);
            const char *text = !cell->value              ? ""
                               : cell->kind == CELL_JSON ? cell->shown
                                                         : cell->value;

            text_sanitize(out, text, strlen(text), TEXT_LINE);
            buffer_putc(out, col + 1 < table->cols ? '\t' : '\n');
        }
}

void
table_write(const struct table *table, enum table_format format, const struct table_style *style,
    struct buffer *out)
{
    static const struct table_style plain = { 0 };

    switch (format) {
    case TABLE_ALIGNED:
        table_write_aligned(table, style ? style : &plain, out);
        break;
    case TABLE_MARKDOWN:
        write_markdown(table, out);
        break;
    case TABLE_CSV:
        write_csv(table, out);
        break;
    case TABLE_JSON:
        write_json(table, out);
        break;
    case TABLE_PLAIN:
        write_plain(table, out);
        break;
    }
}
