/*
 * The commands over a real database with the fixture catalogue.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/text.h"
#include "database.h"
#include "run.h"

enum { WORDS = 10 };

static struct database *db;

static void
open_plain(void)
{
    db = database_open(NULL);
}

static void
open_hostile(void)
{
    db = database_open("hostile.sql");
}

static void
shut(void)
{
    database_close(db);
}

static struct run *
run_here(const char *const args[])
{
    const struct term_options options = { .data = database_dir(db) };

    return run_program(&options, args);
}

Test(commands, print_what_is_asked_for, .init = open_plain, .fini = shut)
{
    static const struct {
        const char *args[WORDS];
        int status;
        const char *out; /* the whole of it */
    } row[] = {
        { { "cars", "skoda", "--plain", "--columns", "name,hp,years,0-60" }, 0,
            "Škoda 130 RS\t140\t1975-1980\t\n" },
        { { "cars", "brand:bmw", "--csv", "--columns=slug,hp" }, 0,
            "slug,hp\r\nbmw-m3-e46,333\r\n" },
        { { "cars", "hp>400", "-electric", "--sort", "-hp", "--limit", "1", "--plain", "--columns",
              "slug" },
            0, "nissan-gt-r-r35\n" },
        { { "cars", "\"godzilla\"", "--plain", "--columns", "slug" }, 0, "nissan-gt-r-r35\n" },
        { { "cars", "godzilla", "--plain", "--columns", "slug" }, 0, "nissan-gt-r-r35\n" },
        { { "cars", "zzzzqqq", "--json" }, 1, "[]\n" },
        { { "cars", "zzzzqqq" }, 1, "" },
        { { "car", "gt5"
                   "zzzz" },
            1, "" },
        { { "issues", "e46", "--severity", "critical,high", "--plain", "--columns",
              "severity,title,cost-low" },
            0, "critical\tRod bearing wear\t2200\nhigh\tRear subframe cracks\t2500\n" },
        { { "issues", "bmw-m3-e46", "--kind=recall", "--plain", "--columns", "campaign,date" }, 0,
            "19V000001\t2019-01-15\n05V000002\t2005-06-01\n" },
        { { "issues", "e46", "--year", "2006", "--severity", "low", "--json" }, 1, "[]\n" },
        { { "schedule", "E46", "--miles", "61,200", "--plain", "--columns", "service,next,left",
              "--limit=2" },
            0, "Engine oil\t67500\t6300\nCabin filter\t75000\t13800\n" },
        { { "schedule", "e46", "--sort", "-dealer-low", "--limit", "1", "--md" }, 0,
            "| Service | Every | Dealer | Yourself |  |\n"
            "| --- | --- | --- | --- | --- |\n"
            "| **Valve clearance** | 30,000 mi | $700–1,100 | $90–200 | critical |\n" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct run *run = run_here(row[i].args);

        cr_expect_eq(run->status, row[i].status, "row %zu: %d\n%s", i, run->status, run->err);
        cr_expect_str_eq(run->out, row[i].out, "row %zu", i);
        cr_expect_eq(run->err[0] == '\0', row[i].status == 0, "row %zu: %s", i, run->err);
        run_free(run);
    }
}

Test(commands, a_car_is_found_by_slug_alias_and_name, .init = open_plain, .fini = shut)
{
    static const struct {
        const char *text, *slug; /* NULL: not clear */
    } row[] = {
        { "bmw-m3-e46", "bmw-m3-e46" },
        { "e46", "bmw-m3-e46" },
        { "E46", "bmw-m3-e46" },
        { "BMW M3 E46", "bmw-m3-e46" },
        { "m3 e46", "bmw-m3-e46" },
        { "Škoda 130 RS", "skoda-130-rs" },
        { "skoda 130", "skoda-130-rs" },
        { "miata", "mazda-mx-5-nd" },
        { "no such thing at all", NULL },
        { "'; drop table cars; --", NULL },
        { "", NULL },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const char *const args[] = { "car", "--json", "--", row[i].text, NULL };
        struct run *run = run_here(args);
        json_t *all = json_loads(run->out, 0, NULL);
        const char *slug = json_string_value(json_object_get(json_array_get(all, 0), "slug"));

        cr_expect_eq(run->status, row[i].slug ? 0 : 1, "'%s': %s", row[i].text, run->err);
        cr_expect(row[i].slug ? slug && !strcmp(slug, row[i].slug) : !slug, "'%s' is %s",
            row[i].text, slug);
        cr_expect(row[i].slug || run->err[0], "'%s': not a word", row[i].text);
        json_decref(all);
        run_free(run);
    }
}

