/*
 * `issues`: the known weak points and the recalls of a car.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/issue.h"
#include "autorev/memory.h"
#include "autorev/text.h"
#include "autorev/value.h"

#include "command.h"

const struct cli_option issues_options[] = {
    { "severity", "LIST", "Only critical, high, medium, low, cosmetic", NULL, COMPLETE_CHOICES },
    { "kind", "LIST", "Only common, recall, tsb, other", NULL, COMPLETE_CHOICES },
    { "year", "YEAR", "Only what touches this model year", NULL, COMPLETE_NOTHING },
    { "miles", "N", "Only what comes around this mileage", NULL, COMPLETE_NOTHING },
    { 0 },
};

/* ---- the filter ---- */

typedef int (*word_fn)(const char *word); /* the bit of a word, or -1 */

static int
issues_severity(const char *word)
{
    enum severity severity = severity_parse(word);

    return severity == SEVERITY_UNKNOWN && strcmp(word, "unknown") != 0 ? -1 : (int) severity;
}

static bool
issues_bits(const struct cli *cli, const char *option, word_fn parse, const char *allowed,
    unsigned *bits, struct error *err)
{
    const char *text = cli_option(cli, option);
    char *copy = x_strdup(text ? text : ""), *rest = copy;
    bool ok = true;

    for (char *word; ok && (word = strtok_r(rest, ", ", &rest));) {
        int bit = parse(word);

        if (bit < 0) {
            ok = error_set(err, ERROR_INPUT, "--%s: there is no '%.40s'", option, word);
            error_hint(err, "%s", allowed);
        } else {
            *bits |= 1u << bit;
        }
    }
    free(copy);
    return ok;
}

static bool
issues_filter(const struct cli *cli, struct issue_filter *filter, struct error *err)
{
    *filter = (struct issue_filter){ 0 };
    return issues_bits(cli, "severity", issues_severity,
               "critical, high, medium, low, cosmetic, unknown", &filter->severities, err) &&
           issues_bits(
               cli, "kind", issue_kind_parse, "common, recall, tsb, other", &filter->kinds, err) &&
           cli_number(cli, "year", 1886, 2200, 0, &filter->year, err) &&
           cli_number(cli, "miles", 0, 10000000, 0, &filter->mileage, err);
}

/* ---- the table ---- */

static struct table *
issues_table(void)
{
    static const struct {
        const char *name, *head;
        bool cut;
    } column[] = {
        { "severity", "Severity", false },
        { "kind", "Kind", false },
        { "title", "Issue", true },
        { "years", "Years", false },
        { "miles", "Miles", false },
        { "cost", "Cost", false },
        { "mileage-low", "From", false },
        { "mileage-high", "To", false },
        { "cost-low", "Cost from", false },
        { "cost-high", "Cost to", false },
        { "description", "Description", true },
        { "symptoms", "Symptoms", true },
        { "prevention", "Prevention", true },
        { "fix", "Fix", true },
        { "campaign", "Campaign", false },
        { "date", "Date", false },
        { "source", "Source", false },
        { "url", "Address", true },
        { "confidence", "Confidence", false },
    };
    struct table *table = table_new();

    for (size_t i = 0; i < sizeof column / sizeof column[0]; i++)
        table_column(table, column[i].name, column[i].head, column[i].cut);
    return table;
}

static void
issues_number(struct table *table, int n)
{
    char shown[32];

    table_number(table, n == UNKNOWN ? NAN : n, value_format_count(shown, sizeof shown, n));
}

static void
issues_text(struct table *table, const char *text)
{
    table_cell(table, CELL_TEXT, text, NULL);
}

static const char *
issues_years(const struct issue *issue, char *out, size_t room)
{
    if (issue->years_text && *issue->years_text)
        return issue->years_text;
    if (issue->year_first == UNKNOWN && issue->year_last == UNKNOWN)
        return NULL;
    if (issue->year_first == UNKNOWN)
        snprintf(out, room, "to %d", issue->year_last);
    else if (issue->year_last == UNKNOWN)
        snprintf(out, room, "from %d", issue->year_first);
    else
        snprintf(out, room, "%d-%d", issue->year_first, issue->year_last);
    return out;
}

static const char *
issues_miles(const struct issue *issue, char *out, size_t room)
{
    char low[32], high[32];

    if (issue->mileage_first == UNKNOWN && issue->mileage_last == UNKNOWN)
        return NULL;
    value_format_count(low, sizeof low, issue->mileage_first);
    value_format_count(high, sizeof high, issue->mileage_last);
    if (issue->mileage_last == UNKNOWN)
        snprintf(out, room, "from %s", low);
    else if (issue->mileage_first == UNKNOWN)
        snprintf(out, room, "to %s", high);
    else
        snprintf(out, room, "%s-%s", low, high);
    return out;
}

