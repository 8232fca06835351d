#include "ui/app.h"

#include <assert.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autorev/memory.h"
#include "autorev/text.h"
#include "ui/app_private.h"
#include "ui/panes/panes.h"

enum { TICK_MS = 150 };

const struct pane_class *const app_tabs[APP_TABS] = { &pane_cars, &pane_compare, &pane_issues,
    &pane_service };

static const struct key_preset app_keys[] = {
    { "j", ACTION_DOWN },
    { "<Down>", ACTION_DOWN },
    { "k", ACTION_UP },
    { "<Up>", ACTION_UP },
    { "h", ACTION_LEFT },
    { "<Left>", ACTION_LEFT },
    { "l", ACTION_RIGHT },
    { "<Right>", ACTION_RIGHT },
    { "<PgDn>", ACTION_PAGE_DOWN },
    { "<C-f>", ACTION_PAGE_DOWN },
    { "<PgUp>", ACTION_PAGE_UP },
    { "<C-b>", ACTION_PAGE_UP },
    { "<C-d>", ACTION_HALF_DOWN },
    { "<C-u>", ACTION_HALF_UP },
    { "gg", ACTION_FIRST },
    { "<Home>", ACTION_FIRST },
    { "G", ACTION_LAST },
    { "<End>", ACTION_LAST },
    { "<Enter>", ACTION_OPEN },
    { "<Esc>", ACTION_BACK },
    { "<Tab>", ACTION_FOCUS_NEXT },
    { "<S-Tab>", ACTION_FOCUS_PREV },
    { ":", ACTION_PALETTE },
    { "<C-p>", ACTION_PALETTE },
    { "?", ACTION_HELP },
    { "<F1>", ACTION_HELP },
    { "y", ACTION_COPY },
    { "R", ACTION_REFRESH },
    { "<F5>", ACTION_REFRESH },
    { "z", ACTION_ZOOM },
    { "1", ACTION_PANE_1 },
    { "2", ACTION_PANE_2 },
    { "3", ACTION_PANE_3 },
    { "4", ACTION_PANE_4 },
    { "-", ACTION_LAST_PANE },
    { "M", ACTION_MOUSE },
    { "<C-l>", ACTION_REDRAW },
    { "<C-z>", ACTION_SUSPEND },
    { "q", ACTION_QUIT },
    { 0 },
};

const struct pane_class *
app_tab(size_t index)
{
    return index < APP_TABS ? app_tabs[index] : NULL;
}

struct pane *
app_top(const struct app *app)
{
    return app->depth ? app->stack[app->depth - 1] : app->tab[app->current];
}

/* ---- what panes call ---- */

struct store *
app_store(struct app *app)
{
    return app->store;
}

struct state *
app_state(struct app *app)
{
    return app->state;
}

const struct settings *
app_settings(const struct app *app)
{
    return app->settings;
}

const struct keymap *
app_keymap(const struct app *app)
{
    return app->keymap;
}

void
app_message(struct app *app, enum role role, const char *fmt, ...)
{
    va_list args;

    va_start(args, fmt);
    vsnprintf(app->message, sizeof app->message, fmt, args);
    va_end(args);
    app->message_role = role;
    app->frame_dirty = true;
}

void
app_error(struct app *app, const struct error *err)
{
    app_message(app, ROLE_ERROR, "%s%s%s", err->message, err->hint[0] ? ". " : "", err->hint);
}

const char *
app_car_slug(const struct app *app)
{
    return app->car_slug;
}

const char *
app_car_name(const struct app *app)
{
    return app->car_name;
}

void
app_set_car(struct app *app, const char *slug, const char *name)
{
    if (!strcmp(slug, app->car_slug))
        return;
    snprintf(app->car_slug, sizeof app->car_slug, "%s", slug);
    snprintf(app->car_name, sizeof app->car_name, "%s", name);
    app->frame_dirty = true;
    for (size_t i = 0; i < APP_TABS; i++)
        if (app->tab[i] && app->tab[i]->class->on_car)
            app->tab[i]->class->on_car(app->tab[i]);
}

