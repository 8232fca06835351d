#include "autorev/query.h"

#include <assert.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"

enum { GROUP_DEPTH = 8 };

struct query {
    struct arena *arena;
    enum query_kind kind;
    const char *relation, *key;
    const char **column;
    size_t columns;
    struct cond root;
    struct cond *open[GROUP_DEPTH]; /* groups that were not ended yet; [0] is the root */
    size_t depth;
    struct query_term *order, *set;
    size_t orders, sets;
    long offset, limit;
    enum query_count count;
};

static const char *const op_names[OP_COUNT] = {
    [OP_EQ] = "eq",
    [OP_NEQ] = "neq",
    [OP_GT] = "gt",
    [OP_GTE] = "gte",
    [OP_LT] = "lt",
    [OP_LTE] = "lte",
    [OP_LIKE] = "like",
    [OP_ILIKE] = "ilike",
    [OP_MATCH] = "match",
    [OP_IMATCH] = "imatch",
    [OP_IN] = "in",
    [OP_IS] = "is",
    [OP_FTS] = "wfts",
    [OP_CS] = "cs",
    [OP_CD] = "cd",
    [OP_OV] = "ov",
};

const char *
query_op_name(enum query_op op)
{
    return op_names[op];
}

/* Identifiers come from tables in the source: anything else is a bug, never an answer to input. */
static void
query_check(const char *identifier)
{
    assert(identifier && *identifier);
    for (const char *p = identifier; *p; p++)
        assert((islower((unsigned char) *p) || isdigit((unsigned char) *p) || *p == '_' ||
                   *p == ',') &&
               "not a plain identifier");
    (void) identifier;
}

static struct query *
query_new(enum query_kind kind, const char *relation)
{
    struct query *q = x_calloc(1, sizeof *q);

    query_check(relation);
    q->arena = arena_new();
    q->kind = kind;
    q->relation = arena_strdup(q->arena, relation);
    q->root.kind = COND_ALL;
    q->open[0] = &q->root;
    return q;
}

struct query *
query_select(const char *relation)
{
    return query_new(QUERY_SELECT, relation);
}

struct query *
query_insert(const char *relation)
{
    return query_new(QUERY_INSERT, relation);
}

struct query *
query_upsert(const char *relation, const char *key)
{
    struct query *q = query_new(QUERY_UPSERT, relation);

    query_check(key);
    q->key = arena_strdup(q->arena, key);
    return q;
}

struct query *
query_patch(const char *relation)
{
    return query_new(QUERY_PATCH, relation);
}

struct query *
query_delete(const char *relation)
{
    return query_new(QUERY_DELETE, relation);
}

struct query *
query_call(const char *function)
{
    return query_new(QUERY_CALL, function);
}

void
query_free(struct query *q)
{
    if (!q)
        return;
    free(q->column);
    free(q->order);
    free(q->set);
    arena_free(q->arena);
    free(q);
}

void
query_column(struct query *q, const char *column)
{
    query_check(column);
    q->column = x_reallocarray(q->column, q->columns + 1, sizeof *q->column);
    q->column[q->columns++] = arena_strdup(q->arena, column);
}

void
query_columns(struct query *q, const char *const columns[], size_t n)
{
    for (size_t i = 0; i < n; i++)
        query_column(q, columns[i]);
}

static struct cond *
query_cond(struct query *q, enum cond_kind kind, bool negate)
{
    struct cond *cond = arena_alloc(q->arena, sizeof *cond);
    struct cond **at = &q->open[q->depth]->first;

    cond->kind = kind;
    cond->negate = negate;
    while (*at)
        at = &(*at)->next;
    *at = cond;
    return cond;
}

static void
query_leaf(struct query *q, const char *column, enum query_op op, bool negate,
    const char *const values[], size_t n)
{
    struct cond *cond = query_cond(q, COND_LEAF, negate);
    const char **copy = arena_alloc(q->arena, (n ? n : 1) * sizeof *copy);

    query_check(column);
    for (size_t i = 0; i < n; i++)
        copy[i] = arena_strdup(q->arena, values[i]);
    cond->column = arena_strdup(q->arena, column);
    cond->op = op;
    cond->values = copy;
    cond->value_count = n;
}

void
query_where(struct query *q, const char *column, enum query_op op, const char *value)
{
    query_leaf(q, column, op, false, &value, 1);
}

void
query_where_not(struct query *q, const char *column, enum query_op op, const char *value)
{
    query_leaf(q, column, op, true, &value, 1);
}

void
query_where_in(struct query *q, const char *column, const char *const values[], size_t n)
{
    query_leaf(q, column, OP_IN, false, values, n);
}

static void
query_group(struct query *q, enum cond_kind kind, bool negate)
{
    struct cond *group = query_cond(q, kind, negate);

    assert(q->depth + 1 < GROUP_DEPTH && "groups are nested too deep");
    q->open[++q->depth] = group;
}

void
query_any(struct query *q, bool negate)
{
    query_group(q, COND_ANY, negate);
}

void
query_all(struct query *q, bool negate)
{
    query_group(q, COND_ALL, negate);
}

void
query_pick(struct query *q)
{
    query_group(q, COND_PICK, false);
}

void
query_end(struct query *q)
{
    assert(q->depth > 0 && "no group is open");
    q->depth--;
}

