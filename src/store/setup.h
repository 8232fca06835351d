/*
 * Setup: what making, migrating and loading a database share: how far the work is, which files
 * there are, and a connection that waits for each answer.  For jobs and commands, never for the
 * loop.
 */
#ifndef AUTOREV_STORE_SETUP_H
#define AUTOREV_STORE_SETUP_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "autorev/attr.h"
#include "autorev/error.h"
#include "autorev/job.h"
#include "store/report.h"

/* One run of the work. */
struct setup {
    progress_fn progress; /* may be NULL */
    void *progress_data;
    long done, total; /* steps */
    struct setup_report report;
};

/* Says what is being done now. */
void setup_say(const struct setup *setup, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* One step is done. */
void setup_step(struct setup *setup);

struct setup_file {
    char *name, *path;
    off_t size;
    struct timespec changed;
    bool done; /* nothing is to be done with it any more */
};

struct setup_files {
    struct setup_file *file; /* in order of their names, bytes compared */
    size_t count;
};

/* The files of @dir whose names end in @suffix.  A folder that does not exist has none.  Ends in
 * setup_files_fini() also when it fails. */
bool
setup_files_list(struct setup_files *files, const char *dir, const char *suffix, struct error *err);
void setup_files_fini(struct setup_files *files);

/* How many steps a schema and a catalogue are: one for each file. */
long setup_count(const char *schema_dir, const char *catalogue_dir);

/* The whole file, NUL-terminated; its size in *@size.  Owned; NULL when it cannot be read. */
char *setup_read(const char *path, size_t *size, struct error *err);

/* Connects and waits.  Owned (PQfinish); NULL with @err set. */
PGconn *setup_connect(const char *conninfo, struct error *err);
PGconn *
setup_connect_params(const char *const *keywords, const char *const *values, struct error *err);

/* Runs statements that bring no rows of interest. */
bool setup_run(PGconn *conn, struct error *err, const char *sql);
bool setup_runf(PGconn *conn, struct error *err, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* One statement with @n parameters, and its answer.  Owned (PQclear); NULL with @err set. */
PGresult *
setup_ask(PGconn *conn, struct error *err, const char *sql, int n, const char *const values[]);

/* Says in @err what @res (NULL: the connection) has against it.  Returns false. */
bool setup_refused(const PGconn *conn, const PGresult *res, struct error *err);

/* The line that tells most of what a program or a log said: the one with an error, else the last. */
void setup_last_words(const char *said, char *out, size_t room);

/* True for a message that means a full disk, whoever wrote it; @err is then set to say so. */
bool setup_disk_full(const char *message, struct error *err);

#endif
