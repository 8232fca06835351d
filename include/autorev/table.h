/*
 * Table: cells in rows and columns, and the ways to write them: aligned for a terminal, Markdown,
 * CSV, JSON, tab-separated.  What a command prints and what a pane exports is the same table.
 *
 * Cells are untrusted; every way of writing cleans them and escapes what means something to it.
 */
#ifndef AUTOREV_TABLE_H
#define AUTOREV_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/attr.h"
#include "autorev/buffer.h"

enum cell_kind {
    CELL_TEXT,
    CELL_NUMBER, /* the value is a number with a point */
    CELL_BOOL,   /* "true" or "false" */
    CELL_JSON,   /* a list or an object; in CSV and for people the shown text counts */
};

enum table_format {
    TABLE_ALIGNED,
    TABLE_MARKDOWN,
    TABLE_CSV, /* RFC 4180 with a head; text that a spreadsheet would take for a formula is quoted */
    TABLE_JSON,  /* an array of objects by column name; unknown is null */
    TABLE_PLAIN, /* values separated by tabs, no head, one row a line */
};

struct table_style {
    int width;  /* of the terminal, for TABLE_ALIGNED; 0: as wide as it gets */
    bool color; /* bold heads and marks, for TABLE_ALIGNED */
    bool ascii; /* no character beyond ASCII, for TABLE_ALIGNED */
};

struct table;

/* Owned by the caller. */
struct table *table_new(void);
void table_free(struct table *table);

/* Adds a column, before the first row.  @name is the key in JSON and CSV, @head is for people.
 * Copied.  A column that may be @cut gives up room when the terminal is narrow. */
void table_column(struct table *table, const char *name, const char *head, bool cut);

/* Adds the next cell, row by row.  @value is for programs, NULL when unknown; @shown for people, NULL
 * for the same.  Copied. */
void table_cell(struct table *table, enum cell_kind kind, const char *value, const char *shown);
void table_number(struct table *table, double value, const char *shown); /* NAN is unknown */

/* Marks the cell just added: bold on a terminal and in Markdown. */
void table_mark(struct table *table);

/* Puts a heading before the next row; programs see it as a column "group". */
void table_group(struct table *table, const char *label);

size_t table_rows(const struct table *table);
size_t table_cols(const struct table *table);

/* What people see in a cell; borrowed, not clean. */
const char *table_shown(const struct table *table, size_t row, size_t col);

/* The column of that name (case is ignored, "_" is "-"), or -1. */
int table_find(const struct table *table, const char *name);

/* The name of a column; borrowed. */
const char *table_name(const struct table *table, size_t col);

/* Sorts the rows by a column, equal ones as they are: numbers by value, text by what people see but
 * for case and accents; unknown comes last in both directions.  Groups are given up. */
void table_sort(struct table *table, size_t col, bool descending);

/* Keeps only these columns, in this order. */
void table_select(struct table *table, const size_t cols[], size_t n);

/* Leaves only the first @rows. */
void table_limit(struct table *table, size_t rows);

void table_write(const struct table *table, enum table_format format,
    const struct table_style *style, struct buffer *out);

/* One JSON text, cleaned; for output that is not a table. */
void table_json_text(struct buffer *out, const char *text);

#endif
