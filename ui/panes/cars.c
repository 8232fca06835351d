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

enum { REST_MS = 12, REST_MAX_MS = 150, PERCENT = 56, PERCENT_LEAST = 30, PERCENT_MOST = 75 };

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
    return car_list_row(st->list, st->rows.selected, cars, row);
}

const char *
cars_selected_text(const struct cars_state *st, int field)
{
    const struct cars *cars;
    size_t row;

    return cars_selected(st, &cars, &row) ? cars_text(cars, row, field) : NULL;
}

struct split
cars_split(const struct pane *pane)
{
    const struct cars_state *st = pane->state;

    return layout_split(pane->rect, st->percent, st->on_detail, st->zoomed);
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

    if (st->rows.top != top)
        st->blank = true;
    car_list_need(st->list, st->rows.top - st->rows.rows, 3L * st->rows.rows);
    pane_rest(pane, cars_rest_ms(pane));
}

static void
cars_on_rest(struct pane *pane)
{
    struct cars_state *st = pane->state;
    const struct cars *cars;
    size_t row;

    st->blank = false;
    pane_dirty(pane);
    if (!cars_selected(st, &cars, &row)) {
        car_detail_forget(&st->detail, pane);
        doc_clear(&st->detail.doc);
        return;
    }
    app_set_car(pane->app, cars_text(cars, row, CAR_SLUG) ? cars_text(cars, row, CAR_SLUG) : "",
        cars_text(cars, row, CAR_NAME) ? cars_text(cars, row, CAR_NAME) : "");
    if (cars_split(pane).detail.rows) {
        car_detail_show(&st->detail, pane, cars, row, car_list_cars(st->list));
        pane->class->arrange(pane);
    }
}

static void
cars_arrange(struct pane *pane)
{
    struct cars_state *st = pane->state;
    struct split split = cars_split(pane);
    long count = car_list_count(st->list, NULL), top = st->rows.top;

    list_arrange(&st->rows, split.master.rows - 2, count);
    doc_arrange(&st->detail.doc, split.detail.rows - 1, split.detail.cols - 3);
    if (st->rows.top != top)
        cars_moved(pane, top);
    else if (split.detail.rows && !pane->rest && cars_selected_text(st, CAR_SLUG) &&
             strcmp(cars_selected_text(st, CAR_SLUG), st->detail.slug) != 0)
        pane_rest(pane, 0); /* the detail has just found room */
}

