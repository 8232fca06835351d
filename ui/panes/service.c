/*
 * The service: the maker's schedule of the shared car, as it stands or, once a mileage is typed, as
 * it comes next from there; beside it, or below Enter, the service under the cursor and the sheet of
 * fluids, sizes and parts.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/fitment.h"
#include "autorev/memory.h"
#include "autorev/schedule.h"
#include "autorev/text.h"
#include "autorev/value.h"
#include "ui/app.h"
#include "ui/panes/missing.h"
#include "ui/panes/panes.h"
#include "ui/widgets/browser.h"

enum { NAME_MIN = 18 };

enum part { PART_INTERVALS, PART_SPECS, PART_FITMENTS, PART_COUNT };

enum column {
    COLUMN_SIGN,
    COLUMN_NAME,
    COLUMN_LEFT,
    COLUMN_NEXT,
    COLUMN_MILES,
    COLUMN_MONTHS,
    COLUMN_DEALER,
    COLUMN_DIY,
    COLUMN_COUNT,
};

/* What was loaded of one car; replaced as a whole. */
struct service_data {
    struct arena *arena;
    struct result *rows[PART_COUNT];
    struct error err[PART_COUNT];
    struct interval *intervals;
    size_t n;
    struct fitment *fitments;
    size_t fitment_count;
};

struct service_state {
    struct browser browser;
    char slug[120];               /* the car that is shown or on its way */
    struct service_data *data;    /* NULL until all answers are there */
    struct service_data *next;    /* while they come */
    int ticket[PART_COUNT];       /* 0: not on its way */
    int mileage;                  /* that was typed, or UNKNOWN */
    int from;                     /* that the list counts from, perhaps still being typed */
    struct due *due;              /* the rows of the list; owned */
    const struct interval *shown; /* whose text the detail has, and counted from where */
    int shown_from;
};

static const struct key_preset service_keys[] = {
    { "m", ACTION_MILES },
    { "o", ACTION_FOLD },
    { 0 },
};

/* ---- the text ---- */

static void
service_cost(struct doc *doc, const char *label, int low, int high)
{
    char text[80];

    doc_field(doc, label, ROLE_ESTIMATED, value_format_money(text, sizeof text, low, high));
}

static void
service_write_selected(struct doc *doc, const struct due *due)
{
    const struct interval *interval = due->interval;
    char text[160], next[32], left[32];

    doc_section(doc, interval->name, NULL);
    if (interval->critical)
        doc_field(doc, "Critical", ROLE_HIGH, "yes: never skip it");
    doc_field(doc, "Every", ROLE_TEXT, interval_format(interval, text, sizeof text));
    if (due->next != UNKNOWN) {
        value_format_count(next, sizeof next, due->next);
        value_format_count(left, sizeof left, due->left);
        snprintf(text, sizeof text, due->left ? "at %s mi, %s left" : "at %s mi: now", next, left);
        doc_field(doc, "Next", due->urgent ? ROLE_WARNING : ROLE_TEXT, text);
    }
    service_cost(doc, "Dealer", interval->dealer_low, interval->dealer_high);
    service_cost(doc, "Independent", interval->independent_low, interval->independent_high);
    service_cost(doc, "Do it yourself", interval->diy_low, interval->diy_high);
    if (!isnan(interval->hours)) {
        snprintf(
            text, sizeof text, "%s h", value_format_real(left, sizeof left, interval->hours, 2));
        doc_field(doc, "Work", ROLE_ESTIMATED, text);
    }
    if (interval->description)
        doc_text(doc, ROLE_TEXT, interval->description);
    for (const char *const *item = interval->items; item && *item; item++)
        doc_point(doc, ROLE_TEXT, *item);
}

/* What is done on the same visit as the first of the list, and what that costs.  The section is there
 * before a mileage is, so that the folds of those below stay theirs. */
