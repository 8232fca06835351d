#include "ui/panes/car_detail.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "autorev/text.h"

typedef void (*part_fn)(struct doc *doc, const struct result *res, const struct car_detail *detail);

/* One query and the section made of its answer. */
struct part {
    const char *title;
    const char *relation;
    const char *slug; /* column that holds the car's slug; NULL: the same for every car, kept */
    const char *columns[16];
    const char *order;
    enum query_order direction;
    int limit;
    part_fn write;
};

static const char *
detail_get(const struct result *res, size_t row, const char *name)
{
    const char *text = result_get(res, row, name);

    return text ? text : "";
}

/* "$1,234" from "1234". */
static void
detail_money(char *out, size_t room, const char *text)
{
    char digits[32];
    size_t size = strlen(text), used = 0;

    if (!size || size > 12) {
        snprintf(out, room, "%s", glyph(GLYPH_UNKNOWN));
        return;
    }
    digits[used++] = '$';
    for (size_t i = 0; i < size; i++) {
        if (i && (size - i) % 3 == 0)
            digits[used++] = ',';
        digits[used++] = text[i];
    }
    digits[used] = '\0';
    snprintf(out, room, "%s", digits);
}

static void
detail_texts(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    static const struct {
        const char *column, *label;
    } text[] = {
        { "essence", NULL },
        { "notes", NULL },
        { "ideal_owner", "For" },
        { "not_ideal_for", "Not for" },
        { "recommended_years_note", "Best years" },
        { "years_to_avoid", "Avoid" },
    };
    static const char *const lists[][2] = { { "pros", "+" }, { "cons", "-" } };

    (void) detail;
    for (size_t i = 0; i < sizeof text / sizeof text[0]; i++) {
        const char *value = detail_get(res, 0, text[i].column);

        if (*value && text[i].label)
            doc_field(doc, text[i].label, ROLE_TEXT, value);
        else if (*value)
            doc_text(doc, ROLE_TEXT, value);
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        json_t *list = json_loads(detail_get(res, 0, lists[i][0]), 0, NULL), *item;
        size_t n;

        json_array_foreach(list, n, item)
        {
            char line[400];

            if (!json_is_string(item))
                continue;
            snprintf(line, sizeof line, "%s %s", lists[i][1], json_string_value(item));
            doc_text(doc, i == 0 ? ROLE_GOOD : ROLE_BAD, line);
        }
        json_decref(list);
    }
}

static void
detail_fuel(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    char text[160];
    const char *mpg = detail_get(res, 0, "combined_mpg"), *cost;

    (void) detail;
    snprintf(text, sizeof text, "%s combined, %s city, %s highway",
        *mpg ? mpg : glyph(GLYPH_UNKNOWN), detail_get(res, 0, "city_mpg"),
        detail_get(res, 0, "highway_mpg"));
    doc_field(doc, "mpg", ROLE_TEXT, text);
    doc_field(doc, "Fuel", ROLE_TEXT, detail_get(res, 0, "fuel_type"));
    cost = detail_get(res, 0, "annual_fuel_cost");
    if (*cost) {
        detail_money(text, sizeof text, cost);
        strncat(text, " a year (EPA estimate)", sizeof text - strlen(text) - 1);
        doc_field(doc, "Fuel cost", ROLE_ESTIMATED, text);
    }
    if (*detail_get(res, 0, "ev_range")) {
        snprintf(text, sizeof text, "%s mi", detail_get(res, 0, "ev_range"));
        doc_field(doc, "Range", ROLE_TEXT, text);
    }
    if (*detail_get(res, 0, "co2_emissions")) {
        snprintf(text, sizeof text, "%s g/mi", detail_get(res, 0, "co2_emissions"));
        doc_field(doc, "CO2", ROLE_TEXT, text);
    }
    doc_field(doc, "Source", ROLE_MUTED, detail_get(res, 0, "source"));
}

