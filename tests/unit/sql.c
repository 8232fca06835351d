#include "store/sql.h"

#include <criterion/criterion.h>
#include <string.h>

static void
expect(struct query *q, const char *text, const char *count, const char *params)
{
    struct sql sql;
    struct buffer got = { 0 };

    sql_init(&sql, q);
    for (int i = 0; i < sql.params; i++)
        buffer_printf(&got, "%s[%s]", i ? " " : "", sql.param[i] ? sql.param[i] : "NULL");
    cr_expect_str_eq(buffer_text(&sql.text), text);
    cr_expect_str_eq(buffer_text(&sql.count_text), count);
    cr_expect_str_eq(buffer_text(&got), params);
    buffer_fini(&got);
    sql_fini(&sql);
    query_free(q);
}

Test(sql, reads)
{
    struct query *q = query_select("cars");

    query_column(q, "slug");
    query_column(q, "hp");
    query_where(q, "hp", OP_GTE, "400");
    query_any(q, true);
    query_where_in(q, "brand", (const char *const[]){ "BMW", "a\"b\\c,{" }, 2);
    query_where_not(q, "price_avg", OP_IS, "null");
    query_end(q);
    query_order(q, "hp", ORDER_DESC, false);
    query_order(q, "id", ORDER_ASC, true);
    query_range(q, 40, 20);
    query_count(q, COUNT_EXACT);
    expect(q,
        "select \"slug\", \"hp\" from \"cars\" where ((\"hp\" >= $1) and not ((\"brand\" = "
        "any($2)) or not (\"price_avg\" is null))) order by \"hp\" desc nulls last, \"id\" nulls "
        "first limit 20 offset 40",
        "select count(*), true from \"cars\" where ((\"hp\" >= $1) and not ((\"brand\" = any($2)) "
        "or not (\"price_avg\" is null)))",
        "[400] [{\"BMW\",\"a\\\"b\\\\c,{\"}]");
}

Test(sql, values_never_become_text_of_the_statement)
{
    static const enum query_op ops[] = { OP_EQ, OP_NEQ, OP_GT, OP_GTE, OP_LT, OP_LTE, OP_MATCH,
        OP_IMATCH, OP_FTS, OP_CS, OP_CD, OP_OV };

    for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
        struct query *q = query_select("cars");
        struct sql sql;

        query_where(q, "name", ops[i], "'; drop table cars; --");
        sql_init(&sql, q);
        cr_expect_null(strstr(buffer_text(&sql.text), "drop"), "%s", query_op_name(ops[i]));
        cr_expect_eq(sql.params, 1);
        cr_expect_str_eq(sql.param[0], "'; drop table cars; --");
        sql_fini(&sql);
        query_free(q);
    }
}

Test(sql, stars_are_any_text)
{
    struct query *q = query_select("cars");

    query_where(q, "name", OP_ILIKE, "*50\\% off*");
    expect(q, "select * from \"cars\" where ((\"name\" ilike $1))", "", "[%50\\% off%]");
}

Test(sql, an_empty_group_is_what_logic_says)
{
    struct query *q = query_select("cars");

    query_any(q, false);
    query_end(q);
    query_all(q, false);
    query_end(q);
    query_count(q, COUNT_ESTIMATED);
    expect(q, "select * from \"cars\" where ((false) and (true))",
        "select count(*), true from \"cars\" where ((false) and (true))", "");
}

Test(sql, picked_rows_are_found_before_they_are_ordered)
{
    struct query *q = query_select("cars");

    query_column(q, "slug");
    query_pick(q);
    query_where(q, "name", OP_ILIKE, "*gt4*");
    query_end(q);
    query_where(q, "hp", OP_GT, "9");
    query_order(q, "name", ORDER_ASC, false);
    expect(q,
        "select \"slug\" from \"cars\" where ((ctid = any(array(select ctid from \"cars\" where "
        "((\"name\" ilike $1))))) and (\"hp\" > $2)) order by \"name\" nulls last",
        "", "[%gt4%] [9]");
    q = query_call("search");
    query_pick(q);
    query_where(q, "name", OP_ILIKE, "*gt4*");
    query_end(q);
    expect(q, "select * from \"search\"() where (((\"name\" ilike $1)))", "", "[%gt4%]");
}

Test(sql, writes)
{
    struct query *q = query_insert("user_compare_lists");

    query_set(q, "name", "x");
    query_set(q, "notes", NULL);
    query_column(q, "id");
    expect(q,
        "insert into \"user_compare_lists\" (\"name\", \"notes\") values ($1, $2) returning \"id\"",
        "", "[x] [NULL]");

    q = query_upsert("user_compare_lists", "id");
    query_set(q, "id", "1");
    query_set(q, "name", "x");
    expect(q,
        "insert into \"user_compare_lists\" (\"id\", \"name\") values ($1, $2) on conflict (id) do "
        "update set \"id\" = excluded.\"id\", \"name\" = excluded.\"name\"",
        "", "[1] [x]");

    q = query_patch("t");
    query_set(q, "a", "1");
    query_where(q, "id", OP_EQ, "7");
    expect(q, "update \"t\" set \"a\" = $1 where ((\"id\" = $2))", "", "[1] [7]");

    q = query_delete("t");
    query_where(q, "id", OP_EQ, "7");
    expect(q, "delete from \"t\" where ((\"id\" = $1))", "", "[7]");

    q = query_call("search_cars_fts");
    query_set(q, "search_query", "gt4");
    query_set(q, "max_results", "5");
    query_column(q, "slug");
    expect(q,
        "select \"slug\" from \"search_cars_fts\"(\"search_query\" => $1, \"max_results\" => $2)",
        "", "[gt4] [5]");
}
