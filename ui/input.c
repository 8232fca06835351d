/*
 * Input: from keys, clicks and pasted text to actions.  Text-taking panes see keys first; then the
 * key map of the pane on top, then that of the program.
 */
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include <utf8proc.h>

#include "ui/app_private.h"
#include "ui/pane.h"

static void
app_verdict(struct app *app, struct pane *pane, enum verdict verdict)
{
    if (verdict == VERDICT_DIRTY && pane != app->dead)
        pane->dirty = true;
}

static void
app_interrupt(struct app *app)
{
    struct pane *pane = app_top(app);

    if (pane->class->cancel && pane->class->cancel(pane)) {
        app_message(app, ROLE_TEXT, "cancelled");
    } else if (app->interrupted) {
        loop_stop(app->loop);
        return;
    } else {
        app_message(app, ROLE_TEXT, "Press %s to leave, or C-c once more",
            keymap_keys(app->keymap, KEYMAP_GLOBAL, ACTION_QUIT));
    }
    app->interrupted = true;
}

static void
app_key(struct app *app, key_code key)
{
    struct pane *pane = app_top(app);
    enum action action;
    bool more, interrupted = app->interrupted;

    app->interrupted = false;
    if (app->message[0]) {
        app->message[0] = '\0';
        app->frame_dirty = true;
    }
    if (pane->class->on_key) {
        enum verdict verdict = pane->class->on_key(pane, key);

        app_verdict(app, pane, verdict);
        if (verdict != VERDICT_PASS)
            return;
    }
    action = keymap_find(app->keymap, pane->place, app->prefix, key, &more);
    app->prefix = !app->prefix && more && action == ACTION_NONE ? key : 0;
    if (action != ACTION_NONE) {
        app_do(app, action);
    } else if (key == ('C' & 0x1f)) {
        app->interrupted = interrupted;
        app_interrupt(app);
    } else if (!more && key != K_MOUSE) {
        char name[24];

        key_format(key, name, sizeof name);
        app_message(app, ROLE_MUTED, "%s does nothing here; ? shows the keys that do", name);
    }
}

static void
app_mouse(struct app *app, const struct mouse *mouse)
{
    struct pane *pane = app_top(app);
    struct mouse inside = *mouse;

    app->message[0] = '\0';
    app->frame_dirty = true;
    if (mouse->what == MOUSE_PRESS && mouse->row == app->layout.status.row && !app->depth) {
        for (size_t i = 0; i < app->hints; i++)
            if (mouse->col >= app->hint[i].col &&
                mouse->col < app->hint[i].col + app->hint[i].width)
                app_do(app, app->hint[i].action);
        return;
    }
    if (mouse->what == MOUSE_PRESS && mouse->row == app->layout.tabs.row && !app->depth) {
        int tab = app_tab_at(app, mouse->col);

        if (tab >= 0)
            app_go(app, (size_t) tab);
        return;
    }
    inside.row -= pane->rect.row;
    inside.col -= pane->rect.col;
    if (pane->class->on_mouse)
        app_verdict(app, pane, pane->class->on_mouse(pane, &inside));
}

static void
app_pasted(struct app *app)
{
    struct pane *pane = app_top(app);

    app->pasting = false;
    if (pane->class->on_paste)
        app_verdict(app, pane, pane->class->on_paste(pane, buffer_text(&app->paste)));
    else
        app_message(app, ROLE_MUTED, "There is nothing to paste into here");
    buffer_clear(&app->paste);
}

static void
app_paste_key(struct app *app, key_code key)
{
    utf8proc_uint8_t utf8[8] = { 0 };

    if (key >= KEY_NAMED)
        return;
    utf8proc_encode_char(key == '\r' ? '\n' : (utf8proc_int32_t) key, utf8);
    buffer_puts(&app->paste, (const char *) utf8);
}

/* Keys that queued up are taken together, before one update of the screen. */
void
app_on_terminal(int fd, short revents, void *data)
{
    struct app *app = data;
    struct mouse mouse;
    key_code key;
    bool hangup = false;

    (void) fd;
    while (term_key(app->term, &key, &mouse, &hangup)) {
        if (key == K_PASTE_START)
            app->pasting = true;
        else if (key == K_PASTE_END)
            app_pasted(app);
        else if (app->pasting)
            app_paste_key(app, key);
        else if (key == K_MOUSE)
            app_mouse(app, &mouse);
        else
            app_key(app, key);
        app_bury(app);
    }
    if (hangup || (revents & (POLLERR | POLLNVAL)) ||
        ((revents & POLLHUP) && !(revents & POLLIN))) {
        app->hangup = true;
        loop_unwatch(app->loop, STDIN_FILENO);
        loop_stop(app->loop);
    }
}
