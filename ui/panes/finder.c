/*
 * The finder: seven weights and must-haves at the left, moved by the arrow keys; at the right the
 * ranking, which is another one with every key, and what the best are best at.
 */
#include "ui/panes/finder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/rank.h"
#include "autorev/text.h"
#include "ui/layout.h"
#include "ui/panes/panes.h"
#include "ui/widgets/list.h"

enum wish_row {
    WISH_PRICE = RANK_CATEGORIES,
    WISH_MANUAL,
    WISH_DRIVETRAIN,
    WISH_SEATS,
    WISH_ROWS,
};

enum { SLIDER_COLS = 46, PRICE_STEP = 5000, PRICE_MOST = 200000, SEATS_MOST = 7 };

static const char *const finder_drivetrains[] = { NULL, "RWD", "AWD", "FWD", "4WD" };

struct finder_state {
    struct rank_wish wish;
    size_t drivetrain; /* of finder_drivetrains */
    int row;           /* enum wish_row, or a category */
    bool on_list;
    struct list rows;
    struct rank_entry *entry; /* owned; the ranking */
    size_t entries;
    struct rank_pick pick[RANK_PICKS];
    size_t picks;
};

static const struct key_preset finder_keys[] = {
    { "<Left>", ACTION_LEFT },
    { "<Right>", ACTION_RIGHT },
    { "<Tab>", ACTION_FOCUS_NEXT },
    { "<Enter>", ACTION_OPEN },
    { "x", ACTION_RESET },
    { "<Esc>", ACTION_BACK },
    { 0 },
};

static void
finder_rank(struct pane *pane)
{
    struct finder_state *st = pane->state;
    const struct cars *cars = cars_pane_all(pane->app);

    st->entries = st->picks = 0;
    if (cars) {
        st->entry = x_reallocarray(st->entry, cars_count(cars), sizeof *st->entry);
        st->entries = rank_cars(&st->wish, cars, st->entry);
        st->picks = rank_picks(&st->wish, cars, st->entry, st->entries, st->pick);
    }
    list_arrange(&st->rows, st->rows.rows, (long) st->entries);
}

static void
finder_read(struct finder_state *st, const char *text)
{
    char *copy = x_strdup(text), *rest, *word;
    int at = 0;

    st->wish = rank_wish_plain();
    for (word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest), at++) {
        double value = strtod(word, NULL);

        if (at < RANK_CATEGORIES && value >= 0 && value <= RANK_WEIGHT_MOST)
            st->wish.weight[at] = value;
        else if (at == WISH_PRICE && value >= 0 && value <= PRICE_MOST)
            st->wish.price_most = value;
        else if (at == WISH_MANUAL)
            st->wish.manual = value > 0;
        else if (at == WISH_DRIVETRAIN && value >= 0 &&
                 (size_t) value < sizeof finder_drivetrains / sizeof finder_drivetrains[0])
            st->drivetrain = (size_t) value;
        else if (at == WISH_SEATS && value >= 0 && value <= SEATS_MOST)
            st->wish.seats_least = (int) value;
    }
    st->wish.drivetrain = finder_drivetrains[st->drivetrain];
    free(copy);
}

static void
finder_remember(struct pane *pane)
{
    const struct finder_state *st = pane->state;
    struct buffer text = { 0 };

    for (int c = 0; c < RANK_CATEGORIES; c++)
        buffer_printf(&text, "%.1f ", st->wish.weight[c]);
    buffer_printf(&text, "%.0f %d %zu %d", st->wish.price_most, st->wish.manual, st->drivetrain,
        st->wish.seats_least);
    state_set(app_state(pane->app), "finder", buffer_text(&text));
    buffer_fini(&text);
}

void
finder_open(struct app *app)
{
    if (!cars_pane_all(app)) {
        app_message(app, ROLE_WARNING,
            "The finder ranks a list that is loaded whole; this one is too long, or not here yet");
        return;
    }
    app_push(app, &pane_finder);
}

static void
finder_open_pane(struct pane *pane)
{
    struct finder_state *st = pane->state;

    finder_read(st, state_get(app_state(pane->app), "finder", ""));
    finder_rank(pane);
    pane->class->arrange(pane);
}

