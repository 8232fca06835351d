/*
 * The issues: what is known to go wrong with the shared car and what it was recalled for, worst
 * first; beside it, or below Enter, the full text of one.
 */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/issue_list.h"
#include "autorev/memory.h"
#include "autorev/text.h"
#include "autorev/value.h"
#include "ui/app.h"
#include "ui/panes/missing.h"
#include "ui/panes/panes.h"
#include "ui/widgets/browser.h"

enum { FILTER_MAX = 200, TITLE_MAX = 300, TITLE_MIN = 26, FOOT_ROWS = 10 };

/* What is asked for: the issues hang on the car's id, so that comes first. */
enum part { PART_CAR, PART_ISSUES, PART_RECALLS, PART_COUNT };

enum column {
    COLUMN_SEVERITY,
    COLUMN_KIND,
    COLUMN_TITLE,
    COLUMN_YEARS,
    COLUMN_MILES,
    COLUMN_COST,
    COLUMN_COUNT,
};

struct issues_state {
    struct browser browser;
    char slug[120];          /* the car that is shown or on its way */
    struct issue_list *list; /* NULL until everything is there */
    int ticket[PART_COUNT];  /* 0: not on its way */
    struct result *rows[PART_COUNT];
    struct error err[PART_COUNT];
    enum issue_order order;
    bool descending;
    char filter[FILTER_MAX];    /* as typed and confirmed */
    struct issue_search search; /* that the list shows, perhaps of what is being typed */
    bool filtered;
    char shown[TITLE_MAX]; /* whose text the detail has */
};

static const struct key_preset issues_keys[] = {
    { "/", ACTION_FILTER },
    { "s", ACTION_SORT },
    { "S", ACTION_REVERSE },
    { "o", ACTION_FOLD },
    { 0 },
};

static const struct {
    enum role role;
    const char *sign;
} issues_severity[SEVERITY_COUNT] = {
    [SEVERITY_CRITICAL] = { ROLE_CRITICAL, "!!!" },
    [SEVERITY_HIGH] = { ROLE_HIGH, "!! " },
    [SEVERITY_MEDIUM] = { ROLE_MEDIUM, "!  " },
    [SEVERITY_LOW] = { ROLE_LOW, "-  " },
    [SEVERITY_COSMETIC] = { ROLE_COSMETIC, "   " },
    [SEVERITY_UNKNOWN] = { ROLE_MUTED, "?  " },
};

/* One word each; issue_kind_label() has the long form. */
static const char *const issues_kind[ISSUE_KIND_COUNT] = {
    [ISSUE_COMMON] = "issue",
    [ISSUE_RECALL] = "recall",
    [ISSUE_TSB] = "tsb",
    [ISSUE_OTHER] = "other",
};

static const struct {
    const char *head;
    int width;
    bool right;
    int order; /* that a click on the head chooses, or -1 */
} issues_column[COLUMN_COUNT] = {
    [COLUMN_SEVERITY] = { "Severity", 12, false, ISSUE_BY_SEVERITY },
    [COLUMN_KIND] = { "Kind", 6, false, -1 },
    [COLUMN_TITLE] = { "Title", 0, false, -1 },
    [COLUMN_YEARS] = { "Years", 9, false, ISSUE_BY_YEARS },
    [COLUMN_MILES] = { "Miles", 9, true, ISSUE_BY_MILES },
    [COLUMN_COST] = { "Cost", 14, true, ISSUE_BY_COST },
};

/* ---- the text of one ---- */

static void
issues_section(struct doc *doc, struct buffer *missing, const char *title, const char *text)
{
    if (text && *text) {
        doc_section(doc, title, NULL);
        doc_text(doc, ROLE_TEXT, text);
    } else {
        buffer_printf(missing, "%s%s", missing->size ? ", " : "Not known: ", title);
    }
}

static void
issues_symptoms(struct doc *doc, struct buffer *missing, const char *const *symptoms)
{
    if (!symptoms || !*symptoms) {
        issues_section(doc, missing, "Symptoms", NULL);
        return;
    }
    doc_section(doc, "Symptoms", NULL);
    for (; *symptoms; symptoms++)
        doc_point(doc, ROLE_TEXT, *symptoms);
}

