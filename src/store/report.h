/*
 * Report: what setting up a database did, in plain values: for those who tell people, and have no
 * libpq.
 */
#ifndef AUTOREV_STORE_REPORT_H
#define AUTOREV_STORE_REPORT_H

#include <stdbool.h>

/* What was done, for the one line that a command says at its end. */
struct setup_report {
    long migrations;              /* schema files applied now */
    bool loaded;                  /* the catalogue was loaded now */
    long added, changed, removed; /* rows of the catalogue */
    long kept;                    /* rows not loaded because the owner has the same of their own */
};

/* How far a server is that somebody else runs. */
struct migrate_status {
    char where[160];  /* without user and password */
    char version[40]; /* of the server */
    char loaded[40];  /* when the catalogue was loaded; empty for never */
    long migrations;  /* schema files that are applied */
    long cars;
};

#endif