static void
cars_select(struct pane *pane, long row)
{
    struct cars_state *st = pane->state;

    st->rows.selected = row < 0 ? 0 : row;
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
cars_set_percent(struct cars_state *st, int percent)
{
    if (percent <= 0)
        percent = PERCENT;
    st->percent = percent < PERCENT_LEAST  ? PERCENT_LEAST
                  : percent > PERCENT_MOST ? PERCENT_MOST
                                           : percent;
}

static void
cars_preset(struct pane *pane)
{
    struct cars_state *st = pane->state;
    const struct settings *settings = app_settings(pane->app);
    const char *columns = state_get(app_state(pane->app), "cars.columns", NULL);
    int sort;

    cars_set_percent(st, atoi(state_get(app_state(pane->app), "cars.percent", "0")));
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
    car_list_need(st->list, st->rows.top, st->rows.rows);
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

static enum verdict
cars_focus(struct pane *pane, bool detail)
{
    struct cars_state *st = pane->state;

    if (st->on_detail == detail)
        return VERDICT_DONE;
    st->on_detail = detail;
    cars_arrange(pane);
    pane_rest(pane, 0);
    return VERDICT_DIRTY;
}

static enum verdict
cars_back(struct pane *pane)
{
    struct cars_state *st = pane->state;

    if (st->zoomed) {
        st->zoomed = false;
        cars_arrange(pane);
        return VERDICT_DIRTY;
    }
    if (st->on_detail)
        return cars_focus(pane, false);
    if (st->filter[0]) {
        const char *slug = cars_selected_text(st, CAR_SLUG);
        char keep[120];

        snprintf(keep, sizeof keep, "%s", slug ? slug : "");
        cars_set_filter(pane, "");
        cars_select(pane, car_list_find(st->list, keep));
        return VERDICT_DIRTY;
    }
    return VERDICT_DONE; /* never leaves the program */
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
        cars_mark(st, st->rows.selected, true);
        st->mark_from = st->rows.selected;
        cars_select(pane, st->rows.selected + 1);
        return VERDICT_DIRTY;
    case ACTION_MARK_RANGE:
        if (st->mark_from < 0)
            st->mark_from = st->rows.selected;
        for (long r = st->mark_from; r != st->rows.selected; r += r < st->rows.selected ? 1 : -1)
            cars_mark(st, r, false);
        cars_mark(st, st->rows.selected, false);
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
    enum verdict verdict = VERDICT_PASS;
    long top = st->rows.top;

    switch (action) {
    case ACTION_OPEN:
        return cars_focus(pane, true);
    case ACTION_BACK:
        return cars_back(pane);
    case ACTION_QUIT:
        return st->on_detail && cars_split(pane).master.rows == 0 ? cars_back(pane) : VERDICT_PASS;
    case ACTION_FOCUS_NEXT:
    case ACTION_FOCUS_PREV:
        return cars_focus(pane, !st->on_detail);
    case ACTION_LEFT:
        return cars_focus(pane, false);
    case ACTION_RIGHT:
        return cars_focus(pane, true);
    case ACTION_ZOOM:
        st->zoomed = !st->zoomed;
        cars_arrange(pane);
        pane_rest(pane, 0);
        return VERDICT_DIRTY;
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
    if (st->on_detail) {
        verdict = doc_on_action(&st->detail.doc, action);
        if (verdict == VERDICT_DIRTY)
            cars_arrange(pane);
    }
    if (verdict == VERDICT_PASS)
        verdict = cars_list_action(pane, action);
    if (verdict == VERDICT_PASS) {
        verdict = list_on_action(&st->rows, action);
        if (verdict == VERDICT_DIRTY)
            cars_moved(pane, top);
    }
    return verdict;
}

static unsigned
cars_holds(const struct pane *pane)
{
    const struct cars_state *st = pane->state;

    return (st->rows.count > 0 ? NEED_ROW : 0u) | (st->marks >= 2 ? NEED_MARKS : 0u);
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
    int shown[CAR_FIELD_COUNT], at, cols = cars_split(pane).master.cols;
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
    struct split split = cars_split(pane);
    struct mouse inside = *mouse;
    enum action then = ACTION_NONE;
    enum verdict verdict;
    long top = st->rows.top;
    bool on_detail = split.detail.rows &&
                     (!split.master.rows || mouse->col >= split.detail.col - pane->rect.col);

    if (st->dragging && mouse->what == MOUSE_RELEASE) {
        st->dragging = false;
        cars_set_percent(st, mouse->col * 100 / (pane->rect.cols ? pane->rect.cols : 1));
        cars_arrange(pane);
        return VERDICT_DIRTY;
    }
    st->dragging = mouse->what == MOUSE_PRESS && split.master.rows && split.detail.rows &&
                   mouse->col == split.detail.col - pane->rect.col;
    if (st->dragging)
        return VERDICT_DONE;
    inside.row -= 1;
    if (on_detail) {
        if (mouse->what == MOUSE_PRESS)
            cars_focus(pane, true);
        verdict = doc_on_mouse(&st->detail.doc, &inside);
        cars_arrange(pane);
        return mouse->what == MOUSE_PRESS ? VERDICT_DIRTY : verdict;
    }
    if (mouse->what == MOUSE_PRESS) {
        cars_focus(pane, false);
        if (inside.row == 0)
            return cars_click_head(pane, inside.col);
    }
    verdict = list_on_mouse(&st->rows, &inside, 1, &then);
    if (verdict == VERDICT_DIRTY)
        cars_moved(pane, top);
    if (then == ACTION_OPEN)
        return cars_focus(pane, true);
    return mouse->what == MOUSE_PRESS ? VERDICT_DIRTY : verdict;
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
    snprintf(percent, sizeof percent, "%d", st->percent);
    state_set(state, "cars.percent", percent);
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
