/*
 * Secret: a password or token that a program of the user's choice prints (pass, secret-tool, a
 * script), so that it need not lie in a file.  The program gets an argument vector and no shell;
 * the first line of its output is the secret.
 */
#ifndef AUTOREV_SECRET_H
#define AUTOREV_SECRET_H

#include "autorev/error.h"
#include "autorev/loop.h"

struct secret;

/* @text is the secret, good during the call only, or NULL with @err set.  The handle is
 * no longer good then. */
typedef void (*secret_done_fn)(void *data, const char *text, const struct error *err);

/* Starts @argv (found along PATH), whose output is read by @loop; ended after @ms.  Its standard
 * error is dropped: a program that draws on the terminal would spoil the screen.  Never calls @done
 * itself; a program that cannot be run is told through @done too.  Borrowed until @done was called
 * or secret_cancel(). */
struct secret *secret_start(struct loop *loop, char *const argv[], int ms, secret_done_fn done,
    void *data, struct error *err);

/* Ends the program; @done is not called.  NULL is ignored. */
void secret_cancel(struct secret *secret);

#endif