static void
service_write_visit(const struct pane *pane, struct doc *doc)
{
    const struct service_state *st = pane->state;
    int dealer_low, dealer_high, diy_low, diy_high;
    char note[60], miles[32], text[120];

    if (st->data->n == 0)
        return;
    if (st->due[0].next == UNKNOWN) {
        snprintf(text, sizeof text, "%s types a mileage and shows what comes next from there.",
            keymap_keys(app_keymap(pane->app), pane->place, ACTION_MILES));
        doc_section(doc, "Next visit", NULL);
        doc_text(
            doc, ROLE_MUTED, st->from == UNKNOWN ? text : "No service of this car goes by miles.");
        return;
    }
    value_format_count(miles, sizeof miles, st->due[0].next);
    snprintf(note, sizeof note, "at %s mi", miles);
    doc_section(doc, "Next visit", note);
    for (size_t i = 0; i < st->data->n && st->due[i].next == st->due[0].next; i++)
        doc_point(doc, ROLE_TEXT, st->due[i].interval->name);
    schedule_cost(
        st->due, st->data->n, st->due[0].next, &dealer_low, &dealer_high, &diy_low, &diy_high);
    service_cost(doc, "Dealer", dealer_low, dealer_high);
    service_cost(doc, "Do it yourself", diy_low, diy_high);
}

/* A part that failed says so, unless the list has said it already.  True when it failed. */
static bool
service_write_failure(
    const struct service_data *data, struct doc *doc, enum part part, const char *title)
{
    if (data->err[part].code && !data->err[PART_INTERVALS].code) {
        doc_section(doc, title, NULL);
        doc_text(doc, ROLE_ERROR, data->err[part].message);
    }
    return data->err[part].code || !data->rows[part];
}

static void
service_write_specs(const struct service_data *data, struct doc *doc)
{
    const struct result *res = data->rows[PART_SPECS];
    const char *note;
    int group = -1;

    if (service_write_failure(data, doc, PART_SPECS, "Fluids, sizes and parts"))
        return;
    if (result_rows(res) == 0) {
        doc_section(doc, "Fluids, sizes and parts", NULL);
        doc_text(doc, ROLE_MUTED, "The catalogue has no sheet of this car yet.");
        return;
    }
    note = spec_is_verified(res, 0) ? NULL : "not verified";
    for (const struct spec_field *field = spec_fields; field->label; field++) {
        const char *text = spec_text(field, data->arena, res, 0);

        if (!text)
            continue;
        if ((int) field->group != group)
            doc_section(doc, spec_group_label(field->group), note);
        group = (int) field->group;
        doc_field(doc, field->label, ROLE_TEXT, text);
    }
    if (note) {
        doc_blank(doc);
        doc_text(doc, ROLE_MUTED,
            "Nobody has compared this sheet with the maker's manual. Do so before you fill, buy or "
            "tighten.");
    }
}

static void
service_write_fitment(struct doc *doc, const struct fitment *fitment)
{
    char text[200];

    doc_field(doc, fitment_label(fitment->type), ROLE_TEXT,
        fitment_format_axle(fitment, false, text, sizeof text));
    if (!fitment_is_square(fitment))
        doc_field(doc, "  rear", ROLE_TEXT, fitment_format_axle(fitment, true, text, sizeof text));
    if (*fitment_format_needs(fitment, text, sizeof text))
        doc_field(doc, "  needs", ROLE_WARNING, text);
    if (fitment->clearance)
        doc_field(doc, "", ROLE_MUTED, fitment->clearance);
    if (fitment->known_issues)
        doc_field(doc, "", ROLE_MUTED, fitment->known_issues);
}

static void
service_write_fitments(const struct service_data *data, struct doc *doc)
{
    bool verified = true;

    if (service_write_failure(data, doc, PART_FITMENTS, "Wheels and tyres that fit"))
        return;
    for (size_t i = 0; i < data->fitment_count; i++)
        verified = verified && data->fitments[i].verified;
    if (data->fitment_count)
        doc_section(doc, "Wheels and tyres that fit", verified ? NULL : "not verified");
    for (size_t i = 0; i < data->fitment_count; i++)
        service_write_fitment(doc, &data->fitments[i]);
}

static const struct due *
service_selected(const struct service_state *st)
{
    long row = st->browser.list.selected;

    return st->data && row >= 0 && (size_t) row < st->data->n ? &st->due[row] : NULL;
}

/* The text follows the selection. */
static void
service_follow(struct pane *pane)
{
    struct service_state *st = pane->state;
    struct doc *doc = &st->browser.doc;
    const struct due *due = service_selected(st);
    const struct interval *shown = due ? due->interval : NULL;

    if (!st->data) {
        doc_clear(doc);
        st->shown = NULL;
        return;
    }
    if (!doc_empty(doc) && st->shown == shown && st->shown_from == st->from)
        return;
    if (st->shown != shown)
        doc->top = 0;
    st->shown = shown;
    st->shown_from = st->from;
    doc_clear(doc);
    if (due)
        service_write_selected(doc, due);
    service_write_visit(pane, doc);
    service_write_specs(st->data, doc);
    service_write_fitments(st->data, doc);
}

