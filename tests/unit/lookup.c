#include "autorev/lookup.h"

#include <criterion/criterion.h>
#include <string.h>

Test(lookup, slugs_of_names)
{
    static const char *const row[][2] = {
        { "718 Cayman GT4", "718-cayman-gt4" },
        { "Škoda 130 RS", "skoda-130-rs" },
        { "skoda-130-rs", "skoda-130-rs" },
        { "  M3 (E46) / CSL!", "m3-e46-csl" },
        { "---", "" },
        { "", "" },
        { "トヨタ 86", "86" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        char out[64];

        cr_expect_eq(lookup_slug(out, sizeof out, row[i][0]), strlen(row[i][1]));
        cr_expect_str_eq(out, row[i][1]);
    }
    char small[5];

    lookup_slug(small, sizeof small, "718 Cayman");
    cr_expect_str_eq(small, "718", "a slug that is cut does not end in a dash");
}

Test(lookup, chooses_only_what_is_clear)
{
    static const char *const names[] = { "slug", "name" };
    static const char *const cars[][2] = {
        { "718-cayman-gt4", "718 Cayman GT4" },
        { "718-cayman-gt4-rs", "718 Cayman GT4 RS" },
        { "bmw-m3-e46", "M3" },
        { "bmw-m3-e90", "M3" },
    };
    static const struct {
        const char *text;
        size_t cars;
        long row;
    } row[] = {
        { "anything", 0, -1 },
        { "anything", 1, 0 },
        { "cayman", 2, -1 },
        { "cayman gt4", 2, 0 },
        { "gt4 rs", 2, 1 },
        { "ayman gt4", 2, -1 },
        { "718 cayman gt4", 2, 0 },
        { "718 CAYMAN GT4-RS", 2, 1 },
        { "m3", 4, -1 },
        { "e46", 4, 2 },
        { "bmw m3 e90", 4, 3 },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct result *res = result_new(2, names);

        for (size_t n = 0; n < row[i].cars; n++)
            result_add(res, cars[n]);
        cr_expect_eq(lookup_choose(res, row[i].text), row[i].row, "'%s'", row[i].text);
        result_free(res);
    }
}

Test(lookup, aliases_stand_beside_their_cars)
{
    static const char *const names[] = { "slug", "hp" }, *const alias_names[] = { "canonical_slug",
        "alias" };
    static const char *const cars[][2] = { { "m3-e46", "333" }, { "gt4", NULL }, { NULL, "1" },
        { "z", "2" } };
    static const char *const aliases[][2] = { { "z", "last" }, { "m3-e46", "e46" },
        { "gone", "old" }, { "m3-e46", "csl" }, { NULL, "x" } };
    static const char *const want[] = { "csl e46", NULL, NULL, "last" };
    struct result *res = result_new(2, names), *known = result_new(2, alias_names);

    for (size_t i = 0; i < 4; i++)
        result_add(res, cars[i]);
    for (size_t i = 0; i < 5; i++)
        result_add(known, aliases[i]);
    res = lookup_add_aliases(res, known);
    for (size_t i = 0; i < 4; i++) {
        const char *got = result_get(res, i, "aliases");

        cr_expect(want[i] ? got && !strcmp(got, want[i]) : !got, "%zu: %s", i, got);
    }
    cr_expect_str_eq(result_get(res, 0, "hp"), "333");
    cr_expect_null(result_get(res, 1, "hp"));
    result_free(res);
    result_free(known);
}
