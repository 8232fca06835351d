/*
 * Screen: what the tests of the panes share: the program on a database of its own, and the masks
 * that hold for every picture.
 */
#ifndef TESTS_SCREEN_SCREEN_H
#define TESTS_SCREEN_SCREEN_H

#include "database.h"
#include "term.h"

struct screen {
    struct database *db;
    struct term *t;
};

/* The program with the fixture's cars, once the list is there. */
struct screen screen_start(int rows, int cols);

/* As screen_start(), with options (data is filled in) and arguments, and not waiting for anything.
 * @db is handed over; NULL opens a new one. */
struct screen screen_start_with(int rows, int cols, struct database *db,
    const struct term_options *options, const char *const args[]);

/* Ends the program if it still runs, and starts another on the same database. */
void screen_again(struct screen *screen, int rows, int cols, const struct term_options *options);

/* Ends the program if it still runs, and the database. */
void screen_end(struct screen *screen);

#endif
