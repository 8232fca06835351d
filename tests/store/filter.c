/*
 * The filter on both sides: what the program selects from cars in memory and what the server selects
 * with the compiled conditions must be the same cars, for each field, each operator and a thousand
 * random filters over the real catalogue (with some of it forgotten).
 */
#include "autorev/filter.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/car.h"
#include "client.h"
#include "database.h"

enum { RANDOM_FILTERS = 1000, ROWS_MAX = 2000 };

struct sides {
    struct database *db;
    struct client *client;
    struct cars *cars;
    bool ascii[ROWS_MAX]; /* the server tells letters with and without accents apart */
    uint32_t seed;
    long asked, refused, selected;
};

static uint32_t
sides_random(struct sides *s, uint32_t below)
{
    s->seed = s->seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return (s->seed >> 8) % below;
}

static bool
sides_is_ascii(const struct cars *cars, size_t row)
{
    for (int f = 0; f < car_field_count(); f++) {
        const char *text = cars_text(cars, row, f);
        for (; text && *text; text++)
            if ((unsigned char) *text >= 0x80)
                return false;
    }
    return true;
}

static struct sides *
sides_open(void)
{
    struct sides *s = calloc(1, sizeof *s);
    struct query *q = query_select("cars");
    struct error err = { 0 };

    s->seed = 20260615;
    s->db = database_open("unknowns.sql");
    char *uri = database_uri(s->db);
    s->client = client_new(uri);
    free(uri);
    store_start(s->client->store);
    client_await(s->client, STORE_READY);
    for (int f = 0; f < car_field_count(); f++)
        if (car_fields[f].column)
            query_column(q, car_fields[f].column);
    query_order(q, "slug", ORDER_ASC, false);
    struct result *res = client_ask(s->client, q, &err);
    cr_assert(res, "%s", err.message);
    s->cars = cars_new(res, &err);
    cr_assert(s->cars, "%s", err.message);
    cr_assert(cars_count(s->cars) >= 300 && cars_count(s->cars) <= ROWS_MAX);
    for (size_t i = 0; i < cars_count(s->cars); i++)
        s->ascii[i] = sides_is_ascii(s->cars, i);
    return s;
}

static void
sides_close(struct sides *s)
{
    cars_free(s->cars);
    client_free(s->client);
    database_close(s->db);
    free(s);
}

/* Asks both.  A filter that cannot be parsed or compiled is refused by both alike. */
static void
sides_ask(struct sides *s, const char *text)
{
    struct error err = { 0 };
    struct filter *filter = filter_parse(text, NULL, &err);
    struct query *q = query_select("cars");
    bool server[ROWS_MAX] = { false };

    s->asked++;
    query_column(q, "slug");
    if (!filter || !filter_query(filter, q, &err)) {
        s->refused++;
        query_free(q);
        filter_free(filter);
        return;
    }
    struct result *res = client_ask(s->client, q, &err);
    cr_assert(res, "'%s': %s %s", text, err.message, err.detail);
    for (size_t i = 0; i < result_rows(res); i++) {
        long row = cars_find(s->cars, result_text(res, i, 0));
        cr_assert(row >= 0);
        server[row] = true;
    }
    for (size_t i = 0; i < cars_count(s->cars); i++) {
        bool local = filter_match(filter, s->cars, i) > 0;
        s->selected += local;
        if (s->ascii[i])
            cr_expect_eq(local, server[i], "'%s': %s is selected by the %s only", text,
                cars_text(s->cars, i, CAR_SLUG), local ? "program" : "server");
    }
    result_free(res);
    filter_free(filter);
}

/* ---- filters, made from values that are there ---- */

static size_t
sides_row(struct sides *s)
{
    return sides_random(s, (uint32_t) cars_count(s->cars));
}

/* A number near one that some car has. */
static void
sides_number(struct sides *s, int field, char *out, size_t room)
{
    static const double off[] = { 0, 0, 0, 1, -1, 0.5, -0.05 };
    double value = cars_number(s->cars, sides_row(s), field);

    if (isnan(value))
        value = sides_random(s, 1000);
    snprintf(out, room, "%.6g", fabs(value + off[sides_random(s, 7)]));
}

/* A piece of some car's text, quoted. */
static void
sides_text(struct sides *s, int field, char *out, size_t room)
{
    const char *text = cars_text(s->cars, sides_row(s), field);
    size_t size = text ? strlen(text) : 0;

    if (size == 0) {
        snprintf(out, room, "e");
        return;
    }
    bool whole = sides_random(s, 3) == 0;
    size_t from = whole ? 0 : sides_random(s, (uint32_t) size);
    size_t length = whole ? size : 1 + sides_random(s, 6);
    snprintf(out, room, "\"%.*s\"", (int) length, text + from);
    for (char *at = out + 1; at[0] && at[1]; at++)
        if (*at == '"' || (unsigned char) *at >= 0x80)
            *at = '_';
}