static bool
issues_has_letter(const char *text)
{
    for (; *text; text++)
        if (isalpha((unsigned char) *text))
            return true;
    return false;
}

static void
issues_cost(struct doc *doc, const struct issue *issue)
{
    char cost[80], text[120];

    if (issue->cost_low == UNKNOWN && issue->cost_high == UNKNOWN) {
        doc_field(doc, "Cost", ROLE_ESTIMATED, issue->cost_text);
        return;
    }
    value_format_money(cost, sizeof cost, issue->cost_low, issue->cost_high);
    snprintf(text, sizeof text, "%s with labour, estimated", cost);
    doc_field(doc, "Cost", ROLE_ESTIMATED, text);
    if (issue->cost_text && issues_has_letter(issue->cost_text)) /* with its conditions */
        doc_field(doc, "", ROLE_ESTIMATED, issue->cost_text);
}

static void
issues_miles(struct doc *doc, const struct issue *issue)
{
    char from[32], to[32], text[100];

    value_format_count(from, sizeof from, issue->mileage_first);
    value_format_count(to, sizeof to, issue->mileage_last);
    if (issue->mileage_first == UNKNOWN && issue->mileage_last == UNKNOWN)
        *text = '\0';
    else if (issue->mileage_last == UNKNOWN)
        snprintf(text, sizeof text, "usually from %s mi on", from);
    else if (issue->mileage_first == UNKNOWN)
        snprintf(text, sizeof text, "usually before %s mi", to);
    else
        snprintf(text, sizeof text, "usually %s to %s mi", from, to);
    doc_field(doc, "Miles", ROLE_TEXT, text);
}

static void
issues_write_issue(struct doc *doc, const struct issue *issue)
{
    struct issue_entry entry = { .issue = issue };
    struct buffer missing = { 0 };
    char text[160];

    doc_field(
        doc, "Severity", issues_severity[issue->severity].role, severity_name(issue->severity));
    doc_field(doc, "Kind", ROLE_TEXT, issue_kind_label(issue->kind));
    doc_field(doc, "Years", ROLE_TEXT, issue_entry_years(entry, text, sizeof text));
    if (issue->years_text && strcmp(issue->years_text, text) != 0 &&
        issues_has_letter(issue->years_text))
        doc_field(doc, "", ROLE_TEXT, issue->years_text);
    issues_miles(doc, issue);
    issues_cost(doc, issue);
    if (issue->difficulty)
        doc_field(doc, "Difficulty", ROLE_TEXT, issue->difficulty);
    issues_section(doc, &missing, "Description", issue->description);
    issues_symptoms(doc, &missing, issue->symptoms);
    issues_section(doc, &missing, "Prevention", issue->prevention);
    issues_section(doc, &missing, "Fix", issue->fix);
    doc_section(doc, "Source", NULL);
    doc_field(doc, "Kind of source", ROLE_TEXT, issue->source_type);
    if (issue->source_url)
        doc_field(doc, "Address", ROLE_MUTED, issue->source_url);
    *text = '\0';
    if (!isnan(issue->confidence))
        snprintf(text, sizeof text, "%.0f %%", 100 * issue->confidence);
    doc_field(doc, "Confidence", ROLE_TEXT, text);
    if (missing.size) {
        doc_blank(doc);
        doc_text(doc, ROLE_MUTED, buffer_text(&missing));
    }
    buffer_fini(&missing);
}

static void
issues_write_recall(struct doc *doc, const struct recall *recall)
{
    struct buffer missing = { 0 };

    doc_field(doc, "Kind", ROLE_TEXT, "recall (severity is not rated)");
    doc_field(doc, "Campaign", ROLE_TEXT, recall->campaign);
    doc_field(doc, "Date", ROLE_TEXT, recall->date);
    doc_field(doc, "Component", ROLE_TEXT, recall->component);
    if (recall->manufacturer)
        doc_field(doc, "Maker", ROLE_TEXT, recall->manufacturer);
    doc_field(doc, "Concerns", ROLE_TEXT, recall->notes);
    issues_section(doc, &missing, "Summary", recall->summary);
    issues_section(doc, &missing, "Consequence", recall->consequence);
    issues_section(doc, &missing, "Remedy", recall->remedy);
    if (recall->source_url) {
        doc_section(doc, "Source", NULL);
        doc_field(doc, "Address", ROLE_MUTED, recall->source_url);
    }
    doc_blank(doc);
    if (missing.size)
        doc_text(doc, ROLE_MUTED, buffer_text(&missing));
    if (recall->incomplete || !recall->remedy)
        doc_text(doc, ROLE_WARNING,
            "The catalogue does not have the full text of this campaign; the maker or "
            "nhtsa.gov/recalls knows it by its number.");
    doc_text(doc, ROLE_MUTED,
        "Only a look-up by VIN says whether a single car is concerned and still open.");
    buffer_fini(&missing);
}