/* ---- panes ---- */

static struct pane *
app_make_pane(struct app *app, const struct pane_class *class, int place)
{
    struct pane *pane = x_calloc(1, sizeof *pane);

    pane->class = class;
    pane->app = app;
    pane->place = place;
    pane->state = x_calloc(1, class->state_size);
    pane->dirty = true;
    return pane;
}

static void
app_free_pane(struct pane *pane)
{
    if (!pane)
        return;
    pane_cancel(pane, 0);
    loop_timer_cancel(pane->app->loop, pane->rest);
    if (pane->class->close)
        pane->class->close(pane);
    free(pane->state);
    free(pane);
}

static void
app_place_pane(struct pane *pane)
{
    struct app *app = pane->app;

    pane->rect = pane->class == &pane_prompt ? app->layout.status : app->layout.body;
    pane->dirty = true;
}

static void
app_arrange_pane(struct pane *pane)
{
    app_place_pane(pane);
    if (pane->class->arrange && pane->rect.rows > 0)
        pane->class->arrange(pane);
}

void
app_layout(struct app *app)
{
    struct area screen = term_area(app->term);

    app->layout = layout_frame(screen.rect.rows, screen.rect.cols);
    for (size_t i = 0; i < APP_TABS; i++)
        if (app->tab[i])
            app_arrange_pane(app->tab[i]);
    for (size_t i = 0; i < app->depth; i++)
        app_arrange_pane(app->stack[i]);
    app->frame_dirty = true;
}

void
app_go(struct app *app, size_t index)
{
    struct pane *pane = app->tab[index];

    if (!pane) {
        pane = app->tab[index] = app_make_pane(app, app_tabs[index], (int) index);
        app_place_pane(pane);
        if (pane->class->open)
            pane->class->open(pane);
    }
    if (index != app->current)
        app->last = app->current;
    app->current = index;
    if (pane->class->on_show)
        pane->class->on_show(pane);
    app_arrange_pane(pane);
    app->frame_dirty = true;
}

struct pane *
app_pane(struct app *app, const char *name)
{
    for (size_t i = 0; i < APP_TABS; i++) {
        if (!strcmp(app_tabs[i]->name, name)) {
            if (!app->tab[i]) {
                size_t current = app->current;

                app_go(app, i);
                app_go(app, current);
            }
            return app->tab[i];
        }
    }
    return NULL;
}

bool
app_is_shown(const struct app *app, const struct pane *pane)
{
    return app->tab[app->current] == pane;
}

void
app_show(struct app *app, const char *name)
{
    for (size_t i = 0; i < APP_TABS; i++)
        if (!strcmp(app_tabs[i]->name, name))
            app_go(app, i);
}

struct pane *
app_push(struct app *app, const struct pane_class *class)
{
    /* Menus and prompts read their keys themselves: they have a place without any. */
    struct pane *pane = app_make_pane(app, class, class->keys ? APP_TABS : APP_TABS + 1);

    assert(app->depth < APP_STACK && "panes are stacked too high");
    app->stack[app->depth++] = pane;
    app_place_pane(pane);
    if (class->open)
        class->open(pane);
    app->frame_dirty = true;
    return pane;
}

/* Whoever pops is often the pane itself, in one of its functions: it is freed after the turn. */
void
app_pop(struct app *app, struct pane *pane)
{
    for (size_t i = 0; i < app->depth; i++) {
        if (app->stack[i] != pane)
            continue;
        memmove(&app->stack[i], &app->stack[i + 1], (--app->depth - i) * sizeof app->stack[0]);
        pane_cancel(pane, 0);
        assert(!app->dead && "two panes end in one turn");
        app->dead = pane;
        break;
    }
    for (size_t i = 0; i < app->depth; i++)
        app->stack[i]->dirty = true;
    app->tab[app->current]->dirty = true;
    app->frame_dirty = true;
}

