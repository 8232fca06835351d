/*
 * The cars: the list with its filter, order, columns and marks; beside it, or below Enter, the
 * detail of the selected car, which follows when the cursor rests.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "ui/panes/cars_private.h"
#include "ui/panes/finder.h"

enum { REST_MS = 12, REST_MAX_MS = 150 };

static const struct key_preset cars_keys[] = {
    { "/", ACTION_FILTER },
    { "<Space>", ACTION_MARK },
    { "c", ACTION_COMPARE },
    { "i", ACTION_SHOW_ISSUES },
    { "m", ACTION_SHOW_SERVICE },
    { "s", ACTION_SORT },
    { "F", ACTION_FINDER },
    { "S", ACTION_REVERSE },
    { "f", ACTION_FILTER_SAVED },
    { "C", ACTION_COLUMNS },
    { "v", ACTION_MARK_RANGE },
    { "V", ACTION_MARK_CLEAR },
    { "K", ACTION_FILTER_SAVE },
    { "o", ACTION_FOLD },
    { 0 },
};

static const int cars_preset_columns[] = { CAR_NAME, CAR_YEARS, CAR_HP, CAR_ZERO_TO_SIXTY,
    CAR_PRICE, CAR_DRIVETRAIN, CAR_WEIGHT, CAR_TRACK, CAR_RELIABILITY, CAR_ENGINE };

/* ---- the selection ---- */

static bool
cars_selected(const struct cars_state *st, const struct cars **cars, size_t *row)
{
    return car_list_row(st->list, st->browser.list.selected, cars, row);
}

const char *
cars_selected_text(const struct cars_state *st, int field)
{
    const struct cars *cars;
    size_t row;

    return cars_selected(st, &cars, &row) ? cars_text(cars, row, field) : NULL;
}

static bool
cars_shows_detail(const struct pane *pane)
{
    const struct cars_state *st = pane->state;

    return browser_split(&st->browser, pane->rect).detail.rows > 0;
}

/* Longer where answers take longer: there each step would cost a round of queries for nothing. */
static int
cars_rest_ms(const struct pane *pane)
{
    int ms = REST_MS + store_status(app_store(pane->app)).answer_ms;

    return ms < REST_MAX_MS ? ms : REST_MAX_MS;
}

/* The detail and the other panes follow when the cursor rests: a held key costs no queries. */
static void
cars_moved(struct pane *pane, long top)
{
    struct cars_state *st = pane->state;

    if (st->browser.list.top != top)
        st->browser.blank = true;
    car_list_need(
        st->list, st->browser.list.top - st->browser.list.rows, 3L * st->browser.list.rows);
    pane_rest(pane, cars_rest_ms(pane));
}

static void
cars_on_rest(struct pane *pane)
{
    struct cars_state *st = pane->state;
    const struct cars *cars;
    size_t row;

    st->browser.blank = false;
    pane_dirty(pane);
    if (!cars_selected(st, &cars, &row)) {
        car_detail_forget(&st->detail, pane);
        doc_clear(&st->browser.doc);
        return;
    }
    app_set_car(pane->app, cars_text(cars, row, CAR_SLUG) ? cars_text(cars, row, CAR_SLUG) : "",
        cars_text(cars, row, CAR_NAME) ? cars_text(cars, row, CAR_NAME) : "");
    if (cars_shows_detail(pane)) {
        car_detail_show(&st->detail, pane, cars, row, car_list_cars(st->list));
        pane->class->arrange(pane);
    }
}

static void
cars_arrange(struct pane *pane)
{
    struct cars_state *st = pane->state;
    long top = st->browser.list.top;

    browser_arrange(&st->browser, pane->rect, car_list_count(st->list, NULL));
    if (st->browser.list.top != top)
        cars_moved(pane, top);
    else if (cars_shows_detail(pane) && !pane->rest && cars_selected_text(st, CAR_SLUG) &&
             strcmp(cars_selected_text(st, CAR_SLUG), st->detail.slug) != 0)
        pane_rest(pane, 0); /* the detail has just found room */
}

static void
cars_select(struct pane *pane, long row)
{
    struct cars_state *st = pane->state;

    st->browser.list.selected = row < 0 ? 0 : row;
    cars_arrange(pane);
    cars_moved(pane, -1);
}

