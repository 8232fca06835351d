#include "autorev/table.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"
#include "autorev/value.h"

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

static bool
table_is_named(const char *name, const char *typed)
{
    for (; *name && *typed; name++, typed++) {
        char a = *name == '_' ? '-' : *name, b = *typed == '_' ? '-' : *typed;

        if (b >= 'A' && b <= 'Z')
            b = (char) (b + 'a' - 'A');
        if (a != b)
            return false;
    }
    return *name == *typed;
}

int
table_find(const struct table *table, const char *name)
{
    for (size_t col = 0; col < table->cols; col++)
        if (table_is_named(table->column[col].name, name))
            return (int) col;
    return -1;
}

const char *
table_name(const struct table *table, size_t col)
{
    return table->column[col].name;
}

struct table_key {
    size_t row;
    double number; /* NAN: by text */
    char *text;    /* owned; NULL: unknown */
    int direction;
};

static int
table_compare(const void *a, const void *b)
{
    const struct table_key *x = a, *y = b;
    int by = !x->text - !y->text;

    if (!by && x->text && !isnan(x->number) && !isnan(y->number))
        by = x->direction * ((x->number > y->number) - (x->number < y->number));
    else if (!by && x->text)
        by = x->direction * strcmp(x->text, y->text);
    return by ? by : (x->row > y->row) - (x->row < y->row);
}

void
table_sort(struct table *table, size_t col, bool descending)
{
    size_t rows = table_rows(table), cols = table->cols;
    struct table_key *key = x_calloc(rows, sizeof *key);
    struct table_cell *sorted = x_calloc(table->count, sizeof *sorted);

    for (size_t row = 0; row < rows; row++) {
        const struct table_cell *cell = &table->cell[row * cols + col];
        char folded[256];

        key[row] = (struct table_key){ row, NAN, NULL, descending ? -1 : 1 };
        if (!cell->value)
            continue;
        text_fold(folded, sizeof folded, cell->shown);
        key[row].text = x_strdup(folded);
        if (cell->kind == CELL_NUMBER && !value_real(cell->value, &key[row].number))
            key[row].number = NAN;
    }
    qsort(key, rows, sizeof *key, table_compare);
    for (size_t row = 0; row < rows; row++) {
        memcpy(sorted + row * cols, table->cell + key[row].row * cols, cols * sizeof *sorted);
        free(key[row].text);
    }
    free(table->cell);
    free(key);
    table->cell = sorted;
    table->room = table->count;
    table->grouped = false;
}

void
table_select(struct table *table, const size_t cols[], size_t n)
{
    size_t rows = table_rows(table);
    struct table_column *column = x_calloc(n, sizeof *column);
    struct table_cell *cell = x_calloc(rows * n, sizeof *cell);
    const char **group = x_calloc(rows, sizeof *group);

    for (size_t c = 0; c < n; c++) {
        column[c] = table->column[cols[c]];
        for (size_t row = 0; row < rows; row++)
            cell[row * n + c] = table->cell[row * table->cols + cols[c]];
    }
    if (rows)
        memcpy(group, table->group, rows * sizeof *group);
    free(table->column);
    free(table->cell);
    free(table->group);
    table->column = column;
    table->cell = cell;
    table->group = group;
    table->cols = n;
    table->count = table->room = rows * n;
}
