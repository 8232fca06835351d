/*
 * Migrate: brings a database to the schema of this program.  The files of a folder are applied in
 * the order of their names, each once and in a transaction that also records it, so a file and its
 * record are there together or not at all.  Works for any Postgres, not only for the embedded one.
 */
#ifndef AUTOREV_STORE_MIGRATE_H
#define AUTOREV_STORE_MIGRATE_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "autorev/error.h"
#include "autorev/settings.h"
#include "store/setup.h"

/* Applies the files of @dir that were not applied yet.  Refused: a file that changed after it was
 * applied, one that was applied and is not there any more, one with an error, which is then named
 * as file:line.  Each file is a step of @setup. */
bool migrate_schema(PGconn *conn, const char *dir, struct setup *setup, struct error *err);

/* The schema, then the catalogue, into the server that @settings name (backend: postgres).
 * @share is the folder with schema/ and catalogue/. */
bool migrate_server(const struct settings *settings, const char *share, progress_fn progress,
    void *progress_data, struct setup_report *report, struct error *err);

/* Asks the server that @settings name how far it is. */
bool migrate_ask(const struct settings *settings, struct migrate_status *status, struct error *err);

/* The line (from 1) of @sql where the statement number @number (from 0) begins. */
long migrate_statement_line(const char *sql, long number);

#endif
