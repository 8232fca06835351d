#include "autorev/issue.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "autorev/cells.h"
#include "autorev/value.h"

static const char *const severity_names[SEVERITY_COUNT] = {
    [SEVERITY_CRITICAL] = "critical",
    [SEVERITY_HIGH] = "high",
    [SEVERITY_MEDIUM] = "medium",
    [SEVERITY_LOW] = "low",
    [SEVERITY_COSMETIC] = "cosmetic",
    [SEVERITY_UNKNOWN] = "unknown",
};

static const struct {
    const char *name, *label;
} issue_kinds[ISSUE_KIND_COUNT] = {
    [ISSUE_COMMON] = { "common_issue", "known issue" },
    [ISSUE_RECALL] = { "recall", "recall" },
    [ISSUE_TSB] = { "tsb", "service bulletin" },
    [ISSUE_OTHER] = { "other", "other" },
};

const char *
severity_name(enum severity severity)
{
    return severity_names[severity];
}

enum severity
severity_parse(const char *text)
{
    static const struct {
        const char *text;
        enum severity severity;
    } other[] = {
        { "major", SEVERITY_HIGH },
        { "severe", SEVERITY_HIGH },
        { "moderate", SEVERITY_MEDIUM },
        { "minor", SEVERITY_LOW },
    };

    for (int i = 0; text && i < SEVERITY_COUNT; i++)
        if (strcasecmp(text, severity_names[i]) == 0)
            return (enum severity) i;
    for (size_t i = 0; text && i < sizeof other / sizeof other[0]; i++)
        if (strcasecmp(text, other[i].text) == 0)
            return other[i].severity;
    return SEVERITY_UNKNOWN;
}

const char *
issue_kind_name(enum issue_kind kind)
{
    return issue_kinds[kind].name;
}

const char *
issue_kind_label(enum issue_kind kind)
{
    return issue_kinds[kind].label;
}

int
issue_kind_parse(const char *text)
{
    for (int i = 0; i < ISSUE_KIND_COUNT; i++)
        if (strcasecmp(text, issue_kinds[i].name) == 0)
            return i;
    return strcasecmp(text, "common") == 0 || strcasecmp(text, "issue") == 0 ? ISSUE_COMMON : -1;
}

struct query *
issue_query(const char *car_id)
{
    static const char *const columns[] = { "id", "title", "kind", "severity", "description",
        "symptoms", "prevention", "fix_description", "affected_years_text", "affected_year_start",
        "affected_year_end", "estimated_cost_text", "estimated_cost_low", "estimated_cost_high",
        "source_type", "source_url", "confidence", "sort_order", "metadata" };
    struct query *q = query_select("car_issues");

    query_columns(q, columns, sizeof columns / sizeof columns[0]);
    query_where(q, "car_id", OP_EQ, car_id);
    return q;
}

/* "40000-80000", "100,000+", "60k-90k": as many numbers as there are, one or two. */
static void
issue_parse_mileage(struct issue *issue, const char *text)
{
    int number[2] = { UNKNOWN, UNKNOWN };

    for (int i = 0; i < 2 && *text; i++) {
        long n = 0;

        text += strcspn(text, "0123456789");
        if (!*text)
            break;
        for (; (*text >= '0' && *text <= '9') || *text == ','; text++)
            if (*text != ',' && n < 10000000)
                n = 10 * n + (*text - '0');
        if (*text == 'k' || *text == 'K')
            n *= 1000;
        number[i] = (int) n;
    }
    issue->mileage_first = number[0];
    issue->mileage_last = number[1];
}

static int
issue_member(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);
    double n = json_is_number(value) ? json_number_value(value) : -1;

    return n >= 0 && n < 10000000 ? (int) n : UNKNOWN;
}

/* "professional_only" as words. */
static const char *
issue_words(struct arena *arena, const char *text)
{
    char *words = text && *text ? arena_strdup(arena, text) : NULL;

    for (char *c = words; c && *c; c++)
        if (*c == '_')
            *c = ' ';
    return words;
}

/* The object of details: its mileage comes as two numbers or as a text. */
static void
issue_read_metadata(struct issue *issue, struct arena *arena, const char *text)
{
    json_t *object = text ? json_loads(text, 0, NULL) : NULL;
    const char *range = json_string_value(json_object_get(object, "common_mileage_range"));

    issue->difficulty =
        issue_words(arena, json_string_value(json_object_get(object, "diy_difficulty")));

    issue->mileage_first = issue->mileage_last = UNKNOWN;
    if (range)
        issue_parse_mileage(issue, range);
    if (issue->mileage_first == UNKNOWN)
        issue->mileage_first = issue_member(object, "mileage_low");
    if (issue->mileage_last == UNKNOWN)
        issue->mileage_last = issue_member(object, "mileage_high");
    json_decref(object);
}

