#include "ui/app.h"
#include "ui/panes/finder.h"
#include "ui/panes/panes.h"
static void
issues_draw(const struct pane *pane, const struct area *area)
{
    (void) pane;
    (void) area;
}
const struct pane_class pane_issues = {
    .name = "issues", .title = "issues", .state_size = 1, .draw = issues_draw
};
