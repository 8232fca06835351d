/*
 * How the list of cars and the detail beside it look.
 */
#include <stdio.h>
#include <string.h>

#include "autorev/text.h"
#include "ui/panes/cars_private.h"

enum { NAME_MIN = 18 };

struct cars_picture {
    const struct cars_state *st;
    int shown[CAR_FIELD_COUNT]; /* fields of the columns that fit */
};

static void
cars_cell(void *data, long row, size_t column, char *out, size_t room, enum role *role)
{
    const struct cars_picture *picture = data;
    const struct cars *cars;
    size_t at;

    if (!car_list_row(picture->st->list, row, &cars, &at)) {
        snprintf(out, room, "%s", column ? "" : glyph(GLYPH_ELLIPSIS));
        *role = ROLE_MUTED;
        return;
    }
    cars_format(cars, at, picture->shown[column], out, room);
}

static bool
cars_marked(void *data, long row)
{
    const struct cars_state *st = ((struct cars_picture *) data)->st;
    const struct cars *cars;
    const char *slug;
    size_t at;

    return st->marks && car_list_row(st->list, row, &cars, &at) &&
           (slug = cars_text(cars, at, CAR_SLUG)) && cars_find_mark(st, slug) >= 0;
}

/* As many columns as fit behind the name, in the user's order. */
size_t
cars_columns(const struct cars_state *st, int cols, struct list_column column[], int shown[])
{
    int left = cols - 2 - NAME_MIN;
    size_t n = 0;

    for (size_t c = 0; c < st->columns; c++) {
        const struct car_field *field = &car_fields[st->column[c]];
        bool name = st->column[c] == CAR_NAME;
        int head = text_width(field->head) + (st->column[c] == st->sort);
        int width = name ? 0 : field->width > head ? field->width : head;

        if (!name && width + 1 > left)
            continue;
        left -= name ? 0 : width + 1;
        column[n] = (struct list_column){ .head = field->head,
            .width = width,
            .right = field->type != FIELD_TEXT && field->type != FIELD_YEARS &&
                     field->type != FIELD_BOOL,
            .sorted = st->column[c] != st->sort ? 0
                      : st->descending          ? -1
                                                : 1 };
        shown[n++] = st->column[c];
    }
    return n;
}

static void
cars_title(const struct pane *pane, char *title, size_t title_room, char *note, size_t note_room)
{
    const struct cars_state *st = pane->state;
    bool exact;
    long count = car_list_count(st->list, &exact);
    const struct cars *all = car_list_cars(st->list);
    char number[32] = "";

    if (count >= 0)
        car_format_number(&car_fields[CAR_WEIGHT], (double) count, number, sizeof number);
    if (st->filtered && all)
        snprintf(title, title_room, "Cars %s of %zu%s%s", number, cars_count(all),
            st->filter[0] ? "  /" : "", st->filter);
    else
        snprintf(title, title_room, "Cars %s%s%s%s", exact || count < 0 ? "" : "~", number,
            st->filter[0] ? "  /" : "", st->filter);
    if (*pane_spinner(pane))
        snprintf(note, note_room, "%s", pane_spinner(pane));
    else if (st->marks)
        snprintf(note, note_room, "%zu marked", st->marks);
    else
        snprintf(note, note_room, "by %s %s", car_fields[st->sort].name,
            st->descending ? glyph(GLYPH_DOWN) : glyph(GLYPH_UP));
}

static void
cars_draw_none(const struct pane *pane, const struct area *inside)
{
    const struct cars_state *st = pane->state;
    int cols = inside->rect.cols - 2;

    if (app_draw_status(pane->app, inside))
        return;
    if (!car_list_loaded(st->list)) {
        area_put(inside, 2, 2, cols, ROLE_MUTED, "loading the cars");
        return;
    }
    area_put(inside, 2, 2, cols, ROLE_TEXT,
        st->filtered ? "No car fits this filter." : "The catalogue has no cars yet.");
    area_put(inside, 3, 2, cols, ROLE_MUTED,
        st->filtered ? "Esc takes the filter away, / changes it." : "Run: autorev-tui db migrate");
}

void
cars_draw(const struct pane *pane, const struct area *area)
{
    const struct cars_state *st = pane->state;
    struct list_column column[CAR_FIELD_COUNT];
    struct cars_picture picture = { .st = st };
    struct list_view view = { .columns = column,
        .focused = !st->browser.on_detail,
        .marks = true,
        .cell = cars_cell,
        .marked = cars_marked,
        .data = &picture };
    char title[CARS_FILTER_MAX + 60], note[60];
    struct area inside;

    (void) area;
    cars_title(pane, title, sizeof title, note, sizeof note);
    browser_draw(&st->browser, pane->rect,
        &(struct browser_titles){ title, note, st->browser.list.count ? st->detail.name : NULL },
        &inside);
    if (inside.rect.rows == 0)
        return;
    view.column_count = cars_columns(st, inside.rect.cols, column, picture.shown);
    if (car_list_loaded(st->list) && st->browser.list.count)
        list_draw(&st->browser.list, &inside, &view);
    else
        cars_draw_none(pane, &inside);
}