static void
detail_safety(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    static const struct {
        const char *column, *label, *unit;
    } row[] = {
        { "nhtsa_overall_rating", "NHTSA overall", " of 5" },
        { "nhtsa_front_crash_rating", "Front crash", " of 5" },
        { "nhtsa_side_crash_rating", "Side crash", " of 5" },
        { "nhtsa_rollover_rating", "Rollover", " of 5" },
        { "iihs_overall", "IIHS", "" },
        { "recall_count", "Recalls", " listed" },
        { "complaint_count", "Complaints", " at NHTSA" },
    };
    char text[80];

    (void) detail;
    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const char *value = detail_get(res, 0, row[i].column);

        if (!*value)
            continue;
        snprintf(text, sizeof text, "%s%s", value, row[i].unit);
        doc_field(doc, row[i].label, ROLE_TEXT, text);
    }
}

static void
detail_issues(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    static const char *const severity[] = { "critical", "high", "medium", "low", "cosmetic" };
    static const enum role role[] = { ROLE_CRITICAL, ROLE_HIGH, ROLE_MEDIUM, ROLE_LOW,
        ROLE_COSMETIC };

    (void) detail;
    for (size_t s = 0; s < sizeof severity / sizeof severity[0]; s++)
        for (size_t i = 0; i < result_rows(res); i++)
            if (!strcmp(detail_get(res, i, "severity"), severity[s]))
                doc_field(doc, severity[s], role[s], detail_get(res, i, "title"));
}

static void
detail_recalls(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    char text[400];

    (void) detail;
    for (size_t i = 0; i < result_rows(res); i++) {
        const char *what = detail_get(res, i, "component");

        snprintf(text, sizeof text, "%s%s%s", *what ? what : detail_get(res, i, "summary"),
            *detail_get(res, i, "recall_date") ? "  " : "", detail_get(res, i, "recall_date"));
        doc_field(doc, detail_get(res, i, "campaign_number"), ROLE_TEXT, text);
    }
}

static void
detail_price(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    char text[80];

    (void) detail;
    detail_money(text, sizeof text, detail_get(res, 0, "consensus_price"));
    doc_field(doc, "Consensus", ROLE_ESTIMATED, text);
    detail_money(text, sizeof text, detail_get(res, 0, "bat_avg_price"));
    doc_field(doc, "Auctions", ROLE_TEXT, text);
    doc_field(doc, "Trend", ROLE_TEXT, detail_get(res, 0, "market_trend"));
}

static void
detail_price_history(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    char text[120], money[40];

    (void) detail;
    for (size_t i = 0; i < result_rows(res); i++) {
        detail_money(money, sizeof money, detail_get(res, i, "price"));
        snprintf(text, sizeof text, "%s  %s", money, detail_get(res, i, "source"));
        doc_field(doc, detail_get(res, i, "recorded_at"), ROLE_TEXT, text);
    }
}

static void
detail_dyno(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    char text[240];

    (void) detail;
    for (size_t i = 0; i < result_rows(res); i++) {
        const char *mods = detail_get(res, i, "modifications");

        snprintf(text, sizeof text, "%s whp, %s lb-ft at the wheels%s%s%s%s",
            *detail_get(res, i, "peak_whp") ? detail_get(res, i, "peak_whp") : glyph(GLYPH_UNKNOWN),
            *detail_get(res, i, "peak_wtq") ? detail_get(res, i, "peak_wtq") : glyph(GLYPH_UNKNOWN),
            *detail_get(res, i, "dyno_type") ? ", " : "", detail_get(res, i, "dyno_type"),
            *detail_get(res, i, "fuel") ? ", " : "", detail_get(res, i, "fuel"));
        doc_field(doc, detail_get(res, i, "run_kind"),
            !strcmp(detail_get(res, i, "run_kind"), "baseline") ? ROLE_STOCK : ROLE_GAIN, text);
        if (*mods && strcmp(mods, "{}") && strcmp(mods, "[]"))
            doc_field(doc, "", ROLE_MUTED, mods);
        if (*detail_get(res, i, "source_url"))
            doc_field(doc, "", ROLE_MUTED, detail_get(res, i, "source_url"));
    }
}

