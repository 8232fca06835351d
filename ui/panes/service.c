#include "ui/app.h"
#include "ui/panes/finder.h"
#include "ui/panes/panes.h"
static void
service_draw(const struct pane *pane, const struct area *area)
{
    (void) pane;
    (void) area;
}
const struct pane_class pane_service = {
    .name = "service", .title = "service", .state_size = 1, .draw = service_draw
};
