/*
 * Finder: ranks the whole list by seven weights and must-haves.  A pane on top of the cars.
 */
#ifndef AUTOREV_UI_PANES_FINDER_H
#define AUTOREV_UI_PANES_FINDER_H

#include "ui/app.h"

/* Opens it over the list of cars, or says why it cannot be when the list is too long to be held
 * whole.  The chosen car becomes the shared one. */
void finder_open(struct app *app);

#endif
