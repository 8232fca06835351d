#include "ui/panes/menu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"
#include "ui/layout.h"
#include "ui/widgets/lineedit.h"
#include "ui/widgets/list.h"

struct menu {
    char title[60];
    struct menu_request request;
    struct lineedit line;
    size_t *shown; /* numbers of the items that fit what was typed, best first */
    size_t shown_count;
    struct list rows;
};

struct menu_item
menu_item(long id, const char *label, const char *help, const char *note)
{
    return (struct menu_item){ .id = id,
        .label = x_strdup(label ? label : ""),
        .help = x_strdup(help ? help : ""),
        .note = x_strdup(note ? note : "") };
}

static int
menu_score(const struct menu_item *item, const char *needle)
{
    char hay[200];
    int label, help;

    text_fold(hay, sizeof hay, item->label);
    label = text_fuzzy(hay, needle);
    text_fold(hay, sizeof hay, item->help);
    help = text_fuzzy(hay, needle);
    return 2 * label > help ? 2 * label : help;
}

static void
menu_narrow(struct menu *menu)
{
    char needle[LINEEDIT_MAX + 1];
    int *score = x_calloc(menu->request.count, sizeof *score);
    long keep = menu->shown_count ? (long) menu->shown[menu->rows.selected] : -1;

    text_fold(needle, sizeof needle, menu->line.text);
    menu->shown_count = 0;
    for (size_t i = 0; i < menu->request.count; i++) {
        size_t at = menu->shown_count;

        score[i] = *needle ? menu_score(&menu->request.items[i], needle) : 1;
        if (!score[i])
            continue;
        while (at > 0 && score[menu->shown[at - 1]] < score[i]) {
            menu->shown[at] = menu->shown[at - 1];
            at--;
        }
        menu->shown[at] = i;
        menu->shown_count++;
    }
    free(score);
    menu->rows.selected = 0;
    for (size_t i = 0; i < menu->shown_count && !*needle; i++)
        if ((long) menu->shown[i] == keep)
            menu->rows.selected = (long) i;
    menu->rows.top = 0;
    list_arrange(&menu->rows, menu->rows.rows, (long) menu->shown_count);
}

static void menu_arrange(struct pane *pane);

struct pane *
menu_open(struct app *app, const struct menu_request *request)
{
    struct pane *pane = app_push(app, &pane_menu);
    struct menu *menu = pane->state;

    snprintf(menu->title, sizeof menu->title, "%s", request->title);
    menu->request = *request;
    menu->shown = x_calloc(request->count, sizeof *menu->shown);
    menu_narrow(menu);
    for (size_t i = 0; i < menu->shown_count; i++)
        if (request->items[menu->shown[i]].id == request->selected && request->selected >= 0)
            menu->rows.selected = (long) i;
    menu_arrange(pane);
    return pane;
}

static void
menu_close(struct pane *pane)
{
    struct menu *menu = pane->state;

    for (size_t i = 0; i < menu->request.count; i++) {
        free(menu->request.items[i].label);
        free(menu->request.items[i].help);
        free(menu->request.items[i].note);
    }
    free(menu->request.items);
    free(menu->shown);
}

static const struct menu_item *
menu_selected(const struct menu *menu)
{
    return menu->shown_count ? &menu->request.items[menu->shown[menu->rows.selected]] : NULL;
}

static struct rect
menu_box(const struct menu *menu, struct rect body)
{
    return layout_center(body, (int) menu->request.count + 4, 76);
}

static void
menu_arrange(struct pane *pane)
{
    struct menu *menu = pane->state;
    struct rect box = menu_box(menu, (struct rect){ 0, 0, pane->rect.rows, pane->rect.cols });

    list_arrange(&menu->rows, box.rows - 3, (long) menu->shown_count);
}

static void
menu_look(struct menu *menu)
{
    const struct menu_item *item = menu_selected(menu);

    if (menu->request.look && item)
        menu->request.look(menu->request.data, item);
}

static enum verdict
menu_end(struct pane *pane, bool taken)
{
    struct menu *menu = pane->state;
    const struct menu_item *item = menu_selected(menu);
    struct menu_request request = menu->request;
    struct menu_item chosen = { 0 };

    if (taken && !menu->request.checks && !item)
        return VERDICT_DONE;
    if (taken && item && item->disabled && !menu->request.checks) {
        app_message(pane->app, ROLE_WARNING, "%s", item->help);
        return VERDICT_DONE;
    }
    if (item)
        chosen = *item;
    /* The callback may open something: this menu goes first, its items last. */
    menu->request.items = NULL;
    menu->request.count = 0;
    app_pop(pane->app, pane);
    request.done(request.data, taken ? &chosen : NULL, request.items, request.count);
    for (size_t i = 0; i < request.count; i++) {
        free(request.items[i].label);
        free(request.items[i].help);
        free(request.items[i].note);
    }
    free(request.items);
    return VERDICT_DONE;
}

/* Moves the item under the cursor up or down in the order. */
static enum verdict
menu_move(struct menu *menu, long by)
{
    long at = menu->rows.selected, to = at + by;
    struct menu_item swap;

    if (menu->line.text[0] || to < 0 || to >= (long) menu->shown_count)
        return VERDICT_DONE;
    swap = menu->request.items[at];
    menu->request.items[at] = menu->request.items[to];
    menu->request.items[to] = swap;
    menu->rows.selected = to;
    list_arrange(&menu->rows, menu->rows.rows, menu->rows.count);
    return VERDICT_DIRTY;
}

static enum verdict
menu_step(struct menu *menu, enum action action)
{
    enum verdict verdict = list_on_action(&menu->rows, action);

    if (verdict == VERDICT_DIRTY)
        menu_look(menu);
    return verdict;
}

