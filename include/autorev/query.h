/*
 * Query: says what is wanted; a backend says how.  One small vocabulary, the operators of
 * PostgREST, compiled by postgres.c to one parameterised statement and by rest.c to one request.
 *
 * Relation, function and column names come from tables in the source, never from input: they must
 * be plain identifiers (a-z, 0-9, _), which is asserted.  Values are copied and always travel as
 * parameters.
 */
#ifndef AUTOREV_QUERY_H
#define AUTOREV_QUERY_H

#include <stdbool.h>
#include <stddef.h>

#include "autorev/buffer.h"

enum query_kind { QUERY_SELECT, QUERY_CALL, QUERY_INSERT, QUERY_UPSERT, QUERY_PATCH, QUERY_DELETE };

enum query_op {
    OP_EQ, /* value */
    OP_NEQ,
    OP_GT,
    OP_GTE,
    OP_LT,
    OP_LTE,
    OP_LIKE, /* value is a pattern with * for any text, as in PostgREST */
    OP_ILIKE,
    OP_MATCH, /* POSIX regular expression */
    OP_IMATCH,
    OP_IN,  /* values */
    OP_IS,  /* "null", "true", "false", "unknown" */
    OP_FTS, /* web-search text against a tsvector column or text */
    OP_CS,  /* contains: value is a json or array literal */
    OP_CD,  /* contained in */
    OP_OV,  /* overlaps */
    OP_COUNT,
};

enum query_order { ORDER_ASC, ORDER_DESC }; /* unknown (NULL) is always last */
enum query_count { COUNT_NONE, COUNT_ESTIMATED, COUNT_EXACT };

struct query;

/* Owned by the caller.  @relation names a table or view. */
struct query *query_select(const char *relation);
struct query *query_insert(const char *relation);
/* Inserts, or updates the row that has the same @key (column names separated by commas). */
struct query *query_upsert(const char *relation, const char *key);
struct query *query_patch(const char *relation);
struct query *query_delete(const char *relation);
/* Calls a stored function with named arguments (query_set). */
struct query *query_call(const char *function);
struct query *query_copy(const struct query *q);
void query_free(struct query *q);

/* What comes back; without any column, all of them (for writes: nothing). */
void query_column(struct query *q, const char *column);
void query_columns(struct query *q, const char *const columns[], size_t n);

/* A condition; conditions are joined by "and" unless between query_any() and query_end(). */
void query_where(struct query *q, const char *column, enum query_op op, const char *value);
void query_where_not(struct query *q, const char *column, enum query_op op, const char *value);
void query_where_in(struct query *q, const char *column, const char *const values[], size_t n);

/* Opens a group whose members are joined by "or" (any) or "and" (all); "not" turns it around. */
void query_any(struct query *q, bool negate);
void query_all(struct query *q, bool negate);

/* As query_all, for conditions on a table that few rows meet and an index finds (words in a text):
 * these rows are found first, and ordered and cut afterwards.  Left to itself, a server that has an
 * index for the order may look for them through the whole table. */
void query_pick(struct query *q);
void query_end(struct query *q);

/* NULLs come last in both directions unless @nulls_first. */
void query_order(struct query *q, const char *column, enum query_order order, bool nulls_first);

/* @limit 0 means no limit: only for relations whose size is known to be small. */
void query_range(struct query *q, long offset, long limit);
void query_count(struct query *q, enum query_count count);

/* A column of the row to write, or an argument of the function; NULL writes NULL. */
void query_set(struct query *q, const char *column, const char *value);

/* ---- for backends and tests ---- */

enum cond_kind { COND_LEAF, COND_ALL, COND_ANY, COND_PICK };

struct cond {
    enum cond_kind kind;
    bool negate;
    const char *column; /* leaf */
    enum query_op op;
    const char *const *values; /* leaf: one, or several for OP_IN */
    size_t value_count;
    struct cond *first, *next; /* children, next sibling */
};

struct query_term {
    const char *column;
    const char *value;      /* query_set */
    enum query_order order; /* query_order */
    bool nulls_first;
};

struct query_view {
    enum query_kind kind;
    const char *relation;
    const char *key;
    const char *const *columns;
    size_t column_count;
    const struct cond *where; /* a COND_ALL root */
    const struct query_term *order;
    size_t order_count;
    const struct query_term *sets;
    size_t set_count;
    long offset, limit;
    enum query_count count;
};

/* What the query says, borrowed until it changes. */
struct query_view query_view(const struct query *q);

/* The PostgREST name of an operator: "eq", "ilike", ... */
const char *query_op_name(enum query_op op);

/* The query as one line of text, in PostgREST's notation: for logs, tests and caches. */
void query_format(struct buffer *out, const struct query *q);

#endif