bool
issue_read(struct issue *issue, struct arena *arena, const struct result *res, size_t row,
    struct error *err)
{
    struct cells cells = cells_of(res, row, "car_issues", err);
    const char *kind = cell_text(&cells, "kind");
    int known = kind ? issue_kind_parse(kind) : -1;

    *issue = (struct issue){
        .id = cell_text(&cells, "id"),
        .title = cell_text(&cells, "title"),
        .kind = known < 0 ? ISSUE_OTHER : (enum issue_kind) known,
        .severity = severity_parse(cell_text(&cells, "severity")),
        .description = cell_text(&cells, "description"),
        .prevention = cell_text(&cells, "prevention"),
        .fix = cell_text(&cells, "fix_description"),
        .symptoms = value_list(arena, cell_text(&cells, "symptoms")),
        .years_text = cell_text(&cells, "affected_years_text"),
        .year_first = cell_int(&cells, "affected_year_start"),
        .year_last = cell_int(&cells, "affected_year_end"),
        .cost_text = cell_text(&cells, "estimated_cost_text"),
        .cost_low = cell_int(&cells, "estimated_cost_low"),
        .cost_high = cell_int(&cells, "estimated_cost_high"),
        .source_type = cell_text(&cells, "source_type"),
        .source_url = cell_text(&cells, "source_url"),
        .confidence = cell_real(&cells, "confidence"),
        .sort_order = cell_int(&cells, "sort_order"),
    };
    issue_read_metadata(issue, arena, cell_text(&cells, "metadata"));
    return cells.ok;
}

int
issue_compare(const void *a, const void *b)
{
    const struct issue *x = a, *y = b;
    int by = (int) x->severity - (int) y->severity;
    int place_x = x->sort_order == UNKNOWN ? 0 : x->sort_order;
    int place_y = y->sort_order == UNKNOWN ? 0 : y->sort_order;

    if (!by)
        by = (place_x > place_y) - (place_x < place_y);
    return by ? by : strcmp(x->title ? x->title : "", y->title ? y->title : "");
}

struct issue *
issues_read(struct arena *arena, const struct result *res, size_t *n, struct error *err)
{
    size_t rows = result_rows(res);
    struct issue *issues = arena_alloc(arena, (rows + 1) * sizeof *issues);

    for (size_t row = 0; row < rows; row++)
        if (!issue_read(&issues[row], arena, res, row, err))
            return NULL;
    qsort(issues, rows, sizeof *issues, issue_compare);
    *n = rows;
    return issues;
}

static bool
issue_has_year(const struct issue *issue, int year)
{
    return (issue->year_first == UNKNOWN || issue->year_first <= year) &&
           (issue->year_last == UNKNOWN || issue->year_last >= year);
}

static bool
issue_has_mileage(const struct issue *issue, int mileage)
{
    return (issue->mileage_first == UNKNOWN || issue->mileage_first - ISSUE_AHEAD <= mileage) &&
           (issue->mileage_last == UNKNOWN || issue->mileage_last >= mileage);
}

bool
issue_matches(const struct issue *issue, const struct issue_filter *filter)
{
    return (!filter->severities || filter->severities & 1u << issue->severity) &&
           (!filter->kinds || filter->kinds & 1u << issue->kind) &&
           (filter->year <= 0 || issue_has_year(issue, filter->year)) &&
           (filter->mileage <= 0 || issue_has_mileage(issue, filter->mileage));
}

struct query *
recall_query(const char *car_slug)
{
    static const char *const columns[] = { "campaign_number", "recall_campaign_number",
        "recall_date", "report_received_date", "component", "summary", "consequence", "remedy",
        "manufacturer", "notes", "source_url", "is_incomplete" };
    struct query *q = query_select("car_recalls");

    query_columns(q, columns, sizeof columns / sizeof columns[0]);
    query_where(q, "car_slug", OP_EQ, car_slug);
    query_order(q, "recall_date", ORDER_DESC, false);
    query_order(q, "report_received_date", ORDER_DESC, false);
    query_order(q, "campaign_number", ORDER_DESC, false);
    return q;
}

static const char *
first_known(const char *a, const char *b)
{
    return a && *a ? a : b;
}

bool
recall_read(struct recall *recall, const struct result *res, size_t row, struct error *err)
{
    struct cells cells = cells_of(res, row, "car_recalls", err);

    *recall = (struct recall){
        .campaign = first_known(
            cell_text(&cells, "recall_campaign_number"), cell_text(&cells, "campaign_number")),
        .date = first_known(
            cell_text(&cells, "recall_date"), cell_text(&cells, "report_received_date")),
        .component = cell_text(&cells, "component"),
        .summary = cell_text(&cells, "summary"),
        .consequence = cell_text(&cells, "consequence"),
        .remedy = cell_text(&cells, "remedy"),
        .manufacturer = cell_text(&cells, "manufacturer"),
        .notes = cell_text(&cells, "notes"),
        .source_url = cell_text(&cells, "source_url"),
        .incomplete = cell_bool(&cells, "is_incomplete", false),
    };
    return cells.ok;
}