static const char *detail_track(const struct car_detail *detail, const char *id);

static void
detail_laps(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    char text[240];

    for (size_t i = 0; i < result_rows(res); i++) {
        snprintf(text, sizeof text, "%s  %s%s", detail_get(res, i, "lap_time_text"),
            detail_track(detail, detail_get(res, i, "track_id")),
            !strcmp(detail_get(res, i, "is_stock"), "t") ? "" : "  modified");
        doc_field(doc, "Lap", ROLE_TEXT, text);
        if (*detail_get(res, i, "source_url"))
            doc_field(doc, "", ROLE_MUTED, detail_get(res, i, "source_url"));
    }
}

static void
detail_reviews(struct doc *doc, const struct result *res, const struct car_detail *detail)
{
    (void) detail;
    for (size_t i = 0; i < result_rows(res); i++) {
        doc_field(doc, detail_get(res, i, "source"), ROLE_TEXT, detail_get(res, i, "title"));
        if (*detail_get(res, i, "verdict"))
            doc_text(doc, ROLE_TEXT, detail_get(res, i, "verdict"));
    }
}

static const struct part detail_parts[] = {
    { "About", "cars", "slug",
        { "essence", "notes", "ideal_owner", "not_ideal_for", "recommended_years_note",
            "years_to_avoid", "pros", "cons" },
        NULL, ORDER_ASC, 1, detail_texts },
    { "Market", "car_market_pricing", "car_slug",
        { "consensus_price", "bat_avg_price", "market_trend" }, NULL, ORDER_ASC, 1, detail_price },
    { "Price history", "car_price_history", "car_slug", { "recorded_at", "price", "source" },
        "recorded_at", ORDER_DESC, 12, detail_price_history },
    { "Fuel economy", "car_fuel_economy", "car_slug",
        { "combined_mpg", "city_mpg", "highway_mpg", "fuel_type", "annual_fuel_cost", "ev_range",
            "co2_emissions", "source" },
        NULL, ORDER_ASC, 1, detail_fuel },
    { "Safety", "car_safety_data", "car_slug",
        { "nhtsa_overall_rating", "nhtsa_front_crash_rating", "nhtsa_side_crash_rating",
            "nhtsa_rollover_rating", "iihs_overall", "recall_count", "complaint_count" },
        NULL, ORDER_ASC, 1, detail_safety },
    { "Known issues", "car_issues", "car_slug", { "severity", "title" }, "sort_order", ORDER_ASC,
        60, detail_issues },
    { "Recalls", "car_recalls", "car_slug",
        { "campaign_number", "component", "summary", "recall_date" }, "campaign_number", ORDER_DESC,
        40, detail_recalls },
    { "Dyno", "car_dyno_runs", "car_slug",
        { "run_kind", "peak_whp", "peak_wtq", "dyno_type", "fuel", "modifications", "source_url" },
        "peak_whp", ORDER_ASC, 20, detail_dyno },
    { "Lap times", "car_track_lap_times", "car_slug",
        { "lap_time_text", "is_stock", "track_id", "source_url" }, "lap_time_ms", ORDER_ASC, 20,
        detail_laps },
    { "Reviews", "car_expert_reviews", "car_slug", { "source", "title", "verdict" }, "review_date",
        ORDER_DESC, 10, detail_reviews },
};

enum { PART_COUNT = sizeof detail_parts / sizeof detail_parts[0] };
static const char *
detail_track(const struct car_detail *detail, const char *id)
{
    const struct result *tracks = NULL;

    for (size_t i = 0; i < PART_COUNT; i++)
        if (!strcmp(detail_parts[i].relation, "track_venues"))
            tracks = detail->part[i];
    for (size_t r = 0; tracks && r < result_rows(tracks); r++)
        if (!strcmp(detail_get(tracks, r, "id"), id))
            return detail_get(tracks, r, "name");
    return "";
}

_Static_assert((int) PART_COUNT <= (int) CAR_DETAIL_PARTS, "the detail has no room for a part");

