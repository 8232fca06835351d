/*
 * What is chosen for the list of cars from menus: its order, its columns, a saved filter.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "ui/panes/cars_private.h"

static void
cars_on_sort_chosen(
    void *data, const struct menu_item *chosen, const struct menu_item *items, size_t count)
{
    struct pane *pane = data;
    const struct cars_state *st = pane->state;

    (void) items;
    (void) count;
    if (!chosen)
        return;
    if ((int) chosen->id == st->sort)
        cars_set_sort(pane, st->sort, !st->descending);
    else
        cars_set_sort(pane, (int) chosen->id, car_fields[chosen->id].better == BETTER_HIGH);
}

void
cars_ask_sort(struct pane *pane)
{
    const struct cars_state *st = pane->state;
    struct menu_item *items = x_calloc((size_t) car_field_count(), sizeof *items);

    for (int f = 0; f < car_field_count(); f++)
        items[f] = menu_item(f, car_fields[f].label, car_fields[f].help,
            f != st->sort    ? ""
            : st->descending ? glyph(GLYPH_DOWN)
                             : glyph(GLYPH_UP));
    menu_open(pane->app, &(struct menu_request){ .title = "Sort by",
                             .items = items,
                             .count = (size_t) car_field_count(),
                             .done = cars_on_sort_chosen,
                             .data = pane,
                             .selected = st->sort });
}

static void
cars_on_columns_chosen(
    void *data, const struct menu_item *chosen, const struct menu_item *items, size_t count)
{
    struct pane *pane = data;
    struct cars_state *st = pane->state;

    if (!chosen)
        return;
    st->columns = 0;
    for (size_t i = 0; i < count; i++)
        if (items[i].checked)
            st->column[st->columns++] = (int) items[i].id;
    if (st->columns == 0)
        st->column[st->columns++] = CAR_NAME;
    pane_dirty(pane);
}

void
cars_ask_columns(struct pane *pane)
{
    const struct cars_state *st = pane->state;
    struct menu_item *items = x_calloc((size_t) car_field_count(), sizeof *items);
    bool used[CAR_FIELD_COUNT] = { false };
    size_t n = 0;

    for (size_t c = 0; c < st->columns; c++) {
        items[n] = menu_item(
            st->column[c], car_fields[st->column[c]].label, car_fields[st->column[c]].help, "");
        items[n++].checked = true;
        used[st->column[c]] = true;
    }
    for (int f = 0; f < car_field_count(); f++)
        if (!used[f])
            items[n++] = menu_item(f, car_fields[f].label, car_fields[f].help, "");
    menu_open(pane->app,
        &(struct menu_request){ .title = "Columns: Space shows or hides, J and K move, Enter takes",
            .items = items,
            .count = n,
            .checks = true,
            .done = cars_on_columns_chosen,
            .data = pane,
            .selected = -1 });
}

/* ---- saved filters: those of the settings, then the user's own in the state ---- */

static void
cars_on_saved_chosen(
    void *data, const struct menu_item *chosen, const struct menu_item *items, size_t count)
{
    (void) items;
    (void) count;
    if (chosen)
        cars_set_filter(data, chosen->help);
}

void
cars_ask_saved(struct pane *pane)
{
    const struct settings *settings = app_settings(pane->app);
    struct state *state = app_state(pane->app);
    struct menu_item *items = NULL;
    size_t n = 0;
    const char *name, *text;

    for (size_t i = 0; i < settings->filter_count; i++) {
        items = x_reallocarray(items, n + 1, sizeof *items);
        items[n++] = menu_item(0, settings->filters[i].name, settings->filters[i].text, "");
    }
    for (size_t i = 0; (name = state_name_at(state, "filter:", i, &text)); i++) {
        items = x_reallocarray(items, n + 1, sizeof *items);
        items[n++] = menu_item(0, name, text, "");
    }
    if (n == 0) {
        app_message(pane->app, ROLE_MUTED, "No filter is saved yet: / filters, %s keeps it",
            keymap_keys(app_keymap(pane->app), pane->place, ACTION_FILTER_SAVE));
        return;
    }
    menu_open(pane->app, &(struct menu_request){ .title = "Saved filters",
                             .items = items,
                             .count = n,
                             .done = cars_on_saved_chosen,
                             .data = pane,
                             .selected = -1 });
}

static void
cars_on_save_named(void *data, const char *text)
{
    struct pane *pane = data;
    const struct cars_state *st = pane->state;
    char name[120];

    if (!text || !*text)
        return;
    snprintf(name, sizeof name, "filter:%s", text);
    state_set(app_state(pane->app), name, st->filter);
    app_message(pane->app, ROLE_GOOD, "kept as '%s'", text);
}

void
cars_save_filter(struct pane *pane)
{
    const struct cars_state *st = pane->state;

    if (st->filter[0])
        prompt_open(pane->app, "Keep this filter as:", "", NULL, cars_on_save_named, pane);
    else
        app_message(pane->app, ROLE_WARNING, "There is no filter to keep; / makes one");
}
