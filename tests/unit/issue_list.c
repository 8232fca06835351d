#include "autorev/issue_list.h"

#include <criterion/criterion.h>
#include <string.h>

#include "autorev/buffer.h"

static const char *const issue_columns[] = { "title", "severity", "kind", "affected_year_start",
    "affected_year_end", "metadata", "estimated_cost_low", "estimated_cost_high", "description",
    "symptoms" };
enum { ISSUE_COLUMNS = sizeof issue_columns / sizeof issue_columns[0] };

static const char *const issue_rows[][ISSUE_COLUMNS] = {
    { "Seat squeaks", "low", "other", NULL, NULL, NULL, NULL, NULL, NULL, NULL },
    { "Rod bearings", "critical", "common_issue", "2001", "2006",
        "{\"common_mileage_range\": \"60000-80000\"}", "2200", "3800", "Copper in the oil",
        "{\"Ticking noise\"}" },
    { "Café latte stain", "cosmetic", "common_issue", "2003", "2003", NULL, "50", "50", NULL,
        NULL },
    { "Subframe", "high", "tsb", "1999", NULL, "{\"common_mileage_range\": \"100,000+\"}", "2500",
        "6000", NULL, NULL },
    { "Gauge", "unknown", "common_issue", NULL, NULL, NULL, NULL, NULL, NULL, NULL },
};
enum { ISSUES = sizeof issue_rows / sizeof issue_rows[0] };

static const char *const recall_columns[] = { "campaign_number", "component", "summary" };
enum { RECALL_COLUMNS = sizeof recall_columns / sizeof recall_columns[0] };

static const char *const recall_rows[][RECALL_COLUMNS] = {
    { "19V000001", "AIR BAGS", "The inflator may burst." },
};

static struct result *
issues_of(size_t n)
{
    struct result *res = result_new(ISSUE_COLUMNS, issue_columns);

    for (size_t i = 0; i < n; i++)
        result_add(res, issue_rows[i]);
    return res;
}

static struct result *
recalls(void)
{
    struct result *res = result_new(RECALL_COLUMNS, recall_columns);

    result_add(res, recall_rows[0]);
    return res;
}

/* The titles that are shown, a slash between them. */
static void
expect_titles(const struct issue_list *list, const char *wanted)
{
    struct buffer out = { 0 };
    char title[100];

    for (size_t i = 0; i < issue_list_count(list); i++)
        buffer_printf(&out, "%s%s", i ? "/" : "",
            issue_entry_title(issue_list_at(list, i), title, sizeof title));
    cr_expect_str_eq(buffer_text(&out), wanted);
    buffer_fini(&out);
}

Test(issue_list, recalls_stand_between_high_and_medium)
{
    struct issue_list *list = issue_list_new(issues_of(ISSUES), recalls(), NULL);

    cr_assert(list);
    expect_titles(
        list, "Rod bearings/Subframe/19V000001 AIR BAGS/Seat squeaks/Café latte stain/Gauge");
    cr_expect_eq(issue_list_issues(list), 5);
    cr_expect_eq(issue_list_recalls(list), 1);
    cr_expect_eq(issue_list_find(list, "19V000001 AIR BAGS"), 2);
    cr_expect_eq(issue_list_find(list, "Rust"), -1);
    issue_list_free(list);
}

Test(issue_list, is_empty_without_rows)
{
    struct issue_list *list = issue_list_new(NULL, NULL, NULL);

    cr_assert(list);
    cr_expect_eq(issue_list_count(list), 0);
    issue_list_show(list, &(struct issue_search){ 0 }, ISSUE_BY_COST, true);
    cr_expect_eq(issue_list_count(list), 0);
    issue_list_free(list);
}

Test(issue_list, refuses_a_cell_that_is_no_number)
{
    static const char *const names[] = { "title", "affected_year_start" };
    static const char *const row[] = { "a", "soon" };
    struct result *res = result_new(2, names);
    struct error err = { 0 };

    result_add(res, row);
    cr_expect_null(issue_list_new(res, recalls(), &err));
    cr_expect(strstr(err.message, "affected_year_start"), "%s", err.message);
}

