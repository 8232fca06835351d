/*
 * What the files of the frame share: app.c (panes, actions, the life of the program),
 * input.c (keys, mouse, paste), frame.c (top and bottom line) and commands.c (palette, help, themes).
 */
#ifndef AUTOREV_UI_APP_PRIVATE_H
#define AUTOREV_UI_APP_PRIVATE_H

#include "autorev/buffer.h"
#include "ui/app.h"
#include "ui/layout.h"

enum { APP_TABS = 4, APP_STACK = 8, APP_HINTS = 24 };

struct hint_place {
    int col, width;
    enum action action;
};

struct app {
    struct settings *settings;
    struct theme theme;
    struct loop *loop;
    struct store *store;
    struct state *state;
    struct keymap *keymap;
    struct term *term;
    struct layout layout;
    struct pane *tab[APP_TABS]; /* NULL until first looked at */
    size_t current, last;
    struct pane *stack[APP_STACK]; /* on top of the current tab */
    size_t depth;
    struct pane *dead; /* popped, freed at the end of the turn */
    char car_slug[120], car_name[160];
    char message[300];
    enum role message_role;
    key_code prefix;
    bool interrupted; /* C-c was pressed once */
    bool pasting;
    struct buffer paste;
    struct timer *tick; /* spinner or countdown; only while something is waited for */
    struct timer *start;
    struct timer *refresh; /* of the setting refresh-seconds */
    bool frame_dirty, hangup;
    struct hint_place hint[APP_HINTS];
    size_t hints;
    unsigned hinted; /* what was there when the hints were drawn (enum need) */
    int next_ticket;
};

extern const struct pane_class *const app_tabs[APP_TABS];

struct pane *app_top(const struct app *app);
void app_draw_frame(struct app *app);
void app_layout(struct app *app);
void app_go(struct app *app, size_t index);

/* Frees what app_pop() took away, once none of its functions runs. */
void app_bury(struct app *app);

/* Wakes the screen up again while something is waited for: idle means no wake-ups. */
void app_tick(struct app *app);

/* The loop's callback for the terminal (input.c). */
void app_on_terminal(int fd, short revents, void *data);
void app_help(struct app *app);
void app_palette(struct app *app);
void app_themes(struct app *app);
unsigned app_missing(struct app *app, enum action action);

/* The tab whose name lies under this column of the top line, or -1. */
int app_tab_at(const struct app *app, int col);

#endif
