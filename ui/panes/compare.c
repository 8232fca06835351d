/*
 * The comparison: one column for each car, the labels stay while the cars scroll; rows in groups,
 * the best of each row marked, what the others lack of it behind their value.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/table.h"
#include "autorev/text.h"
#include "ui/panes/compare_private.h"

enum { LABEL_COLS = 18, CAR_COLS = 24, CAR_COLS_MIN = 16 };

enum { GROUP = 1 << 16 };

static const struct key_preset compare_keys[] = {
    { "D", ACTION_DIFFERENCES },
    { "x", ACTION_DROP },
    { "+", ACTION_ADD },
    { "m", ACTION_CHART },
    { "w", ACTION_WRITE },
    { "L", ACTION_LIST_SAVE },
    { "O", ACTION_LIST_OPEN },
    { "i", ACTION_SHOW_ISSUES },
    { 0 },
};

/* ---- the cars ---- */

static void
compare_forget(struct compare_state *st)
{
    compare_free(st->compare);
    st->compare = NULL;
    cars_free(st->cars);
    st->cars = NULL;
    st->lines = 0;
}

/* Which lines are shown: a head before each group that has one. */
static void
compare_lines(struct compare_state *st)
{
    int group = -1;

    st->lines = 0;
    if (!st->compare)
        return;
    st->line = x_reallocarray(st->line, compare_rows(st->compare) + GROUP_COUNT, sizeof *st->line);
    for (size_t r = 0; r < compare_rows(st->compare); r++) {
        struct compare_row row = compare_row(st->compare, r);

        if (st->differences && !row.differs)
            continue;
        if ((int) row.group != group)
            st->line[st->lines++] = GROUP + (size_t) row.group;
        group = (int) row.group;
        st->line[st->lines++] = r;
    }
}

/* Columns that can be drawn: a car that was just added has none before its figures are there. */
static size_t
compare_shown(const struct compare_state *st)
{
    size_t cars = st->compare ? compare_cars(st->compare) : 0;

    return cars < st->slugs ? cars : st->slugs;
}

static void
compare_chart(struct compare_state *st)
{
    doc_clear(&st->doc);
    for (size_t r = 0; st->compare && r < compare_rows(st->compare); r++) {
        struct compare_row row = compare_row(st->compare, r);

        if (row.group != GROUP_SCORES || car_fields[row.field].type != FIELD_SCORE)
            continue;
        doc_section(&st->doc, car_fields[row.field].label, NULL);
        for (size_t c = 0; c < compare_shown(st); c++) {
            size_t at = compare_car(st->compare, c);
            double score = cars_number(st->cars, at, row.field);
            char name[120], text[32];

            cars_format(st->cars, at, CAR_NAME, name, sizeof name);
            compare_format(st->compare, r, c, text, sizeof text);
            doc_bar(&st->doc, name, isnan(score) ? 0 : score, 10,
                compare_is_best(st->compare, r, c) ? ROLE_BEST : ROLE_STOCK, text);
        }
    }
}

/* Columns in the order of the slugs; a slug the database no longer has loses its column. */
static void
compare_build(struct pane *pane)
{
    struct compare_state *st = pane->state;
    size_t row[COMPARE_MAX], kept = 0;

    for (size_t i = 0; i < st->slugs; i++) {
        long at = cars_find(st->cars, st->slug[i]);

        if (at < 0) {
            app_message(
                pane->app, ROLE_WARNING, "%s is not in the catalogue any more", st->slug[i]);
            free(st->slug[i]);
            continue;
        }
        st->slug[kept] = st->slug[i];
        row[kept++] = (size_t) at;
    }
    st->slugs = kept;
    compare_free(st->compare);
    st->compare = compare_new(st->cars, row, kept);
    if (st->car >= kept)
        st->car = kept ? kept - 1 : 0;
    compare_lines(st);
    compare_chart(st);
}

void
compare_load(struct pane *pane)
{
    struct compare_state *st = pane->state;
    struct query *q;

    pane_cancel(pane, st->ticket);
    st->ticket = 0;
    if (st->slugs == 0) {
        compare_forget(st);
        pane_dirty(pane);
        return;
    }
    q = car_list_query();
    query_where_in(q, "slug", (const char *const *) st->slug, st->slugs);
    query_range(q, 0, COMPARE_MAX);
    st->ticket = pane_send(pane, q);
    pane_dirty(pane);
}

