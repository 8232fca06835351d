#include "store/sql.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* Adds the parameter and writes its place. */
static void
sql_param(struct sql *sql, struct buffer *out, const char *value)
{
    sql->param = x_reallocarray(sql->param, (size_t) sql->params + 1, sizeof *sql->param);
    sql->param[sql->params++] = value ? arena_strdup(sql->arena, value) : NULL;
    buffer_printf(out, "$%d", sql->params);
}

/* An array literal: quotes and backslashes inside an element are escaped. */
static const char *
sql_array(struct sql *sql, const struct cond *cond)
{
    struct buffer text = { 0 };
    const char *copy;

    buffer_putc(&text, '{');
    for (size_t i = 0; i < cond->value_count; i++) {
        buffer_puts(&text, i ? ",\"" : "\"");
        for (const char *p = cond->values[i]; *p; p++) {
            if (*p == '"' || *p == '\\')
                buffer_putc(&text, '\\');
            buffer_putc(&text, *p);
        }
        buffer_putc(&text, '"');
    }
    buffer_putc(&text, '}');
    copy = arena_strdup(sql->arena, buffer_text(&text));
    buffer_fini(&text);
    return copy;
}

/* "*" stands for any text, as in PostgREST. */
static const char *
sql_pattern(struct sql *sql, const char *value)
{
    char *copy = arena_strdup(sql->arena, value);

    for (char *p = copy; *p; p++)
        if (*p == '*')
            *p = '%';
    return copy;
}

static void
sql_leaf(struct sql *sql, struct buffer *out, const struct cond *cond)
{
    static const char *const sign[OP_COUNT] = {
        [OP_EQ] = "=",
        [OP_NEQ] = "<>",
        [OP_GT] = ">",
        [OP_GTE] = ">=",
        [OP_LT] = "<",
        [OP_LTE] = "<=",
        [OP_LIKE] = "like",
        [OP_ILIKE] = "ilike",
        [OP_MATCH] = "~",
        [OP_IMATCH] = "~*",
        [OP_CS] = "@>",
        [OP_CD] = "<@",
        [OP_OV] = "&&",
    };
    const char *value = cond->values[0];

    buffer_printf(out, "\"%s\" ", cond->column);
    switch (cond->op) {
    case OP_IS:
        assert(!strcmp(value, "null") || !strcmp(value, "true") || !strcmp(value, "false") ||
               !strcmp(value, "unknown"));
        buffer_printf(out, "is %s", value);
        break;
    case OP_IN:
        buffer_puts(out, "= any(");
        sql_param(sql, out, sql_array(sql, cond));
        buffer_putc(out, ')');
        break;
    case OP_FTS:
        buffer_puts(out, "@@ websearch_to_tsquery(");
        sql_param(sql, out, value);
        buffer_putc(out, ')');
        break;
    case OP_LIKE:
    case OP_ILIKE:
        buffer_printf(out, "%s ", sign[cond->op]);
        sql_param(sql, out, sql_pattern(sql, value));
        break;
    default:
        buffer_printf(out, "%s ", sign[cond->op]);
        sql_param(sql, out, value);
        break;
    }
}

static void
sql_cond(struct sql *sql, struct buffer *out, const struct cond *cond)
{
    /* The place of a row in its table is the cheapest key there is, within one statement. */
    bool pick = cond->kind == COND_PICK && cond->first && sql->relation;

    if (pick)
        buffer_printf(out, "(ctid = any(array(select ctid from \"%s\" where ", sql->relation);
    if (cond->negate)
        buffer_puts(out, "not ");
    buffer_putc(out, '(');
    if (cond->kind == COND_LEAF)
        sql_leaf(sql, out, cond);
    else if (!cond->first)
        buffer_puts(out, cond->kind == COND_ANY ? "false" : "true");
    for (const struct cond *c = cond->kind == COND_LEAF ? NULL : cond->first; c; c = c->next) {
        sql_cond(sql, out, c);
        if (c->next)
            buffer_puts(out, cond->kind == COND_ANY ? " or " : " and ");
    }
    buffer_putc(out, ')');
    if (pick)
        buffer_puts(out, ")))");
}

static void
sql_columns(struct buffer *out, const struct query_view *v, const char *none)
{
    for (size_t i = 0; i < v->column_count; i++)
        buffer_printf(out, "%s\"%s\"", i ? ", " : "", v->columns[i]);
    if (!v->column_count)
        buffer_puts(out, none);
}