/* ---- marks ---- */

long
cars_find_mark(const struct cars_state *st, const char *slug)
{
    for (size_t i = 0; i < st->marks; i++)
        if (!strcmp(st->mark[i].slug, slug))
            return (long) i;
    return -1;
}

static void
cars_mark(struct cars_state *st, long row, bool toggle)
{
    const struct cars *cars;
    const char *slug, *name;
    size_t at;
    long mark;

    if (!car_list_row(st->list, row, &cars, &at) || !(slug = cars_text(cars, at, CAR_SLUG)))
        return;
    mark = cars_find_mark(st, slug);
    if (mark >= 0 && toggle) {
        free(st->mark[mark].slug);
        free(st->mark[mark].name);
        memmove(
            &st->mark[mark], &st->mark[mark + 1], (--st->marks - (size_t) mark) * sizeof *st->mark);
    } else if (mark < 0) {
        name = cars_text(cars, at, CAR_NAME);
        st->mark = x_reallocarray(st->mark, st->marks + 1, sizeof *st->mark);
        st->mark[st->marks++] = (struct mark){ x_strdup(slug), x_strdup(name ? name : slug) };
    }
}

static void
cars_clear_marks(struct cars_state *st)
{
    for (size_t i = 0; i < st->marks; i++) {
        free(st->mark[i].slug);
        free(st->mark[i].name);
    }
    st->marks = 0;
    st->mark_from = -1;
}

static void
cars_compare(struct pane *pane)
{
    struct cars_state *st = pane->state;
    const char **slugs = x_calloc(st->marks, sizeof *slugs);

    for (size_t i = 0; i < st->marks; i++)
        slugs[i] = st->mark[i].slug;
    compare_open(pane->app, slugs, st->marks);
    free(slugs);
}

/* ---- filter and order ---- */

/* Applies what was typed.  False, with @err and @where set, when it cannot be. */
static bool
cars_apply(struct pane *pane, const char *text, struct filter_error *where, struct error *err)
{
    struct cars_state *st = pane->state;
    struct filter *filter = filter_parse(text, where, err);

    if (!filter)
        return false;
    if (filter_is_empty(filter)) {
        filter_free(filter);
        filter = NULL;
    }
    bool filtered = filter != NULL;
    if (!car_list_show(st->list, filter, st->sort, st->descending, err))
        return false;
    st->filtered = filtered;
    st->mark_from = -1;
    cars_select(pane, 0);
    return true;
}

static void
cars_on_filter_change(void *data, struct prompt *prompt, const char *text)
{
    struct pane *pane = data;
    struct filter_error where = { 0 };
    struct error err = { 0 };

    if (!cars_apply(pane, text, &where, &err)) {
        char why[500];

        snprintf(why, sizeof why, "%s%s%s", err.message, err.hint[0] ? "; " : "", err.hint);
        prompt_wrong(prompt, where.offset, where.length ? where.length : 1, why);
    }
    pane_dirty(pane);
}

static void
cars_on_filter_done(void *data, const char *text)
{
    struct pane *pane = data;
    struct cars_state *st = pane->state;
    struct filter_error where;

    struct error err = { 0 };

    if (text && cars_apply(pane, text, &where, &err))
        snprintf(st->filter, sizeof st->filter, "%s", text);
    else
        cars_apply(pane, st->filter, &where, NULL); /* cancelled, or not a filter */
    if (err.message[0])
        app_error(pane->app, &err);
    pane_dirty(pane);
}

void
cars_set_filter(struct pane *pane, const char *text)
{
    struct filter_error where = { 0 };
    struct error err = { 0 };
    struct cars_state *st = pane->state;

    if (!cars_apply(pane, text, &where, &err)) {
        app_error(pane->app, &err);
        return;
    }
    snprintf(st->filter, sizeof st->filter, "%s", text);
    pane_dirty(pane);
}

void
cars_set_sort(struct pane *pane, int field, bool descending)
{
    struct cars_state *st = pane->state;
    struct error err = { 0 };
    struct filter_error where;
    struct filter *filter = filter_parse(st->filter, &where, NULL);

    if (!car_list_show(st->list, filter, field, descending, &err)) {
        app_error(pane->app, &err);
        return;
    }
    st->sort = field;
    st->descending = descending;
    cars_select(pane, 0); /* whoever sorts wants to see the first */
    pane_dirty(pane);
}