static struct split
finder_split(const struct pane *pane)
{
    const struct finder_state *st = pane->state;
    int percent = pane->rect.cols ? SLIDER_COLS * 100 / pane->rect.cols + 1 : 50;

    if (pane->rect.cols >= SLIDER_COLS + 34)
        return (struct split){
            { pane->rect.row, pane->rect.col, pane->rect.rows, SLIDER_COLS },
            { pane->rect.row, pane->rect.col + SLIDER_COLS, pane->rect.rows,
                pane->rect.cols - SLIDER_COLS },
        };
    return layout_split(pane->rect, percent, st->on_list, true);
}

static void
finder_arrange(struct pane *pane)
{
    struct finder_state *st = pane->state;

    list_arrange(&st->rows, finder_split(pane).detail.rows - 2, (long) st->entries);
}

/* ---- actions ---- */

static void
finder_change(struct pane *pane, int steps)
{
    struct finder_state *st = pane->state;
    struct rank_wish *wish = &st->wish;
    size_t drivetrains = sizeof finder_drivetrains / sizeof finder_drivetrains[0];

    if (st->row < RANK_CATEGORIES) {
        wish->weight[st->row] = rank_weight_step(wish->weight[st->row], steps);
    } else if (st->row == WISH_PRICE) {
        /* No limit lies beyond the highest one. */
        double price = wish->price_most > 0 ? wish->price_most : PRICE_MOST + PRICE_STEP;

        price += steps * PRICE_STEP;
        price = price < PRICE_STEP ? PRICE_STEP : price;
        wish->price_most = price > PRICE_MOST ? 0 : price;
    } else if (st->row == WISH_MANUAL) {
        wish->manual = steps > 0;
    } else if (st->row == WISH_DRIVETRAIN) {
        st->drivetrain =
            (st->drivetrain + drivetrains + (steps > 0 ? 1 : drivetrains - 1)) % drivetrains;
        wish->drivetrain = finder_drivetrains[st->drivetrain];
    } else {
        int seats = wish->seats_least + steps;

        wish->seats_least = seats < 0 ? 0 : seats > SEATS_MOST ? SEATS_MOST : seats;
    }
    st->rows.selected = st->rows.top = 0;
    finder_rank(pane);
    finder_remember(pane);
}

static enum verdict
finder_choose(struct pane *pane)
{
    const struct finder_state *st = pane->state;
    const struct cars *cars = cars_pane_all(pane->app);
    char slug[120], name[160];

    if (!cars || !st->entries)
        return VERDICT_DONE;
    snprintf(slug, sizeof slug, "%s",
        cars_text(cars, st->entry[st->rows.selected].row, CAR_SLUG)
            ? cars_text(cars, st->entry[st->rows.selected].row, CAR_SLUG)
            : "");
    cars_format(cars, st->entry[st->rows.selected].row, CAR_NAME, name, sizeof name);
    app_pop(pane->app, pane);
    cars_pane_go(pane->app, slug);
    app_set_car(pane->app, slug, name);
    return VERDICT_DONE;
}

static enum verdict
finder_on_action(struct pane *pane, enum action action)
{
    struct finder_state *st = pane->state;

    switch (action) {
    case ACTION_FOCUS_NEXT:
    case ACTION_FOCUS_PREV:
        st->on_list = !st->on_list;
        finder_arrange(pane);
        return VERDICT_DIRTY;
    case ACTION_OPEN:
        if (st->on_list)
            return finder_choose(pane);
        st->on_list = true;
        finder_arrange(pane);
        return VERDICT_DIRTY;
    case ACTION_BACK:
        if (!st->on_list)
            return VERDICT_PASS;
        st->on_list = false;
        finder_arrange(pane);
        return VERDICT_DIRTY;
    case ACTION_RESET:
        st->drivetrain = 0;
        st->wish = rank_wish_plain();
        finder_rank(pane);
        finder_remember(pane);
        return VERDICT_DIRTY;
    case ACTION_LEFT:
    case ACTION_RIGHT:
        if (st->on_list)
            return VERDICT_DONE;
        finder_change(pane, action == ACTION_RIGHT ? 1 : -1);
        return VERDICT_DIRTY;
    default:
        break;
    }
    if (st->on_list)
        return list_on_action(&st->rows, action);
    switch (action) {
    case ACTION_DOWN:
        st->row = (st->row + 1) % WISH_ROWS;
        return VERDICT_DIRTY;
    case ACTION_UP:
        st->row = (st->row + WISH_ROWS - 1) % WISH_ROWS;
        return VERDICT_DIRTY;
    default:
        return VERDICT_PASS;
    }
}