void
app_bury(struct app *app)
{
    app_free_pane(app->dead);
    app->dead = NULL;
}

/* ---- actions ---- */

/* What an action may need and is there now (enum need). */
static unsigned
app_has(const struct app *app)
{
    struct pane *pane = app_top(app);
    unsigned has = pane->class->has ? pane->class->has(pane) : NEED_ROW;

    if (store_status(app->store).state == STORE_READY)
        has |= NEED_STORE;
    if (!app->settings->readonly)
        has |= NEED_WRITES;
    if (!app->settings->kiosk)
        has |= NEED_SHELL;
    if (app->car_slug[0])
        has |= NEED_CAR;
    return has;
}

unsigned
app_missing(struct app *app, enum action action)
{
    return actions[action].needs & ~app_has(app);
}

static void
app_own_action(struct app *app, enum action action)
{
    switch (action) {
    case ACTION_PANE_1:
    case ACTION_PANE_2:
    case ACTION_PANE_3:
    case ACTION_PANE_4:
        app_go(app, (size_t) (action - ACTION_PANE_1));
        break;
    case ACTION_LAST_PANE:
        app_go(app, app->last);
        break;
    case ACTION_PALETTE:
        app_palette(app);
        break;
    case ACTION_HELP:
        app_help(app);
        break;
    case ACTION_THEME:
        app_themes(app);
        break;
    case ACTION_MOUSE:
        term_set_mouse(app->term, !term_mouse(app->term));
        app_message(app, ROLE_TEXT, "The mouse is %s",
            term_mouse(app->term) ? "on; hold Shift to select text"
                                  : "off: the terminal selects text");
        break;
    case ACTION_REDRAW:
        term_redraw(app->term);
        app_layout(app);
        break;
    case ACTION_REFRESH:
        store_retry(app->store);
        break;
    case ACTION_RESET:
        state_reset(app->state);
        app_message(app, ROLE_TEXT, "Forgotten; the next start begins afresh");
        break;
    case ACTION_SUSPEND:
        term_suspend(app->term);
        term_resize(app->term);
        app_layout(app);
        break;
    case ACTION_QUIT:
        loop_stop(app->loop);
        break;
    default:
        break;
    }
}

void
app_do(struct app *app, enum action action)
{
    struct pane *pane = app_top(app);
    unsigned missing = app_missing(app, action);
    enum verdict verdict = VERDICT_PASS;

    if (missing) {
        app_message(app, ROLE_WARNING, "%s: %s", actions[action].name, need_reason(missing));
        return;
    }
    if (action == ACTION_REFRESH)
        store_retry(app->store);
    if (pane->class->on_action)
        verdict = pane->class->on_action(pane, action);
    if (verdict == VERDICT_DIRTY && app->dead != pane)
        pane->dirty = true;
    if (verdict == VERDICT_PASS && app->depth && (action == ACTION_QUIT || action == ACTION_BACK))
        app_pop(app, pane);
    else if (verdict == VERDICT_PASS)
        app_own_action(app, action);
}

void
app_copy(struct app *app, const char *text, const char *what)
{
    if (term_copy(app->term, text))
        app_message(app, ROLE_GOOD, "copied: %s", what);
    else
        app_message(app, ROLE_WARNING, "%s is too long for the clipboard of a terminal", what);
}

void
app_set_theme(struct app *app, const char *name)
{
    struct error err = { 0 };
    struct theme theme;

    if (!theme_load(&theme, name, &err)) {
        app_error(app, &err);
        return;
    }
    app->theme = theme;
    term_set_theme(app->term, &theme);
    app_layout(app);
}

/* ---- drawing ---- */