static bool
issues_selected(const struct issues_state *st, struct issue_entry *entry)
{
    long row = st->browser.list.selected;

    if (!st->list || row < 0 || (size_t) row >= issue_list_count(st->list))
        return false;
    *entry = issue_list_at(st->list, (size_t) row);
    return true;
}

/* The text follows the selection. */
static void
issues_follow(struct issues_state *st)
{
    struct doc *doc = &st->browser.doc;
    char title[TITLE_MAX];
    struct issue_entry entry;

    if (!issues_selected(st, &entry)) {
        doc_clear(doc);
        st->shown[0] = '\0';
        return;
    }
    issue_entry_title(entry, title, sizeof title);
    if (strcmp(title, st->shown) == 0)
        return;
    snprintf(st->shown, sizeof st->shown, "%s", title);
    doc_clear(doc);
    doc->top = 0;
    doc_text(doc, ROLE_TITLE, title);
    if (entry.issue)
        issues_write_issue(doc, entry.issue);
    else
        issues_write_recall(doc, entry.recall);
}

static void
issues_arrange(struct pane *pane)
{
    struct issues_state *st = pane->state;
    struct browser *browser = &st->browser;
    long count = st->list ? (long) issue_list_count(st->list) : 0;

    browser->foot = st->list && pane->rect.rows >= FOOT_ROWS &&
                    (issue_list_recalls(st->list) == 0 || st->err[PART_RECALLS].code);
    browser_arrange(browser, pane->rect, count);
    issues_follow(st);
    browser_arrange(browser, pane->rect, count);
}

/* ---- filter and order ---- */

/* Shows the list again, the cursor on what it was on. */
static void
issues_show(struct pane *pane)
{
    struct issues_state *st = pane->state;
    long row;

    if (!st->list)
        return;
    issue_list_show(st->list, &st->search, st->order, st->descending);
    row = issue_list_find(st->list, st->shown);
    st->browser.list.selected = row > 0 ? row : 0;
    issues_arrange(pane);
    pane_dirty(pane);
}

static bool
issues_apply(struct pane *pane, const char *text, struct filter_error *where, struct error *err)
{
    struct issues_state *st = pane->state;
    struct issue_search search;

    if (!issue_search_parse(&search, text, where, err))
        return false;
    st->search = search;
    st->filtered = text[strspn(text, " \t")] != '\0';
    issues_show(pane);
    return true;
}

static void
issues_on_filter_change(void *data, struct prompt *prompt, const char *text)
{
    struct pane *pane = data;
    struct filter_error where = { 0 };
    struct error err = { 0 };

    if (!issues_apply(pane, text, &where, &err)) {
        char why[500];

        snprintf(why, sizeof why, "%s%s%s", err.message, err.hint[0] ? ". " : "", err.hint);
        prompt_wrong(prompt, where.offset, where.length ? where.length : 1, why);
    }
    pane_dirty(pane);
}

static void
issues_on_filter_done(void *data, const char *text)
{
    struct pane *pane = data;
    struct issues_state *st = pane->state;
    struct filter_error where;

    if (text && issues_apply(pane, text, &where, NULL))
        snprintf(st->filter, sizeof st->filter, "%s", text);
    else
        issues_apply(pane, st->filter, &where, NULL); /* given up */
}

static void
issues_set_order(struct pane *pane, enum issue_order order, bool descending)
{
    struct issues_state *st = pane->state;

    st->order = order;
    st->descending = descending;
    issues_show(pane);
}

/* The same order once more turns it around. */
static void
issues_choose_order(struct pane *pane, enum issue_order order)
{
    const struct issues_state *st = pane->state;

    issues_set_order(
        pane, order, order == st->order ? !st->descending : issue_orders[order].descending);
}

