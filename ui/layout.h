/*
 * Layout: from the size of the terminal to rectangles.  Arithmetic without curses.
 */
#ifndef AUTOREV_UI_LAYOUT_H
#define AUTOREV_UI_LAYOUT_H

#include <stdbool.h>

#include "ui/term/area.h"

enum {
    LAYOUT_MIN_ROWS = 5, /* below this only a line that says so */
    LAYOUT_MIN_COLS = 20,
    LAYOUT_TWO_COLS = 100, /* from here on master and detail stand side by side */
};

struct layout {
    struct rect tabs, body, status;
};

/* A part that finds no room has zero rows and is not drawn. */
struct layout layout_frame(int rows, int cols);

struct split {
    struct rect master, detail; /* the one that is not shown has zero rows */
};

/* Side by side from LAYOUT_TWO_COLS columns on, one of them below that or when zoomed. */
struct split layout_split(struct rect body, int master_percent, bool on_detail, bool zoomed);

/* A box of at most @rows x @cols in the middle of @body. */
struct rect layout_center(struct rect body, int rows, int cols);

#endif
