/*
 * Document: a settings or theme file in YAML, as a small tree that knows its lines.  Only what
 * such files need: maps with plain keys, lists and scalars.  Anchors, aliases, tags and a second
 * document are errors, so a file is never larger in memory than a few times its size.
 */
#ifndef AUTOREV_CONFIG_DOCUMENT_H
#define AUTOREV_CONFIG_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/error.h"

enum document_kind { DOCUMENT_NONE, DOCUMENT_SCALAR, DOCUMENT_LIST, DOCUMENT_MAP };

struct document_node {
    enum document_kind kind;
    int line;         /* of the value, from 1 */
    const char *key;  /* in a map; NULL in a list and at the root */
    int key_line;     /* of the key */
    const char *text; /* of a scalar; "" for an empty one */
    bool quoted;      /* a scalar in quotes: "" is then a value and not a missing one */
    struct document_node *first, *next; /* children, next sibling */
};

struct document;

/* Reads and parses @path.  NULL with @err set: ERROR_MISSING when there is no such file, else
 * ERROR_FILE or ERROR_SETTING; messages begin with "path:line: ".  Owned by the caller. */
struct document *document_load(const char *path, struct error *err);

/* The same for text in memory; @name stands in for the path.  Both are copied. */
struct document *document_parse(const char *name, const char *text, size_t size, struct error *err);
void document_free(struct document *doc);

/* Borrowed until document_free().  An empty file is an empty map. */
const struct document_node *document_root(const struct document *doc);

/* True when somebody else than the owner may read or write the file, or it belongs to a stranger;
 * false for text in memory. */
bool document_exposed(const struct document *doc);

/* The child of that key, or NULL. */
const struct document_node *document_find(const struct document_node *map, const char *key);

/* "a list", "a map", "text", "nothing": for messages. */
const char *document_kind_name(const struct document_node *node);

/* Sets ERROR_SETTING with the message "name:line: ...".  Returns false. */
bool document_error(const struct document *doc, int line, struct error *err, const char *fmt, ...)
    PRINTF_LIKE(4, 5);

#endif
