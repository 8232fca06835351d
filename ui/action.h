/*
 * Action: something a key, the palette or a click can do.  One row each; the key map, the palette,
 * the help, the hints in the bottom line and the documentation all read that row.
 */
#ifndef AUTOREV_UI_ACTION_H
#define AUTOREV_UI_ACTION_H

#include <stddef.h>

enum action {
    ACTION_NONE,
    /* move */
    ACTION_DOWN,
    ACTION_UP,
    ACTION_LEFT,
    ACTION_RIGHT,
    ACTION_PAGE_DOWN,
    ACTION_PAGE_UP,
    ACTION_HALF_DOWN,
    ACTION_HALF_UP,
    ACTION_FIRST,
    ACTION_LAST,
    ACTION_OPEN,
    ACTION_BACK,
    ACTION_FOCUS_NEXT,
    ACTION_FOCUS_PREV,
    ACTION_ZOOM,
    ACTION_FOLD,
    /* the list */
    ACTION_FILTER,
    ACTION_FILTER_SAVED,
    ACTION_FILTER_SAVE,
    ACTION_SORT,
    ACTION_REVERSE,
    ACTION_COLUMNS,
    ACTION_MARK,
    ACTION_MARK_RANGE,
    ACTION_MARK_CLEAR,
    ACTION_FINDER,
    /* cars */
    ACTION_COMPARE,
    ACTION_SHOW_ISSUES,
    ACTION_SHOW_SERVICE,
    /* compare */
    ACTION_DIFFERENCES,
    ACTION_DROP,
    ACTION_ADD,
    ACTION_CHART,
    ACTION_WRITE,
    ACTION_LIST_SAVE,
    ACTION_LIST_OPEN,
    /* service */
    ACTION_MILES,
    /* the program */
    ACTION_COPY,
    ACTION_REFRESH,
    ACTION_PALETTE,
    ACTION_HELP,
    ACTION_PANE_1,
    ACTION_PANE_2,
    ACTION_PANE_3,
    ACTION_PANE_4,
    ACTION_LAST_PANE,
    ACTION_THEME,
    ACTION_MOUSE,
    ACTION_REDRAW,
    ACTION_RESET,
    ACTION_SUSPEND,
    ACTION_QUIT,
    ACTION_COUNT,
};

/* What an action wants to be there; checked once, by the dispatcher, which says what is missing. */
enum need {
    NEED_ROW = 1 << 0,    /* a selected row */
    NEED_MARKS = 1 << 1,  /* two marked rows or more */
    NEED_STORE = 1 << 2,  /* a connection */
    NEED_WRITES = 1 << 3, /* not --readonly */
    NEED_SHELL = 1 << 4,  /* not --kiosk */
    NEED_CAR = 1 << 5,    /* a shared car */
};

struct action_info {
    const char *name; /* in the settings and the palette */
    const char *hint; /* one or two words for the bottom line */
    const char *help; /* one line, imperative */
    unsigned needs;
};

extern const struct action_info actions[ACTION_COUNT];

/* The action of that name, or ACTION_NONE. */
enum action action_find(const char *name);

/* Why an action that needs something missing cannot be done: one line. */
const char *need_reason(unsigned missing);

/* A key as preset: "j", "<Down>", "gg".  A table of them ends with an empty row. */
struct key_preset {
    const char *keys;
    enum action action;
};

#endif
