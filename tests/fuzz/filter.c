/*
 * Fuzzes the filter language: whatever is typed is either understood, and then means the same in its
 * plainest form, or refused with words and a place in the text.
 */
#include "autorev/filter.h"

#include <string.h>

#include "autorev/text.h"

#include "fuzz.h"

static struct cars *
fuzz_cars(void)
{
    static const char *const columns[] = { "slug", "name", "brand", "years", "hp", "curb_weight",
        "manual_available", "trans", "aliases" };
    static const char *const rows[][9] = {
        { "gt4", "718 Cayman GT4", "Porsche", "2020-2023", "414", "3199", "t", "6MT/7PDK", "982" },
        { "m3", "BMW M3 E46", NULL, "2001-present", "333", NULL, NULL, NULL, NULL },
        { "130", "\xc5\xa0koda 130 RS", "", "unknown", "140", "1500", "f", "4MT", "" },
    };
    struct result *res = result_new(9, columns);
    struct error err = { 0 };

    for (size_t i = 0; i < 3; i++)
        result_add(res, rows[i]);
    return cars_new(res, &err);
}

static void
fuzz_taken(const char *text, const struct filter *filter, const struct cars *cars)
{
    struct buffer once = { 0 }, twice = { 0 }, conditions = { 0 };
    struct query *q = query_select("cars");
    struct error err = { 0 };
    struct filter *again;

    filter_canonical(filter, &once);
    again = filter_parse(buffer_text(&once), NULL, &err);
    FUZZ_CHECK(again);
    filter_canonical(again, &twice);
    FUZZ_CHECK(!strcmp(buffer_text(&once), buffer_text(&twice)));
    FUZZ_CHECK(filter_is_empty(filter) == (once.size == 0));
    FUZZ_CHECK(text_valid(buffer_text(&once), once.size) == once.size);
    for (size_t row = 0; row < cars_count(cars); row++) {
        int score = filter_match(filter, cars, row);

        FUZZ_CHECK(score >= 0 && score == filter_match(again, cars, row));
        FUZZ_CHECK(score > 0 || !filter_is_empty(filter));
    }
    if (filter_query(filter, q, &err))
        query_format(&conditions, q);
    else
        FUZZ_CHECK(err.message[0] && !query_view(q).where->first);
    FUZZ_CHECK(text[0] || filter_is_empty(filter));
    query_free(q);
    filter_free(again);
    buffer_fini(&once);
    buffer_fini(&twice);
    buffer_fini(&conditions);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct cars *cars;
    struct filter_error where = { 0 };
    struct error err = { 0 };
    struct buffer text = { 0 };
    struct filter *filter;

    if (!cars)
        cars = fuzz_cars();
    FUZZ_CHECK(cars);
    buffer_add(&text, data, size);
    filter = filter_parse(text.data, &where, &err);
    if (filter) {
        fuzz_taken(text.data, filter, cars);
    } else {
        FUZZ_CHECK(err.code == ERROR_INPUT && err.message[0]);
        FUZZ_CHECK(where.length > 0 && where.offset + where.length <= strlen(text.data));
    }
    filter_free(filter);
    buffer_fini(&text);
    return 0;
}
