#include "autorev/issue_list.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/text.h"
#include "autorev/value.h"

#define DASH "\xe2\x80\x93" /* between two figures, and for what is unknown */

struct row {
    struct issue_entry entry;
    const char *folded; /* all its texts, for words */
    long key;           /* what the order goes by; ascending */
    bool known;         /* the key is */
    size_t place;       /* worst first: between equals */
};

struct issue_list {
    struct arena *arena;
    struct result *issue_rows, *recall_rows; /* owned */
    size_t issues, recalls;
    struct row *row; /* all, worst first; in the arena, like the rest */
    struct row *shown;
    size_t count;
};

const struct issue_order_info issue_orders[ISSUE_ORDER_COUNT] = {
    [ISSUE_BY_SEVERITY] = { "severity", "Severity", "how bad it is, worst first", true },
    [ISSUE_BY_YEARS] = { "years", "Years", "the model years it concerns, earliest first", false },
    [ISSUE_BY_MILES] = { "miles", "Miles", "where it usually comes, soonest first", false },
    [ISSUE_BY_COST] = { "cost", "Cost", "what the repair costs, dearest first", true },
};

int
issue_order_find(const char *name)
{
    for (int i = 0; i < ISSUE_ORDER_COUNT; i++)
        if (strcmp(issue_orders[i].name, name) == 0)
            return i;
    return -1;
}

/* ---- what stands in a row ---- */

enum severity
issue_entry_severity(struct issue_entry entry)
{
    return entry.issue ? entry.issue->severity : SEVERITY_UNKNOWN;
}

enum issue_kind
issue_entry_kind(struct issue_entry entry)
{
    return entry.issue ? entry.issue->kind : ISSUE_RECALL;
}

char *
issue_entry_title(struct issue_entry entry, char *out, size_t room)
{
    const struct recall *recall = entry.recall;
    const char *what;

    if (entry.issue) {
        snprintf(out, room, "%s", entry.issue->title ? entry.issue->title : DASH);
        return out;
    }
    what = recall->component ? recall->component : recall->summary ? recall->summary : "";
    snprintf(
        out, room, "%s%s%s", recall->campaign ? recall->campaign : DASH, *what ? " " : "", what);
    return out;
}

char *
issue_entry_years(struct issue_entry entry, char *out, size_t room)
{
    int first = entry.issue ? entry.issue->year_first : UNKNOWN;
    int last = entry.issue ? entry.issue->year_last : UNKNOWN;

    if (first == UNKNOWN && last == UNKNOWN)
        snprintf(out, room, "%s",
            entry.issue && entry.issue->years_text ? entry.issue->years_text : DASH);
    else if (first == last)
        snprintf(out, room, "%d", first);
    else if (last == UNKNOWN)
        snprintf(out, room, "%d" DASH, first);
    else if (first == UNKNOWN)
        snprintf(out, room, "to %d", last);
    else
        snprintf(out, room, "%d" DASH "%d", first, last);
    return out;
}

/* "60k", or all digits when it is not in thousands. */
static void
entry_format_miles(char *out, size_t room, int miles)
{
    if (miles >= 1000 && miles % 1000 == 0)
        snprintf(out, room, "%dk", miles / 1000);
    else
        snprintf(out, room, "%d", miles);
}

char *
issue_entry_miles(struct issue_entry entry, char *out, size_t room)
{
    int first = entry.issue ? entry.issue->mileage_first : UNKNOWN;
    int last = entry.issue ? entry.issue->mileage_last : UNKNOWN;
    char from[16], to[16];

    entry_format_miles(from, sizeof from, first);
    entry_format_miles(to, sizeof to, last);
    if (first == UNKNOWN && last == UNKNOWN)
        snprintf(out, room, DASH);
    else if (last == UNKNOWN)
        snprintf(out, room, "%s+", from);
    else if (first == UNKNOWN)
        snprintf(out, room, "to %s", to);
    else if (first == last)
        snprintf(out, room, "%s", from);
    else
        snprintf(out, room, "%s" DASH "%s", from, to);
    return out;
}

char *
issue_entry_cost(struct issue_entry entry, char *out, size_t room)
{
    return value_format_money(out, room, entry.issue ? entry.issue->cost_low : UNKNOWN,
        entry.issue ? entry.issue->cost_high : UNKNOWN);
}

/* ---- the list ---- */

static void
list_text(struct buffer *out, const char *text)
{
    if (text)
        buffer_printf(out, "%s\n", text);
}

/* Everything that a word may be found in. */
static const char *
list_fold(struct arena *arena, struct issue_entry entry)
{
    struct buffer text = { 0 };
    size_t room;
    char *folded;

    if (entry.issue) {
        list_text(&text, entry.issue->title);
        list_text(&text, entry.issue->description);
        list_text(&text, entry.issue->prevention);
        list_text(&text, entry.issue->fix);
        for (size_t i = 0; entry.issue->symptoms && entry.issue->symptoms[i]; i++)
            list_text(&text, entry.issue->symptoms[i]);
    } else {
        list_text(&text, entry.recall->campaign);
        list_text(&text, entry.recall->component);
        list_text(&text, entry.recall->summary);
        list_text(&text, entry.recall->consequence);
        list_text(&text, entry.recall->remedy);
    }
    room = 4 * text.size + 1; /* a sign may be spelled in letters */
    folded = arena_alloc(arena, room);
    text_fold(folded, room, buffer_text(&text));
    buffer_fini(&text);
    return folded;
}

