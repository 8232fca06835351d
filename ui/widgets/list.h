/*
 * List: rows in columns, drawn as far as they are seen.  Knows how many rows there are and asks for the cells
 * it draws; 310 rows and 1,000,000 cost the same.
 */
#ifndef AUTOREV_UI_WIDGETS_LIST_H
#define AUTOREV_UI_WIDGETS_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "ui/pane.h"

struct list {
    long count;    /* rows */
    long top;      /* first row shown */
    long selected; /* < count unless count is 0 */
    int rows;      /* rows that fit, without the head */
};

struct list_column {
    const char *head; /* NULL in every column: no head line */
    int width;        /* columns; 0: takes what is left */
    bool right;
    int sorted; /* 1 upwards, -1 downwards, 0 not by this one */
};

struct list_view {
    const struct list_column *columns;
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
void list_arrange(struct list *list, int rows, long count);

/* Moves the selection.  VERDICT_PASS for actions that do not move. */
enum verdict list_on_action(struct list *list, enum action action);

/* Click, double click (ACTION_OPEN is returned in *@then), wheel; @mouse relative to the area
 * given to list_draw; @head_lines 1 when there is a head. */
enum verdict
list_on_mouse(struct list *list, const struct mouse *mouse, int head_lines, enum action *then);

/* The width that column @column gets in @cols columns. */
int list_column_at(const struct list_view *view, int cols, int x);

void list_draw(const struct list *list, const struct area *area, const struct list_view *view);

#endif
