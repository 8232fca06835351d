#include "ui/widgets/browser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"

enum { LIST_PERCENT = 56, LIST_LEAST = 30, LIST_MOST = 75, SAY_MARGIN = 2 };

void
browser_fini(struct browser *browser)
{
    doc_fini(&browser->doc);
}

static int
browser_clamp(int percent)
{
    return percent < LIST_LEAST ? LIST_LEAST : percent > LIST_MOST ? LIST_MOST : percent;
}

void
browser_set_percent(struct browser *browser, const char *percent)
{
    int value = atoi(percent);

    browser->percent = value > 0 ? browser_clamp(value) : 0;
}

struct split
browser_split(const struct browser *browser, struct rect rect)
{
    return layout_split(rect, browser->percent ? browser->percent : LIST_PERCENT,
        browser->on_detail, browser->zoomed);
}

void
browser_arrange(struct browser *browser, struct rect rect, long count)
{
    struct split split = browser_split(browser, rect);

    list_arrange(&browser->list, split.master.rows - 2 - browser->foot, count);
    doc_arrange(&browser->doc, split.detail.rows - 1, split.detail.cols - 3);
}

static enum verdict
browser_focus(struct browser *browser, struct rect rect, bool detail)
{
    if (browser->on_detail == detail)
        return VERDICT_DONE;
    browser->on_detail = detail;
    browser_arrange(browser, rect, browser->list.count);
    return VERDICT_DIRTY;
}

static enum verdict
browser_zoom(struct browser *browser, struct rect rect, bool zoomed)
{
    browser->zoomed = zoomed;
    browser_arrange(browser, rect, browser->list.count);
    return VERDICT_DIRTY;
}

static enum verdict
browser_move(struct browser *browser, struct rect rect, enum action action)
{
    enum verdict verdict;

    if (!browser->on_detail)
        return list_on_action(&browser->list, action);
    verdict = doc_on_action(&browser->doc, action);
    if (verdict == VERDICT_DIRTY)
        browser_arrange(browser, rect, browser->list.count);
    return verdict;
}

enum verdict
browser_on_action(struct browser *browser, struct rect rect, enum action action)
{
    struct split split = browser_split(browser, rect);

    switch (action) {
    case ACTION_OPEN:
    case ACTION_RIGHT:
        return browser_focus(browser, rect, true);
    case ACTION_LEFT:
        return browser_focus(browser, rect, false);
    case ACTION_FOCUS_NEXT:
    case ACTION_FOCUS_PREV:
        return browser_focus(browser, rect, !browser->on_detail);
    case ACTION_BACK:
        if (browser->zoomed)
            return browser_zoom(browser, rect, false);
        return browser->on_detail ? browser_focus(browser, rect, false) : VERDICT_PASS;
    case ACTION_QUIT: /* closes what covers the list, and only then the program */
        return browser->on_detail && split.master.rows == 0
                   ? browser_on_action(browser, rect, ACTION_BACK)
                   : VERDICT_PASS;
    case ACTION_ZOOM:
        return browser_zoom(browser, rect, !browser->zoomed);
    case ACTION_FOLD:
        if (split.detail.rows == 0 || doc_on_action(&browser->doc, action) != VERDICT_DIRTY)
            return VERDICT_PASS;
        browser_arrange(browser, rect, browser->list.count);
        return VERDICT_DIRTY;
    default:
        return browser_move(browser, rect, action);
    }
}

/* Takes hold of the divider and lets go of it elsewhere.  VERDICT_PASS for every other click. */
static enum verdict
browser_on_divider(struct browser *browser, struct rect rect, const struct mouse *mouse)
{
    struct split split = browser_split(browser, rect);

    if (browser->dragging && mouse->what == MOUSE_RELEASE) {
        browser->dragging = false;
        browser->percent = browser_clamp(mouse->col * 100 / (rect.cols ? rect.cols : 1));
        browser_arrange(browser, rect, browser->list.count);
        return VERDICT_DIRTY;
    }
    if (browser->dragging && mouse->what == MOUSE_DRAG)
        return VERDICT_DONE;
    browser->dragging = mouse->what == MOUSE_PRESS && split.master.rows && split.detail.rows &&
                        mouse->col == split.detail.col - rect.col;
    return browser->dragging ? VERDICT_DONE : VERDICT_PASS;
}