Test(commands, compare_marks_the_best, .init = open_plain, .fini = shut)
{
    static const char *const args[] = { "compare", "gt4", "e46", "skoda-130-rs", "e46", "--by",
        "--md", NULL };
    static const char *const json[] = { "compare", "gt4", "e46", "--differences", "--json", NULL };
    struct run *run = run_here(args);
    json_t *all, *member;
    size_t i;

    cr_expect_eq(run->status, 0, "%s", run->err);
    cr_expect(
        strstr(run->out, "|  | 718 Cayman GT4 | BMW M3 E46 | Škoda 130 RS |"), "%s", run->out);
    cr_expect(strstr(run->out, "| Power | **414 hp** | 333 hp (-81 hp) | 140 hp (-274 hp) |"), "%s",
        run->out);
    cr_expect(strstr(run->err, "'e46' is there already"), "%s", run->err);
    run_free(run);

    run = run_here(json);
    all = json_loads(run->out, 0, NULL);
    cr_expect_gt(json_array_size(all), 5);
    json_array_foreach(all, i, member)
    {
        cr_expect(json_is_string(json_object_get(member, "group")));
        cr_expect(!json_equal(json_object_get(member, "718-cayman-gt4"),
                      json_object_get(member, "bmw-m3-e46")),
            "%s does not differ", json_string_value(json_object_get(member, "field")));
    }
    json_decref(all);
    run_free(run);
}

Test(commands, doctor_finds_a_database_with_cars, .init = open_plain, .fini = shut)
{
    static const char *const args[] = { "doctor", "--csv", NULL };
    struct run *run = run_here(args);

    cr_expect_eq(run->status, 0, "%s%s", run->out, run->err);
    cr_expect(strstr(run->out, "database,ok,"), "%s", run->out);
    cr_expect(strstr(run->out, "catalogue,ok,"), "%s", run->out);
    run_free(run);
}

/* Nothing of the data may steer a terminal or a spreadsheet, however it is written. */
Test(commands, hostile_rows_stay_text, .init = open_hostile, .fini = shut, .timeout = 120)
{
    static const char *const rows[][WORDS] = {
        { "cars" },
        { "cars", "--columns",
            "name,brand,engine,trans,layout,generation,country,usability,price-range,market" },
        { "car", "bmw-m3-e46" },
        { "compare", "bmw-m3-e46", "mazda-mx-5-nd" },
        { "issues", "bmw-m3-e46" },
        { "issues", "bmw-m3-e46", "--columns",
            "title,description,symptoms,prevention,fix,years,cost,campaign,source,url" },
        { "schedule", "bmw-m3-e46" },
        { "schedule", "bmw-m3-e46", "--columns", "service,description,items" },
        { "schedule", "bmw-m3-e46", "--specs" },
        { "doctor" },
    };
    static const char *const formats[] = { NULL, "--json", "--csv", "--md", "--plain" };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t f = 0; f < sizeof formats / sizeof formats[0]; f++) {
            const char *args[WORDS + 1] = { NULL };
            struct buffer clean = { 0 };
            struct run *run;
            size_t n = 0;

            while (rows[i][n])
                args[n] = rows[i][n], n++;
            args[n] = formats[f];
            run = run_here(args);
            cr_expect_eq(run->status, 0, "%s %s: %s", rows[i][0], formats[f], run->err);
            cr_expect(i || strstr(run->out, "\xef\xbf\xbd"), "the rows are not hostile");
            cr_expect_eq(strlen(run->out), run->out_size, "a NUL in %s %s", rows[i][0], formats[f]);
            for (char *c = run->out; *c; c++)
                if ((*c == '\r' && c[1] == '\n' && f == 2) || (*c == '\t' && f == 4))
                    *c = ' '; /* those are ours */
            text_sanitize(&clean, run->out, strlen(run->out), TEXT_BLOCK);
            cr_expect_str_eq(run->out, buffer_text(&clean), "%s %s", rows[i][0], formats[f]);
            if (f == 1) {
                json_t *all = json_loads(run->out, 0, NULL);

                cr_expect(json_is_array(all), "%s: %s", rows[i][0], run->out);
                json_decref(all);
            }
            buffer_fini(&clean);
            run_free(run);
        }
}
