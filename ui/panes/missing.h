/*
 * Missing: why a pane about the shared car has nothing to show, and which key mends it.
 */
#ifndef AUTOREV_UI_PANES_MISSING_H
#define AUTOREV_UI_PANES_MISSING_H

#include "ui/app.h"

/* Says in @area that no car is chosen (@slug ""), that @what ("the issues") could not be loaded
 * (@err has a code), what the store is doing, or that they are on their way. */
void missing_draw(const struct pane *pane, const struct area *area, const char *what,
    const char *slug, const struct error *err);

/* The line that such a text begins at. */
int missing_row(const struct area *area);

#endif
