/*
 * What the files of the list of cars share: cars.c (state, actions), cars_ask.c (what is chosen from
 * menus: order, columns, saved filters) and cars_draw.c.
 */
#ifndef AUTOREV_UI_PANES_CARS_PRIVATE_H
#define AUTOREV_UI_PANES_CARS_PRIVATE_H

#include "autorev/car_list.h"
#include "ui/app.h"
#include "ui/panes/car_detail.h"
#include "ui/panes/panes.h"
#include "ui/widgets/browser.h"

enum { CARS_FILTER_MAX = 400 };

struct mark {
    char *slug, *name; /* owned */
};

struct cars_state {
    struct car_list *list;
    struct browser browser;
    struct car_detail detail;
    int column[CAR_FIELD_COUNT];
    size_t columns;
    int sort;
    bool descending;
    char filter[CARS_FILTER_MAX]; /* as typed and confirmed */
    bool filtered;                /* the list is, perhaps by what is being typed */
    struct mark *mark;
    size_t marks;
    long mark_from; /* where a range begins, or -1 */
    char keep[120]; /* slug to go back to after a load */
};

/* The text of the selected row; NULL when unknown, or while it is on its way. */
const char *cars_selected_text(const struct cars_state *st, int field);

/* The place of a slug among the marked ones, or -1. */
long cars_find_mark(const struct cars_state *st, const char *slug);

/* Filters by what was typed, or says in the bottom line why not. */
void cars_set_filter(struct pane *pane, const char *text);
void cars_set_sort(struct pane *pane, int field, bool descending);

void cars_ask_sort(struct pane *pane);
void cars_ask_columns(struct pane *pane);
void cars_ask_saved(struct pane *pane);
void cars_save_filter(struct pane *pane);

/* The columns that fit @cols, and the field of each; returns how many. */
size_t
cars_columns(const struct cars_state *st, int cols, struct list_column column[], int shown[]);
void cars_draw(const struct pane *pane, const struct area *area);

#endif
