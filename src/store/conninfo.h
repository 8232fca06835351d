/*
 * Conninfo: from the settings to what libpq connects with.  TLS is verified unless the server is
 * local or the user said otherwise; names are looked up outside the loop, because libpq would wait.
 */
#ifndef AUTOREV_STORE_CONNINFO_H
#define AUTOREV_STORE_CONNINFO_H

#include "autorev/job.h"
#include "autorev/settings.h"

struct conninfo;

/* From settings->postgres_*.  NULL, with @err naming the setting, when it cannot be read. Owned. */
struct conninfo *conninfo_new(const struct settings *settings, struct error *err);

/* The embedded server's, taken as it is.  Owned. */
struct conninfo *conninfo_embedded(const char *text, struct error *err);
void conninfo_free(struct conninfo *info);

/* What a program printed: goes before the password of the settings.  Copied. */
void conninfo_set_password(struct conninfo *info, const char *password);

/* For PQconnectStartParams; NULL-terminated, borrowed until the next change. */
const char *const *conninfo_keywords(const struct conninfo *info);
const char *const *conninfo_values(const struct conninfo *info);

/* The settings as one text for psql and its like, without the password, which is in *@password (NULL
 * when none is set) because everybody may read the arguments of a program.  Both owned; NULL with
 * @err set. */
char *conninfo_text(const struct settings *settings, char **password, struct error *err);

/* Where it leads, for the top line; without user and password.  Owned by the caller. */
char *conninfo_where(const struct conninfo *info);

/* True when a host is a name whose address is not known yet. */
bool conninfo_needs_look_up(const struct conninfo *info);

/* Waits: runs in a job.  Reports each host's address as progress: @what is the address, @done the
 * number of the host. */
bool conninfo_look_up(
    const struct conninfo *info, progress_fn progress, void *progress_data, struct error *err);
void conninfo_set_address(struct conninfo *info, size_t host, const char *address);

#endif
