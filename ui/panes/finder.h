/*
 * Finder: ranks the whole list by seven weights and must-haves.  A pane on top of the cars.
 */
#ifndef AUTOREV_UI_PANES_FINDER_H
#define AUTOREV_UI_PANES_FINDER_H

#include "autorev/car.h"
#include "ui/app.h"

/* Opens it over @cars (borrowed; the list keeps them while the finder is open), or says why it
 * cannot be when @cars is NULL.  The chosen car becomes the shared one. */
void finder_open(struct app *app, const struct cars *cars);

extern const struct pane_class pane_finder;

#endif
