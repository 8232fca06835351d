/*
 * Table: a virtual list of rows in columns.  Knows how many rows there are and asks for the cells
 * it draws; 310 rows and 1,000,000 cost the same.
 */
#ifndef AUTOREV_UI_WIDGETS_TABLE_H
#define AUTOREV_UI_WIDGETS_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/pane.h"

struct table {
    long count;    /* rows */
    long top;      /* first row shown */
    long selected; /* < count unless count is 0 */
    int rows;      /* rows that fit, without the head */
};

struct table_column {
    const char *head; /* NULL in every column: no head line */
    int width;        /* columns; 0: takes what is left */
    bool right;
    int sorted; /* 1 upwards, -1 downwards, 0 not by this one */
};

struct table_view {
    const struct table_column *columns;
    size_t column_count;
    bool focused;
    bool marks; /* a column for marks in front */

    /* Writes the cell's text; *@role is preset to what the row looks like. */
    void (*cell)(void *data, long row, size_t column, char *out, size_t room, enum role *role);

    /* Optional. */
    bool (*marked)(void *data, long row);
    void *data;
};

/* New size or count: keeps the selection visible. */
void table_arrange(struct table *table, int rows, long count);

/* Moves the selection.  VERDICT_PASS for actions that do not move. */
enum verdict table_on_action(struct table *table, enum action action);

/* Click, double click (ACTION_OPEN is returned in *@then), wheel; @mouse relative to the area
 * given to table_draw; @head_lines 1 when there is a head. */
enum verdict
table_on_mouse(struct table *table, const struct mouse *mouse, int head_lines, enum action *then);

/* The width that column @column gets in @cols columns. */
int table_column_at(const struct table_view *view, int cols, int x);

void table_draw(const struct table *table, const struct area *area, const struct table_view *view);

#endif
