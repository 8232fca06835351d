#include "pane.h"

#include <stdio.h>

#include "scratch.h"

static struct term *
pane_term(const struct pane_screen *s)
{
    const struct term_options options = { .home = s->home, .data = database_dir(s->db) };
    struct term *t = term_start_with(s->rows, s->cols, &options, NULL);

    term_mask(t, "[0-2][0-9]:[0-5][0-9] ?$"); /* when the data was last heard of */
    return t;
}

struct pane_screen
pane_start(
    int rows, int cols, struct database *db, const char *pane, const char *car, const char *name)
{
    struct pane_screen s = { .rows = rows, .cols = cols, .home = scratch_new() };
    char state[400];

    s.db = db ? db : database_open(NULL);
    snprintf(state, sizeof state, "{\"pane\": \"%s\"%s%s%s%s%s}\n", pane,
        *car ? ", \"car.slug\": \"" : "", car, *car ? "\", \"car.name\": \"" : "", name,
        *car ? "\"" : "");
    scratch_write(s.home, ".local/state/autorev/state.json", state);
    s.t = pane_term(&s);
    return s;
}

void
pane_again(struct pane_screen *s)
{
    term_free(s->t);
    s->t = pane_term(s);
}

void
pane_end(struct pane_screen *s)
{
    term_free(s->t);
    database_close(s->db);
    scratch_free(s->home);
    *s = (struct pane_screen){ 0 };
}