bool
compare_add(struct compare_state *st, const char *slug)
{
    for (size_t i = 0; i < st->slugs; i++)
        if (!strcmp(st->slug[i], slug))
            return false;
    if (st->slugs == COMPARE_MAX)
        return false;
    st->slug[st->slugs++] = x_strdup(slug);
    return true;
}

void
compare_clear(struct compare_state *st)
{
    for (size_t i = 0; i < st->slugs; i++)
        free(st->slug[i]);
    st->slugs = st->top = st->selected = st->first = st->car = 0;
}

void
compare_open(struct app *app, const char *const slugs[], size_t n)
{
    struct pane *pane = app_pane(app, "compare");
    struct compare_state *st = pane->state;

    compare_clear(st);
    for (size_t i = 0; i < n; i++)
        compare_add(st, slugs[i]);
    compare_load(pane);
    app_show(app, "compare");
}

static void
compare_on_result(struct pane *pane, int ticket, struct result *res, const struct error *err)
{
    struct compare_state *st = pane->state;

    if (ticket == st->ticket) {
        struct error why = { 0 };
        struct cars *cars = res ? cars_new(res, &why) : NULL;

        st->ticket = 0;
        st->err = cars ? (struct error){ 0 } : res ? why : *err;
        if (!cars)
            return;
        compare_forget(st);
        st->cars = cars;
        compare_build(pane);
        return;
    }
    if (err) {
        app_error(pane->app, err);
    } else if (ticket == st->user_ticket) {
        st->user_ticket = 0;
        compare_store(pane, result_text(res, 0, 0));
    } else if (ticket == st->list_ticket) {
        st->list_ticket = 0;
        compare_show_lists(pane, res);
    } else if (ticket == st->saved_ticket) {
        st->saved_ticket = 0;
        compare_on_saved(pane, result_text(res, 0, 0));
    }
    result_free(res);
}

/* ---- actions ---- */

static int
compare_width(const struct pane *pane)
{
    const struct compare_state *st = pane->state;
    int room = pane->rect.cols - LABEL_COLS;
    int width = st->slugs ? room / (int) st->slugs : room;

    return width < CAR_COLS_MIN ? CAR_COLS_MIN : width > CAR_COLS ? CAR_COLS : width;
}

static size_t
compare_fit(const struct pane *pane)
{
    int n = (pane->rect.cols - LABEL_COLS) / compare_width(pane);

    return n > 0 ? (size_t) n : 1;
}

static void
compare_arrange(struct pane *pane)
{
    struct compare_state *st = pane->state;
    size_t rows = pane->rect.rows > 4 ? (size_t) pane->rect.rows - 3 : 1;
    size_t fit = compare_fit(pane);

    doc_arrange(&st->doc, pane->rect.rows - 1, pane->rect.cols - 2);
    if (st->selected >= st->lines)
        st->selected = st->lines ? st->lines - 1 : 0;
    if (st->selected < st->top)
        st->top = st->selected;
    if (st->selected >= st->top + rows)
        st->top = st->selected - rows + 1;
    if (st->car < st->first)
        st->first = st->car;
    if (st->car >= st->first + fit)
        st->first = st->car - fit + 1;
}

static enum verdict
compare_move(struct pane *pane, long by)
{
    struct compare_state *st = pane->state;
    long to = (long) st->selected + by, last = st->lines ? (long) st->lines - 1 : 0;

    st->selected = (size_t) (to < 0 ? 0 : to > last ? last : to);
    compare_arrange(pane);
    return VERDICT_DIRTY;
}

static enum verdict
compare_step(struct pane *pane, int by)
{
    struct compare_state *st = pane->state;

    if ((by < 0 && st->car == 0) || (by > 0 && st->car + 1 >= st->slugs))
        return VERDICT_DONE;
    st->car = (size_t) ((long) st->car + by);
    compare_arrange(pane);
    return VERDICT_DIRTY;
}

static void
compare_drop(struct pane *pane)
{
    struct compare_state *st = pane->state;

    free(st->slug[st->car]);
    memmove(
        &st->slug[st->car], &st->slug[st->car + 1], (--st->slugs - st->car) * sizeof st->slug[0]);
    if (st->slugs && st->cars && !st->ticket) /* else one of them has just been added */
        compare_build(pane);
    else
        compare_load(pane);
    compare_arrange(pane);
}

