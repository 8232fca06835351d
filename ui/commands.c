/*
 * The palette, the help and the choice of a theme: menus made from the table of actions, so that
 * they cannot disagree with what the keys do.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "ui/app_private.h"
#include "ui/panes/menu.h"

static void
commands_on_chosen(
    void *data, const struct menu_item *chosen, const struct menu_item *items, size_t count)
{
    (void) items;
    (void) count;
    if (chosen)
        app_do(data, (enum action) chosen->id);
}

static struct menu_item
commands_item(struct app *app, int place, enum action action)
{
    struct menu_item item = menu_item(action, actions[action].name, actions[action].help,
        keymap_keys(app->keymap, place, action));
    unsigned missing = app_missing(app, action);

    if (missing) {
        free(item.help);
        item.help = x_asprintf("%s: %s", actions[action].help, need_reason(missing));
        item.disabled = true;
    }
    return item;
}

static void
commands_menu(struct app *app, const char *title, struct menu_item *items, size_t count)
{
    menu_open(app, &(struct menu_request){ .title = title,
                       .items = items,
                       .count = count,
                       .done = commands_on_chosen,
                       .data = app,
                       .selected = -1 });
}

void
app_palette(struct app *app)
{
    int place = app_top(app)->place;
    struct menu_item *items = x_calloc(ACTION_COUNT, sizeof *items);
    size_t n = 0;

    for (int a = 1; a < ACTION_COUNT; a++)
        items[n++] = commands_item(app, place, (enum action) a);
    commands_menu(app, "Commands", items, n);
}

void
app_help(struct app *app)
{
    const struct pane *pane = app_top(app);
    const int places[2] = { pane->place, KEYMAP_GLOBAL };
    struct menu_item *items = x_calloc((size_t) ACTION_COUNT * 2, sizeof *items);
    bool seen[ACTION_COUNT] = { false };
    char title[80];
    size_t n = 0;

    for (int p = 0; p < 2; p++) {
        enum action action;

        for (size_t i = 0; (action = keymap_at(app->keymap, places[p], i)) != ACTION_NONE; i++) {
            if (!seen[action])
                items[n++] = commands_item(app, pane->place, action);
            seen[action] = true;
        }
    }
    snprintf(title, sizeof title, "Help: %s", pane->class->title);
    commands_menu(app, title, items, n);
}

static void
themes_look(void *data, const struct menu_item *item)
{
    app_set_theme(data, item->label);
}

static void
themes_done(void *data, const struct menu_item *chosen, const struct menu_item *items, size_t count)
{
    struct app *app = data;

    (void) items;
    (void) count;
    if (chosen)
        state_set(app->state, "theme", chosen->label);
    app_set_theme(
        app, chosen ? chosen->label : state_get(app->state, "theme", app->settings->theme));
}

void
app_themes(struct app *app)
{
    char **names = theme_names();
    size_t n = 0;
    struct menu_item *items;
    long selected = -1;

    while (names[n])
        n++;
    items = x_calloc(n, sizeof *items);
    for (size_t i = 0; i < n; i++) {
        items[i] = menu_item((long) i, names[i], "", "");
        if (!strcmp(names[i], app->theme.name))
            selected = (long) i;
        free(names[i]);
    }
    free(names);
    menu_open(app, &(struct menu_request){ .title = "Theme",
                       .items = items,
                       .count = n,
                       .done = themes_done,
                       .look = themes_look,
                       .data = app,
                       .selected = selected });
}