static void
service_arrange(struct pane *pane)
{
    struct service_state *st = pane->state;
    long count = st->data ? (long) st->data->n : 0;

    browser_arrange(&st->browser, pane->rect, count);
    service_follow(pane);
    browser_arrange(&st->browser, pane->rect, count);
}

/* ---- the mileage ---- */

/* Makes the rows: from a mileage by what comes first, else as the schedule has them. */
static void
service_count_from(struct pane *pane, int mileage)
{
    struct service_state *st = pane->state;
    const struct interval *keep = st->shown;
    const struct service_data *data = st->data;

    st->from = mileage;
    free(st->due);
    st->due = NULL;
    if (!data)
        return;
    if (mileage != UNKNOWN) {
        st->due = schedule_due(data->intervals, data->n, mileage);
    } else {
        st->due = x_calloc(data->n, sizeof *st->due);
        for (size_t i = 0; i < data->n; i++)
            st->due[i] = (struct due){ &data->intervals[i], UNKNOWN, UNKNOWN, false };
    }
    for (size_t i = 0; keep && i < data->n; i++)
        if (st->due[i].interval == keep)
            st->browser.list.selected = (long) i;
    service_arrange(pane);
    pane_dirty(pane);
}

static void
service_state_name(char *out, size_t room, const char *slug)
{
    snprintf(out, room, "service.miles:%s", slug);
}

static int
service_remembered(const struct pane *pane, const char *slug)
{
    char name[160];
    int miles;

    service_state_name(name, sizeof name, slug);
    return mileage_parse(state_get(app_state(pane->app), name, ""), &miles, NULL) ? miles : UNKNOWN;
}

static void
service_remember(struct pane *pane, int mileage)
{
    struct service_state *st = pane->state;
    char name[160], text[32];

    st->mileage = mileage;
    service_state_name(name, sizeof name, st->slug);
    snprintf(text, sizeof text, "%d", mileage);
    state_set(app_state(pane->app), name, mileage == UNKNOWN ? NULL : text);
}

/* True for a mileage and for nothing, which is UNKNOWN. */
static bool
service_read_mileage(const char *text, int *mileage, struct error *err)
{
    *mileage = UNKNOWN;
    return !text[strspn(text, " ")] || mileage_parse(text, mileage, err);
}

static void
service_on_miles_change(void *data, struct prompt *prompt, const char *text)
{
    struct error err = { 0 };
    int mileage;

    if (service_read_mileage(text, &mileage, &err)) {
        service_count_from(data, mileage);
    } else {
        char why[500];

        snprintf(why, sizeof why, "%s: %s", err.message, err.hint);
        prompt_wrong(prompt, 0, strlen(text), why);
    }
}

static void
service_on_miles_done(void *data, const char *text)
{
    struct pane *pane = data;
    struct service_state *st = pane->state;
    int mileage;

    if (text && service_read_mileage(text, &mileage, NULL))
        service_remember(pane, mileage);
    service_count_from(pane, st->mileage);
    if (text && st->from != UNKNOWN) { /* what is next is what was asked for */
        st->browser.list.selected = 0;
        service_arrange(pane);
    }
}

static void
service_ask_miles(struct pane *pane)
{
    const struct service_state *st = pane->state;
    char text[32] = "";

    if (!st->slug[0]) {
        app_message(pane->app, ROLE_WARNING, "Choose a car first: %s shows them",
            keymap_keys(app_keymap(pane->app), KEYMAP_GLOBAL, ACTION_PANE_1));
        return;
    }
    if (st->mileage != UNKNOWN)
        value_format_count(text, sizeof text, st->mileage);
    prompt_open(pane->app, "Mileage:", text, service_on_miles_change, service_on_miles_done, pane);
}

/* ---- loading ---- */

static void
service_data_free(struct service_data *data)
{
    if (!data)
        return;
    for (int i = 0; i < PART_COUNT; i++)
        result_free(data->rows[i]);
    arena_free(data->arena);
    free(data);
}