static void
issues_add(struct table *table, const struct issue *issue)
{
    bool costs = issue->cost_low != UNKNOWN || issue->cost_high != UNKNOWN;
    char years[64], miles[96], cost[96];

    value_format_money(cost, sizeof cost, issue->cost_low, issue->cost_high);
    issues_text(table, severity_name(issue->severity));
    if (issue->severity <= SEVERITY_HIGH)
        table_mark(table);
    table_cell(table, CELL_TEXT, issue_kind_name(issue->kind), issue_kind_label(issue->kind));
    issues_text(table, issue->title);
    issues_text(table, issues_years(issue, years, sizeof years));
    issues_text(table, issues_miles(issue, miles, sizeof miles));
    issues_text(table, costs ? cost : issue->cost_text);
    issues_number(table, issue->mileage_first);
    issues_number(table, issue->mileage_last);
    issues_number(table, issue->cost_low);
    issues_number(table, issue->cost_high);
    issues_text(table, issue->description);
    cli_list_cell(table, issue->symptoms);
    issues_text(table, issue->prevention);
    issues_text(table, issue->fix);
    issues_text(table, NULL);
    issues_text(table, NULL);
    issues_text(table, issue->source_type);
    issues_text(table, issue->source_url);
    table_number(table, issue->confidence, NULL);
}

/* A recall beside the issues: what it is about is its title, what to do is its fix. */
static void
issues_add_recall(struct table *table, const struct recall *recall)
{
    char *title = recall->component
                      ? x_asprintf("%s: %s", recall->campaign ? recall->campaign : "recall",
                            recall->component)
                      : x_strdup(recall->campaign ? recall->campaign : "recall");
    char *about = x_asprintf("%s%s%s", recall->summary ? recall->summary : "",
        recall->summary && recall->consequence ? " " : "",
        recall->consequence ? recall->consequence : "");

    issues_text(table, NULL);
    issues_text(table, "recall");
    issues_text(table, title);
    for (int i = 0; i < 3; i++)
        issues_text(table, NULL);
    for (int i = 0; i < 4; i++)
        table_number(table, NAN, NULL);
    issues_text(table, *about ? about : recall->notes);
    cli_list_cell(table, NULL);
    issues_text(table, NULL);
    issues_text(table, recall->remedy);
    issues_text(table, recall->campaign);
    issues_text(table, recall->date);
    issues_text(table, "nhtsa");
    issues_text(table, recall->source_url);
    table_number(table, NAN, NULL);
    free(title);
    free(about);
}

/* ---- the run ---- */

static bool
issues_load(struct cli *cli, const struct cli_car *car, const struct issue_filter *filter,
    struct table *table, struct error *err)
{
    struct result *res = cli_query(cli, issue_query(car->id), err);
    struct arena *arena = arena_new();
    struct issue *issues = NULL;
    size_t n = 0;

    if (res)
        issues = issues_read(arena, res, &n, err);
    for (size_t i = 0; i < n; i++)
        if (issue_matches(&issues[i], filter))
            issues_add(table, &issues[i]);
    arena_free(arena);
    result_free(res);
    return issues != NULL;
}

/* Recalls have no severity, year or mileage of their own: a filter for a severity leaves them out. */
static bool
issues_load_recalls(struct cli *cli, const struct cli_car *car, const struct issue_filter *filter,
    struct table *table, struct error *err)
{
    struct result *res;
    bool ok = true;

    if (filter->severities || (filter->kinds && !(filter->kinds & 1u << ISSUE_RECALL)))
        return true;
    if (!(res = cli_query(cli, recall_query(car->slug), err)))
        return false;
    for (size_t row = 0; ok && row < result_rows(res); row++) {
        struct recall recall;

        ok = recall_read(&recall, res, row, err);
        if (ok)
            issues_add_recall(table, &recall);
    }
    result_free(res);
    return ok;
}

int
issues_run(struct cli *cli, int argc, char **argv)
{
    char *text = cli_joined(argc, argv);
    struct table *table = issues_table();
    struct issue_filter filter;
    struct error err = { 0 };
    struct cli_car car;
    int status;

    if (!issues_filter(cli, &filter, &err)) {
        status = cli_fail(&err);
    } else if (cli_find_car(cli, text, &car, &status)) {
        if (issues_load(cli, &car, &filter, table, &err) &&
            issues_load_recalls(cli, &car, &filter, table, &err)) {
            char *nothing = x_asprintf("nothing is listed for %s; that does not mean that there is "
                                       "nothing",
                car.name);

            status = cli_print_list(
                cli, table, "severity kind title years miles cost", "miles cost", nothing);
            table = NULL;
            free(nothing);
        } else {
            status = cli_fail(&err);
        }
    }
    table_free(table);
    free(text);
    return status;
}