/* ---- what the list has ---- */

static void
detail_fields(struct doc *doc, const struct cars *cars, size_t row, enum field_group group)
{
    for (int f = 0; f < car_field_count(); f++) {
        const struct car_field *field = &car_fields[f];
        char text[200], line[240];

        if (field->group != group || f == CAR_NAME || f == CAR_SLUG)
            continue;
        if (!cars_text(cars, row, f) && isnan(cars_number(cars, row, f)))
            continue;
        cars_format(cars, row, f, text, sizeof text);
        snprintf(line, sizeof line, "%s%s%s", text, *field->unit && *field->unit != '$' ? " " : "",
            *field->unit == '$' ? "" : field->unit);
        doc_field(doc, field->label, ROLE_TEXT, line);
    }
}

static void
detail_scores(struct doc *doc, const struct cars *cars, size_t row)
{
    for (int f = 0; f < car_field_count(); f++) {
        const struct car_field *field = &car_fields[f];
        double score = cars_number(cars, row, f);
        char text[32];

        if (field->group != GROUP_SCORES || field->type != FIELD_SCORE || isnan(score))
            continue;
        cars_format(cars, row, f, text, sizeof text);
        doc_bar(doc, field->label, score, 10,
            score >= 8   ? ROLE_SCORE_HIGH
            : score >= 5 ? ROLE_SCORE_MID
                         : ROLE_SCORE_LOW,
            text);
    }
}

/* Similar by the product's rule: list price within $30,000 and power within 100 hp, the first five.
 * Where the list price of this car is not known, its price on the market stands in. */
static void
detail_similar(struct doc *doc, const struct cars *cars, size_t row, const struct cars *all)
{
    int by = isnan(cars_number(cars, row, CAR_MSRP_LOW)) ? CAR_PRICE : CAR_MSRP_LOW;
    double price = cars_number(cars, row, by), hp = cars_number(cars, row, CAR_HP);
    const char *own = cars_text(cars, row, CAR_SLUG);
    int n = 0;

    for (size_t i = 0; all && own && i < cars_count(all) && n < 5; i++) {
        const char *other = cars_text(all, i, CAR_SLUG);
        char text[240], name[120], money[40], power[40];

        if (!other || !strcmp(other, own) || !(fabs(cars_number(all, i, by) - price) < 30000) ||
            !(fabs(cars_number(all, i, CAR_HP) - hp) < 100))
            continue;
        if (n++ == 0)
            doc_section(doc, "Similar cars",
                by == CAR_PRICE ? "price within $30,000, power within 100 hp"
                                : "list price within $30,000, power within 100 hp");
        cars_format(all, i, CAR_NAME, name, sizeof name);
        cars_format(all, i, by, money, sizeof money);
        cars_format(all, i, CAR_HP, power, sizeof power);
        snprintf(text, sizeof text, "%s  %s hp  %s", name, power, money);
        doc_point(doc, ROLE_TEXT, text);
    }
}

static void
detail_head(struct car_detail *detail, const struct cars *cars, size_t row)
{
    struct doc *doc = detail->doc;

    doc_section(doc, "Specification", NULL);
    detail_fields(doc, cars, row, GROUP_OVERVIEW);
    detail_fields(doc, cars, row, GROUP_POWER);
    detail_fields(doc, cars, row, GROUP_PERFORMANCE);
    detail_fields(doc, cars, row, GROUP_SIZE);
    doc_section(doc, "Scores", "opinions, of 10");
    detail_scores(doc, cars, row);
    doc_section(doc, "Price and running costs", NULL);
    detail_fields(doc, cars, row, GROUP_PRICES);
    detail_fields(doc, cars, row, GROUP_COSTS);
    detail_fields(doc, cars, row, GROUP_SERVICE);
}

static bool
detail_has_text(const struct result *res)
{
    for (size_t r = 0; res && r < result_rows(res); r++)
        for (size_t c = 0; c < result_cols(res); c++)
            if (result_text(res, r, c) && strcmp(result_text(res, r, c), "[]"))
                return true;
    return false;
}

