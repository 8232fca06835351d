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
        snprintf(note, note_room, "%zu marked  %ld/%ld", st->marks,
            st->rows.count ? st->rows.selected + 1 : 0, st->rows.count);
    else
        snprintf(note, note_room, "by %s %s  %ld/%ld", car_fields[st->sort].name,
            st->descending ? glyph(GLYPH_DOWN) : glyph(GLYPH_UP),
            st->rows.count ? st->rows.selected + 1 : 0, st->rows.count);
}

static void
cars_draw_list(const struct pane *pane, const struct area *area)
{
    const struct cars_state *st = pane->state;
    struct area inside =
        area_part(area, (struct rect){ 1, 0, area->rect.rows - 1, area->rect.cols });
    struct list_column column[CAR_FIELD_COUNT];
    struct cars_picture picture = { .st = st };
    struct list_view view = { .columns = column,
        .focused = !st->on_detail,
        .marks = true,
        .cell = cars_cell,
        .marked = cars_marked,
        .data = &picture };
    enum role edge = st->on_detail ? ROLE_BORDER : ROLE_FOCUS;
    char title[CARS_FILTER_MAX + 60], note[120];

    view.column_count = cars_columns(st, inside.rect.cols, column, picture.shown);
    cars_title(pane, title, sizeof title, note, sizeof note);
    area_head(area, ROLE_BORDER, edge, title, note);
    if (!car_list_loaded(st->list) || st->rows.count == 0) {
        area_clear(&inside, (struct rect){ 0, 0, inside.rect.rows, inside.rect.cols }, ROLE_TEXT);
        if (app_draw_status(pane->app, &inside))
            return;
        if (!car_list_loaded(st->list)) {
            area_put(&inside, 2, 2, inside.rect.cols - 2, ROLE_MUTED, "loading the cars");
            return;
        }
        area_put(&inside, 2, 2, inside.rect.cols - 2, ROLE_TEXT,
            st->filtered ? "No car fits this filter." : "The catalogue has no cars yet.");
        area_put(&inside, 3, 2, inside.rect.cols - 2, ROLE_MUTED,
            st->filtered ? "Esc takes the filter away, / changes it."
                         : "Run: autorev-tui db migrate");
        return;
    }
    list_draw(&st->rows, &inside, &view);
}

static void
cars_draw_detail(const struct pane *pane, const struct area *area, bool divided)
{
    const struct cars_state *st = pane->state;
    struct area part =
        area_part(area, (struct rect){ 0, divided, area->rect.rows, area->rect.cols - divided });
    struct area inside =
        area_part(&part, (struct rect){ 1, 1, part.rect.rows - 1, part.rect.cols - 2 });

    /* While the list scrolls, nothing but the divider: lines that are the same move as one. */
    area_clear(&part, (struct rect){ 1, 0, part.rect.rows - 1, part.rect.cols },
        st->blank ? ROLE_BORDER : ROLE_TEXT);
    area_head(&part, ROLE_BORDER, st->on_detail ? ROLE_FOCUS : ROLE_BORDER,
        st->blank ? "" : st->detail.name, NULL);
    if (divided)
        area_divide(area, ROLE_BORDER);
    if (!st->blank && st->rows.count)
        doc_draw(&st->detail.doc, &inside);
}

void
cars_draw(const struct pane *pane, const struct area *area)
{
    struct split split = cars_split(pane);

    (void) area;
    if (split.master.rows)
        cars_draw_list(pane, &(struct area){ split.master });
    if (split.detail.rows)
        cars_draw_detail(pane, &(struct area){ split.detail }, split.master.rows > 0);
}
