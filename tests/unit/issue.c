#include "autorev/issue.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "autorev/value.h"

Test(issue, severities_of_every_spelling)
{
    static const struct {
        const char *text;
        enum severity severity;
    } row[] = {
        { "critical", SEVERITY_CRITICAL },
        { "Critical", SEVERITY_CRITICAL },
        { "high", SEVERITY_HIGH },
        { "Major", SEVERITY_HIGH },
        { "medium", SEVERITY_MEDIUM },
        { "moderate", SEVERITY_MEDIUM },
        { "low", SEVERITY_LOW },
        { "MINOR", SEVERITY_LOW },
        { "cosmetic", SEVERITY_COSMETIC },
        { "unknown", SEVERITY_UNKNOWN },
        { "", SEVERITY_UNKNOWN },
        { "bad", SEVERITY_UNKNOWN },
        { NULL, SEVERITY_UNKNOWN },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
        cr_expect_eq(severity_parse(row[i].text), row[i].severity, "%s", row[i].text);
    for (int i = 0; i < SEVERITY_COUNT; i++)
        cr_expect_eq((int) severity_parse(severity_name((enum severity) i)), i);
    for (int i = 0; i < ISSUE_KIND_COUNT; i++)
        cr_expect(issue_kind_label((enum issue_kind) i));
    cr_expect_eq(issue_kind_parse("common"), ISSUE_COMMON);
    cr_expect_eq(issue_kind_parse("rust"), -1);
}

static const char *const columns[] = { "title", "severity", "kind", "sort_order",
    "affected_year_start", "affected_year_end", "metadata", "symptoms", "confidence",
    "estimated_cost_low" };
enum { COLUMNS = sizeof columns / sizeof columns[0] };

static struct result *
result_of(const char *const rows[][COLUMNS], size_t n)
{
    struct result *res = result_new(COLUMNS, columns);

    for (size_t i = 0; i < n; i++)
        result_add(res, rows[i]);
    return res;
}

Test(issue, rows_come_worst_first_with_unknown_as_unknown)
{
    static const char *const rows[][COLUMNS] = {
        { "b", "low", "common_issue", "1", NULL, NULL, NULL, NULL, NULL, NULL },
        { "paint", "cosmetic", "other", NULL, NULL, NULL, NULL, NULL, NULL, NULL },
        { "a", "low", "tsb", "1", NULL, NULL, NULL, NULL, NULL, NULL },
        { "bearing", "critical", "common_issue", "9", "1997", "2005",
            "{\"common_mileage_range\": \"40,000-80000\", \"diy_difficulty\": "
            "\"professional_only\"}",
            "{\"metal in oil\",noise}", "0.85", "8000" },
        { "z", "low", "recall", "0", NULL, NULL, NULL, NULL, NULL, NULL },
    };
    static const char *const order[] = { "bearing", "z", "a", "b", "paint" };
    struct result *res = result_of(rows, 5);
    struct arena *arena = arena_new();
    struct error err = { 0 };
    size_t n = 0;
    struct issue *issues = issues_read(arena, res, &n, &err);

    cr_assert(issues && n == 5, "%s", err.message);
    for (size_t i = 0; i < n; i++)
        cr_expect_str_eq(issues[i].title, order[i]);
    cr_expect_eq(issues[0].year_last, 2005);
    cr_expect_eq(issues[0].mileage_first, 40000);
    cr_expect_eq(issues[0].mileage_last, 80000);
    cr_expect_str_eq(issues[0].difficulty, "professional only");
    cr_expect_null(issues[1].difficulty);
    cr_expect_str_eq(issues[0].symptoms[0], "metal in oil");
    cr_expect_eq(issues[0].cost_low, 8000);
    cr_expect_eq(issues[0].cost_high, UNKNOWN);
    cr_expect_null(issues[1].symptoms);
    cr_expect_eq(issues[1].mileage_first, UNKNOWN);
    cr_expect(isnan(issues[1].confidence));
    cr_expect_eq(issues[4].kind, ISSUE_OTHER);
    arena_free(arena);
    result_free(res);
}

Test(issue, no_rows_are_no_error_and_a_bad_cell_is_one)
{
    static const char *const rows[][COLUMNS] = {
        { "b", "low", "common_issue", "1", "ninety", NULL, NULL, NULL, NULL, NULL },
    };
    struct result *none = result_of(rows, 0), *bad = result_of(rows, 1);
    struct arena *arena = arena_new();
    struct error err = { 0 };
    size_t n = 7;

    cr_expect(issues_read(arena, none, &n, &err));
    cr_expect_eq(n, 0);
    cr_expect_null(issues_read(arena, bad, &n, &err));
    cr_expect_str_eq(err.message,
        "car_issues: row 1, column affected_year_start: 'ninety' is not a whole number");
    arena_free(arena);
    result_free(none);
    result_free(bad);
}

Test(issue, mileage_of_the_details)
{
    static const struct {
        const char *text;
        int first, last;
    } row[] = {
        { "{\"common_mileage_range\": \"100000+\"}", 100000, UNKNOWN },
        { "{\"common_mileage_range\": \"60k-90k miles\"}", 60000, 90000 },
        { "{\"common_mileage_range\": \"any\"}", UNKNOWN, UNKNOWN },
        { "{\"mileage_low\": 30000, \"mileage_high\": 50000}", 30000, 50000 },
        { "{\"mileage_low\": \"x\"}", UNKNOWN, UNKNOWN },
        { "{\"common_mileage_range\": 7}", UNKNOWN, UNKNOWN },
        { "[]", UNKNOWN, UNKNOWN },
        { "{", UNKNOWN, UNKNOWN },
        { NULL, UNKNOWN, UNKNOWN },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        const char *const rows[][COLUMNS] = { { "t", "low", "tsb", "0", NULL, NULL, row[i].text,
            NULL, NULL, NULL } };
        struct result *res = result_of(rows, 1);
        struct arena *arena = arena_new();
        struct issue issue;

        cr_expect(issue_read(&issue, arena, res, 0, NULL));
        cr_expect_eq(issue.mileage_first, row[i].first, "%s", row[i].text);
        cr_expect_eq(issue.mileage_last, row[i].last, "%s", row[i].text);
        arena_free(arena);
        result_free(res);
    }
}

Test(issue, filters)
{
    static const struct issue issue = { .severity = SEVERITY_HIGH,
        .kind = ISSUE_TSB,
        .year_first = 2000,
        .year_last = 2004,
        .mileage_first = 60000,
        .mileage_last = 90000 },
                              vague = { .severity = SEVERITY_UNKNOWN,
                                  .year_first = UNKNOWN,
                                  .year_last = UNKNOWN,
                                  .mileage_first = UNKNOWN,
                                  .mileage_last = UNKNOWN };
    static const struct {
        struct issue_filter filter;
        bool issue, vague;
    } row[] = {
        { { .severities = 0 }, true, true },
        { { .severities = 1u << SEVERITY_HIGH | 1u << SEVERITY_CRITICAL }, true, false },
        { { .severities = 1u << SEVERITY_LOW }, false, false },
        { { .kinds = 1u << ISSUE_TSB }, true, false },
        { { .kinds = 1u << ISSUE_COMMON }, false, true },
        { { .year = 1999 }, false, true },
        { { .year = 2000 }, true, true },
        { { .year = 2004 }, true, true },
        { { .year = 2005 }, false, true },
        { { .mileage = 49999 }, false, true },
        { { .mileage = 50000 }, true, true },
        { { .mileage = 90000 }, true, true },
        { { .mileage = 90001 }, false, true },
        { { .year = 2001, .mileage = 10 }, false, true },
    };

    for (size_t i = 0; i < sizeof row / sizeof row[0]; i++) {
        cr_expect_eq(issue_matches(&issue, &row[i].filter), row[i].issue, "filter %zu", i);
        cr_expect_eq(issue_matches(&vague, &row[i].filter), row[i].vague, "filter %zu", i);
    }
}

Test(issue, recalls_prefer_the_newer_names)
{
    static const char *const names[] = { "campaign_number", "recall_campaign_number", "recall_date",
        "report_received_date", "is_incomplete" };
    static const char *const newer[] = { "A", "B", "2020-01-02", "2019-01-02", "t" };
    static const char *const older[] = { "A", NULL, NULL, "2019-01-02", NULL };
    struct result *res = result_new(5, names);
    struct recall recall;

    result_add(res, newer);
    result_add(res, older);
    cr_expect(recall_read(&recall, res, 0, NULL));
    cr_expect_str_eq(recall.campaign, "B");
    cr_expect_str_eq(recall.date, "2020-01-02");
    cr_expect(recall.incomplete);
    cr_expect(recall_read(&recall, res, 1, NULL));
    cr_expect_str_eq(recall.campaign, "A");
    cr_expect_str_eq(recall.date, "2019-01-02");
    cr_expect(!recall.incomplete);
    cr_expect_null(recall.remedy);
    result_free(res);
}

Test(issue, queries)
{
    struct buffer text = { 0 };
    struct query *q = issue_query("42");

    query_format(&text, q);
    cr_expect(strstr(buffer_text(&text), "car_id.eq.42"), "%s", buffer_text(&text));
    query_free(q);
    buffer_clear(&text);
    q = recall_query("a-b");
    query_format(&text, q);
    cr_expect(strstr(buffer_text(&text), "car_slug.eq.a-b"), "%s", buffer_text(&text));
    query_free(q);
    buffer_fini(&text);
}
