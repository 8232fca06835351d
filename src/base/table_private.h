/*
 * What a table is made of: for table.c, which fills it, and table_write.c, which writes it.
 */
#ifndef AUTOREV_BASE_TABLE_PRIVATE_H
#define AUTOREV_BASE_TABLE_PRIVATE_H

#include "autorev/memory.h"
#include "autorev/table.h"

struct table_column {
    const char *name, *head;
    bool cut;
};

struct table_cell {
    enum cell_kind kind;
    bool mark;
    const char *value; /* NULL when unknown */
    const char *shown;
};

struct table {
    struct arena *arena; /* owns every text */
    struct table_column *column;
    size_t cols;
    struct table_cell *cell;
    const char **group; /* of each row */
    size_t count, room; /* cells */
    const char *label;  /* the group of the rows to come */
    bool grouped;
};

/* For those who write: a cell, the group of a row ("" for none), whether a row begins one, whether a
 * column holds nothing but numbers and then stands to the right. */
const struct table_cell *table_cell_at(const struct table *table, size_t row, size_t col);
const char *table_row_group(const struct table *table, size_t row);
bool table_begins_group(const struct table *table, size_t row);
bool table_is_number(const struct table *table, size_t col);

void
table_write_aligned(const struct table *table, const struct table_style *style, struct buffer *out);

#endif
