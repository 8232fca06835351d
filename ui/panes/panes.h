/*
 * The panes.  Adding one is a file, a line here and a line in the table of tabs (app.c).
 */
#ifndef AUTOREV_UI_PANES_PANES_H
#define AUTOREV_UI_PANES_PANES_H

#include "ui/pane.h"
#include "ui/panes/menu.h"
#include "ui/panes/prompt.h"

extern const struct pane_class pane_cars, pane_compare, pane_issues, pane_service, pane_finder;

struct cars;

/* All cars of the list, when it is held whole; NULL otherwise.  Borrowed until the loop turns. */
const struct cars *cars_pane_all(struct app *app);

/* Puts the cursor of the list on this car, without a filter that would hide it. */
void cars_pane_go(struct app *app, const char *slug);

/* Replaces the cars of the comparison by these slugs and shows it. */
void compare_open(struct app *app, const char *const slugs[], size_t n);

#endif
