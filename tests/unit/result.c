#include "autorev/result.h"

#include <criterion/criterion.h>

Test(result, keeps_rows_nulls_and_names)
{
    static const char *const names[] = { "name", "hp" };
    struct result *res = result_new(2, names);
    char name[16] = "911";

    for (int i = 0; i < 300; i++)
        result_add(res, (const char *const[]){ name, i % 2 ? "443" : NULL });
    name[0] = 'x'; /* the cells were copied */
    cr_expect_eq(result_rows(res), 300);
    cr_expect_str_eq(result_text(res, 299, 0), "911");
    cr_expect_null(result_text(res, 0, 1));
    cr_expect_str_eq(result_get(res, 1, "hp"), "443");
    cr_expect_null(result_get(res, 1, "torque"));
    cr_expect_null(result_text(res, 300, 0), "a row that does not exist has no cells");
    cr_expect_eq(result_find(res, "hp"), 1);
    cr_expect_eq(result_find(res, "h"), -1);
    result_free(res);
}

Test(result, total_is_unknown_until_counted)
{
    struct result *res = result_new(0, NULL);
    bool exact = true;

    cr_expect_eq(result_total(res, &exact), -1);
    result_set_total(res, 310, true);
    cr_expect_eq(result_total(res, &exact), 310);
    cr_expect(exact);
    result_free(res);
}