static void
sides_value(struct sides *s, int field, char *out, size_t room)
{
    switch (car_fields[field].type) {
    case FIELD_TEXT:
        sides_text(s, field, out, room);
        break;
    case FIELD_BOOL:
        snprintf(out, room, "%s", sides_random(s, 2) ? "yes" : "no");
        break;
    case FIELD_YEARS:
        snprintf(out, room, "%u", 1985 + sides_random(s, 42));
        break;
    default:
        sides_number(s, field, out, room);
        break;
    }
}

static void
sides_term(struct sides *s, struct buffer *out)
{
    static const char *const ops[] = { ":", "=", "!=", ">", ">=", "<", "<=" };
    int field = (int) sides_random(s, (uint32_t) car_field_count());
    bool ordered = car_fields[field].type != FIELD_TEXT && car_fields[field].type != FIELD_BOOL;
    char a[200], b[200];

    sides_value(s, field, a, sizeof a);
    sides_value(s, field, b, sizeof b);
    if (sides_random(s, 4) == 0)
        buffer_putc(out, '-');
    switch (sides_random(s, 10)) {
    case 0:
        buffer_printf(out, "%s:%s", car_fields[field].name, sides_random(s, 2) ? "?" : "*");
        return;
    case 1:
        buffer_printf(out, "%s%s%s,%s", car_fields[field].name, ops[sides_random(s, 3)], a, b);
        return;
    case 2:
        if (ordered) {
            buffer_printf(out, "%s:%s..%s", car_fields[field].name, sides_random(s, 3) ? a : "",
                sides_random(s, 3) ? b : "");
            return;
        }
        break;
    case 3:
        if (filter_flag_count() > 0 && sides_random(s, 2)) {
            buffer_puts(out, filter_flags[sides_random(s, (uint32_t) filter_flag_count())].name);
            return;
        }
        sides_text(s, CAR_NAME, a, sizeof a);
        buffer_puts(out, a);
        return;
    default:
        break;
    }
    buffer_printf(out, "%s%s%s", car_fields[field].name, ops[sides_random(s, ordered ? 7 : 3)], a);
}

Test(filter, each_field_and_operator_selects_the_same_on_both_sides, .timeout = 120)
{
    /* What stands before the field, before the value and after it. */
    static const char *const forms[][3] = {
        { "", ":", "" },
        { "", "=", "" },
        { "", "!=", "" },
        { "", ">", "" },
        { "", ">=", "" },
        { "", "<", "" },
        { "", "<=", "" },
        { "-", ":", "" },
        { "-", "=", "" },
        { "-", "!=", "" },
        { "-", ">", "" },
        { "-", "<=", "" },
        { "", ":..", "" },
        { "-", ":", ".." },
        { "", ":", ",?" },
        { "", "!=", ",1" },
    };
    struct sides *s = sides_open();

    for (int f = 0; f < car_field_count(); f++) {
        char value[200], text[300];
        for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
            sides_value(s, f, value, sizeof value);
            snprintf(text, sizeof text, "%s%s%s%s%s", forms[i][0], car_fields[f].name, forms[i][1],
                value, forms[i][2]);
            sides_ask(s, text);
        }
        snprintf(text, sizeof text, "%s:?", car_fields[f].name);
        sides_ask(s, text);
        snprintf(text, sizeof text, "-%s:?", car_fields[f].name);
        sides_ask(s, text);
        snprintf(text, sizeof text, "%s:*", car_fields[f].name);
        sides_ask(s, text);
    }
    for (size_t i = 0; i < filter_flag_count(); i++) {
        char text[64];
        snprintf(text, sizeof text, "-%s", filter_flags[i].name);
        sides_ask(s, text + 1);
        sides_ask(s, text);
    }
    cr_expect(s->asked - s->refused > 350, "%ld of %ld were refused", s->refused, s->asked);
    cr_expect_gt(s->selected, 10000, "hardly anything was ever selected: %ld", s->selected);
    sides_close(s);
}

Test(filter, random_filters_select_the_same_on_both_sides, .timeout = 120)
{
    struct sides *s = sides_open();
    struct buffer text = { 0 };

    for (int i = 0; i < RANDOM_FILTERS; i++) {
        buffer_clear(&text);
        for (uint32_t terms = 1 + sides_random(s, 3); terms > 0; terms--) {
            sides_term(s, &text);
            buffer_putc(&text, ' ');
        }
        sides_ask(s, buffer_text(&text));
    }
    buffer_fini(&text);
    cr_expect(s->refused < RANDOM_FILTERS / 2, "%ld of %ld were refused", s->refused, s->asked);
    cr_expect_gt(s->selected, 10000, "hardly anything was ever selected: %ld", s->selected);
    sides_close(s);
}
