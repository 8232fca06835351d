#include "autorev/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"

enum { LOOKUP_CANDIDATES = 12, LOOKUP_TEXT = 200 };

struct lookup {
    struct store *store;
    struct request *request; /* one at a time */
    char *text;
    struct result *candidates; /* owned; of the search */
    lookup_done_fn done;
    void *data;
};

static void lookup_on_slug(void *data, struct result *res, const struct error *err);
static void lookup_on_alias(void *data, struct result *res, const struct error *err);
static void lookup_on_name(void *data, struct result *res, const struct error *err);
static void lookup_on_chosen(void *data, struct result *res, const struct error *err);

size_t
lookup_slug(char *out, size_t room, const char *name)
{
    char folded[LOOKUP_TEXT];
    size_t used = 0;

    text_fold(folded, sizeof folded, name);
    for (const char *c = folded; *c && used + 1 < room; c++) {
        if ((*c >= 'a' && *c <= 'z') || (*c >= '0' && *c <= '9'))
            out[used++] = *c;
        else if (used && out[used - 1] != '-')
            out[used++] = '-';
    }
    used -= used && out[used - 1] == '-';
    out[used] = '\0';
    return used;
}

/* True when the slug is @wanted, or, where @ending, ends in its words: "cayman-gt4" means the
 * "718-cayman-gt4" and not the "718-cayman-gt4-rs". */
static bool
lookup_fits(const char *slug, const char *wanted, bool ending)
{
    size_t size = strlen(slug), tail = strlen(wanted);

    if (!ending || size <= tail)
        return strcmp(slug, wanted) == 0;
    return tail && slug[size - tail - 1] == '-' && strcmp(slug + size - tail, wanted) == 0;
}

/* The only row that fits, -1 for none, -2 for several. */
static long
lookup_only(const struct result *found, const char *wanted, bool ending)
{
    long chosen = -1;

    for (size_t row = 0; row < result_rows(found); row++) {
        const char *name = result_get(found, row, "name");
        const char *own = result_get(found, row, "slug");
        char slug[LOOKUP_TEXT];

        lookup_slug(slug, sizeof slug, name ? name : "");
        if (!lookup_fits(slug, wanted, ending) && !lookup_fits(own ? own : "", wanted, ending))
            continue;
        if (chosen != -1)
            return -2;
        chosen = (long) row;
    }
    return chosen;
}

long
lookup_choose(const struct result *found, const char *text)
{
    char wanted[LOOKUP_TEXT];
    long chosen;

    if (result_rows(found) == 1)
        return 0;
    lookup_slug(wanted, sizeof wanted, text);
    chosen = lookup_only(found, wanted, false);
    if (chosen == -1)
        chosen = lookup_only(found, wanted, true);
    return chosen < 0 ? -1 : chosen;
}

static struct query *
lookup_car_query(const char *slug)
{
    struct query *q = query_select("cars");

    query_column(q, "id");
    query_column(q, "slug");
    query_column(q, "name");
    query_where(q, "slug", OP_EQ, slug);
    return q;
}

static void
lookup_free(struct lookup *lookup)
{
    result_free(lookup->candidates);
    free(lookup->text);
    free(lookup);
}

/* Ends with a car, with candidates, or with nothing but @err. */
static void
lookup_end(struct lookup *lookup, const struct result *car, const struct error *err)
{
    if (car)
        lookup->done(lookup->data, result_get(car, 0, "id"), result_get(car, 0, "slug"),
            result_get(car, 0, "name"), NULL, NULL);
    else
        lookup->done(lookup->data, NULL, NULL, NULL, lookup->candidates, err);
    lookup_free(lookup);
}

/* The store's error: whatever is missing there, it is not the car. */
static void
lookup_end_failed(struct lookup *lookup, const struct error *why)
{
    struct error err = *why;

    if (err.code == ERROR_MISSING)
        err.code = ERROR_REFUSED;
    lookup_end(lookup, NULL, &err);
}

static void
lookup_end_unknown(struct lookup *lookup)
{
    size_t n = lookup->candidates ? result_rows(lookup->candidates) : 0;
    struct error err = { 0 };

    if (n)
        error_set(&err, ERROR_MISSING, "'%.80s' may be one of several cars", lookup->text);
    else
        error_set(&err, ERROR_MISSING, "there is no car like '%.80s'", lookup->text);
    lookup_end(lookup, NULL, &err);
}

static void
lookup_on_slug(void *data, struct result *res, const struct error *err)
{
    struct lookup *lookup = data;
    char alias[LOOKUP_TEXT];
    struct query *q;

    if (err) {
        lookup_end_failed(lookup, err);
        return;
    }
    if (result_rows(res)) {
        lookup_end(lookup, res, NULL);
        result_free(res);
        return;
    }
    result_free(res);
    text_fold(alias, sizeof alias, lookup->text);
    q = query_select("car_slug_aliases");
    query_column(q, "canonical_slug");
    query_where(q, "alias", OP_EQ, alias);
    lookup->request = store_send(lookup->store, q, lookup_on_alias, lookup);
}

static void
lookup_on_alias(void *data, struct result *res, const struct error *err)
{
    struct lookup *lookup = data;
    const char *slug;
    struct query *q;

    if (err) {
        lookup_end_failed(lookup, err);
        return;
    }
    slug = result_rows(res) ? result_get(res, 0, "canonical_slug") : NULL;
    if (slug) {
        q = lookup_car_query(slug);
        lookup->request = store_send(lookup->store, q, lookup_on_chosen, lookup);
    } else {
        char max[16];

        snprintf(max, sizeof max, "%d", LOOKUP_CANDIDATES);
        q = query_call("search_cars_fts");
        query_set(q, "search_query", lookup->text);
        query_set(q, "max_results", max);
        lookup->request = store_send(lookup->store, q, lookup_on_name, lookup);
    }
    result_free(res);
}

static void
lookup_on_name(void *data, struct result *res, const struct error *err)
{
    struct lookup *lookup = data;
    const char *slug;
    long row;

    if (err) {
        lookup_end_failed(lookup, err);
        return;
    }
    lookup->candidates = res;
    row = lookup_choose(res, lookup->text);
    slug = row < 0 ? NULL : result_get(res, (size_t) row, "slug");
    if (!slug) {
        lookup_end_unknown(lookup);
        return;
    }
    lookup->request = store_send(lookup->store, lookup_car_query(slug), lookup_on_chosen, lookup);
}

static void
lookup_on_chosen(void *data, struct result *res, const struct error *err)
{
    struct lookup *lookup = data;

    if (err)
        lookup_end_failed(lookup, err);
    else if (result_rows(res))
        lookup_end(lookup, res, NULL);
    else
        lookup_end_unknown(lookup); /* an alias that is older than its car */
    result_free(res);
}

struct lookup *
lookup_start(struct store *store, const char *text, lookup_done_fn done, void *data)
{
    struct lookup *lookup = x_calloc(1, sizeof *lookup);
    char slug[LOOKUP_TEXT];

    lookup->store = store;
    lookup->text = x_strdup(text);
    lookup->done = done;
    lookup->data = data;
    lookup_slug(slug, sizeof slug, text);
    lookup->request = store_send(store, lookup_car_query(slug), lookup_on_slug, lookup);
    return lookup;
}

void
lookup_cancel(struct lookup *lookup)
{
    if (!lookup)
        return;
    store_cancel(lookup->request);
    lookup_free(lookup);
}