static void
issues_on_order_chosen(
    void *data, const struct menu_item *chosen, const struct menu_item *items, size_t count)
{
    (void) items;
    (void) count;
    if (chosen)
        issues_choose_order(data, (enum issue_order) chosen->id);
}

static void
issues_ask_order(struct pane *pane)
{
    const struct issues_state *st = pane->state;
    struct menu_item *items = x_calloc(ISSUE_ORDER_COUNT, sizeof *items);

    for (int i = 0; i < ISSUE_ORDER_COUNT; i++)
        items[i] = menu_item(i, issue_orders[i].label, issue_orders[i].help,
            i != (int) st->order ? ""
            : st->descending     ? glyph(GLYPH_DOWN)
                                 : glyph(GLYPH_UP));
    menu_open(pane->app, &(struct menu_request){ .title = "Sort by",
                             .items = items,
                             .count = ISSUE_ORDER_COUNT,
                             .done = issues_on_order_chosen,
                             .data = pane,
                             .selected = st->order });
}

/* ---- loading ---- */

static struct query *
issues_car_query(const char *slug)
{
    struct query *q = query_select("cars");

    query_column(q, "id");
    query_where(q, "slug", OP_EQ, slug);
    query_range(q, 0, 1);
    return q;
}

static void
issues_drop_answers(struct issues_state *st)
{
    for (int i = 0; i < PART_COUNT; i++) {
        result_free(st->rows[i]);
        st->rows[i] = NULL;
        st->err[i] = (struct error){ 0 };
        st->ticket[i] = 0;
    }
}

/* What is there stays until the answer comes, unless it is another car's. */
static void
issues_load(struct pane *pane)
{
    struct issues_state *st = pane->state;
    const char *slug = app_car_slug(pane->app);

    pane_cancel(pane, 0);
    issues_drop_answers(st);
    if (strcmp(slug, st->slug) != 0) {
        issue_list_free(st->list);
        st->list = NULL;
        st->browser.on_detail = false;
        snprintf(st->slug, sizeof st->slug, "%s", slug);
    }
    if (*slug) {
        st->ticket[PART_CAR] = pane_send(pane, issues_car_query(slug));
        st->ticket[PART_RECALLS] = pane_send(pane, recall_query(slug));
    }
    issues_arrange(pane);
    pane_dirty(pane);
}

/* Both answers are there, or why not.  Without the recalls there is still a list. */
static void
issues_loaded(struct pane *pane)
{
    struct issues_state *st = pane->state;
    struct error *err = &st->err[PART_ISSUES];
    struct issue_list *list = NULL;

    if (!err->code) {
        list = issue_list_new(st->rows[PART_ISSUES], st->rows[PART_RECALLS], err);
        st->rows[PART_ISSUES] = st->rows[PART_RECALLS] = NULL;
    }
    if (list) {
        issue_list_free(st->list);
        st->list = list;
        issue_list_show(list, &st->search, st->order, st->descending);
        st->browser.list.selected = issue_list_find(list, st->shown);
        st->shown[0] = '\0'; /* the text may be another */
    } else if (st->list) {
        app_error(pane->app, err); /* an older answer is on the screen */
    }
    issues_arrange(pane);
}

/* Follows the shared car, but only on the screen: the cursor in the list of cars passes many. */
static void
issues_on_show(struct pane *pane)
{
    const struct issues_state *st = pane->state;

    if (strcmp(app_car_slug(pane->app), st->slug) != 0)
        issues_load(pane);
}

static void
issues_on_car(struct pane *pane)
{
    if (app_is_shown(pane->app, pane))
        issues_on_show(pane);
}

