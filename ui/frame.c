/*
 * The frame: the top line (tabs, shared car, connection and age of the data) and the bottom line
 * (hints, message), and what a pane shows while it has nothing.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "autorev/text.h"
#include "ui/app_private.h"

int
app_tab_at(const struct app *app, int col)
{
    int at = (int) strlen(" AutoRev ");

    (void) app;
    for (int i = 0; i < APP_TABS; i++) {
        int width = text_width(app_tabs[i]->title) + 4;

        if (col >= at && col < at + width)
            return i;
        at += width;
    }
    return -1;
}

/* "● local 14:03": where the data is and when it was last heard of. */
static void
frame_connection(const struct app *app, char *out, size_t room, enum role *role)
{
    struct store_status status = store_status(app->store);
    int64_t now = loop_now_ms();
    char clock[16] = "";

    if (status.answered_ms) {
        time_t at = time(NULL) - (time_t) ((now - status.answered_ms) / 1000);
        struct tm tm;

        if (localtime_r(&at, &tm))
            strftime(clock, sizeof clock, " %H:%M", &tm);
    }
    *role = ROLE_BAR;
    switch (status.state) {
    case STORE_READY:
        snprintf(out, room, "%s %s%s ", glyph(GLYPH_ONLINE), status.where, clock);
        *role = ROLE_GOOD;
        break;
    case STORE_WAITING:
        snprintf(out, room, "%s offline%s, next try in %d s ", glyph(GLYPH_OFFLINE), clock,
            status.retry_at_ms > now ? (int) ((status.retry_at_ms - now + 999) / 1000) : 0);
        *role = ROLE_WARNING;
        break;
    case STORE_FAILED:
        snprintf(out, room, "%s no database ", glyph(GLYPH_OFFLINE));
        *role = ROLE_ERROR;
        break;
    default:
        snprintf(out, room, "%s %s ", glyph(GLYPH_OFFLINE),
            status.state == STORE_PREPARING ? "preparing" : "connecting");
        break;
    }
}

static void
frame_top(const struct app *app, const struct area *line)
{
    char text[200];
    enum role role;
    int col = 0, cols = line->rect.cols, right;

    area_clear(line, (struct rect){ 0, 0, 1, cols }, ROLE_BAR);
    col += area_text(line, 0, col, ROLE_TITLE, " AutoRev ");
    for (int i = 0; i < APP_TABS; i++) {
        snprintf(text, sizeof text, " %d %s ", i + 1, app_tabs[i]->title);
        if ((size_t) i == app->current)
            role = ROLE_TAB;
        else
            role = ROLE_BAR;
        col += area_text(line, 0, col, role, text);
    }
    frame_connection(app, text, sizeof text, &role);
    right = cols - text_width(text);
    if (right > col) {
        area_text(line, 0, right, role, text);
    } else {
        right = cols - 2; /* the dot always fits */
        if (right > col)
            area_text(
                line, 0, right, role, glyph(role == ROLE_GOOD ? GLYPH_ONLINE : GLYPH_OFFLINE));
    }
    if (app->car_name[0] && right - col > 8) {
        int width = text_width(app->car_name);

        width = width < right - col - 4 ? width : right - col - 4;
        area_put(line, 0, right - width - 2, width, ROLE_BAR, app->car_name);
    }
}

static void
frame_hints(struct app *app, const struct area *line)
{
    const struct pane *pane = app_top(app);
    int col = 1, cols = line->rect.cols;
    bool help = false;

    app->hints = 0;
    if (app->depth && !pane->class->keys) { /* a menu: there "?" is text like any other */
        col += area_text(line, 0, col, ROLE_KEY, "<Enter>");
        col += area_text(line, 0, col, ROLE_BAR, " choose  ");
        col += area_text(line, 0, col, ROLE_KEY, "<Esc>");
        area_text(line, 0, col, ROLE_BAR, " back");
        return;
    }
    for (size_t i = 0; app->hints < APP_HINTS; i++) {
        enum action action = keymap_at(app->keymap, pane->place, i);
        const char *keys;
        int width;

        if (action == ACTION_NONE) {
            if (help)
                break;
            action = ACTION_HELP;
            help = true;
        }
        keys = keymap_keys(app->keymap, pane->place, action);
        width = text_width(keys) + 1 + text_width(actions[action].hint);
        if (col + width + (help ? 0 : 8) > cols) {
            if (help)
                break;
            continue; /* a shorter one may still fit */
        }
        if (!help && app_missing(app, action))
            continue;
        area_text(line, 0, col, ROLE_KEY, keys);
        area_text(line, 0, col + text_width(keys) + 1, ROLE_BAR, actions[action].hint);
        app->hint[app->hints++] = (struct hint_place){ col, width, action };
        col += width + 2;
    }
}

void
app_draw_frame(struct app *app)
{
    struct area top = { app->layout.tabs }, bottom = { app->layout.status };

    frame_top(app, &top);
    if (app->depth && app_top(app)->class->cursor && !app->message[0] &&
        app_top(app)->rect.row == app->layout.status.row)
        return; /* a prompt lies there */
    area_clear(&bottom, (struct rect){ 0, 0, 1, bottom.rect.cols }, ROLE_BAR);
    if (app->message[0])
        area_put(&bottom, 0, 1, bottom.rect.cols - 1, app->message_role, app->message);
    else
        frame_hints(app, &bottom);
}

static void
frame_progress(const struct area *area, int row, const struct store_status *status)
{
    char bar[200], text[200];
    int width = area->rect.cols - 8;

    width = width > 40 ? 40 : width;
    if (status->total > 0) {
        glyph_bar(bar, sizeof bar, (double) status->done / (double) status->total, width);
        area_put(area, row + 1, 2, width, ROLE_STOCK, bar);
        snprintf(text, sizeof text, "%ld of %ld", status->done, status->total);
        area_put(area, row + 2, 2, area->rect.cols - 4, ROLE_MUTED, text);
    }
}

bool
app_draw_status(const struct app *app, const struct area *area)
{
    struct store_status status = store_status(app->store);
    int row = area->rect.rows > 8 ? 2 : 0, cols = area->rect.cols - 4;
    char text[300];

    switch (status.state) {
    case STORE_READY:
        return false;
    case STORE_PREPARING:
        snprintf(text, sizeof text, "%s %s", glyph_spinner(loop_now_ms()),
            *status.what ? status.what : "preparing the database");
        area_put(area, row, 2, cols, ROLE_TEXT, text);
        frame_progress(area, row, &status);
        break;
    case STORE_WAITING:
    case STORE_FAILED:
        area_put(area, row, 2, cols, ROLE_ERROR,
            status.state == STORE_FAILED ? "The database cannot be used" : "No connection");
        for (int i = 0; i < 3; i++) {
            const char *line = i == 0   ? status.error->message
                               : i == 1 ? status.error->detail
                                        : status.error->hint;

            while (*line && row + 2 < area->rect.rows) {
                size_t skip, size = text_wrap(line, cols > 8 ? cols : 8, &skip);

                snprintf(text, sizeof text, "%.*s", (int) size, line);
                area_put(area, ++row, 2, cols, i == 2 ? ROLE_KEY : ROLE_TEXT, text);
                line += skip;
            }
        }
        snprintf(text, sizeof text, "%s tries again",
            keymap_keys(app->keymap, KEYMAP_GLOBAL, ACTION_REFRESH));
        area_put(area, row + 1, 2, cols, ROLE_MUTED, text);
        break;
    default:
        area_put(area, row, 2, cols, ROLE_MUTED, "connecting");
        break;
    }
    return true;
}
