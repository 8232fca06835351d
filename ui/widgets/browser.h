/*
 * Browser: a list and what there is to read about its row: side by side where there is room, one at a
 * time where there is not.  Focus, zoom, folding, the divider, the mouse and the two heads are the
 * same wherever a pane has this shape.  Used by value.
 */
#ifndef AUTOREV_UI_WIDGETS_BROWSER_H
#define AUTOREV_UI_WIDGETS_BROWSER_H

#include <stdbool.h>

#include "ui/layout.h"
#include "ui/widgets/doc.h"
#include "ui/widgets/list.h"

struct browser {
    struct list list;
    struct doc doc;
    bool on_detail, zoomed;
    bool dragging; /* the divider */
    bool blank;    /* the text waits for the cursor to rest: what scrolls by is not shown */
    int percent;   /* of the width, for the list; 0: the preset */
    int foot;      /* lines below the rows that are the pane's */
};

/* Frees what it owns. */
void browser_fini(struct browser *browser);

/* What was remembered of the divider: "56"; "" is the preset. */
void browser_set_percent(struct browser *browser, const char *percent);

struct split browser_split(const struct browser *browser, struct rect rect);

/* A new size, another count of rows, another text. */
void browser_arrange(struct browser *browser, struct rect rect, long count);

/* Moves in what has the focus, changes focus and zoom, folds.  VERDICT_PASS for the rest, also for
 * going back from the list itself. */
enum verdict browser_on_action(struct browser *browser, struct rect rect, enum action action);

/* @mouse is relative to @rect.  *@head is the column of a click on the list's head, else -1. */
enum verdict
browser_on_mouse(struct browser *browser, struct rect rect, const struct mouse *mouse, int *head);

struct browser_titles {
    const char *list, *note, *detail;
};

/* Draws both heads, which row is selected behind the note, and the text.  *@inside becomes the part
 * of the list for the pane to fill (rows, or why there are none); it has no rows when the list is
 * not shown. */
void browser_draw(const struct browser *browser, struct rect rect,
    const struct browser_titles *titles, struct area *inside);

/* Draws the rows and their head. */
void browser_draw_list(const struct browser *browser, const struct area *inside,
    const struct list_column columns[], size_t n,
    void (*cell)(void *data, long row, size_t column, char *out, size_t room, enum role *role),
    void *data);

/* Writes a sentence from line @row of @area on, wrapped, inside a margin.  Returns the line below. */
int browser_say(const struct area *area, int row, enum role role, const char *text);

#endif