static void
list_add(struct issue_list *list, struct issue_entry entry)
{
    list->row[list->count] = (struct row){
        .entry = entry, .folded = list_fold(list->arena, entry), .place = list->count
    };
    list->count++;
}

static bool
list_read(struct issue_list *list, struct error *err)
{
    struct issue *issues = NULL;
    struct recall *recalls;
    size_t i = 0;

    list->recalls = list->recall_rows ? result_rows(list->recall_rows) : 0;
    recalls = arena_alloc(list->arena, (list->recalls + 1) * sizeof *recalls);
    for (size_t r = 0; r < list->recalls; r++)
        if (!recall_read(&recalls[r], list->recall_rows, r, err))
            return false;
    if (list->issue_rows &&
        !(issues = issues_read(list->arena, list->issue_rows, &list->issues, err)))
        return false;
    assert(issues || !list->issues);
    list->row = arena_alloc(list->arena, (list->issues + list->recalls + 1) * sizeof *list->row);
    list->shown = arena_alloc(list->arena, (list->issues + list->recalls + 1) * sizeof *list->row);
    for (; issues && i < list->issues && issues[i].severity <= SEVERITY_HIGH; i++)
        list_add(list, (struct issue_entry){ .issue = &issues[i] });
    for (size_t r = 0; r < list->recalls; r++)
        list_add(list, (struct issue_entry){ .recall = &recalls[r] });
    for (; issues && i < list->issues; i++)
        list_add(list, (struct issue_entry){ .issue = &issues[i] });
    return true;
}

struct issue_list *
issue_list_new(struct result *issues, struct result *recalls, struct error *err)
{
    struct issue_list *list = x_calloc(1, sizeof *list);

    list->arena = arena_new();
    list->issue_rows = issues;
    list->recall_rows = recalls;
    if (!list_read(list, err)) {
        issue_list_free(list);
        return NULL;
    }
    issue_list_show(list, &(struct issue_search){ 0 }, ISSUE_BY_SEVERITY, true);
    return list;
}

void
issue_list_free(struct issue_list *list)
{
    if (!list)
        return;
    arena_free(list->arena);
    result_free(list->issue_rows);
    result_free(list->recall_rows);
    free(list);
}

static bool
row_matches(const struct row *row, const struct issue_search *search)
{
    /* What is not known of a recall: an issue without figures stands in for it. */
    const struct issue recall = { .kind = ISSUE_RECALL,
        .severity = SEVERITY_UNKNOWN,
        .year_first = UNKNOWN,
        .year_last = UNKNOWN,
        .mileage_first = UNKNOWN,
        .mileage_last = UNKNOWN };
    const char *word = search->words;

    if (!issue_matches(row->entry.issue ? row->entry.issue : &recall, &search->filter))
        return false;
    while (*word) {
        size_t size = strcspn(word, "\n");
        char one[sizeof search->words];

        memcpy(one, word, size);
        one[size] = '\0';
        if (!strstr(row->folded, one))
            return false;
        word += size + (word[size] == '\n');
    }
    return true;
}

/* The first of the two that is known. */
static int
first_known(int a, int b)
{
    return a != UNKNOWN ? a : b;
}

static int
row_key(const struct row *row, enum issue_order order)
{
    const struct issue *issue = row->entry.issue;
    enum severity severity = issue_entry_severity(row->entry);

    if (order == ISSUE_BY_SEVERITY) /* milder is more, so that descending begins with the worst */
        return !issue                         ? -2 * SEVERITY_HIGH - 1
               : severity == SEVERITY_UNKNOWN ? UNKNOWN
                                              : -2 * (int) severity;
    if (!issue)
        return UNKNOWN;
    switch (order) {
    case ISSUE_BY_YEARS:
        return first_known(issue->year_first, issue->year_last);
    case ISSUE_BY_MILES:
        return first_known(issue->mileage_first, issue->mileage_last);
    default:
        return first_known(issue->cost_high, issue->cost_low);
    }
}

static int
row_compare(const void *a, const void *b)
{
    const struct row *x = a, *y = b;

    if (x->known != y->known)
        return x->known ? -1 : 1;
    if (x->known && x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

void
issue_list_show(struct issue_list *list, const struct issue_search *search, enum issue_order order,
    bool descending)
{
    list->count = 0;
    for (size_t i = 0; i < list->issues + list->recalls; i++) {
        struct row row = list->row[i];
        int key = row_key(&row, order);

        if (!row_matches(&row, search))
            continue;
        row.known = key != UNKNOWN;
        row.key = descending ? -(long) key : key;
        list->shown[list->count++] = row;
    }
    qsort(list->shown, list->count, sizeof *list->shown, row_compare);
}

size_t
issue_list_count(const struct issue_list *list)
{
    return list->count;
}

struct issue_entry
issue_list_at(const struct issue_list *list, size_t row)
{
    return list->shown[row].entry;
}

size_t
issue_list_issues(const struct issue_list *list)
{
    return list->issues;
}

size_t
issue_list_recalls(const struct issue_list *list)
{
    return list->recalls;
}

long
issue_list_find(const struct issue_list *list, const char *title)
{
    for (size_t i = 0; i < list->count; i++) {
        char text[300];

        if (strcmp(issue_entry_title(list->shown[i].entry, text, sizeof text), title) == 0)
            return (long) i;
    }
    return -1;
}