static void
sql_where(struct sql *sql, struct buffer *out, const struct query_view *v)
{
    if (!v->where->first)
        return;
    buffer_puts(out, " where ");
    sql_cond(sql, out, v->where);
}

static void
sql_from(struct sql *sql, struct buffer *out, const struct query_view *v)
{
    buffer_printf(out, " from \"%s\"", v->relation);
    if (v->kind != QUERY_CALL)
        return;
    buffer_putc(out, '(');
    for (size_t i = 0; i < v->set_count; i++) {
        buffer_printf(out, "%s\"%s\" => ", i ? ", " : "", v->sets[i].column);
        sql_param(sql, out, v->sets[i].value);
    }
    buffer_putc(out, ')');
}

static void
sql_read(struct sql *sql, const struct query_view *v)
{
    struct buffer *out = &sql->text;
    struct buffer source = { 0 };

    sql_from(sql, &source, v);
    sql_where(sql, &source, v);
    buffer_puts(out, "select ");
    sql_columns(out, v, "*");
    buffer_puts(out, buffer_text(&source));
    for (size_t i = 0; i < v->order_count; i++)
        buffer_printf(out, "%s\"%s\"%s%s", i ? ", " : " order by ", v->order[i].column,
            v->order[i].order == ORDER_DESC ? " desc" : "",
            v->order[i].nulls_first ? " nulls first" : " nulls last");
    if (v->limit)
        buffer_printf(out, " limit %ld", v->limit);
    if (v->offset)
        buffer_printf(out, " offset %ld", v->offset);
    if (v->count == COUNT_EXACT || (v->count == COUNT_ESTIMATED && v->where->first)) {
        buffer_printf(&sql->count_text, "select count(*), true%s", buffer_text(&source));
        sql->count_params = sql->params;
    } else if (v->count == COUNT_ESTIMATED) {
        buffer_printf(&sql->count_text,
            "select reltuples::bigint, false from pg_class where oid = '\"%s\"'::regclass",
            v->relation);
    }
    buffer_fini(&source);
}

static void
sql_write(struct sql *sql, const struct query_view *v)
{
    struct buffer *out = &sql->text;
    bool first = true;

    if (v->kind == QUERY_DELETE) {
        buffer_printf(out, "delete from \"%s\"", v->relation);
        sql_where(sql, out, v);
    } else if (v->kind == QUERY_PATCH) {
        buffer_printf(out, "update \"%s\" set ", v->relation);
        for (size_t i = 0; i < v->set_count; i++) {
            buffer_printf(out, "%s\"%s\" = ", i ? ", " : "", v->sets[i].column);
            sql_param(sql, out, v->sets[i].value);
        }
        sql_where(sql, out, v);
    } else {
        buffer_printf(out, "insert into \"%s\" (", v->relation);
        for (size_t i = 0; i < v->set_count; i++)
            buffer_printf(out, "%s\"%s\"", i ? ", " : "", v->sets[i].column);
        buffer_puts(out, ") values (");
        for (size_t i = 0; i < v->set_count; i++) {
            buffer_puts(out, i ? ", " : "");
            sql_param(sql, out, v->sets[i].value);
        }
        buffer_putc(out, ')');
        if (v->kind == QUERY_UPSERT) {
            buffer_printf(out, " on conflict (%s) do update set ", v->key);
            for (size_t i = 0; i < v->set_count; i++, first = false)
                buffer_printf(out, "%s\"%s\" = excluded.\"%s\"", first ? "" : ", ",
                    v->sets[i].column, v->sets[i].column);
        }
    }
    if (v->column_count) {
        buffer_puts(out, " returning ");
        sql_columns(out, v, "");
    }
}

void
sql_init(struct sql *sql, const struct query *q)
{
    struct query_view v = query_view(q);

    *sql =
        (struct sql){ .arena = arena_new(), .relation = v.kind == QUERY_CALL ? NULL : v.relation };
    if (v.kind == QUERY_SELECT || v.kind == QUERY_CALL)
        sql_read(sql, &v);
    else
        sql_write(sql, &v);
}

void
sql_fini(struct sql *sql)
{
    arena_free(sql->arena);
    buffer_fini(&sql->text);
    buffer_fini(&sql->count_text);
    free(sql->param);
    *sql = (struct sql){ 0 };
}