static void
compare_on_added(
    void *data, const struct menu_item *chosen, const struct menu_item *items, size_t count)
{
    struct pane *pane = data;
    struct compare_state *st = pane->state;

    (void) items;
    (void) count;
    if (!chosen)
        return;
    if (!compare_add(st, chosen->note))
        app_message(pane->app, ROLE_MUTED, "%s is there already", chosen->label);
    st->car = st->slugs - 1;
    compare_load(pane);
}

static void
compare_ask_car(struct pane *pane)
{
    const struct cars *all = cars_pane_all(pane->app);
    struct menu_item *items;

    if (!all) {
        app_message(pane->app, ROLE_WARNING,
            "The list is too long to choose from here: mark cars in it and compare them");
        return;
    }
    items = x_calloc(cars_count(all), sizeof *items);
    for (size_t i = 0; i < cars_count(all); i++) {
        char name[160], years[40];

        cars_format(all, i, CAR_NAME, name, sizeof name);
        cars_format(all, i, CAR_YEARS, years, sizeof years);
        items[i] = menu_item((long) i, name, years, cars_text(all, i, CAR_SLUG));
    }
    menu_open(pane->app, &(struct menu_request){ .title = "Add a car",
                             .items = items,
                             .count = cars_count(all),
                             .hide_notes = true,
                             .done = compare_on_added,
                             .data = pane,
                             .selected = -1 });
}

static void
compare_copy(struct pane *pane)
{
    const struct compare_state *st = pane->state;
    struct table *table;
    struct buffer out = { 0 };

    if (!st->compare)
        return;
    table = compare_table(st->compare, st->differences, false);
    table_write(table, TABLE_MARKDOWN, &(struct table_style){ 0 }, &out);
    app_copy(pane->app, buffer_text(&out), "the comparison, as Markdown");
    table_free(table);
    buffer_fini(&out);
}

static enum verdict
compare_on_action(struct pane *pane, enum action action)
{
    struct compare_state *st = pane->state;
    int page = pane->rect.rows > 6 ? pane->rect.rows - 5 : 1;
    enum verdict verdict;

    if (st->chart && (verdict = doc_on_action(&st->doc, action)) != VERDICT_PASS)
        return verdict;
    switch (action) {
    case ACTION_DOWN:
        return compare_move(pane, 1);
    case ACTION_UP:
        return compare_move(pane, -1);
    case ACTION_PAGE_DOWN:
        return compare_move(pane, page);
    case ACTION_PAGE_UP:
        return compare_move(pane, -page);
    case ACTION_HALF_DOWN:
        return compare_move(pane, page / 2);
    case ACTION_HALF_UP:
        return compare_move(pane, -page / 2);
    case ACTION_FIRST:
        return compare_move(pane, -(long) st->lines);
    case ACTION_LAST:
        return compare_move(pane, (long) st->lines);
    case ACTION_LEFT:
        return compare_step(pane, -1);
    case ACTION_RIGHT:
        return compare_step(pane, 1);
    case ACTION_DIFFERENCES:
        st->differences = !st->differences;
        compare_lines(st);
        compare_arrange(pane);
        return VERDICT_DIRTY;
    case ACTION_CHART:
        st->chart = !st->chart;
        compare_arrange(pane);
        return VERDICT_DIRTY;
    case ACTION_DROP:
        compare_drop(pane);
        return VERDICT_DIRTY;
    case ACTION_ADD:
        compare_ask_car(pane);
        return VERDICT_DIRTY;
    case ACTION_WRITE:
        if (st->compare)
            prompt_open(pane->app, "Write to (.md, .csv, .json):", "comparison.md", NULL,
                compare_on_path, pane);
        return VERDICT_DIRTY;
    case ACTION_LIST_SAVE:
        if (st->compare)
            prompt_open(
                pane->app, "Save this comparison as:", st->list_name, NULL, compare_on_named, pane);
        return VERDICT_DIRTY;
    case ACTION_LIST_OPEN:
        compare_ask_lists(pane);
        return VERDICT_DIRTY;
    case ACTION_COPY:
        compare_copy(pane);
        return VERDICT_DONE;
    case ACTION_REFRESH:
        compare_load(pane);
        return VERDICT_DIRTY;
    case ACTION_OPEN:
    case ACTION_SHOW_ISSUES:
        if (st->car < compare_shown(st)) {
            char name[160];

            cars_format(st->cars, compare_car(st->compare, st->car), CAR_NAME, name, sizeof name);
            app_set_car(pane->app, st->slug[st->car], name);
            app_show(pane->app, action == ACTION_OPEN ? "cars" : "issues");
        }
        return VERDICT_DIRTY;
    case ACTION_BACK:
        app_show(pane->app, "cars");
        return VERDICT_DIRTY;
    default:
        return VERDICT_PASS;
    }
}

