/*
 * Job: a function that may wait, run in a child process, so that the loop never does.
 * The child reports lines of text; the parent sees them, and the end, as callbacks of its loop.
 */
#ifndef AUTOREV_JOB_H
#define AUTOREV_JOB_H

#include <stdbool.h>

#include "autorev/error.h"
#include "autorev/loop.h"

struct job;

/* Says how far the work is; @total 0 means that nobody knows how much there is.
 * @what is a short present-tense phrase ("loading the catalogue"). */
typedef void (*progress_fn)(void *data, const char *what, long done, long total);

/* Runs in the child: may wait, must not touch the terminal or the parent's sockets. */
typedef bool (*job_work_fn)(
    void *arg, progress_fn progress, void *progress_data, struct error *err);

/* @ok is the work's result; @err holds its error when it failed, also when the child was killed.
 * The job is freed after this call. */
typedef void (*job_done_fn)(void *data, bool ok, const struct error *err);

/* Starts @work(@arg) in a child.  @arg is only read by the child.  Borrowed until @done was
 * called or job_cancel().  NULL, with @err set, when no child can be made. */
struct job *job_start(struct loop *loop, job_work_fn work, void *arg, progress_fn progress,
    job_done_fn done, void *data, struct error *err);

/* Kills the child and forgets it: @done is not called.  Safe also from within the job's progress
 * callback.  NULL is ignored. */
void job_cancel(struct job *job);

#endif