static enum verdict
menu_on_key(struct pane *pane, key_code key)
{
    struct menu *menu = pane->state;
    bool changed;

    switch (key) {
    case K_ENTER:
        return menu_end(pane, true);
    case K_ESCAPE:
    case 'C' & 0x1f:
        return menu_end(pane, false);
    case K_DOWN:
    case 'N' & 0x1f:
    case K_TAB:
        return menu_step(menu, ACTION_DOWN);
    case K_UP:
    case 'P' & 0x1f:
    case K_SHIFT_TAB:
        return menu_step(menu, ACTION_UP);
    case K_PAGE_DOWN:
        return menu_step(menu, ACTION_PAGE_DOWN);
    case K_PAGE_UP:
        return menu_step(menu, ACTION_PAGE_UP);
    case K_SPACE:
        if (menu->request.checks && menu->shown_count) {
            struct menu_item *item = &menu->request.items[menu->shown[menu->rows.selected]];

            item->checked = !item->checked;
            return VERDICT_DIRTY;
        }
        break;
    case 'J':
    case 'K':
        if (menu->request.checks)
            return menu_move(menu, key == 'J' ? 1 : -1);
        break;
    default:
        break;
    }
    if (!lineedit_key(&menu->line, key, &changed))
        return VERDICT_DONE;
    if (changed) {
        menu_narrow(menu);
        menu_look(menu);
    }
    return VERDICT_DIRTY;
}

static enum verdict
menu_on_mouse(struct pane *pane, const struct mouse *mouse)
{
    struct menu *menu = pane->state;
    struct rect box = menu_box(menu, (struct rect){ 0, 0, pane->rect.rows, pane->rect.cols });
    struct mouse inside = *mouse;
    enum action then;
    enum verdict verdict;

    inside.row -= box.row + 2;
    inside.col -= box.col + 1;
    if (mouse->what == MOUSE_PRESS && (inside.row < -2 || inside.row > box.rows - 2 ||
                                          inside.col < -1 || inside.col > box.cols - 1))
        return menu_end(pane, false);
    verdict = list_on_mouse(&menu->rows, &inside, 0, &then);
    if (then == ACTION_OPEN)
        return menu_end(pane, true);
    if (verdict == VERDICT_DIRTY)
        menu_look(menu);
    return verdict;
}

static void
menu_cell(void *data, long row, size_t column, char *out, size_t room, enum role *role)
{
    const struct menu *menu = data;
    const struct menu_item *item = &menu->request.items[menu->shown[row]];

    if (item->disabled)
        *role = ROLE_MUTED;
    switch (column) {
    case 0:
        snprintf(out, room, "%s%s",
            !menu->request.checks ? ""
            : item->checked       ? "[x] "
                                  : "[ ] ",
            item->label);
        break;
    case 1:
        snprintf(out, room, "%s", item->help);
        if (*role == ROLE_TEXT)
            *role = ROLE_MUTED;
        break;
    default:
        snprintf(out, room, "%s", item->note);
        if (*role == ROLE_TEXT)
            *role = ROLE_KEY;
        break;
    }
}

static void
menu_draw(const struct pane *pane, const struct area *area)
{
    struct menu *menu = pane->state;
    struct area box =
        area_part(area, menu_box(menu, (struct rect){ 0, 0, area->rect.rows, area->rect.cols }));
    struct area list = area_part(&box, (struct rect){ 2, 1, box.rect.rows - 3, box.rect.cols - 2 });
    int label = 12, note = 0;
    char count[40];
    struct list_column columns[3] = { { 0 } };
    struct list_view view = {
        .columns = columns, .column_count = 3, .focused = true, .cell = menu_cell, .data = menu
    };

    for (size_t i = 0; i < menu->request.count; i++) {
        int width = text_width(menu->request.items[i].label) + (menu->request.checks ? 4 : 0);

        label = width > label ? width : label;
        width = text_width(menu->request.items[i].note);
        note = width > note ? width : note;
    }
    if (label > list.rect.cols / 2)
        label = list.rect.cols / 2;
    columns[0].width = label;
    columns[2] = (struct list_column){ .width = note, .right = true };
    if (!note || menu->request.hide_notes)
        view.column_count = 2;
    snprintf(count, sizeof count, "%zu of %zu", menu->shown_count, menu->request.count);
    area_frame(&box, ROLE_FOCUS, ROLE_FOCUS, menu->title, count);
    area_put(&box, 1, 1, 2, ROLE_KEY, "> ");
    lineedit_draw(&menu->line, &box, 1, 3, box.rect.cols - 4, ROLE_INPUT, 0, 0);
    list_draw(&menu->rows, &list, &view);
    if (!menu->shown_count)
        area_put(&list, 0, 0, list.rect.cols, ROLE_MUTED, "Nothing fits; Backspace widens");
}

static bool
menu_cursor(const struct pane *pane, int *row, int *col)
{
    const struct menu *menu = pane->state;
    struct rect box = menu_box(menu, pane->rect);
    char before[LINEEDIT_MAX + 1];

    memcpy(before, menu->line.text, menu->line.cursor);
    before[menu->line.cursor] = '\0';
    *row = box.row + 1;
    *col = box.col + 3 + text_width(before);
    return box.rows > 3 && *col < box.col + box.cols - 1;
}

const struct pane_class pane_menu = {
    .name = "menu",
    .title = "Menu",
    .state_size = sizeof(struct menu),
    .arrange = menu_arrange,
    .draw = menu_draw,
    .cursor = menu_cursor,
    .on_key = menu_on_key,
    .on_mouse = menu_on_mouse,
    .close = menu_close,
};