void
query_order(struct query *q, const char *column, enum query_order order, bool nulls_first)
{
    query_check(column);
    q->order = x_reallocarray(q->order, q->orders + 1, sizeof *q->order);
    q->order[q->orders++] = (struct query_term){
        .column = arena_strdup(q->arena, column), .order = order, .nulls_first = nulls_first
    };
}

void
query_range(struct query *q, long offset, long limit)
{
    q->offset = offset;
    q->limit = limit;
}

void
query_count(struct query *q, enum query_count count)
{
    q->count = count;
}

void
query_set(struct query *q, const char *column, const char *value)
{
    query_check(column);
    q->set = x_reallocarray(q->set, q->sets + 1, sizeof *q->set);
    q->set[q->sets++] = (struct query_term){ .column = arena_strdup(q->arena, column),
        .value = value ? arena_strdup(q->arena, value) : NULL };
}

struct query_view
query_view(const struct query *q)
{
    return (struct query_view){
        .kind = q->kind,
        .relation = q->relation,
        .key = q->key,
        .columns = q->column,
        .column_count = q->columns,
        .where = &q->root,
        .order = q->order,
        .order_count = q->orders,
        .sets = q->set,
        .set_count = q->sets,
        .offset = q->offset,
        .limit = q->limit,
        .count = q->count,
    };
}

static void
query_copy_conds(struct query *to, const struct cond *first)
{
    for (const struct cond *c = first; c; c = c->next) {
        if (c->kind == COND_LEAF) {
            query_leaf(to, c->column, c->op, c->negate, c->values, c->value_count);
        } else {
            query_group(to, c->kind, c->negate);
            query_copy_conds(to, c->first);
            query_end(to);
        }
    }
}

struct query *
query_copy(const struct query *q)
{
    struct query *copy = query_new(q->kind, q->relation);

    copy->key = q->key ? arena_strdup(copy->arena, q->key) : NULL;
    query_columns(copy, q->column, q->columns);
    query_copy_conds(copy, q->root.first);
    for (size_t i = 0; i < q->orders; i++)
        query_order(copy, q->order[i].column, q->order[i].order, q->order[i].nulls_first);
    for (size_t i = 0; i < q->sets; i++)
        query_set(copy, q->set[i].column, q->set[i].value);
    copy->offset = q->offset;
    copy->limit = q->limit;
    copy->count = q->count;
    return copy;
}

/* PostgREST quotes a value that holds one of its own signs. */
static void
query_format_value(struct buffer *out, const char *value)
{
    if (*value && !strpbrk(value, ",.:()\"\\ ")) {
        buffer_puts(out, value);
        return;
    }
    buffer_putc(out, '"');
    for (const char *p = value; *p; p++) {
        if (*p == '"' || *p == '\\')
            buffer_putc(out, '\\');
        buffer_putc(out, *p);
    }
    buffer_putc(out, '"');
}

static void
query_format_cond(struct buffer *out, const struct cond *cond)
{
    if (cond->kind != COND_LEAF) {
        buffer_printf(
            out, "%s%s(", cond->negate ? "not." : "", cond->kind == COND_ANY ? "or" : "and");
        for (const struct cond *c = cond->first; c; c = c->next) {
            query_format_cond(out, c);
            if (c->next)
                buffer_putc(out, ',');
        }
        buffer_putc(out, ')');
        return;
    }
    buffer_printf(out, "%s.%s%s.", cond->column, cond->negate ? "not." : "", op_names[cond->op]);
    if (cond->op == OP_IN)
        buffer_putc(out, '(');
    for (size_t i = 0; i < cond->value_count; i++) {
        if (i)
            buffer_putc(out, ',');
        query_format_value(out, cond->values[i]);
    }
    if (cond->op == OP_IN)
        buffer_putc(out, ')');
}

void
query_format(struct buffer *out, const struct query *q)
{
    static const char *const verb[] = { [QUERY_SELECT] = "select",
        [QUERY_CALL] = "call",
        [QUERY_INSERT] = "insert",
        [QUERY_UPSERT] = "upsert",
        [QUERY_PATCH] = "patch",
        [QUERY_DELETE] = "delete" };

    buffer_printf(out, "%s %s", verb[q->kind], q->relation);
    for (size_t i = 0; i < q->columns; i++)
        buffer_printf(out, "%s%s", i ? "," : " columns=", q->column[i]);
    for (size_t i = 0; i < q->sets; i++) {
        buffer_printf(out, "%s%s:", i ? "," : " set=", q->set[i].column);
        if (q->set[i].value)
            query_format_value(out, q->set[i].value);
        else
            buffer_puts(out, "null");
    }
    for (const struct cond *c = q->root.first; c; c = c->next) {
        buffer_puts(out, c == q->root.first ? " where=" : ",");
        query_format_cond(out, c);
    }
    for (size_t i = 0; i < q->orders; i++)
        buffer_printf(out, "%s%s%s%s", i ? "," : " order=", q->order[i].column,
            q->order[i].order == ORDER_DESC ? ".desc" : "",
            q->order[i].nulls_first ? ".nullsfirst" : "");
    if (q->offset)
        buffer_printf(out, " offset=%ld", q->offset);
    if (q->limit)
        buffer_printf(out, " limit=%ld", q->limit);
    if (q->count)
        buffer_printf(out, " count=%s", q->count == COUNT_EXACT ? "exact" : "estimated");
}
