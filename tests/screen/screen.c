#include "screen.h"

#include <stddef.h>

struct screen
screen_start_with(int rows, int cols, struct database *db, const struct term_options *options,
    const char *const args[])
{
    struct screen screen = { .db = db ? db : database_open(NULL) };
    struct term_options own = options ? *options : (struct term_options){ 0 };

    if (!own.data)
        own.data = database_dir(screen.db);
    screen.t = term_start_with(rows, cols, &own, args);
    term_mask(screen.t, "[0-2][0-9]:[0-5][0-9] ?$"); /* when the data was last heard of */
    return screen;
}

struct screen
screen_start(int rows, int cols)
{
    struct screen screen = screen_start_with(rows, cols, NULL, NULL, NULL);

    term_expect_text(screen.t, "local ~~~~~");
    return screen;
}

void
screen_end(struct screen *screen)
{
    term_free(screen->t);
    database_close(screen->db);
    *screen = (struct screen){ 0 };
}
