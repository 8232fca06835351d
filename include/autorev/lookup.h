/*
 * Lookup: which car a person means by a slug, an alias or a name that is nearly right.
 */
#ifndef AUTOREV_LOOKUP_H
#define AUTOREV_LOOKUP_H

#include "autorev/error.h"
#include "autorev/result.h"
#include "autorev/store.h"

struct lookup;

/* One of three ends: @slug and the rest are set; or @slug is NULL, @err has ERROR_MISSING and
 * @candidates holds the cars that may be meant (columns slug, name, years), best first, or nothing; or
 * only @err is set.  All are good during the call only.  The handle is no longer good then. */
typedef void (*lookup_done_fn)(void *data, const char *id, const char *slug, const char *name,
    const struct result *candidates, const struct error *err);

/* Slug and alias are tried first, then the search by words, aliases and spelling.  @text is copied.
 * Borrowed until @done was called or lookup_cancel(). */
struct lookup *lookup_start(struct store *store, const char *text, lookup_done_fn done, void *data);

/* @done is not called.  NULL is ignored. */
void lookup_cancel(struct lookup *lookup);

/* ---- aliases in a list ---- */

/* All aliases.  Owned. */
struct query *lookup_aliases_query(void);

/* @cars (with a column slug; handed over) with one more column, "aliases": what people call each,
 * separated by blanks, NULL for none.  @aliases is what lookup_aliases_query() brought.  Owned. */
struct result *lookup_add_aliases(struct result *cars, const struct result *aliases);

/* ---- its parts, for tests ---- */

/* What the slug of a car with this name would be: "Škoda 130 RS" is "skoda-130-rs". */
size_t lookup_slug(char *out, size_t room, const char *name);

/* The row that is meant among those of the search (columns slug, name): the only one; else the only
 * one whose name or slug is @text but for case, accents and signs; else the only one that ends in its
 * words ("cayman gt4").  -1 when that is not clear. */
long lookup_choose(const struct result *found, const char *text);

#endif