/* ---- loading ---- */

static int
cars_send(void *data, struct query *q, bool background)
{
    return background ? pane_send_background(data, q) : pane_send(data, q);
}

static void
cars_drop(void *data, int ticket)
{
    pane_cancel(data, ticket);
}

/* Columns as text: "name,years,hp" or the list of the settings. */
static void
cars_read_columns(struct cars_state *st, const char *text)
{
    char *copy = x_strdup(text), *rest, *word;

    st->columns = 0;
    for (word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest)) {
        int field = car_field_find(word);

        if (field >= 0 && st->columns < CAR_FIELD_COUNT)
            st->column[st->columns++] = field;
    }
    free(copy);
}

static void
cars_preset(struct pane *pane)
{
    struct cars_state *st = pane->state;
    const struct settings *settings = app_settings(pane->app);
    const char *columns = state_get(app_state(pane->app), "cars.columns", NULL);
    int sort;

    browser_set_percent(&st->browser, state_get(app_state(pane->app), "cars.percent", ""));
    if (columns)
        cars_read_columns(st, columns);
    for (size_t c = 0; !columns && settings->car_columns && settings->car_columns[c]; c++) {
        int field = car_field_find(settings->car_columns[c]);

        if (field >= 0 && st->columns < CAR_FIELD_COUNT)
            st->column[st->columns++] = field;
    }
    if (st->columns == 0) {
        memcpy(st->column, cars_preset_columns, sizeof cars_preset_columns);
        st->columns = sizeof cars_preset_columns / sizeof cars_preset_columns[0];
    }
    sort = car_field_find(state_get(app_state(pane->app), "cars.sort", settings->car_sort));
    st->sort = sort >= 0 ? sort : CAR_NAME;
    st->descending = !strcmp(state_get(app_state(pane->app), "cars.descending",
                                 settings->car_descending ? "true" : "false"),
        "true");
}

static void
cars_open(struct pane *pane)
{
    struct cars_state *st = pane->state;
    struct filter_error where;
    struct filter *filter;

    st->mark_from = -1;
    st->detail.doc = &st->browser.doc;
    st->list = car_list_new(cars_send, cars_drop, pane);
    cars_preset(pane);
    snprintf(
        st->filter, sizeof st->filter, "%s", state_get(app_state(pane->app), "cars.filter", ""));
    snprintf(st->keep, sizeof st->keep, "%s", app_car_slug(pane->app));
    filter = filter_parse(st->filter, &where, NULL);
    if (filter && filter_is_empty(filter)) {
        filter_free(filter);
        filter = NULL;
    }
    if (!filter)
        st->filter[0] = '\0';
    st->filtered = filter != NULL;
    car_list_show(st->list, filter, st->sort, st->descending, NULL);
    car_list_load(st->list);
}

static void
cars_on_result(struct pane *pane, int ticket, struct result *res, const struct error *err)
{
    struct cars_state *st = pane->state;

    if (car_detail_answer(&st->detail, ticket, res, err)) {
        const struct cars *cars;
        size_t row;
        const char *slug = cars_selected_text(st, CAR_SLUG);

        /* The text is made anew when the last part is there, or now if nothing else comes. */
        if (slug && !strcmp(slug, st->detail.slug) && cars_selected(st, &cars, &row) &&
            !car_detail_busy(&st->detail))
            car_detail_show(&st->detail, pane, cars, row, car_list_cars(st->list));
        cars_arrange(pane);
        return;
    }
    if (!car_list_answer(st->list, ticket, res, err))
        return;
    cars_arrange(pane);
    if (car_list_error(st->list)) {
        app_error(pane->app, car_list_error(st->list));
        return;
    }
    if (st->keep[0] && car_list_loaded(st->list) && !car_list_busy(st->list)) {
        long row = car_list_find(st->list, st->keep);

        st->keep[0] = '\0';
        if (row >= 0)
            cars_select(pane, row);
    }
    car_list_need(st->list, st->browser.list.top, st->browser.list.rows);
    pane_rest(pane, 0);
}