static struct service_data *
service_data_new(void)
{
    struct service_data *data = x_calloc(1, sizeof *data);

    data->arena = arena_new();
    return data;
}

/* Typed rows from the answers; what cannot be read is an error like one of the server. */
static void
service_data_read(struct service_data *data)
{
    const struct result *fitments = data->rows[PART_FITMENTS];
    struct error *err = data->err;

    if (data->rows[PART_INTERVALS])
        data->intervals =
            intervals_read(data->arena, data->rows[PART_INTERVALS], &data->n, &err[PART_INTERVALS]);
    if (!fitments)
        return;
    data->fitments = arena_alloc(data->arena, (result_rows(fitments) + 1) * sizeof *data->fitments);
    for (size_t row = 0; row < result_rows(fitments); row++)
        if (!fitment_read(&data->fitments[row], fitments, row, &err[PART_FITMENTS]))
            return;
    data->fitment_count = result_rows(fitments);
}

static void
service_show(struct pane *pane, struct service_data *data)
{
    struct service_state *st = pane->state;

    service_data_free(st->data);
    st->data = data;
    st->shown = NULL;
    doc_clear(&st->browser.doc);
    service_count_from(pane, st->mileage);
    service_arrange(pane);
}

static void
service_load(struct pane *pane)
{
    struct service_state *st = pane->state;
    const char *slug = app_car_slug(pane->app);

    pane_cancel(pane, 0);
    service_data_free(st->next);
    st->next = NULL;
    memset(st->ticket, 0, sizeof st->ticket);
    if (strcmp(slug, st->slug) != 0) {
        snprintf(st->slug, sizeof st->slug, "%s", slug);
        st->mileage = service_remembered(pane, slug);
        st->browser.on_detail = false;
        st->browser.list.selected = 0;
        service_show(pane, NULL);
    }
    if (*slug) {
        st->next = service_data_new();
        st->ticket[PART_INTERVALS] = pane_send(pane, interval_query(slug));
        st->ticket[PART_SPECS] = pane_send(pane, spec_query(slug));
        st->ticket[PART_FITMENTS] = pane_send(pane, fitment_query(slug));
    }
    pane_dirty(pane);
}

/* Follows the shared car, but only on the screen: the cursor in the list of cars passes many. */
static void
service_on_show(struct pane *pane)
{
    const struct service_state *st = pane->state;

    if (strcmp(app_car_slug(pane->app), st->slug) != 0)
        service_load(pane);
}

static void
service_on_car(struct pane *pane)
{
    if (app_is_shown(pane->app, pane))
        service_on_show(pane);
}

static void
service_on_result(struct pane *pane, int ticket, struct result *res, const struct error *err)
{
    struct service_state *st = pane->state;
    struct service_data *data = st->next;
    bool busy = false;

    for (int i = 0; i < PART_COUNT; i++) {
        if (st->ticket[i] == ticket) {
            st->ticket[i] = 0;
            data->rows[i] = res;
            if (!res)
                data->err[i] = *err;
        }
        busy = busy || st->ticket[i];
    }
    if (busy)
        return;
    st->next = NULL;
    service_data_read(data);
    if (data->err[PART_INTERVALS].code && st->data && !st->data->err[PART_INTERVALS].code) {
        app_error(pane->app, &data->err[PART_INTERVALS]); /* an older answer is on the screen */
        service_data_free(data);
        return;
    }
    service_show(pane, data);
}

static void
service_open(struct pane *pane)
{
    struct service_state *st = pane->state;

    st->mileage = st->from = UNKNOWN;
    browser_set_percent(&st->browser, state_get(app_state(pane->app), "service.percent", ""));
}

/* ---- actions ---- */

static void
service_copy(struct pane *pane)
{
    const struct service_state *st = pane->state;
    const struct due *due = service_selected(st);
    char every[80], dealer[60], diy[60], next[32];
    char *text;

    if (st->browser.on_detail || !due)
        text = doc_plain(&st->browser.doc);
    else
        text = x_asprintf("%s\t%s\t%s\t%s\t%s", due->interval->name,
            interval_format(due->interval, every, sizeof every),
            value_format_count(next, sizeof next, due->next),
            value_format_money(
                dealer, sizeof dealer, due->interval->dealer_low, due->interval->dealer_high),
            value_format_money(diy, sizeof diy, due->interval->diy_low, due->interval->diy_high));
    app_copy(pane->app, text,
        due && !st->browser.on_detail ? due->interval->name : app_car_name(pane->app));
    free(text);
}

