#include "ui/app.h"
#include "ui/panes/finder.h"
#include "ui/panes/panes.h"
static void
compare_draw(const struct pane *pane, const struct area *area)
{
    (void) pane;
    (void) area;
}
const struct pane_class pane_compare = {
    .name = "compare", .title = "compare", .state_size = 1, .draw = compare_draw
};
void
compare_open(struct app *app, const char *const slugs[], size_t n)
{
    (void) app;
    (void) slugs;
    (void) n;
}
