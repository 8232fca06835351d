#include "autorev/table.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"

#include "table_private.h"

struct table *
table_new(void)
{
    struct table *table = x_calloc(1, sizeof *table);

    table->arena = arena_new();
    return table;
}

void
table_free(struct table *table)
{
    if (!table)
        return;
    arena_free(table->arena);
    free(table->column);
    free(table->cell);
    free(table->group);
    free(table);
}

void
table_column(struct table *table, const char *name, const char *head, bool cut)
{
    struct buffer clean = { 0 }; /* a name may come from the data: that of a car to compare */

    assert(!table->count && "columns come before cells");
    text_sanitize(&clean, name, strlen(name), TEXT_LINE);
    table->column = x_reallocarray(table->column, table->cols + 1, sizeof *table->column);
    table->column[table->cols++] = (struct table_column){
        .name = arena_strdup(table->arena, buffer_text(&clean)),
        .head = arena_strdup(table->arena, head),
        .cut = cut,
    };
    buffer_fini(&clean);
}

void
table_cell(struct table *table, enum cell_kind kind, const char *value, const char *shown)
{
    const char *copy = value ? arena_strdup(table->arena, value) : NULL;
    const char *seen = shown ? arena_strdup(table->arena, shown) : copy;
    size_t row = table->count / table->cols;

    if (table->count == table->room) {
        table->room = table->room ? 2 * table->room : 64;
        table->cell = x_reallocarray(table->cell, table->room, sizeof *table->cell);
        table->group =
            x_reallocarray(table->group, table->room / table->cols + 1, sizeof *table->group);
    }
    if (table->count % table->cols == 0)
        table->group[row] = table->label;
    table->cell[table->count++] = (struct table_cell){
        .kind = kind,
        .value = copy,
        .shown = seen ? seen : "\xe2\x80\x93",
    };
}

void
table_number(struct table *table, double value, const char *shown)
{
    char text[32], *zero;

    if (isnan(value)) {
        table_cell(table, CELL_NUMBER, NULL, shown);
        return;
    }
    snprintf(text, sizeof text, "%.4f", value);
    for (zero = text + strlen(text); zero[-1] == '0';)
        *--zero = '\0';
    if (zero[-1] == '.')
        zero[-1] = '\0';
    table_cell(table, CELL_NUMBER, text, shown);
}

void
table_mark(struct table *table)
{
    assert(table->count);
    table->cell[table->count - 1].mark = true;
}

void
table_group(struct table *table, const char *label)
{
    table->label = arena_strdup(table->arena, label);
    table->grouped = true;
}

size_t
table_rows(const struct table *table)
{
    return table->cols ? table->count / table->cols : 0;
}

size_t
table_cols(const struct table *table)
{
    return table->cols;
}

const char *
table_shown(const struct table *table, size_t row, size_t col)
{
    return table->cell[row * table->cols + col].shown;
}

void
table_limit(struct table *table, size_t rows)
{
    if (rows < table_rows(table))
        table->count = rows * table->cols;
}