static void
cars_refresh(struct pane *pane)
{
    struct cars_state *st = pane->state;
    const char *slug = cars_selected_text(st, CAR_SLUG);

    snprintf(st->keep, sizeof st->keep, "%s", slug ? slug : "");
    car_detail_forget(&st->detail, pane);
    car_list_load(st->list);
}

/* ---- actions ---- */

/* From the list itself: the filter goes, the program never. */
static enum verdict
cars_back(struct pane *pane)
{
    struct cars_state *st = pane->state;
    const char *slug = cars_selected_text(st, CAR_SLUG);
    char keep[120];

    if (!st->filter[0])
        return VERDICT_DONE;
    snprintf(keep, sizeof keep, "%s", slug ? slug : "");
    cars_set_filter(pane, "");
    cars_select(pane, car_list_find(st->list, keep));
    return VERDICT_DIRTY;
}

static void
cars_copy(struct pane *pane)
{
    const struct cars_state *st = pane->state;
    const struct cars *cars;
    size_t row;
    struct buffer text = { 0 };

    if (!cars_selected(st, &cars, &row))
        return;
    for (size_t c = 0; c < st->columns; c++) {
        char cell[300];

        cars_format(cars, row, st->column[c], cell, sizeof cell);
        buffer_printf(&text, "%s%s", c ? "\t" : "", cell);
    }
    app_copy(pane->app, buffer_text(&text), cars_selected_text(st, CAR_NAME));
    buffer_fini(&text);
}

static enum verdict
cars_list_action(struct pane *pane, enum action action)
{
    struct cars_state *st = pane->state;

    switch (action) {
    case ACTION_MARK:
        cars_mark(st, st->browser.list.selected, true);
        st->mark_from = st->browser.list.selected;
        cars_select(pane, st->browser.list.selected + 1);
        return VERDICT_DIRTY;
    case ACTION_MARK_RANGE:
        if (st->mark_from < 0)
            st->mark_from = st->browser.list.selected;
        for (long r = st->mark_from; r != st->browser.list.selected;
             r += r < st->browser.list.selected ? 1 : -1)
            cars_mark(st, r, false);
        cars_mark(st, st->browser.list.selected, false);
        return VERDICT_DIRTY;
    case ACTION_MARK_CLEAR:
        cars_clear_marks(st);
        return VERDICT_DIRTY;
    case ACTION_COMPARE:
        cars_compare(pane);
        return VERDICT_DIRTY;
    case ACTION_FILTER:
        prompt_open(pane->app, "/", st->filter, cars_on_filter_change, cars_on_filter_done, pane);
        return VERDICT_DIRTY;
    case ACTION_FILTER_SAVED:
        cars_ask_saved(pane);
        return VERDICT_DIRTY;
    case ACTION_FILTER_SAVE:
        cars_save_filter(pane);
        return VERDICT_DIRTY;
    case ACTION_SORT:
        cars_ask_sort(pane);
        return VERDICT_DIRTY;
    case ACTION_REVERSE:
        cars_set_sort(pane, st->sort, !st->descending);
        return VERDICT_DIRTY;
    case ACTION_COLUMNS:
        cars_ask_columns(pane);
        return VERDICT_DIRTY;
    case ACTION_FINDER:
        finder_open(pane->app);
        return VERDICT_DIRTY;
    default:
        return VERDICT_PASS;
    }
}

static enum verdict
cars_on_action(struct pane *pane, enum action action)
{
    struct cars_state *st = pane->state;
    enum verdict verdict;
    long top = st->browser.list.top, selected = st->browser.list.selected;

    switch (action) {
    case ACTION_COPY:
        cars_copy(pane);
        return VERDICT_DONE;
    case ACTION_REFRESH:
        cars_refresh(pane);
        return VERDICT_DIRTY;
    case ACTION_SHOW_ISSUES:
    case ACTION_SHOW_SERVICE:
        cars_on_rest(pane);
        app_show(pane->app, action == ACTION_SHOW_ISSUES ? "issues" : "service");
        return VERDICT_DIRTY;
    default:
        break;
    }
    verdict = cars_list_action(pane, action);
    if (verdict != VERDICT_PASS)
        return verdict;
    verdict = browser_on_action(&st->browser, pane->rect, action);
    if (verdict == VERDICT_PASS && action == ACTION_BACK)
        return cars_back(pane);
    if (st->browser.list.selected != selected)
        cars_moved(pane, top);
    else if (verdict == VERDICT_DIRTY)
        cars_arrange(pane);
    return verdict;
}