Test(issue_list, orders_put_unknown_last_in_both_directions)
{
    static const struct {
        enum issue_order order;
        bool descending;
        const char *titles;
    } row[] = {
        { ISSUE_BY_SEVERITY, true,
            "Rod bearings/Subframe/19V000001 AIR BAGS/Seat squeaks/Café latte stain/Gauge" },
        { ISSUE_BY_SEVERITY, false,
            "Café latte stain/Seat squeaks/19V000001 AIR BAGS/Subframe/Rod bearings/Gauge" },
        { ISSUE_BY_YEARS, false,
            "Subframe/Rod bearings/Café latte stain/19V000001 AIR BAGS/Seat squeaks/Gauge" },
        { ISSUE_BY_YEARS, true,
            "Café latte stain/Rod bearings/Subframe/19V000001 AIR BAGS/Seat squeaks/Gauge" },
        { ISSUE_BY_MILES, false,
            "Rod bearings/Subframe/19V000001 AIR BAGS/Seat squeaks/Café latte stain/Gauge" },
        { ISSUE_BY_COST, true,
            "Subframe/Rod bearings/Café latte stain/19V000001 AIR BAGS/Seat squeaks/Gauge" },
        { ISSUE_BY_COST, false,
            "Café latte stain/Rod bearings/Subframe/19V000001 AIR BAGS/Seat squeaks/Gauge" },
    };
    struct issue_list *list = issue_list_new(issues_of(ISSUES), recalls(), NULL);

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        issue_list_show(list, &(struct issue_search){ 0 }, row[i].order, row[i].descending);
        expect_titles(list, row[i].titles);
    }
    for (int i = 0; i < ISSUE_ORDER_COUNT; i++) {
        cr_expect_eq(issue_order_find(issue_orders[i].name), i);
        cr_expect(issue_orders[i].label && issue_orders[i].help);
    }
    cr_expect_eq(issue_order_find("colour"), -1);
    issue_list_free(list);
}

Test(issue_list, a_line_of_text_narrows_it)
{
    static const struct {
        const char *text, *titles;
    } row[] = {
        { "", "Rod bearings/Subframe/19V000001 AIR BAGS/Seat squeaks/Café latte stain/Gauge" },
        { "severity:high", "Subframe" },
        { "sev:h", "Subframe" },
        { "severity:c", "Rod bearings/Café latte stain" },
        { "severity:major,Critical", "Rod bearings/Subframe" },
        { "severity:unknown", "19V000001 AIR BAGS/Gauge" },
        { "kind:recall", "19V000001 AIR BAGS" },
        { "kind:tsb,other", "Subframe/Seat squeaks" },
        { "kind:", "Rod bearings/Subframe/19V000001 AIR BAGS/Seat squeaks/Café latte stain/Gauge" },
        { "year:2000", "Subframe/19V000001 AIR BAGS/Seat squeaks/Gauge" },
        { "year:2003 severity:cosmetic", "Café latte stain" },
        { "miles:30k", "19V000001 AIR BAGS/Seat squeaks/Café latte stain/Gauge" },
        { "miles:60,000 sev:crit,high", "Rod bearings" },
        { "oil", "Rod bearings" },
        { "TICKING copper", "Rod bearings" },
        { "\"copper in the\"", "Rod bearings" },
        { "\"in copper", "" },
        { "cafe", "Café latte stain" },
        { "inflator", "19V000001 AIR BAGS" },
        { "kind:issue ga", "Gauge" },
        { "kind:issue bearing gauge", "" },
    };
    struct issue_list *list = issue_list_new(issues_of(ISSUES), recalls(), NULL);

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct issue_search search;
        struct filter_error where;
        struct error err = { 0 };

        cr_assert(issue_search_parse(&search, row[i].text, &where, &err), "'%s': %s", row[i].text,
            err.message);
        issue_list_show(list, &search, ISSUE_BY_SEVERITY, true);
        expect_titles(list, row[i].titles);
    }
    issue_list_free(list);
}