static unsigned
compare_holds(const struct pane *pane)
{
    const struct compare_state *st = pane->state;

    return st->slugs ? NEED_ROW : 0u;
}

/* ---- drawing ---- */

static void
compare_draw_value(const struct compare_state *st, const struct area *area, int row, int col,
    int width, size_t r, size_t car, enum role base)
{
    bool best = compare_is_best(st->compare, r, car);
    char value[200], difference[60], text[280];
    enum role role = base != ROLE_TEXT ? base : best ? ROLE_BEST : ROLE_TEXT;

    compare_format(st->compare, r, car, value, sizeof value);
    compare_format_difference(st->compare, r, car, difference, sizeof difference);
    snprintf(text, sizeof text, "%s%s%s", best ? glyph(GLYPH_BEST) : "", best ? " " : "", value);
    area_put(area, row, col, width, role, text);
    if (*difference && text_width(text) + 1 + text_width(difference) < width)
        area_put(area, row, col + text_width(text) + 1, text_width(difference),
            base != ROLE_TEXT ? base : ROLE_MUTED, difference);
}

static void
compare_draw_names(const struct pane *pane, const struct area *area)
{
    const struct compare_state *st = pane->state;
    int width = compare_width(pane), col = LABEL_COLS;

    area_clear(area, (struct rect){ 0, 0, 2, area->rect.cols }, ROLE_HEADER);
    for (size_t c = st->first; c < compare_shown(st) && col + width <= area->rect.cols; c++) {
        size_t at = compare_car(st->compare, c), skip, size;
        char name[160], line[160];
        enum role role = c == st->car ? ROLE_SELECTED : ROLE_HEADER;

        cars_format(st->cars, at, CAR_NAME, name, sizeof name);
        size = text_wrap(name, width - 1, &skip);
        snprintf(line, sizeof line, "%.*s", (int) size, name);
        area_put(area, 0, col, width - 1, role, line);
        area_put(area, 1, col, width - 1, role, name + skip);
        col += width;
    }
}

/* The label and which way is better. */
static void
compare_draw_label(const struct area *area, int row, const struct car_field *field, enum role role)
{
    area_put(area, row, 0, LABEL_COLS - 2, role, field->label);
    if (field->better != BETTER_NONE)
        area_put(area, row, LABEL_COLS - 2, 1, role,
            glyph(field->better == BETTER_HIGH ? GLYPH_UP : GLYPH_DOWN));
}

static void
compare_draw_lines(const struct pane *pane, const struct area *area)
{
    const struct compare_state *st = pane->state;
    int width = compare_width(pane);

    for (int r = 2; r < area->rect.rows; r++) {
        size_t line = st->top + (size_t) r - 2;
        enum role base = line == st->selected ? ROLE_SELECTED : ROLE_TEXT;
        int col = LABEL_COLS;

        area_clear(
            area, (struct rect){ r, 0, 1, area->rect.cols }, line < st->lines ? base : ROLE_TEXT);
        if (line >= st->lines)
            continue;
        if (st->line[line] >= GROUP) {
            area_put(area, r, 0, area->rect.cols, base == ROLE_TEXT ? ROLE_TITLE : base,
                car_group_label((enum field_group)(st->line[line] - GROUP)));
            continue;
        }
        compare_draw_label(area, r, &car_fields[compare_row(st->compare, st->line[line]).field],
            base == ROLE_TEXT ? ROLE_MUTED : base);
        for (size_t c = st->first; c < compare_shown(st) && col + width <= area->rect.cols; c++) {
            compare_draw_value(st, area, r, col, width - 1, st->line[line], c, base);
            col += width;
        }
    }
}

