#include "ui/panes/missing.h"

#include <stdio.h>

#include "ui/widgets/browser.h"

int
missing_row(const struct area *area)
{
    return area->rect.rows > 8 ? 2 : 0;
}

void
missing_draw(const struct pane *pane, const struct area *area, const char *what, const char *slug,
    const struct error *err)
{
    const struct keymap *keys = app_keymap(pane->app);
    int row = missing_row(area);
    char text[300];

    if (!*slug) {
        row = browser_say(area, row, ROLE_TEXT, "No car is chosen yet.");
        snprintf(text, sizeof text, "%s shows the cars; the one under the cursor is followed here.",
            keymap_keys(keys, KEYMAP_GLOBAL, ACTION_PANE_1));
        browser_say(area, row, ROLE_MUTED, text);
    } else if (err->code) {
        snprintf(text, sizeof text, "Could not load %s", what);
        row = browser_say(area, row, ROLE_ERROR, text);
        row = browser_say(area, row, ROLE_TEXT, err->message);
        row = browser_say(area, row, ROLE_TEXT, err->detail);
        row = browser_say(area, row, ROLE_TEXT, err->hint);
        snprintf(
            text, sizeof text, "%s tries again", keymap_keys(keys, KEYMAP_GLOBAL, ACTION_REFRESH));
        browser_say(area, row, ROLE_MUTED, text);
    } else if (!app_draw_status(pane->app, area)) {
        snprintf(text, sizeof text, "loading %s of %s", what, app_car_name(pane->app));
        browser_say(area, row, ROLE_MUTED, text);
    }
}