enum verdict
browser_on_mouse(struct browser *browser, struct rect rect, const struct mouse *mouse, int *head)
{
    struct split split = browser_split(browser, rect);
    struct mouse inside = *mouse;
    enum action then = ACTION_NONE;
    enum verdict verdict, focused = VERDICT_DONE;
    bool on_detail =
        split.detail.rows && (!split.master.rows || mouse->col >= split.detail.col - rect.col);

    *head = -1;
    verdict = browser_on_divider(browser, rect, mouse);
    if (verdict != VERDICT_PASS)
        return verdict;
    inside.row -= 1;
    if (mouse->what == MOUSE_PRESS)
        focused = browser_focus(browser, rect, on_detail);
    if (on_detail) {
        verdict = doc_on_mouse(&browser->doc, &inside);
        browser_arrange(browser, rect, browser->list.count);
    } else {
        if (mouse->what == MOUSE_PRESS && inside.row == 0)
            *head = inside.col;
        verdict = list_on_mouse(&browser->list, &inside, 1, &then);
        if (then == ACTION_OPEN)
            verdict = browser_focus(browser, rect, true);
    }
    return focused == VERDICT_DIRTY ? focused : verdict;
}

static void
browser_draw_doc(
    const struct browser *browser, const struct area *area, bool divided, const char *title)
{
    struct area part =
        area_part(area, (struct rect){ 0, divided, area->rect.rows, area->rect.cols - divided });
    struct area text =
        area_part(&part, (struct rect){ 1, 1, part.rect.rows - 1, part.rect.cols - 2 });

    /* While the list scrolls, nothing but the divider: lines that are the same move as one. */
    area_clear(&part, (struct rect){ 1, 0, part.rect.rows - 1, part.rect.cols },
        browser->blank ? ROLE_BORDER : ROLE_TEXT);
    area_head(&part, ROLE_BORDER, browser->on_detail ? ROLE_FOCUS : ROLE_BORDER,
        browser->blank ? NULL : title, NULL);
    if (divided)
        area_divide(area, ROLE_BORDER);
    if (!browser->blank)
        doc_draw(&browser->doc, &text);
}

void
browser_draw(const struct browser *browser, struct rect rect, const struct browser_titles *titles,
    struct area *inside)
{
    struct split split = browser_split(browser, rect);

    *inside = (struct area){ split.master };
    if (split.master.rows) {
        const struct list *list = &browser->list;
        char note[120];

        snprintf(note, sizeof note, "%s", titles->note);
        if (list->count)
            snprintf(
                note, sizeof note, "%s  %ld/%ld", titles->note, list->selected + 1, list->count);
        area_head(
            inside, ROLE_BORDER, browser->on_detail ? ROLE_BORDER : ROLE_FOCUS, titles->list, note);
        *inside =
            area_part(inside, (struct rect){ 1, 0, split.master.rows - 1, split.master.cols });
        area_clear(inside, (struct rect){ 0, 0, inside->rect.rows, inside->rect.cols }, ROLE_TEXT);
    }
    if (split.detail.rows)
        browser_draw_doc(
            browser, &(struct area){ split.detail }, split.master.rows > 0, titles->detail);
}

void
browser_draw_list(const struct browser *browser, const struct area *inside,
    const struct list_column columns[], size_t n,
    void (*cell)(void *data, long row, size_t column, char *out, size_t room, enum role *role),
    void *data)
{
    struct area rows = area_part(
        inside, (struct rect){ 0, 0, inside->rect.rows - browser->foot, inside->rect.cols });

    list_draw(&browser->list, &rows,
        &(struct list_view){ .columns = columns,
            .column_count = n,
            .focused = !browser->on_detail,
            .cell = cell,
            .data = data });
}

int
browser_say(const struct area *area, int row, enum role role, const char *text)
{
    int cols = area->rect.cols - 2 * SAY_MARGIN;
    struct buffer clean = { 0 };
    const char *line;

    if (cols < 8)
        cols = 8;
    text_sanitize(&clean, text, strlen(text), TEXT_LINE);
    for (line = buffer_text(&clean); *line;) {
        size_t skip, size = text_wrap(line, cols, &skip);
        char *piece = x_strndup(line, size);

        area_put(area, row++, SAY_MARGIN, cols, role, piece);
        free(piece);
        line += skip;
    }
    buffer_fini(&clean);
    return row;
}