static unsigned
cars_holds(const struct pane *pane)
{
    const struct cars_state *st = pane->state;

    return (st->browser.list.count > 0 ? NEED_ROW : 0u) | (st->marks >= 2 ? NEED_MARKS : 0u);
}

static bool
cars_cancel(struct pane *pane)
{
    if (!pane->tickets)
        return false;
    pane_cancel(pane, 0);
    return true;
}

/* ---- the mouse ---- */

static enum verdict
cars_click_head(struct pane *pane, int col)
{
    const struct cars_state *st = pane->state;
    struct list_column column[CAR_FIELD_COUNT];
    int shown[CAR_FIELD_COUNT], at, cols = browser_split(&st->browser, pane->rect).master.cols;
    struct list_view view = { .columns = column, .marks = true };

    view.column_count = cars_columns(st, cols, column, shown);
    at = list_column_at(&view, cols, col);
    if (at < 0)
        return VERDICT_DONE;
    cars_set_sort(pane, shown[at],
        shown[at] == st->sort ? !st->descending : car_fields[shown[at]].better == BETTER_HIGH);
    return VERDICT_DIRTY;
}

static enum verdict
cars_on_mouse(struct pane *pane, const struct mouse *mouse)
{
    struct cars_state *st = pane->state;
    long top = st->browser.list.top, selected = st->browser.list.selected;
    int head;
    enum verdict verdict = browser_on_mouse(&st->browser, pane->rect, mouse, &head);

    if (head >= 0)
        return cars_click_head(pane, head);
    if (st->browser.list.selected != selected)
        cars_moved(pane, top);
    else if (verdict == VERDICT_DIRTY)
        cars_arrange(pane);
    return verdict;
}

const struct cars *
cars_pane_all(struct app *app)
{
    const struct cars_state *st = app_pane(app, "cars")->state;

    return car_list_cars(st->list);
}

void
cars_pane_go(struct app *app, const char *slug)
{
    struct pane *pane = app_pane(app, "cars");
    struct cars_state *st = pane->state;

    if (car_list_find(st->list, slug) < 0)
        cars_set_filter(pane, "");
    if (car_list_find(st->list, slug) >= 0)
        cars_select(pane, car_list_find(st->list, slug));
    pane_dirty(pane);
}

/* ---- the end ---- */

static void
cars_save(struct pane *pane)
{
    const struct cars_state *st = pane->state;
    struct state *state = app_state(pane->app);
    struct buffer columns = { 0 };
    char percent[12];

    for (size_t c = 0; c < st->columns; c++)
        buffer_printf(&columns, "%s%s", c ? "," : "", car_fields[st->column[c]].name);
    state_set(state, "cars.columns", buffer_text(&columns));
    snprintf(percent, sizeof percent, "%d", st->browser.percent);
    state_set(state, "cars.percent", st->browser.percent ? percent : NULL);
    state_set(state, "cars.sort", car_fields[st->sort].name);
    state_set(state, "cars.descending", st->descending ? "true" : "false");
    state_set(state, "cars.filter", st->filter[0] ? st->filter : NULL);
    buffer_fini(&columns);
}

static void
cars_close(struct pane *pane)
{
    struct cars_state *st = pane->state;

    cars_clear_marks(st);
    free(st->mark);
    car_detail_fini(&st->detail);
    browser_fini(&st->browser);
    car_list_free(st->list);
}

const struct pane_class pane_cars = {
    .name = "cars",
    .title = "Cars",
    .state_size = sizeof(struct cars_state),
    .keys = cars_keys,
    .open = cars_open,
    .on_result = cars_on_result,
    .on_rest = cars_on_rest,
    .arrange = cars_arrange,
    .draw = cars_draw,
    .on_action = cars_on_action,
    .on_mouse = cars_on_mouse,
    .has = cars_holds,
    .cancel = cars_cancel,
    .save = cars_save,
    .close = cars_close,
};
