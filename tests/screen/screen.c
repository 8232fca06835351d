#include "screen.h"

#include <stddef.h>

static struct term *
screen_term(const struct database *db, int rows, int cols, const struct term_options *options,
    const char *const args[])
{
    struct term_options own = options ? *options : (struct term_options){ 0 };

    if (!own.data)
        own.data = database_dir(db);
    struct term *t = term_start_with(rows, cols, &own, args);
    term_mask(t, "[0-2][0-9]:[0-5][0-9] ?$"); /* when the data was last heard of */
    return t;
}

struct screen
screen_start_with(int rows, int cols, struct database *db, const struct term_options *options,
    const char *const args[])
{
    struct screen screen = { .db = db ? db : database_open(NULL) };

    screen.t = screen_term(screen.db, rows, cols, options, args);
    return screen;
}

void
screen_again(struct screen *screen, int rows, int cols, const struct term_options *options)
{
    term_free(screen->t);
    screen->t = screen_term(screen->db, rows, cols, options, NULL);
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
