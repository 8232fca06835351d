#include "ui/widgets/table.h"

#include <stdio.h>
#include <string.h>

#include "autorev/text.h"

enum { TABLE_CELL = 400, TABLE_COLUMNS = 64 };

void
table_arrange(struct table *table, int rows, long count)
{
    table->rows = rows > 0 ? rows : 0;
    table->count = count > 0 ? count : 0;
    if (table->selected >= table->count)
        table->selected = table->count ? table->count - 1 : 0;
    if (table->selected < 0)
        table->selected = 0;
    if (table->top > table->count - table->rows)
        table->top = table->count - table->rows;
    if (table->top < 0)
        table->top = 0;
    if (table->selected < table->top)
        table->top = table->selected;
    if (table->rows && table->selected >= table->top + table->rows)
        table->top = table->selected - table->rows + 1;
}

static enum verdict
table_select(struct table *table, long row)
{
    long old = table->selected, top = table->top;

    if (row >= table->count)
        row = table->count - 1;
    if (row < 0)
        row = 0;
    table->selected = row;
    table_arrange(table, table->rows, table->count);
    return old == table->selected && top == table->top ? VERDICT_DONE : VERDICT_DIRTY;
}

enum verdict
table_on_action(struct table *table, enum action action)
{
    int page = table->rows > 1 ? table->rows - 1 : 1;

    switch (action) {
    case ACTION_DOWN:
        return table_select(table, table->selected + 1);
    case ACTION_UP:
        return table_select(table, table->selected - 1);
    case ACTION_PAGE_DOWN:
        table->top += page;
        return table_select(table, table->selected + page);
    case ACTION_PAGE_UP:
        table->top -= page;
        return table_select(table, table->selected - page);
    case ACTION_HALF_DOWN:
        return table_select(table, table->selected + (page + 1) / 2);
    case ACTION_HALF_UP:
        return table_select(table, table->selected - (page + 1) / 2);
    case ACTION_FIRST:
        return table_select(table, 0);
    case ACTION_LAST:
        return table_select(table, table->count - 1);
    default:
        return VERDICT_PASS;
    }
}

enum verdict
table_on_mouse(struct table *table, const struct mouse *mouse, int head_lines, enum action *then)
{
    long row = table->top + mouse->row - head_lines;

    *then = ACTION_NONE;
    switch (mouse->what) {
    case MOUSE_WHEEL_DOWN:
        return table_select(table, table->selected + 3);
    case MOUSE_WHEEL_UP:
        return table_select(table, table->selected - 3);
    case MOUSE_DOUBLE:
        *then = ACTION_OPEN;
        /* fall through */
    case MOUSE_PRESS:
        if (mouse->row < head_lines || row >= table->count) {
            *then = ACTION_NONE;
            return VERDICT_DONE;
        }
        return table_select(table, row);
    default:
        return VERDICT_PASS;
    }
}

static void
table_widths(const struct table_view *view, int cols, int width[TABLE_COLUMNS])
{
    int left = cols - (view->marks ? 2 : 0);
    size_t flexible = 0;

    for (size_t c = 0; c < view->column_count && c < TABLE_COLUMNS; c++) {
        width[c] = view->columns[c].width;
        flexible += width[c] == 0;
        left -= width[c] + (c ? 1 : 0);
    }
    for (size_t c = 0; c < view->column_count && c < TABLE_COLUMNS; c++) {
        if (width[c] == 0 && flexible) {
            width[c] = left > 0 ? left / (int) flexible : 0;
            left -= width[c];
            flexible--;
        }
    }
}

int
table_column_at(const struct table_view *view, int cols, int x)
{
    int width[TABLE_COLUMNS] = { 0 }, col = view->marks ? 2 : 0;

    table_widths(view, cols, width);
    for (size_t c = 0; c < view->column_count && c < TABLE_COLUMNS; c++) {
        if (x >= col && x <= col + width[c])
            return (int) c;
        col += width[c] + 1;
    }
    return -1;
}

static void
table_head(const struct area *area, const struct table_view *view, const int width[])
{
    int col = view->marks ? 2 : 0;

    area_clear(area, (struct rect){ 0, 0, 1, area->rect.cols }, ROLE_HEADER);
    for (size_t c = 0; c < view->column_count; c++) {
        const struct table_column *column = &view->columns[c];
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
table_row(const struct table *table, const struct area *area, const struct table_view *view,
    const int width[], long row, int at)
{
    bool marked = view->marked && view->marked(view->data, row);
    enum role base = row == table->selected ? view->focused ? ROLE_SELECTED : ROLE_INACTIVE
                     : marked               ? ROLE_MARKED
                                            : ROLE_TEXT;
    int col = 0;

    area_clear(area, (struct rect){ at, 0, 1, area->rect.cols }, base);
    if (view->marks) {
        if (marked)
            area_put(area, at, 0, 1, base, glyph(GLYPH_MARK));
        col = 2;
    }
    for (size_t c = 0; c < view->column_count; c++) {
        char text[TABLE_CELL] = "";
        enum role role = base;

        view->cell(view->data, row, c, text, sizeof text, &role);
        if (row == table->selected)
            role = base; /* one look for the whole row under the cursor */
        if (view->columns[c].right)
            area_put_right(area, at, col, width[c], role, text);
        else
            area_put(area, at, col, width[c], role, text);
        col += width[c] + 1;
    }
}

void
table_draw(const struct table *table, const struct area *area, const struct table_view *view)
{
    int width[TABLE_COLUMNS] = { 0 };
    int head = view->column_count && view->columns[0].head ? 1 : 0;

    table_widths(view, area->rect.cols, width);
    if (head)
        table_head(area, view, width);
    for (int r = head; r < area->rect.rows; r++) {
        long row = table->top + r - head;

        if (row < table->count)
            table_row(table, area, view, width, row, r);
        else
            area_clear(area, (struct rect){ r, 0, 1, area->rect.cols }, ROLE_TEXT);
    }
}
