/*
 * Run: a program run to its end with its output kept: for the plain commands, and for psql.
 */
#ifndef TESTS_SUPPORT_RUN_H
#define TESTS_SUPPORT_RUN_H

#include <stddef.h>

#include "term.h"

struct run {
    int status;      /* exit status, or 128 + signal */
    char *out, *err; /* owned; NUL-terminated */
    size_t out_size; /* bytes, for output that may hold NUL */
};

/* Runs options->program ($AUTOREV_TUI when NULL, also when @options is) with @args, the last of
 * which is NULL, in the environment of term_start_with(); stdin is empty.  Ends the test when it
 * cannot be started or takes longer than a minute.  Owned by the caller. */
struct run *run_program(const struct term_options *options, const char *const args[]);
void run_free(struct run *run);

#endif