Test(issue_list, what_is_wrong_in_the_line_is_marked)
{
    static const struct {
        const char *text;
        size_t offset, length;
        const char *hint; /* a part of it */
    } row[] = {
        { "severity:bad", 9, 3, "critical, high" },
        { "oil severity:high,bad", 18, 3, "critical, high" },
        { "severity:unclear", 9, 7, "critical, high" },
        { "kind:rust", 5, 4, "recall" },
        { "sevrity:high", 0, 7, "did you mean 'severity'" },
        { ":high", 0, 1, "severity, kind, year and miles" },
        { "zz:1", 0, 2, "severity, kind, year and miles" },
        { "oil year:15", 9, 2, "year:2015" },
        { "year:9999", 5, 4, "year:2015" },
        { "miles:far", 6, 3, "62k" },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct issue_search search;
        struct filter_error where = { 0 };
        struct error err = { 0 };

        cr_expect_not(issue_search_parse(&search, row[i].text, &where, &err), "%s", row[i].text);
        cr_expect_eq(where.offset, row[i].offset, "%s: %zu", row[i].text, where.offset);
        cr_expect_eq(where.length, row[i].length, "%s: %zu", row[i].text, where.length);
        cr_expect(err.message[0], "%s", row[i].text);
        cr_expect(strstr(err.hint, row[i].hint), "%s: %s", row[i].text, err.hint);
    }
}

Test(issue_list, long_lines_are_cut_or_refused)
{
    struct issue_search search;
    struct filter_error where;
    struct error err = { 0 };
    char text[900];

    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cr_expect_not(issue_search_parse(&search, text, &where, &err));
    cr_expect_eq(where.length, sizeof text - 1);
    for (size_t i = 5; i < sizeof text - 1; i += 5)
        text[i] = ' ';
    cr_expect(issue_search_parse(&search, text, &where, &err));
    cr_expect(strlen(search.words) < sizeof search.words);
}

Test(issue_list, cells_say_what_is_known)
{
    static const struct {
        const char *first, *last, *mileage, *low, *high;
        const char *years, *miles, *cost;
    } row[] = {
        { "2001", "2006", "60000-80000", "300", "900", "2001–2006", "60k–80k", "$300–900" },
        { "2003", "2003", "100,000+", NULL, NULL, "2003", "100k+", "–" },
        { "1999", NULL, NULL, "50", "50", "1999–", "–", "$50" },
        { NULL, "1999", "62500", NULL, NULL, "to 1999", "62500+", "–" },
        { NULL, NULL, NULL, NULL, NULL, "–", "–", "–" },
    };
    static const char *const names[] = { "affected_year_start", "affected_year_end", "metadata",
        "estimated_cost_low", "estimated_cost_high" };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        struct result *res = result_new(5, names);
        struct issue_list *list;
        char text[100];

        snprintf(text, sizeof text, "{\"common_mileage_range\": \"%s\"}",
            row[i].mileage ? row[i].mileage : "");
        result_add(
            res, (const char *const[]){ row[i].first, row[i].last, text, row[i].low, row[i].high });
        list = issue_list_new(res, NULL, NULL);
        struct issue_entry entry = issue_list_at(list, 0);
        cr_expect_str_eq(issue_entry_years(entry, text, sizeof text), row[i].years);
        cr_expect_str_eq(issue_entry_miles(entry, text, sizeof text), row[i].miles);
        cr_expect_str_eq(issue_entry_cost(entry, text, sizeof text), row[i].cost);
        cr_expect_str_eq(issue_entry_title(entry, text, sizeof text), "–");
        issue_list_free(list);
    }
}

Test(issue_list, a_recall_without_text_has_its_number)
{
    static const char *const names[] = { "campaign_number" };
    static const char *const cells[] = { "23V813" };
    struct result *res = result_new(1, names);
    struct issue_list *list;
    char text[40];

    result_add(res, cells);
    list = issue_list_new(NULL, res, NULL);
    struct issue_entry entry = issue_list_at(list, 0);
    cr_expect_str_eq(issue_entry_title(entry, text, sizeof text), "23V813");
    cr_expect_str_eq(issue_entry_years(entry, text, sizeof text), "–");
    cr_expect_eq(issue_entry_kind(entry), ISSUE_RECALL);
    cr_expect_eq(issue_entry_severity(entry), SEVERITY_UNKNOWN);
    issue_list_free(list);
}
