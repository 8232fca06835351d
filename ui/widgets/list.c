#include "ui/widgets/list.h"

#include <stdio.h>
#include <string.h>

#include "autorev/text.h"

enum { LIST_CELL = 400, LIST_COLUMNS = 64 };

void
list_arrange(struct list *list, int rows, long count)
{
    list->rows = rows > 0 ? rows : 0;
    list->count = count > 0 ? count : 0;
    if (list->selected >= list->count)
        list->selected = list->count ? list->count - 1 : 0;
    if (list->selected < 0)
        list->selected = 0;
    if (list->top > list->count - list->rows)
        list->top = list->count - list->rows;
    if (list->top < 0)
        list->top = 0;
    if (list->selected < list->top)
        list->top = list->selected;
    if (list->rows && list->selected >= list->top + list->rows)
        list->top = list->selected - list->rows + 1;
}

static enum verdict
list_select(struct list *list, long row)
{
    long old = list->selected, top = list->top;

    if (row >= list->count)
        row = list->count - 1;
    if (row < 0)
        row = 0;
    list->selected = row;
    list_arrange(list, list->rows, list->count);
    return old == list->selected && top == list->top ? VERDICT_DONE : VERDICT_DIRTY;
}

enum verdict
list_on_action(struct list *list, enum action action)
{
    int page = list->rows > 1 ? list->rows - 1 : 1;

    switch (action) {
    case ACTION_DOWN:
        return list_select(list, list->selected + 1);
    case ACTION_UP:
        return list_select(list, list->selected - 1);
    case ACTION_PAGE_DOWN:
        list->top += page;
        return list_select(list, list->selected + page);
    case ACTION_PAGE_UP:
        list->top -= page;
        return list_select(list, list->selected - page);
    case ACTION_HALF_DOWN:
        return list_select(list, list->selected + (page + 1) / 2);
    case ACTION_HALF_UP:
        return list_select(list, list->selected - (page + 1) / 2);
    case ACTION_FIRST:
        return list_select(list, 0);
    case ACTION_LAST:
        return list_select(list, list->count - 1);
    default:
        return VERDICT_PASS;
    }
}

enum verdict
list_on_mouse(struct list *list, const struct mouse *mouse, int head_lines, enum action *then)
{
    long row = list->top + mouse->row - head_lines;

    *then = ACTION_NONE;
    switch (mouse->what) {
    case MOUSE_WHEEL_DOWN:
        return list_select(list, list->selected + 3);
    case MOUSE_WHEEL_UP:
        return list_select(list, list->selected - 3);
    case MOUSE_DOUBLE:
    case MOUSE_PRESS:
        if (mouse->row < head_lines || row >= list->count)
            return VERDICT_DONE;
        *then = mouse->what == MOUSE_DOUBLE ? ACTION_OPEN : ACTION_NONE;
        return list_select(list, row);
    default:
        return VERDICT_PASS;
    }
}

static void
list_widths(const struct list_view *view, int cols, int width[LIST_COLUMNS])
{
    int left = cols - (view->marks ? 2 : 0);
    size_t flexible = 0;

    for (size_t c = 0; c < view->column_count && c < LIST_COLUMNS; c++) {
        width[c] = view->columns[c].width;
        flexible += width[c] == 0;
        left -= width[c] + (c ? 1 : 0);
    }
    for (size_t c = 0; c < view->column_count && c < LIST_COLUMNS; c++) {
        if (width[c] == 0 && flexible) {
            width[c] = left > 0 ? left / (int) flexible : 0;
            left -= width[c];
            flexible--;
        }
    }
}

int
list_column_at(const struct list_view *view, int cols, int x)
{
    int width[LIST_COLUMNS] = { 0 }, col = view->marks ? 2 : 0;

    list_widths(view, cols, width);
    for (size_t c = 0; c < view->column_count && c < LIST_COLUMNS; c++) {
        if (x >= col && x <= col + width[c])
            return (int) c;
        col += width[c] + 1;
    }
    return -1;
}

static void
list_head(const struct area *area, const struct list_view *view, const int width[])
{
    int col = view->marks ? 2 : 0;

    area_clear(area, (struct rect){ 0, 0, 1, area->rect.cols }, ROLE_HEADER);
    for (size_t c = 0; c < view->column_count; c++) {
        const struct list_column *column = &view->columns[c];
        char text[64];
        const char *arrow = column->sorted > 0   ? glyph(GLYPH_UP)
                            : column->sorted < 0 ? glyph(GLYPH_DOWN)
                                                 : "";

        snprintf(text, sizeof text, "%s%s", column->head ? column->head : "", arrow);
        if (column->right)
            area_put_right(area, 0, col, width[c], ROLE_HEADER, text);
        else
            area_put(area, 0, col, width[c], ROLE_HEADER, text);
        col += width[c] + 1;
    }
}

static void
list_row(const struct list *list, const struct area *area, const struct list_view *view,
    const int width[], long row, int at)
{
    bool marked = view->marked && view->marked(view->data, row);
    enum role base = row == list->selected ? view->focused ? ROLE_SELECTED : ROLE_INACTIVE
                     : marked              ? ROLE_MARKED
                                           : ROLE_TEXT;
    int col = 0;

    area_clear(area, (struct rect){ at, 0, 1, area->rect.cols }, base);
    if (view->marks) {
        if (marked)
            area_put(area, at, 0, 1, base, glyph(GLYPH_MARK));
        col = 2;
    }
    for (size_t c = 0; c < view->column_count; c++) {
        char text[LIST_CELL] = "";
        enum role role = base;

        view->cell(view->data, row, c, text, sizeof text, &role);
        if (row == list->selected)
            role = base; /* one look for the whole row under the cursor */
        if (view->columns[c].right)
            area_put_right(area, at, col, width[c], role, text);
        else
            area_put(area, at, col, width[c], role, text);
        col += width[c] + 1;
    }
}

void
list_draw(const struct list *list, const struct area *area, const struct list_view *view)
{
    int width[LIST_COLUMNS] = { 0 };
    int head = view->column_count && view->columns[0].head ? 1 : 0;

    list_widths(view, area->rect.cols, width);
    if (head)
        list_head(area, view, width);
    for (int r = head; r < area->rect.rows; r++) {
        long row = list->top + r - head;

        if (row < list->count)
            list_row(list, area, view, width, row, r);
        else
            area_clear(area, (struct rect){ r, 0, 1, area->rect.cols }, ROLE_TEXT);
    }
}