static bool
app_waiting(const struct app *app)
{
    enum store_state state = store_status(app->store).state;
    const struct pane *pane = app->tab[app->current];

    return state == STORE_WAITING || state == STORE_PREPARING || state == STORE_CONNECTING ||
           (pane && pane->tickets) || (app->depth && app->stack[app->depth - 1]->tickets);
}

static void
app_on_tick(void *data)
{
    struct app *app = data;

    app->tick = NULL;
    if (!app_waiting(app))
        return;
    app->frame_dirty = true;
    app_top(app)->dirty = true;
    app->tab[app->current]->dirty = true;
    app_tick(app);
}

/* Ticks only while something is waited for: idle means no wake-ups. */
void
app_tick(struct app *app)
{
    if (!app->tick && app->term)
        app->tick = loop_timer(app->loop, TICK_MS, app_on_tick, app);
}

static void
app_on_status(void *data)
{
    struct app *app = data;

    app->frame_dirty = true;
    for (size_t i = 0; i < APP_TABS; i++)
        if (app->tab[i])
            app->tab[i]->dirty = true;
    app_tick(app);
}

static void
app_draw_small(struct app *app)
{
    struct area screen = term_area(app->term);
    char text[64];

    snprintf(text, sizeof text, "%dx%d: needs %dx%d", screen.rect.cols, screen.rect.rows,
        LAYOUT_MIN_COLS, LAYOUT_MIN_ROWS);
    area_clear(&screen, (struct rect){ 0, 0, screen.rect.rows, screen.rect.cols }, ROLE_TEXT);
    area_put(&screen, 0, 0, screen.rect.cols, ROLE_WARNING, text);
    app->frame_dirty = false;
    term_flush(app->term, -1, 0);
}

static void
app_turn(void *data)
{
    struct app *app = data;
    struct pane *top = app_top(app);
    unsigned has = app_has(app);
    bool drawn;
    bool above = false; /* what lies on a pane that is drawn is drawn too */
    int row = -1, col = 0;

    if (has != app->hinted) { /* other keys have a meaning now: the hints say so */
        app->hinted = has;
        app->frame_dirty = true;
    }
    drawn = app->frame_dirty;
    if (app->layout.body.rows == 0) {
        if (app->frame_dirty)
            app_draw_small(app);
        return;
    }
    for (size_t i = 0; i <= app->depth; i++) {
        struct pane *pane = i ? app->stack[i - 1] : app->tab[app->current];
        struct area area = { pane->rect };

        if (pane->class == &pane_prompt && app->frame_dirty)
            pane->dirty = true;
        if (!pane->dirty && !above)
            continue;
        pane->class->draw(pane, &area);
        pane->dirty = false;
        drawn = above = true;
    }
    if (!drawn)
        return;
    if (app->frame_dirty)
        app_draw_frame(app);
    app->frame_dirty = false;
    if (top->class == &pane_prompt) {
        struct area area = { top->rect };

        top->class->draw(top, &area);
    }
    if (top->class->cursor && !top->class->cursor(top, &row, &col))
        row = -1;
    term_flush(app->term, row, col);
}

/* ---- the life of the program ---- */

static void
app_on_signal(int signo, void *data)
{
    struct app *app = data;

    if (signo == SIGWINCH || signo == SIGCONT) {
        /* Also when the size is the old one: it may have been another in between, and the terminal
         * has lost what did not fit then. */
        term_redraw(app->term);
        term_resize(app->term);
        app_layout(app);
    } else if (signo == SIGTSTP) {
        app_do(app, ACTION_SUSPEND);
    } else {
        app->hangup = signo == SIGHUP;
        loop_stop(app->loop);
    }
}

static void
app_on_start(void *data)
{
    struct app *app = data;

    app->start = NULL;
    store_start(app->store);
}

/* Every refresh-seconds what is shown is loaded anew, unless something lies on top of it. */
static void
app_on_refresh(void *data)
{
    struct app *app = data;

    app->refresh =
        loop_timer(app->loop, app->settings->refresh_seconds * 1000, app_on_refresh, app);
    if (!app->depth && store_status(app->store).state == STORE_READY)
        app_do(app, ACTION_REFRESH);
}

