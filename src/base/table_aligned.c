/*
 * A table for a terminal: columns under each other, cut to its width.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/text.h"

#include "table_private.h"

enum { CUT_LEAST = 6, GAP = 2 };

/* Cleaned text on one line, in ASCII where that is asked for.  Owned. */
static char *
aligned_text(const char *text, const struct table_style *style)
{
    struct buffer clean = { 0 }, ascii = { 0 };

    text_sanitize(&clean, text, strlen(text), TEXT_LINE);
    if (!style->ascii)
        return buffer_take(&clean);
    text_transliterate(&ascii, buffer_text(&clean));
    buffer_fini(&clean);
    return buffer_take(&ascii);
}

static void
aligned_pad(struct buffer *out, int columns)
{
    while (columns-- > 0)
        buffer_putc(out, ' ');
}

static void
aligned_cell(struct buffer *out, const char *text, int width, bool right, bool bold,
    const struct table_style *style)
{
    int used = text_width(text);
    size_t size = strlen(text);
    const char *more = "";

    if (used > width) {
        more = style->ascii ? "~" : "\xe2\x80\xa6";
        size = text_fit(text, width - 1, &used);
        used++;
    }
    if (right)
        aligned_pad(out, width - used);
    if (bold && style->color)
        buffer_puts(out, "\033[1m");
    buffer_add(out, text, size);
    buffer_puts(out, more);
    if (bold && style->color)
        buffer_puts(out, "\033[0m");
    if (!right)
        aligned_pad(out, width - used);
}

struct aligned {
    char **text; /* cleaned: the heads, then the cells */
    int *width;
    bool *right;
};

static struct aligned
aligned_measure(const struct table *table, const struct table_style *style)
{
    size_t rows = table_rows(table), cols = table->cols;
    struct aligned al = {
        .text = x_calloc((rows + 1) * cols, sizeof *al.text),
        .width = x_calloc(cols, sizeof *al.width),
        .right = x_calloc(cols, sizeof *al.right),
    };

    for (size_t col = 0; col < cols; col++) {
        al.right[col] = table_is_number(table, col);
        for (size_t row = 0; row <= rows; row++) {
            const char *raw =
                row ? table_cell_at(table, row - 1, col)->shown : table->column[col].head;
            char *text = aligned_text(raw, style);
            int width = text_width(text);

            al.text[row * cols + col] = text;
            al.width[col] = width > al.width[col] ? width : al.width[col];
        }
    }
    return al;
}

/* Takes room from the widest columns that may be cut until the line fits, if it can. */
static void
aligned_shrink(const struct table *table, struct aligned *al, int room)
{
    int total = GAP * ((int) table->cols - 1);

    for (size_t col = 0; col < table->cols; col++)
        total += al->width[col];
    for (; total > room; total--) {
        size_t widest = table->cols;

        for (size_t col = 0; col < table->cols; col++)
            if (table->column[col].cut && al->width[col] > CUT_LEAST &&
                (widest == table->cols || al->width[col] > al->width[widest]))
                widest = col;
        if (widest == table->cols)
            return;
        al->width[widest]--;
    }
}

/* A line without the blanks at its end, and no longer than the terminal. */
static void
aligned_line(const struct table *table, const struct aligned *al, size_t line,
    const struct table_style *style, struct buffer *out)
{
    int left = style->width ? style->width : INT_MAX;

    for (size_t col = 0; col < table->cols && left > 0; col++) {
        int width = al->width[col] < left ? al->width[col] : left;
        bool mark = line ? table_cell_at(table, line - 1, col)->mark : true;

        aligned_cell(out, al->text[line * table->cols + col], width, al->right[col], mark, style);
        left -= width;
        if (col + 1 < table->cols && left > GAP) {
            aligned_pad(out, GAP);
            left -= GAP;
        } else {
            break;
        }
    }
    while (out->size && out->data[out->size - 1] == ' ')
        out->data[--out->size] = '\0';
    buffer_putc(out, '\n');
}

void
table_write_aligned(const struct table *table, const struct table_style *style, struct buffer *out)
{
    struct aligned al = aligned_measure(table, style);
    size_t rows = table_rows(table);
    bool heads = false;

    for (size_t col = 0; col < table->cols; col++)
        heads |= *table->column[col].head != '\0';
    if (style->width)
        aligned_shrink(table, &al, style->width);
    if (heads)
        aligned_line(table, &al, 0, style, out);
    for (size_t row = 0; row < rows; row++) {
        if (table_begins_group(table, row)) {
            char *label = aligned_text(table_row_group(table, row), style);

            buffer_putc(out, '\n');
            aligned_cell(
                out, label, style->width ? style->width : text_width(label), false, true, style);
            while (out->data[out->size - 1] == ' ')
                out->data[--out->size] = '\0';
            buffer_putc(out, '\n');
            free(label);
        }
        aligned_line(table, &al, row + 1, style, out);
    }
    for (size_t i = 0; i < (rows + 1) * table->cols; i++)
        free(al.text[i]);
    free(al.text);
    free(al.width);
    free(al.right);
}
