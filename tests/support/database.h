/*
 * Database: a real embedded database of a test's own, quickly.
 *
 * Making a cluster takes seconds, so it is made once: by the first test that needs it, with the
 * schema of the source tree and the fixture catalogue (tests/fixtures/catalogue), kept stopped in
 * $AUTOREV_TEST_DATABASES, and made again when schema, catalogue or the further rows change.  Each
 * test works on a copy, which vanishes with it.
 */
#ifndef TESTS_SUPPORT_DATABASE_H
#define TESTS_SUPPORT_DATABASE_H

#include <sys/types.h>

struct database;

/* A stopped copy.  @rows, a file of SQL in tests/fixtures or NULL, was applied after the catalogue.
 * Owned by the caller. */
struct database *database_open(const char *rows);

/* Stops the server at once and removes all.  NULL does nothing. */
void database_close(struct database *db);

/* The data folder, for struct term_options.  Borrowed until database_close(). */
const char *database_dir(const struct database *db);

/* Starts and stops the server through the program (`db start`, `db stop`). */
void database_start(struct database *db);
void database_stop(struct database *db);

/* The postmaster; 0 when none runs. */
pid_t database_pid(const struct database *db);

/* Sends @sig to the postmaster: SIGSTOP lets new connections hang, SIGKILL is a crash (wait for
 * what follows on the screen). */
void database_signal(struct database *db, int sig);

/* What libpq and psql connect with; starts the server if need be.  Owned by the caller. */
char *database_uri(struct database *db);

/* Runs SQL through psql, starting the server if need be, and gives what it prints (unaligned,
 * rows only).  Owned by the caller.  An error ends the test. */
char *database_sql(struct database *db, const char *sql);

#endif