static void
issues_on_result(struct pane *pane, int ticket, struct result *res, const struct error *err)
{
    struct issues_state *st = pane->state;
    int part = 0;

    while (part < PART_COUNT && st->ticket[part] != ticket)
        part++;
    if (part == PART_COUNT) {
        result_free(res);
        return;
    }
    st->ticket[part] = 0;
    st->rows[part] = res;
    if (!res)
        st->err[part] = *err;
    if (part == PART_CAR && res && result_rows(res)) {
        st->ticket[PART_ISSUES] = pane_send(pane, issue_query(result_text(res, 0, 0)));
    } else if (part == PART_CAR) {
        st->err[PART_ISSUES] = st->err[PART_CAR];
        if (res) {
            error_set(
                &st->err[PART_ISSUES], ERROR_MISSING, "this database has no car '%s'", st->slug);
            error_hint(&st->err[PART_ISSUES], "choose another one");
        }
    }
    if (!st->ticket[PART_ISSUES] && !st->ticket[PART_RECALLS])
        issues_loaded(pane);
}

static void
issues_open(struct pane *pane)
{
    struct issues_state *st = pane->state;
    const struct state *state = app_state(pane->app);
    int order = issue_order_find(state_get(state, "issues.sort", ""));
    struct filter_error where;

    st->order = order >= 0 ? (enum issue_order) order : ISSUE_BY_SEVERITY;
    st->descending = strcmp(state_get(state, "issues.descending",
                                issue_orders[st->order].descending ? "true" : "false"),
                         "true") == 0;
    browser_set_percent(&st->browser, state_get(state, "issues.percent", ""));
    snprintf(st->filter, sizeof st->filter, "%s", state_get(state, "issues.filter", ""));
    if (!issues_apply(pane, st->filter, &where, NULL))
        st->filter[0] = '\0';
}

/* ---- actions ---- */

static void
issues_copy(struct pane *pane)
{
    const struct issues_state *st = pane->state;
    char title[TITLE_MAX], years[60], miles[40], cost[60];
    struct issue_entry entry;
    char *text;

    if (!issues_selected(st, &entry))
        return;
    issue_entry_title(entry, title, sizeof title);
    if (st->browser.on_detail)
        text = doc_plain(&st->browser.doc);
    else
        text = x_asprintf("%s\t%s\t%s\t%s\t%s\t%s", severity_name(issue_entry_severity(entry)),
            issue_kind_label(issue_entry_kind(entry)), title,
            issue_entry_years(entry, years, sizeof years),
            issue_entry_miles(entry, miles, sizeof miles),
            issue_entry_cost(entry, cost, sizeof cost));
    app_copy(pane->app, text, title);
    free(text);
}

static enum verdict
issues_back(struct pane *pane)
{
    struct issues_state *st = pane->state;
    struct filter_error where;

    if (!st->filter[0])
        return VERDICT_DONE; /* never leaves the program */
    st->filter[0] = '\0';
    issues_apply(pane, "", &where, NULL);
    return VERDICT_DIRTY;
}

static enum verdict
issues_on_action(struct pane *pane, enum action action)
{
    struct issues_state *st = pane->state;
    enum verdict verdict = browser_on_action(&st->browser, pane->rect, action);

    if (verdict != VERDICT_PASS) {
        issues_arrange(pane);
        return verdict;
    }
    switch (action) {
    case ACTION_BACK:
        return issues_back(pane);
    case ACTION_FILTER:
        prompt_open(
            pane->app, "/", st->filter, issues_on_filter_change, issues_on_filter_done, pane);
        return VERDICT_DIRTY;
    case ACTION_SORT:
        issues_ask_order(pane);
        return VERDICT_DIRTY;
    case ACTION_REVERSE:
        issues_set_order(pane, st->order, !st->descending);
        return VERDICT_DIRTY;
    case ACTION_FOLD:
        app_message(pane->app, ROLE_MUTED, "There is no text to fold here; %s opens it",
            keymap_keys(app_keymap(pane->app), pane->place, ACTION_OPEN));
        return VERDICT_DONE;
    case ACTION_COPY:
        issues_copy(pane);
        return VERDICT_DONE;
    case ACTION_REFRESH:
        issues_load(pane);
        return VERDICT_DIRTY;
    default:
        return VERDICT_PASS;
    }
}

static unsigned
issues_holds(const struct pane *pane)
{
    const struct issues_state *st = pane->state;

    return st->browser.list.count > 0 ? NEED_ROW : 0u;
}

static bool
issues_cancel(struct pane *pane)
{
    struct issues_state *st = pane->state;

    if (!pane->tickets)
        return false;
    pane_cancel(pane, 0);
    issues_drop_answers(st);
    error_set(&st->err[PART_ISSUES], ERROR_OFFLINE, "loading was cancelled");
    pane_dirty(pane);
    return true;
}

