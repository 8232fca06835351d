/*
 * The aliases of many cars at once, for a list that is searched by them.
 */
#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/lookup.h"
#include "autorev/memory.h"

enum { ALIASES_MOST = 50000 };

struct alias {
    const char *slug, *text; /* borrowed from the result */
};

struct query *
lookup_aliases_query(void)
{
    struct query *q = query_select("car_slug_aliases");

    query_column(q, "canonical_slug");
    query_column(q, "alias");
    query_range(q, 0, ALIASES_MOST);
    return q;
}

static int
alias_compare(const void *a, const void *b)
{
    const struct alias *x = a, *y = b;
    int by = strcmp(x->slug, y->slug);

    return by || !x->text || !y->text ? by : strcmp(x->text, y->text);
}

/* By slug.  Owned; *@n is set. */
static struct alias *
aliases_sorted(const struct result *res, size_t *n)
{
    struct alias *alias = x_calloc(result_rows(res), sizeof *alias);

    *n = 0;
    for (size_t row = 0; row < result_rows(res); row++) {
        const char *slug = result_get(res, row, "canonical_slug");
        const char *text = result_get(res, row, "alias");

        if (slug && text)
            alias[(*n)++] = (struct alias){ slug, text };
    }
    qsort(alias, *n, sizeof *alias, alias_compare);
    return alias;
}

/* Those of one slug, separated by blanks. */
static void
aliases_join(struct buffer *out, const struct alias *alias, size_t n, const char *slug)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(alias[middle].slug, slug) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < n && strcmp(alias[low].slug, slug) == 0; low++)
        buffer_printf(out, "%s%s", out->size ? " " : "", alias[low].text);
}

struct result *
lookup_add_aliases(struct result *cars, const struct result *aliases)
{
    size_t cols = result_cols(cars), n;
    struct alias *alias = aliases_sorted(aliases, &n);
    const char **cell = x_calloc(cols + 1, sizeof *cell);
    struct result *both;

    for (size_t col = 0; col < cols; col++)
        cell[col] = result_name(cars, col);
    cell[cols] = "aliases";
    both = result_new(cols + 1, cell);
    for (size_t row = 0; row < result_rows(cars); row++) {
        const char *slug = result_get(cars, row, "slug");
        struct buffer text = { 0 };

        if (slug)
            aliases_join(&text, alias, n, slug);
        for (size_t col = 0; col < cols; col++)
            cell[col] = result_text(cars, row, col);
        cell[cols] = text.size ? text.data : NULL;
        result_add(both, cell);
        buffer_fini(&text);
    }
    free(cell);
    free(alias);
    result_free(cars);
    return both;
}
