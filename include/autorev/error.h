/*
 * Error: the one shape of everything that can go wrong in the world (files, servers,
 * settings, what a person typed).  The caller owns the struct, usually on the stack.
 */
#ifndef AUTOREV_ERROR_H
#define AUTOREV_ERROR_H

#include <stdbool.h>
#include <stdio.h>

#include "autorev/attr.h"

enum error_code {
    ERROR_NONE,
    ERROR_SETTING, /* the user's file or flag: name the file and the line */
    ERROR_OFFLINE, /* no way to the server: worth trying again */
    ERROR_REFUSED, /* the server said no: trying again changes nothing */
    ERROR_INPUT,   /* a value that cannot be right */
    ERROR_FILE,    /* the operating system said no */
    ERROR_MISSING, /* what was asked for does not exist */
};

struct error {
    enum error_code code;
    char message[240]; /* what happened, one line */
    char detail[320];  /* what exactly, or empty */
    char hint[240];    /* what to do about it, or empty */
};

/* Fills code and message, empties the rest, and returns false, so that a failing function
 * ends in one line.  @err may be NULL: then only false is returned. */
bool error_set(struct error *err, enum error_code code, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* As error_set, for what errno tells: the message ends in ": " and its text. */
bool error_errno(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Puts context and ": " in front of the message.  Returns false too. */
bool error_prefix(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Sets what to do about it.  Returns false too. */
bool error_hint(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Sets what exactly happened.  Returns false too. */
bool error_detail(struct error *err, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Writes "@program: message", and detail and hint on lines of their own; every text sanitised. */
void error_print(FILE *out, const char *program, const struct error *err);

#endif