static enum verdict
finder_on_mouse(struct pane *pane, const struct mouse *mouse)
{
    struct finder_state *st = pane->state;
    struct split split = finder_split(pane);
    struct mouse inside = *mouse;
    enum action then = ACTION_NONE;
    enum verdict verdict;

    if (split.detail.rows && mouse->col >= split.detail.col - pane->rect.col) {
        inside.row -= 1;
        st->on_list = true;
        verdict = list_on_mouse(&st->rows, &inside, 1, &then);
        return then == ACTION_OPEN ? finder_choose(pane) : verdict;
    }
    st->on_list = false;
    if (mouse->what == MOUSE_PRESS && mouse->row >= 2 && mouse->row < 2 + RANK_CATEGORIES)
        st->row = mouse->row - 2;
    else if (mouse->what == MOUSE_WHEEL_UP || mouse->what == MOUSE_WHEEL_DOWN)
        finder_change(pane, mouse->what == MOUSE_WHEEL_UP ? 1 : -1);
    return VERDICT_DIRTY;
}

/* ---- drawing ---- */

static void
finder_value(const struct finder_state *st, int row, char *out, size_t room)
{
    switch (row) {
    case WISH_PRICE:
        if (st->wish.price_most > 0)
            car_format_number(&car_fields[CAR_PRICE], st->wish.price_most, out, room);
        else
            snprintf(out, room, "any");
        break;
    case WISH_MANUAL:
        snprintf(out, room, "%s", st->wish.manual ? "a must" : "either");
        break;
    case WISH_DRIVETRAIN:
        snprintf(out, room, "%s", st->wish.drivetrain ? st->wish.drivetrain : "any");
        break;
    default:
        snprintf(out, room, st->wish.seats_least ? "%d or more" : "any", st->wish.seats_least);
        break;
    }
}

static void
finder_draw_wishes(const struct finder_state *st, const struct area *area)
{
    static const char *const label[] = { [WISH_PRICE] = "Price at most",
        [WISH_MANUAL] = "Manual gearbox",
        [WISH_DRIVETRAIN] = "Drivetrain",
        [WISH_SEATS] = "Seats" };
    char text[80], bar[80];

    area_put(area, 1, 1, area->rect.cols - 1, ROLE_TITLE, "What matters");
    for (int row = 0; row < WISH_ROWS; row++) {
        int y = row < RANK_CATEGORIES ? row + 2 : row + 4;
        enum role role = row != st->row ? ROLE_TEXT : st->on_list ? ROLE_INACTIVE : ROLE_SELECTED;

        area_clear(area, (struct rect){ y, 0, 1, area->rect.cols }, role);
        if (row < RANK_CATEGORIES) {
            double weight = st->wish.weight[row];

            area_put(area, y, 1, 13, role, car_fields[rank_categories[row].field].label);
            glyph_bar(bar, sizeof bar, weight / RANK_WEIGHT_MOST, 12);
            area_put(area, y, 14, 13, role == ROLE_TEXT ? ROLE_STOCK : role, bar);
            snprintf(text, sizeof text, "%.1f  %s", weight, rank_weight_label(weight));
            area_put(area, y, 28, area->rect.cols - 28, role, text);
        } else {
            area_put(area, y, 1, 17, role, label[row]);
            finder_value(st, row, text, sizeof text);
            area_put(area, y, 18, area->rect.cols - 18, role, text);
        }
    }
    area_put(area, RANK_CATEGORIES + 3, 1, area->rect.cols - 1, ROLE_TITLE, "Must haves");
}

static void
finder_draw_picks(const struct finder_state *st, const struct cars *cars, const struct area *area)
{
    int y = WISH_ROWS + 5;

    if (!st->picks || area->rect.rows < y + 3)
        return;
    area_put(area, y++, 1, area->rect.cols - 1, ROLE_TITLE, "Picks");
    for (size_t i = 0; i < st->picks && y < area->rect.rows; i++, y++) {
        char name[160];

        cars_format(cars, st->pick[i].row, CAR_NAME, name, sizeof name);
        area_put(area, y, 1, 13, ROLE_MUTED, rank_pick_label(st->pick[i].category));
        area_put(area, y, 14, area->rect.cols - 14, i ? ROLE_TEXT : ROLE_BEST, name);
    }
}

