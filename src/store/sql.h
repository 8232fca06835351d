/*
 * SQL: compiles a query to one parameterised Postgres statement.  Pure: needs no libpq.
 */
#ifndef AUTOREV_STORE_SQL_H
#define AUTOREV_STORE_SQL_H

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "autorev/query.h"

struct sql {
    const char *relation;     /* of the query; borrowed while it is compiled */
    struct arena *arena;      /* owns the parameters */
    struct buffer text;       /* the statement, with $1, $2, ... */
    struct buffer count_text; /* the statement that counts; empty if not wanted */
    const char **param;       /* NULL is SQL NULL */
    int params, count_params; /* how many each of the statements has, of the same */
};

/* Freed with sql_fini(). */
void sql_init(struct sql *sql, const struct query *q);
void sql_fini(struct sql *sql);

#endif