static enum verdict
service_on_action(struct pane *pane, enum action action)
{
    struct service_state *st = pane->state;
    enum verdict verdict = browser_on_action(&st->browser, pane->rect, action);

    if (verdict != VERDICT_PASS) {
        service_arrange(pane);
        return verdict;
    }
    switch (action) {
    case ACTION_BACK:
        return VERDICT_DONE; /* never leaves the program */
    case ACTION_MILES:
        service_ask_miles(pane);
        return VERDICT_DIRTY;
    case ACTION_FOLD:
        app_message(pane->app, ROLE_MUTED, "There is no text to fold here; %s opens it",
            keymap_keys(app_keymap(pane->app), pane->place, ACTION_OPEN));
        return VERDICT_DONE;
    case ACTION_COPY:
        service_copy(pane);
        return VERDICT_DONE;
    case ACTION_REFRESH:
        service_load(pane);
        return VERDICT_DIRTY;
    default:
        return VERDICT_PASS;
    }
}

static unsigned
service_holds(const struct pane *pane)
{
    const struct service_state *st = pane->state;

    return st->data && (st->data->n || st->browser.on_detail) ? NEED_ROW : 0u;
}

static bool
service_cancel(struct pane *pane)
{
    struct service_state *st = pane->state;
    struct service_data *data = st->next;

    if (!pane->tickets)
        return false;
    pane_cancel(pane, 0);
    memset(st->ticket, 0, sizeof st->ticket);
    st->next = NULL;
    if (st->data) {
        service_data_free(data);
    } else {
        error_set(&data->err[PART_INTERVALS], ERROR_OFFLINE, "loading was cancelled");
        service_show(pane, data);
    }
    pane_dirty(pane);
    return true;
}

/* ---- drawing ---- */

struct service_picture {
    const struct service_state *st;
    enum column shown[COLUMN_COUNT]; /* what fits */
};

static void
service_left(const struct due *due, char *out, size_t room, enum role *role)
{
    value_format_count(out, room, due->left);
    if (due->urgent)
        *role = ROLE_WARNING;
    if (due->left == 0)
        snprintf(out, room, "now");
}

static void
service_cell(void *data, long row, size_t column, char *out, size_t room, enum role *role)
{
    const struct service_picture *picture = data;
    const struct due *due = &picture->st->due[row];
    const struct interval *interval = due->interval;

    switch (picture->shown[column]) {
    case COLUMN_SIGN:
        *role = ROLE_HIGH;
        snprintf(out, room, "%s", interval->critical ? "!" : "");
        break;
    case COLUMN_NAME:
        snprintf(out, room, "%s", interval->name);
        break;
    case COLUMN_LEFT:
        service_left(due, out, room, role);
        break;
    case COLUMN_NEXT:
        value_format_count(out, room, due->next);
        break;
    case COLUMN_MILES:
        value_format_count(out, room, interval->miles);
        break;
    case COLUMN_MONTHS:
        value_format_count(out, room, interval->months);
        break;
    case COLUMN_DEALER:
        *role = ROLE_ESTIMATED;
        value_format_money(out, room, interval->dealer_low, interval->dealer_high);
        break;
    default:
        *role = ROLE_ESTIMATED;
        value_format_money(out, room, interval->diy_low, interval->diy_high);
        break;
    }
}

/* The columns that fit beside the name, in the order of the screen. */
static size_t
service_columns(
    const struct service_state *st, int cols, struct list_column column[], enum column shown[])
{
    static const struct {
        const char *head;
        int width;
        bool right;
    } all[COLUMN_COUNT] = {
        [COLUMN_SIGN] = { "", 1, false },
        [COLUMN_NAME] = { "Service", 0, false },
        [COLUMN_LEFT] = { "Miles left", 10, true },
        [COLUMN_NEXT] = { "Next at", 9, true },
        [COLUMN_MILES] = { "Every mi", 8, true },
        [COLUMN_MONTHS] = { "Months", 6, true },
        [COLUMN_DEALER] = { "Dealer", 12, true },
        [COLUMN_DIY] = { "DIY", 9, true },
    };
    static const enum column first[] = { COLUMN_SIGN, COLUMN_LEFT, COLUMN_NEXT, COLUMN_DEALER,
        COLUMN_DIY, COLUMN_MILES, COLUMN_MONTHS };
    bool fits[COLUMN_COUNT] = { [COLUMN_NAME] = true };
    int left = cols - NAME_MIN;
    size_t n = 0;

    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        bool wanted = st->from != UNKNOWN || (first[i] != COLUMN_LEFT && first[i] != COLUMN_NEXT);
        int width = all[first[i]].width + 1;

        fits[first[i]] = wanted && width <= left;
        left -= fits[first[i]] ? width : 0;
    }
    for (int c = 0; c < COLUMN_COUNT; c++) {
        if (!fits[c])
            continue;
        column[n] = (struct list_column){
            .head = all[c].head, .width = all[c].width, .right = all[c].right
        };
        shown[n++] = (enum column) c;
    }
    return n;
}

