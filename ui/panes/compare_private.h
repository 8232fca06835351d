/*
 * What the files of the comparison share: compare.c (columns, actions, drawing) and compare_keep.c
 * (saved lists, files).
 */
#ifndef AUTOREV_UI_PANES_COMPARE_PRIVATE_H
#define AUTOREV_UI_PANES_COMPARE_PRIVATE_H

#include "autorev/car_list.h"
#include "autorev/compare.h"
#include "ui/app.h"
#include "ui/panes/panes.h"
#include "ui/widgets/doc.h"

enum { COMPARE_MAX = 200 };

struct compare_state {
    char *slug[COMPARE_MAX]; /* owned, in the order of the columns */
    size_t slugs;
    struct cars *cars;       /* owned; NULL until they are there */
    struct compare *compare; /* owned, over @cars */
    size_t *line;            /* owned; shown lines: number of a row, or GROUP + group */
    size_t lines;
    size_t top, selected; /* lines; the selected car is the column that x drops */
    size_t first, car;    /* first car shown, the selected one */
    bool differences, chart;
    int ticket, list_ticket, user_ticket, saved_ticket;
    char user[40]; /* whose list is being saved */
    struct error err;
    char list_name[120]; /* being saved, until the user's id is there */
    struct doc doc;      /* the chart */
};

/* Adds a column; false when it is there already or there are too many. */
bool compare_add(struct compare_state *st, const char *slug);
void compare_clear(struct compare_state *st);

/* Asks for the cars of the slugs. */
void compare_load(struct pane *pane);

/* Answers of prompts: the name of a list to save, the path of a file to write. */
void compare_on_named(void *data, const char *text);
void compare_on_path(void *data, const char *text);

/* The steps of saving: the user's id is there; the new row is. */
void compare_store(struct pane *pane, const char *user);
void compare_on_saved(struct pane *pane, const char *id);

void compare_ask_lists(struct pane *pane);
void compare_show_lists(struct pane *pane, const struct result *res);

#endif