struct finder_picture {
    const struct finder_state *st;
    const struct cars *cars;
};

static void
finder_cell(void *data, long row, size_t column, char *out, size_t room, enum role *role)
{
    const struct finder_picture *picture = data;
    const struct rank_entry *entry = &picture->st->entry[row];

    (void) role;
    switch (column) {
    case 0:
        snprintf(out, room, "%ld", row + 1);
        break;
    case 1:
        cars_format(picture->cars, entry->row, CAR_NAME, out, room);
        break;
    case 2:
        if (isnan(entry->match))
            snprintf(out, room, "%s", glyph(GLYPH_UNKNOWN));
        else
            snprintf(out, room, "%.1f%%", entry->match);
        break;
    case 3:
        cars_format(picture->cars, entry->row, CAR_PRICE, out, room);
        break;
    default:
        snprintf(out, room, "%s", rank_match_label(entry->match));
        break;
    }
}

static void
finder_draw_ranking(
    const struct pane *pane, const struct cars *cars, const struct area *area, bool divided)
{
    const struct finder_state *st = pane->state;
    struct area part =
        area_part(area, (struct rect){ 0, divided, area->rect.rows, area->rect.cols - divided });
    struct area rows = area_part(&part, (struct rect){ 1, 0, part.rect.rows - 1, part.rect.cols });
    struct list_column column[] = { { .head = "#", .width = 4, .right = true }, { .head = "Car" },
        { .head = "Match", .width = 6, .right = true },
        { .head = "Price", .width = 10, .right = true }, { .head = "", .width = 11 } };
    struct finder_picture picture = { st, cars };
    struct list_view view = { .columns = column,
        .column_count = rows.rect.cols >= 56   ? 5u
                        : rows.rect.cols >= 44 ? 4u
                                               : 3u,
        .focused = st->on_list,
        .cell = finder_cell,
        .data = &picture };
    char note[60];

    snprintf(note, sizeof note, "%zu fit", st->entries);
    area_head(&part, ROLE_BORDER, st->on_list ? ROLE_FOCUS : ROLE_BORDER, "Ranking", note);
    if (divided)
        area_divide(area, ROLE_BORDER);
    if (st->entries) {
        list_draw(&st->rows, &rows, &view);
        return;
    }
    area_clear(&rows, (struct rect){ 0, 0, rows.rect.rows, rows.rect.cols }, ROLE_TEXT);
    area_put(&rows, 1, 2, rows.rect.cols - 2, ROLE_TEXT, "No car has all of that.");
    area_put(&rows, 2, 2, rows.rect.cols - 2, ROLE_MUTED, "Give up a must-have, or x for none.");
}

static void
finder_draw(const struct pane *pane, const struct area *area)
{
    const struct finder_state *st = pane->state;
    const struct cars *cars = cars_pane_all(pane->app);
    struct split split = finder_split(pane);

    (void) area;
    if (split.master.rows) {
        struct area part = { split.master };

        area_clear(&part, (struct rect){ 0, 0, part.rect.rows, part.rect.cols }, ROLE_TEXT);
        area_head(&part, ROLE_BORDER, st->on_list ? ROLE_BORDER : ROLE_FOCUS, "Finder", NULL);
        finder_draw_wishes(st, &part);
        if (cars)
            finder_draw_picks(st, cars, &part);
    }
    if (split.detail.rows && cars)
        finder_draw_ranking(pane, cars, &(struct area){ split.detail }, split.master.rows > 0);
}

static void
finder_close(struct pane *pane)
{
    struct finder_state *st = pane->state;

    free(st->entry);
}

const struct pane_class pane_finder = {
    .name = "finder",
    .title = "Finder",
    .state_size = sizeof(struct finder_state),
    .keys = finder_keys,
    .open = finder_open_pane,
    .arrange = finder_arrange,
    .draw = finder_draw,
    .on_action = finder_on_action,
    .on_mouse = finder_on_mouse,
    .close = finder_close,
};