static void
service_draw_empty(const struct pane *pane, const struct area *inside)
{
    const struct service_state *st = pane->state;
    const struct result *specs = st->data->rows[PART_SPECS];
    const struct keymap *keys = app_keymap(pane->app);
    char text[300];
    int row = missing_row(inside);

    snprintf(text, sizeof text, "The catalogue has no service schedule of %s yet.",
        app_car_name(pane->app));
    row = browser_say(inside, row, ROLE_TEXT, text);
    if (specs && result_rows(specs))
        snprintf(text, sizeof text, "%s goes to what it has: fluids, sizes and parts.",
            keymap_keys(keys, pane->place, ACTION_OPEN));
    else
        snprintf(text, sizeof text, "%s shows the other cars.",
            keymap_keys(keys, KEYMAP_GLOBAL, ACTION_PANE_1));
    browser_say(inside, row, ROLE_MUTED, text);
}

static void
service_draw(const struct pane *pane, const struct area *area)
{
    const struct service_state *st = pane->state;
    const struct error *err = st->data ? &st->data->err[PART_INTERVALS] : NULL;
    struct service_picture picture = { .st = st };
    struct list_column column[COLUMN_COUNT];
    char title[80] = "Service", note[60], miles[32];
    struct area inside;

    (void) area;
    if (st->from != UNKNOWN)
        snprintf(title, sizeof title, "Service from %s mi",
            value_format_count(miles, sizeof miles, st->from));
    snprintf(note, sizeof note, "%s",
        *pane_spinner(pane)   ? pane_spinner(pane)
        : st->from != UNKNOWN ? "soonest first"
                              : "shortest first");
    browser_draw(&st->browser, pane->rect,
        &(struct browser_titles){ .list = title, .note = note, .detail = app_car_name(pane->app) },
        &inside);
    if (!inside.rect.rows)
        return;
    if (!st->data || err->code)
        missing_draw(pane, &inside, "the schedule", st->slug, err ? err : &(struct error){ 0 });
    else if (st->data->n == 0)
        service_draw_empty(pane, &inside);
    else
        browser_draw_list(&st->browser, &inside, column,
            service_columns(st, inside.rect.cols, column, picture.shown), service_cell, &picture);
}

/* ---- the mouse, the end ---- */

static enum verdict
service_on_mouse(struct pane *pane, const struct mouse *mouse)
{
    struct service_state *st = pane->state;
    int head;
    enum verdict verdict = browser_on_mouse(&st->browser, pane->rect, mouse, &head);

    service_arrange(pane);
    return verdict;
}

static void
service_save(struct pane *pane)
{
    const struct service_state *st = pane->state;
    char percent[12];

    snprintf(percent, sizeof percent, "%d", st->browser.percent);
    state_set(app_state(pane->app), "service.percent", percent);
}

static void
service_close(struct pane *pane)
{
    struct service_state *st = pane->state;

    service_data_free(st->data);
    service_data_free(st->next);
    free(st->due);
    browser_fini(&st->browser);
}

const struct pane_class pane_service = {
    .name = "service",
    .title = "Service",
    .state_size = sizeof(struct service_state),
    .keys = service_keys,
    .open = service_open,
    .on_result = service_on_result,
    .on_show = service_on_show,
    .on_car = service_on_car,
    .arrange = service_arrange,
    .draw = service_draw,
    .on_action = service_on_action,
    .on_mouse = service_on_mouse,
    .has = service_holds,
    .cancel = service_cancel,
    .save = service_save,
    .close = service_close,
};
