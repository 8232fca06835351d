/*
 * Pane: the program with one pane and one car on the screen, as somebody left it.
 */
#ifndef TESTS_SCREEN_PANE_H
#define TESTS_SCREEN_PANE_H

#include "database.h"
#include "term.h"

struct pane_screen {
    struct term *t;
    struct database *db;
    char *home; /* with the state file */
    int rows, cols;
};

/* Starts it; waits for nothing.  @car is a slug, "" for none.  @db is handed over; NULL opens a new
 * one. */
struct pane_screen pane_start(
    int rows, int cols, struct database *db, const char *pane, const char *car, const char *name);

/* Starts it again, once it has left, with the state that it kept. */
void pane_again(struct pane_screen *s);

/* Ends the program if it still runs, and the database. */
void pane_end(struct pane_screen *s);

#endif