static bool
app_signals(struct app *app, struct error *err)
{
    static const int signals[] = { SIGWINCH, SIGCONT, SIGTSTP, SIGTERM, SIGHUP, SIGINT };

    for (size_t i = 0; i < sizeof signals / sizeof signals[0]; i++)
        if (!loop_signal(app->loop, signals[i], app_on_signal, app, err))
            return false;
    return true;
}

struct app *
app_open(struct settings *settings, const struct theme *theme, struct loop *loop,
    struct store *store, struct state *state, struct error *err)
{
    struct app *app = x_calloc(1, sizeof *app);
    const char *pane;

    app->settings = settings;
    app->theme = *theme;
    app->loop = loop;
    app->store = store;
    app->state = state;
    app->keymap = keymap_new();
    keymap_preset(app->keymap, KEYMAP_GLOBAL, app_keys);
    for (size_t i = 0; i < APP_TABS; i++)
        keymap_preset(app->keymap, (int) i, app_tabs[i]->keys);
    keymap_preset(app->keymap, APP_TABS, pane_finder.keys);
    if (!keymap_bind(app->keymap, settings, err) || !app_signals(app, err) ||
        !(app->term = term_open(settings, theme, err))) {
        app_close(app);
        return NULL;
    }
    app->layout = layout_frame(term_area(app->term).rect.rows, term_area(app->term).rect.cols);
    snprintf(app->car_slug, sizeof app->car_slug, "%s", state_get(state, "car.slug", ""));
    snprintf(app->car_name, sizeof app->car_name, "%s", state_get(state, "car.name", ""));
    pane = state_get(state, "pane", app_tabs[0]->name);
    app_show(app, pane);
    if (!app->tab[app->current])
        app_go(app, 0);
    app->last = 0;
    app->frame_dirty = true;
    app_turn(app); /* the first frame, before any library of the store is loaded */
    store_on_status(store, app_on_status, app);
    loop_each_turn(loop, app_turn, app);
    loop_watch(loop, STDIN_FILENO, POLLIN, app_on_terminal, app);
    app->start = loop_timer(loop, 0, app_on_start, app);
    if (settings->refresh_seconds > 0)
        app->refresh = loop_timer(loop, settings->refresh_seconds * 1000, app_on_refresh, app);
    return app;
}

void
app_close(struct app *app)
{
    struct error err = { 0 };

    if (!app)
        return;
    if (app->term) {
        loop_unwatch(app->loop, STDIN_FILENO);
        store_on_status(app->store, NULL, NULL);
        state_set(app->state, "pane", app_tabs[app->current]->name);
        state_set(app->state, "car.slug", app->car_slug[0] ? app->car_slug : NULL);
        state_set(app->state, "car.name", app->car_name[0] ? app->car_name : NULL);
        for (size_t i = 0; i < APP_TABS; i++)
            if (app->tab[i] && app->tab[i]->class->save)
                app->tab[i]->class->save(app->tab[i]);
        if (!state_save(app->state, &err) && !app->hangup) {
            term_close(app->term);
            app->term = NULL;
            error_print(stderr, "autorev-tui", &err);
        }
    }
    term_close(app->term);
    app->term = NULL;
    loop_each_turn(app->loop, NULL, NULL);
    loop_timer_cancel(app->loop, app->tick);
    loop_timer_cancel(app->loop, app->start);
    loop_timer_cancel(app->loop, app->refresh);
    while (app->depth)
        app_free_pane(app->stack[--app->depth]);
    for (size_t i = 0; i < APP_TABS; i++)
        app_free_pane(app->tab[i]);
    app_bury(app);
    keymap_free(app->keymap);
    buffer_fini(&app->paste);
    free(app);
}