static void
detail_write(struct car_detail *detail, const struct cars *cars, size_t row, const struct cars *all)
{
    struct buffer missing = { 0 };

    doc_clear(detail->doc);
    detail_head(detail, cars, row);
    for (size_t i = 0; i < PART_COUNT; i++) {
        const struct part *part = &detail_parts[i];

        if (!part->write)
            continue;
        if (detail->err[i].code) {
            doc_section(detail->doc, part->title, NULL);
            doc_text(detail->doc, ROLE_ERROR, detail->err[i].message);
        } else if (detail->part[i] && detail_has_text(detail->part[i])) {
            char count[40] = "";

            if (result_rows(detail->part[i]) > 1)
                snprintf(count, sizeof count, "%zu", result_rows(detail->part[i]));
            doc_section(detail->doc, part->title, count);
            part->write(detail->doc, detail->part[i], detail);
        } else if (detail->part[i]) {
            buffer_printf(&missing, "%s%s", missing.size ? ", " : "", part->title);
        }
    }
    detail_similar(detail->doc, cars, row, all);
    if (missing.size) {
        char line[300];

        snprintf(line, sizeof line, "No data yet: %s", buffer_text(&missing));
        doc_blank(detail->doc);
        doc_text(detail->doc, ROLE_MUTED, line);
    }
    buffer_fini(&missing);
}

/* Forgets what belongs to the car; with @all, also what is the same for every one. */
static void
detail_clear(struct car_detail *detail, bool all)
{
    for (size_t i = 0; i < PART_COUNT; i++) {
        detail->ticket[i] = 0;
        if (!detail_parts[i].slug && !all)
            continue;
        result_free(detail->part[i]);
        detail->part[i] = NULL;
        detail->err[i] = (struct error){ 0 };
    }
}

void
car_detail_fini(struct car_detail *detail)
{
    detail_clear(detail, true);
}

void
car_detail_forget(struct car_detail *detail, struct pane *pane)
{
    for (size_t i = 0; i < CAR_DETAIL_PARTS; i++)
        if (detail->ticket[i])
            pane_cancel(pane, detail->ticket[i]);
    detail_clear(detail, false);
    detail->slug[0] = '\0';
}

void
car_detail_show(struct car_detail *detail, struct pane *pane, const struct cars *cars, size_t row,
    const struct cars *all)
{
    const char *slug = cars_text(cars, row, CAR_SLUG);
    const char *name = cars_text(cars, row, CAR_NAME);

    if (!slug || strcmp(slug, detail->slug) != 0) {
        car_detail_forget(detail, pane);
        detail->doc->top = 0;
        snprintf(detail->slug, sizeof detail->slug, "%s", slug ? slug : "");
        snprintf(detail->name, sizeof detail->name, "%s", name ? name : "");
        for (size_t i = 0; slug && i < PART_COUNT; i++) {
            const struct part *part = &detail_parts[i];
            struct query *q;

            if (detail->part[i])
                continue; /* kept */
            q = query_select(part->relation);

            for (size_t c = 0; part->columns[c]; c++)
                query_column(q, part->columns[c]);
            if (part->slug)
                query_where(q, part->slug, OP_EQ, slug);
            if (part->order)
                query_order(q, part->order, part->direction, false);
            query_range(q, 0, part->limit);
            detail->ticket[i] = pane_send(pane, q);
        }
    }
    detail_write(detail, cars, row, all);
}

bool
car_detail_busy(const struct car_detail *detail)
{
    for (size_t i = 0; i < PART_COUNT; i++)
        if (detail->ticket[i])
            return true;
    return false;
}

bool
car_detail_answer(
    struct car_detail *detail, int ticket, struct result *res, const struct error *err)
{
    for (size_t i = 0; i < PART_COUNT; i++) {
        if (!ticket || detail->ticket[i] != ticket)
            continue;
        detail->ticket[i] = 0;
        detail->part[i] = res;
        if (!res)
            detail->err[i] = *err;
        return true;
    }
    return false;
}
