/*
 * Conninfo: from the settings to what libpq connects with.  TLS is verified unless the server is
 * local or the user said otherwise; names are looked up, and a password is asked of the user's
 * program, outside of libpq, because it would wait.
 */
#ifndef AUTOREV_STORE_CONNINFO_H
#define AUTOREV_STORE_CONNINFO_H

#include "autorev/job.h"
#include "autorev/settings.h"

struct conninfo;

/* From settings->postgres_* (borrowed until conninfo_free()), what a service of that name says, and
 * libpq's environment.  NULL, with @err naming the setting, when it cannot be read.  Owned. */
struct conninfo *conninfo_new(const struct settings *settings, struct error *err);

/* The embedded server's, taken as it is.  Owned. */
struct conninfo *conninfo_embedded(const char *text, struct error *err);
void conninfo_free(struct conninfo *info);

/* For PQconnectStartParams; NULL-terminated, borrowed until the next change. */
const char *const *conninfo_keywords(const struct conninfo *info);
const char *const *conninfo_values(const struct conninfo *info);

/* The settings as one text for psql and its like, without the password, which is in *@password (NULL
 * when none is set) because everybody may read the arguments of a program.  Waits for the user's
 * password program.  Both owned; NULL with @err set. */
char *conninfo_text(const struct settings *settings, char **password, struct error *err);

/* Where it leads, for the top line; without user and password.  Owned by the caller. */
char *conninfo_where(const struct conninfo *info);

/* How long a connection may take, of all hosts together. */
int conninfo_timeout_ms(const struct conninfo *info);

/* True when the certificate of the server is checked. */
bool conninfo_verifies(const struct conninfo *info);

/* ---- the password ---- */

/* The program to ask for the password before connecting (secret.h); NULL when there is none, or it
 * has told.  Borrowed from the settings. */
char *const *conninfo_password_command(const struct conninfo *info);

/* What it printed; goes before a password of the settings.  Copied. */
void conninfo_set_password(struct conninfo *info, const char *password);

/* The server did not take it: a password that the program told is forgotten, so that it is asked
 * again (tokens expire). */
void conninfo_drop_password(struct conninfo *info);

/* Asks the program and waits; for commands and jobs.  True also when there is nothing to ask. */
bool conninfo_ask_password(struct conninfo *info, struct error *err);

/* ---- addresses ---- */

/* True when a host is a name whose addresses are not known. */
bool conninfo_needs_look_up(const struct conninfo *info);

/* Waits: runs in a job.  Reports each address as progress: @what is the address, @done the number of
 * the host. */
bool conninfo_look_up(
    const struct conninfo *info, progress_fn progress, void *progress_data, struct error *err);

/* What was reported, then that it is all. */
void conninfo_add_address(struct conninfo *info, long host, const char *address);
void conninfo_settle(struct conninfo *info);

/* Nobody answered there: addresses are looked up anew, for a server may have moved. */
void conninfo_forget_addresses(struct conninfo *info);

/* The server at this host, address and port (as libpq tells them) keeps silent: the next try begins
 * with the one behind it. */
void conninfo_skip(struct conninfo *info, const char *host, const char *address, const char *port);

#endif