/* ---- drawing ---- */

struct issues_picture {
    const struct issues_state *st;
    enum column shown[COLUMN_COUNT]; /* what fits */
};

static void
issues_cell(void *data, long row, size_t column, char *out, size_t room, enum role *role)
{
    const struct issues_picture *picture = data;
    struct issue_entry entry = issue_list_at(picture->st->list, (size_t) row);
    enum severity severity = issue_entry_severity(entry);

    switch (picture->shown[column]) {
    case COLUMN_SEVERITY:
        *role = issues_severity[severity].role;
        snprintf(out, room, "%s %s", entry.issue ? issues_severity[severity].sign : "   ",
            entry.issue ? severity_name(severity) : glyph(GLYPH_UNKNOWN));
        break;
    case COLUMN_KIND:
        snprintf(out, room, "%s", issues_kind[issue_entry_kind(entry)]);
        break;
    case COLUMN_TITLE:
        issue_entry_title(entry, out, room);
        break;
    case COLUMN_YEARS:
        issue_entry_years(entry, out, room);
        break;
    case COLUMN_MILES:
        issue_entry_miles(entry, out, room);
        break;
    default:
        *role = ROLE_ESTIMATED;
        issue_entry_cost(entry, out, room);
        break;
    }
}

/* The columns that fit beside the title, in the order of the screen. */
static size_t
issues_columns(
    const struct issues_state *st, int cols, struct list_column column[], enum column shown[])
{
    static const enum column first[] = { COLUMN_SEVERITY, COLUMN_KIND, COLUMN_COST, COLUMN_YEARS,
        COLUMN_MILES };
    bool fits[COLUMN_COUNT] = { [COLUMN_TITLE] = true };
    int left = cols - TITLE_MIN;
    size_t n = 0;

    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        int width = issues_column[first[i]].width + 1;

        fits[first[i]] = width <= left;
        left -= fits[first[i]] ? width : 0;
    }
    for (int c = 0; c < COLUMN_COUNT; c++) {
        if (!fits[c])
            continue;
        column[n] = (struct list_column){ .head = issues_column[c].head,
            .width = issues_column[c].width,
            .right = issues_column[c].right,
            .sorted = issues_column[c].order != (int) st->order ? 0
                      : st->descending                          ? -1
                                                                : 1 };
        shown[n++] = (enum column) c;
    }
    return n;
}

static void
issues_titles(const struct pane *pane, char *title, size_t title_room, char *note, size_t note_room)
{
    const struct issues_state *st = pane->state;
    size_t used = 0;

    if (st->list && st->filtered)
        used = (size_t) snprintf(title, title_room, "Issues %zu of %zu", issue_list_count(st->list),
            issue_list_issues(st->list) + issue_list_recalls(st->list));
    else if (st->list && issue_list_recalls(st->list))
        used = (size_t) snprintf(title, title_room, "Issues %zu, recalls %zu",
            issue_list_issues(st->list), issue_list_recalls(st->list));
    else if (st->list)
        used = (size_t) snprintf(title, title_room, "Issues %zu", issue_list_issues(st->list));
    else
        used = (size_t) snprintf(title, title_room, "Issues");
    if (st->filter[0])
        snprintf(title + used, title_room - used, "  /%s", st->filter);
    if (*pane_spinner(pane))
        snprintf(note, note_room, "%s", pane_spinner(pane));
    else
        snprintf(note, note_room, "by %s %s", issue_orders[st->order].name,
            st->descending ? glyph(GLYPH_DOWN) : glyph(GLYPH_UP));
}

static void
issues_draw_empty(const struct pane *pane, const struct area *inside)
{
    const struct issues_state *st = pane->state;
    const struct keymap *keys = app_keymap(pane->app);
    char text[400];
    int row = missing_row(inside);

    if (st->filtered) {
        row = browser_say(inside, row, ROLE_TEXT, "Nothing fits this filter.");
        snprintf(text, sizeof text, "%s takes the filter away, %s changes it.",
            keymap_keys(keys, KEYMAP_GLOBAL, ACTION_BACK),
            keymap_keys(keys, pane->place, ACTION_FILTER));
        browser_say(inside, row, ROLE_MUTED, text);
        return;
    }
    snprintf(
        text, sizeof text, "The catalogue lists no known issue of %s.", app_car_name(pane->app));
    row = browser_say(inside, row, ROLE_TEXT, text);
    browser_say(inside, row, ROLE_MUTED,
        "That means that nobody wrote one down yet, not that there is none.");
}

