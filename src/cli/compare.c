/*
 * `compare`: cars side by side.
 */
#include <stdlib.h>
#include <string.h>

#include "autorev/car.h"
#include "autorev/compare.h"
#include "autorev/memory.h"

#include "command.h"

const struct cli_option compare_options[] = {
    { "differences", NULL, "Only the rows that differ", NULL, COMPLETE_NOTHING },
    { "by", NULL, "Show by how much the others miss the best", NULL, COMPLETE_NOTHING },
    { 0 },
};

static struct cars *
compare_load(struct cli *cli, const char *const slugs[], size_t n, struct error *err)
{
    struct query *q = cars_query();
    struct result *res;

    query_where_in(q, "slug", slugs, n);
    res = cli_query(cli, q, err);
    return res ? cars_new(res, err) : NULL;
}

static int
compare_print(struct cli *cli, const char *const slugs[], size_t n)
{
    struct error err = { 0 };
    struct cars *cars = compare_load(cli, slugs, n, &err);
    size_t *rows, found = 0;
    struct compare *cmp;
    int status;

    if (!cars)
        return cli_fail(&err);
    rows = x_calloc(n, sizeof *rows);
    for (size_t i = 0; i < n; i++) {
        long row = cars_find(cars, slugs[i]);

        if (row >= 0)
            rows[found++] = (size_t) row;
    }
    cmp = compare_new(cars, rows, found);
    status = cli_print(cli,
        compare_table(cmp, cli_option(cli, "differences") != NULL, cli_option(cli, "by") != NULL),
        "the cars do not differ");
    compare_free(cmp);
    free(rows);
    cars_free(cars);
    return status;
}

int
compare_run(struct cli *cli, int argc, char **argv)
{
    struct cli_car *car = x_calloc((size_t) argc, sizeof *car);
    const char **slugs = x_calloc((size_t) argc, sizeof *slugs);
    size_t n = 0;
    int status = CLI_OK;

    for (int i = 0; i < argc && status == CLI_OK; i++) {
        bool twice = false;

        if (!cli_find_car(cli, argv[i], &car[n], &status))
            break;
        for (size_t k = 0; k < n; k++)
            twice |= strcmp(car[k].slug, car[n].slug) == 0;
        if (twice)
            cli_say("'%s' is there already: %s", argv[i], car[n].slug);
        else
            slugs[n] = car[n].slug, n++;
    }
    if (status == CLI_OK)
        status = compare_print(cli, slugs, n);
    free(slugs);
    free(car);
    return status;
}
