#include "autorev/query.h"

#include <criterion/criterion.h>

static void
expect(const struct query *q, const char *want)
{
    struct buffer got = { 0 };

    query_format(&got, q);
    cr_expect_str_eq(buffer_text(&got), want);
    buffer_fini(&got);
}

Test(query, says_what_was_built)
{
    struct query *q = query_select("cars"), *copy;

    query_column(q, "slug");
    query_column(q, "hp");
    query_where(q, "hp", OP_GT, "400");
    query_any(q, false);
    query_where(q, "name", OP_ILIKE, "*gt, 4*");
    query_all(q, true);
    query_where_in(q, "brand", (const char *const[]){ "BMW", "Alfa Romeo" }, 2);
    query_where_not(q, "price_avg", OP_IS, "null");
    query_end(q);
    query_end(q);
    query_where(q, "tier", OP_EQ, "");
    query_order(q, "hp", ORDER_DESC, false);
    query_order(q, "id", ORDER_ASC, true);
    query_range(q, 40, 20);
    query_count(q, COUNT_EXACT);
    copy = query_copy(q);
    query_free(q);
    expect(copy, "select cars columns=slug,hp where=hp.gt.400,or(name.ilike.\"*gt, 4*\","
                 "not.and(brand.in.(BMW,\"Alfa Romeo\"),price_avg.not.is.null)),tier.eq.\"\""
                 " order=hp.desc,id.nullsfirst offset=40 limit=20 count=exact");
    query_free(copy);
}

Test(query, writes_and_calls)
{
    struct query *q = query_upsert("user_compare_lists", "user_id,name");

    query_set(q, "name", "track \"toys\"");
    query_set(q, "notes", NULL);
    expect(q, "upsert user_compare_lists set=name:\"track \\\"toys\\\"\",notes:null");
    query_free(q);
    q = query_call("search_cars_fts");
    query_set(q, "search_query", "porsche");
    expect(q, "call search_cars_fts set=search_query:porsche");
    query_free(q);
}

Test(query, every_operator_has_a_name)
{
    for (int op = 0; op < OP_COUNT; op++)
        cr_expect_not_null(query_op_name((enum query_op) op), "operator %d", op);
}
