/*
 * Car detail: everything known about one car, in sections that fold.  Used by value inside a pane,
 * which passes answers on.  A section without data is left out and named in the last line.
 */
#ifndef AUTOREV_UI_PANES_CAR_DETAIL_H
#define AUTOREV_UI_PANES_CAR_DETAIL_H

#include <stdbool.h>

#include "autorev/car.h"
#include "ui/pane.h"
#include "ui/widgets/doc.h"

enum { CAR_DETAIL_PARTS = 12 };

struct car_detail {
    struct doc *doc; /* what it writes to; borrowed */
    char slug[120], name[160];
    struct result *part[CAR_DETAIL_PARTS]; /* answers; owned; NULL until they are there */
    struct error err[CAR_DETAIL_PARTS];
    int ticket[CAR_DETAIL_PARTS];
};

/* Frees what it owns. */
void car_detail_fini(struct car_detail *detail);

/* Shows this row at once with what the list has and asks for the rest.  @all, when not NULL, is
 * the whole list: similar cars come from it.  Nothing happens when it is shown already. */
void car_detail_show(struct car_detail *detail, struct pane *pane, const struct cars *cars,
    size_t row, const struct cars *all);

/* True when the ticket was the detail's; @res is handed over then. */
bool car_detail_answer(
    struct car_detail *detail, int ticket, struct result *res, const struct error *err);

/* True while parts are on their way. */
bool car_detail_busy(const struct car_detail *detail);

/* Forgets what is shown, so that the next show asks again. */
void car_detail_forget(struct car_detail *detail, struct pane *pane);

#endif