static void
compare_draw_empty(const struct pane *pane, const struct area *inside)
{
    const struct compare_state *st = pane->state;
    char text[200];

    area_clear(inside, (struct rect){ 0, 0, inside->rect.rows, inside->rect.cols }, ROLE_TEXT);
    if (st->slugs && app_draw_status(pane->app, inside))
        return;
    if (st->err.code) {
        area_put(inside, 2, 2, inside->rect.cols - 4, ROLE_ERROR, st->err.message);
        area_put(inside, 3, 2, inside->rect.cols - 4, ROLE_KEY, st->err.hint);
        return;
    }
    if (st->slugs) {
        area_put(inside, 2, 2, inside->rect.cols - 4, ROLE_MUTED, "loading the cars");
        return;
    }
    area_put(inside, 2, 2, inside->rect.cols - 4, ROLE_TEXT, "Nothing is compared yet.");
    snprintf(text, sizeof text,
        "Mark cars in the list (Space) and press c there; + adds one here, %s opens a saved list.",
        keymap_keys(app_keymap(pane->app), pane->place, ACTION_LIST_OPEN));
    area_put(inside, 3, 2, inside->rect.cols - 4, ROLE_MUTED, text);
}

static void
compare_draw(const struct pane *pane, const struct area *area)
{
    const struct compare_state *st = pane->state;
    struct area inside =
        area_part(area, (struct rect){ 1, 0, area->rect.rows - 1, area->rect.cols });
    char title[80], note[80];
    size_t fit = compare_fit(pane);

    snprintf(title, sizeof title, "Compare %zu%s", st->slugs,
        st->differences ? "  only what differs" : "");
    if (*pane_spinner(pane))
        snprintf(note, sizeof note, "%s", pane_spinner(pane));
    else if (st->slugs > fit)
        snprintf(note, sizeof note, "%zu-%zu of %zu", st->first + 1, st->first + fit, st->slugs);
    else
        snprintf(note, sizeof note, "%s best", glyph(GLYPH_BEST));
    area_head(area, ROLE_BORDER, ROLE_FOCUS, title, note);
    if (!st->compare) {
        compare_draw_empty(pane, &inside);
    } else if (st->chart) {
        struct area text =
            area_part(&inside, (struct rect){ 0, 1, inside.rect.rows, inside.rect.cols - 2 });

        area_clear(&inside, (struct rect){ 0, 0, inside.rect.rows, inside.rect.cols }, ROLE_TEXT);
        doc_draw(&st->doc, &text);
    } else {
        compare_draw_names(pane, &inside);
        compare_draw_lines(pane, &inside);
    }
}

static enum verdict
compare_on_mouse(struct pane *pane, const struct mouse *mouse)
{
    struct compare_state *st = pane->state;
    int col = mouse->col - LABEL_COLS;

    if (st->chart)
        return doc_on_mouse(&st->doc, mouse);
    switch (mouse->what) {
    case MOUSE_WHEEL_DOWN:
        return compare_move(pane, 3);
    case MOUSE_WHEEL_UP:
        return compare_move(pane, -3);
    case MOUSE_PRESS:
        if (col >= 0 && st->first + (size_t) (col / compare_width(pane)) < st->slugs)
            st->car = st->first + (size_t) (col / compare_width(pane));
        if (mouse->row >= 3)
            st->selected = st->top + (size_t) mouse->row - 3;
        compare_arrange(pane);
        return VERDICT_DIRTY;
    default:
        return VERDICT_PASS;
    }
}

/* ---- the life of the pane ---- */

static void
compare_open_pane(struct pane *pane)
{
    struct compare_state *st = pane->state;
    char *copy = x_strdup(state_get(app_state(pane->app), "compare.slugs", "")), *rest, *word;

    for (word = strtok_r(copy, ",", &rest); word; word = strtok_r(NULL, ",", &rest))
        compare_add(st, word);
    free(copy);
    compare_load(pane);
}

static void
compare_save(struct pane *pane)
{
    const struct compare_state *st = pane->state;
    struct buffer slugs = { 0 };

    for (size_t i = 0; i < st->slugs; i++)
        buffer_printf(&slugs, "%s%s", i ? "," : "", st->slug[i]);
    state_set(app_state(pane->app), "compare.slugs", slugs.size ? buffer_text(&slugs) : NULL);
    buffer_fini(&slugs);
}

static void
compare_close(struct pane *pane)
{
    struct compare_state *st = pane->state;

    compare_clear(st);
    compare_forget(st);
    free(st->line);
    doc_fini(&st->doc);
}

const struct pane_class pane_compare = {
    .name = "compare",
    .title = "Compare",
    .state_size = sizeof(struct compare_state),
    .keys = compare_keys,
    .open = compare_open_pane,
    .on_result = compare_on_result,
    .arrange = compare_arrange,
    .draw = compare_draw,
    .on_action = compare_on_action,
    .on_mouse = compare_on_mouse,
    .has = compare_holds,
    .save = compare_save,
    .close = compare_close,
};
