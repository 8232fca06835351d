/*
 * App: the program on the screen.  Owns the frame (tabs, status, hints, messages), the stack of
 * panes, the shared car, and the dispatch of keys to actions.
 */
#ifndef AUTOREV_UI_APP_H
#define AUTOREV_UI_APP_H

#include <stdbool.h>

#include "autorev/attr.h"
#include "autorev/error.h"
#include "autorev/loop.h"
#include "autorev/settings.h"
#include "autorev/state.h"
#include "autorev/store.h"
#include "autorev/theme.h"
#include "ui/keymap.h"
#include "ui/pane.h"

struct app;

/* Takes the terminal and paints the first frame; starts the store after it.  Everything given is
 * borrowed until app_close(). */
struct app *app_open(struct settings *settings, const struct theme *theme, struct loop *loop,
    struct store *store, struct state *state, struct error *err);

/* Saves the state and gives the terminal back.  NULL is ignored. */
void app_close(struct app *app);

/* ---- what panes call ---- */

struct store *app_store(struct app *app);
struct state *app_state(struct app *app);
const struct settings *app_settings(const struct app *app);
const struct keymap *app_keymap(const struct app *app);

/* A line in place of the hints until the next key; printf-like, sanitised when drawn. */
void app_message(struct app *app, enum role role, const char *fmt, ...) PRINTF_LIKE(3, 4);
void app_error(struct app *app, const struct error *err);

/* The car that every pane follows: slug and shown name, copied.  "" while there is none. */
void app_set_car(struct app *app, const char *slug, const char *name);
const char *app_car_slug(const struct app *app);
const char *app_car_name(const struct app *app);

/* Goes to the tab of that name. */
void app_show(struct app *app, const char *name);
struct pane *app_pane(struct app *app, const char *name);

/* True when @pane is the tab that is looked at: another one follows the car when it is shown. */
bool app_is_shown(const struct app *app, const struct pane *pane);

/* Puts a pane of @class on top; its state is zeroed and filled by the caller through the return
 * value.  It is closed by app_pop(). */
struct pane *app_push(struct app *app, const struct pane_class *class);
void app_pop(struct app *app, struct pane *pane);

/* Does what a key of that action would do. */
void app_do(struct app *app, enum action action);

/* Copies to the user's clipboard and says so ("copied: 718 Cayman GT4"). */
void app_copy(struct app *app, const char *text, const char *what);

/* Says in a pane that has nothing to show yet what the store is doing: a progress bar while the
 * database is made, why there is no connection and which key mends it.  False when it is ready. */
bool app_draw_status(const struct app *app, const struct area *area);

void app_set_theme(struct app *app, const char *name);

/* The tabs, for the palette and the top line. NULL after the last. */
const struct pane_class *app_tab(size_t index);

#endif
