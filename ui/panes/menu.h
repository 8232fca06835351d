/*
 * Menu: a list to choose from, narrowed by typing.  The palette, the help, the choice of a sort
 * column, of columns, of themes and of saved filters are menus.  A pane on top of the others.
 */
#ifndef AUTOREV_UI_PANES_MENU_H
#define AUTOREV_UI_PANES_MENU_H

#include "ui/app.h"

struct menu_item {
    char *label; /* owned by the menu once given */
    char *note;  /* at the right: a key, a figure */
    char *help;  /* behind the label */
    long id;     /* the caller's */
    bool checked, disabled;
};

struct menu_request {
    const char *title;       /* copied */
    struct menu_item *items; /* handed over: the array and its texts */
    size_t count;
    bool hide_notes; /* the notes are the caller's, not for show */
    bool checks;     /* Space checks and unchecks, K and J move: for choosing columns */

    /* Called with the item chosen (Enter), borrowed until it returns, or NULL (Esc).  With @checks,
     * Enter hands over the whole order: @items, @count. */
    void (*done)(
        void *data, const struct menu_item *chosen, const struct menu_item *items, size_t count);

    /* Optional: the item under the cursor changed (a theme is tried on). */
    void (*look)(void *data, const struct menu_item *item);
    void *data;
    long selected; /* id of the item the cursor begins on, or -1 */
};

struct pane *menu_open(struct app *app, const struct menu_request *request);

/* Fills an item's texts with copies. */
struct menu_item menu_item(long id, const char *label, const char *help, const char *note);

extern const struct pane_class pane_menu;

#endif