static void
issues_draw_foot(const struct pane *pane, const struct area *inside)
{
    const struct issues_state *st = pane->state;
    const struct error *err = &st->err[PART_RECALLS];
    char text[400];

    if (!st->browser.foot)
        return;
    if (err->code)
        snprintf(text, sizeof text, "No recalls: %s. %s tries again", err->message,
            keymap_keys(app_keymap(pane->app), KEYMAP_GLOBAL, ACTION_REFRESH));
    else
        snprintf(text, sizeof text, "No recall is listed; the catalogue's begin with 2020");
    area_put(inside, inside->rect.rows - 1, 1, inside->rect.cols - 2,
        err->code ? ROLE_ERROR : ROLE_MUTED, text);
}

static void
issues_draw(const struct pane *pane, const struct area *area)
{
    const struct issues_state *st = pane->state;
    struct issues_picture picture = { .st = st };
    struct list_column column[COLUMN_COUNT];
    struct area inside;
    char title[FILTER_MAX + 80], note[60];

    (void) area;
    issues_titles(pane, title, sizeof title, note, sizeof note);
    browser_draw(&st->browser, pane->rect,
        &(struct browser_titles){ .list = title, .note = note, .detail = st->shown }, &inside);
    if (!inside.rect.rows)
        return;
    if (!st->list) {
        missing_draw(pane, &inside, "the issues", st->slug, &st->err[PART_ISSUES]);
        return;
    }
    if (st->browser.list.count == 0)
        issues_draw_empty(pane, &inside);
    else
        browser_draw_list(&st->browser, &inside, column,
            issues_columns(st, inside.rect.cols, column, picture.shown), issues_cell, &picture);
    issues_draw_foot(pane, &inside);
}

/* ---- the mouse ---- */

static enum verdict
issues_on_mouse(struct pane *pane, const struct mouse *mouse)
{
    struct issues_state *st = pane->state;
    int head, cols = browser_split(&st->browser, pane->rect).master.cols;
    enum verdict verdict = browser_on_mouse(&st->browser, pane->rect, mouse, &head);

    if (head >= 0) {
        struct list_column column[COLUMN_COUNT];
        enum column shown[COLUMN_COUNT];
        struct list_view view = { .columns = column };
        int at;

        view.column_count = issues_columns(st, cols, column, shown);
        at = list_column_at(&view, cols, head);
        if (at >= 0 && issues_column[shown[at]].order >= 0)
            issues_choose_order(pane, (enum issue_order) issues_column[shown[at]].order);
        verdict = VERDICT_DIRTY;
    }
    issues_arrange(pane);
    return verdict;
}

/* ---- the end ---- */

static void
issues_save(struct pane *pane)
{
    const struct issues_state *st = pane->state;
    struct state *state = app_state(pane->app);
    char percent[12];

    snprintf(percent, sizeof percent, "%d", st->browser.percent);
    state_set(state, "issues.percent", percent);
    state_set(state, "issues.sort", issue_orders[st->order].name);
    state_set(state, "issues.descending", st->descending ? "true" : "false");
    state_set(state, "issues.filter", st->filter[0] ? st->filter : NULL);
}

static void
issues_close(struct pane *pane)
{
    struct issues_state *st = pane->state;

    issues_drop_answers(st);
    issue_list_free(st->list);
    browser_fini(&st->browser);
}

const struct pane_class pane_issues = {
    .name = "issues",
    .title = "Issues",
    .state_size = sizeof(struct issues_state),
    .keys = issues_keys,
    .open = issues_open,
    .on_result = issues_on_result,
    .on_show = issues_on_show,
    .on_car = issues_on_car,
    .arrange = issues_arrange,
    .draw = issues_draw,
    .on_action = issues_on_action,
    .on_mouse = issues_on_mouse,
    .has = issues_holds,
    .cancel = issues_cancel,
    .save = issues_save,
    .close = issues_close,
};
