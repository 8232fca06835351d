#include "autorev/fitment.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "autorev/cells.h"
#include "autorev/value.h"

struct query *
fitment_query(const char *car_slug)
{
    static const char *const columns[] = { "fitment_type", "wheel_diameter_inches",
        "wheel_width_front", "wheel_width_rear", "wheel_offset_front_mm", "wheel_offset_rear_mm",
        "tire_size_front", "tire_size_rear", "spacer_size_front_mm", "spacer_size_rear_mm",
        "requires_fender_roll", "requires_fender_pull", "requires_camber_adjustment",
        "requires_coilovers", "requires_spacers", "clearance_notes", "known_issues", "verified" };
    struct query *q = query_select("wheel_tire_fitment_options");

    query_columns(q, columns, sizeof columns / sizeof columns[0]);
    query_where(q, "car_slug", OP_EQ, car_slug);
    query_order(q, "wheel_diameter_inches", ORDER_ASC, false);
    query_order(q, "popularity_score", ORDER_DESC, false);
    query_order(q, "id", ORDER_ASC, false);
    return q;
}

bool
fitment_read(struct fitment *fitment, const struct result *res, size_t row, struct error *err)
{
    struct cells cells = cells_of(res, row, "wheel_tire_fitment_options", err);

    *fitment = (struct fitment){
        .type = cell_text(&cells, "fitment_type"),
        .diameter = cell_int(&cells, "wheel_diameter_inches"),
        .width_front = cell_real(&cells, "wheel_width_front"),
        .width_rear = cell_real(&cells, "wheel_width_rear"),
        .offset_front = cell_int(&cells, "wheel_offset_front_mm"),
        .offset_rear = cell_int(&cells, "wheel_offset_rear_mm"),
        .tyre_front = cell_text(&cells, "tire_size_front"),
        .tyre_rear = cell_text(&cells, "tire_size_rear"),
        .spacer_front = cell_int(&cells, "spacer_size_front_mm"),
        .spacer_rear = cell_int(&cells, "spacer_size_rear_mm"),
        .fender_roll = cell_bool(&cells, "requires_fender_roll", false),
        .fender_pull = cell_bool(&cells, "requires_fender_pull", false),
        .camber = cell_bool(&cells, "requires_camber_adjustment", false),
        .coilovers = cell_bool(&cells, "requires_coilovers", false),
        .spacers = cell_bool(&cells, "requires_spacers", false),
        .clearance = cell_text(&cells, "clearance_notes"),
        .known_issues = cell_text(&cells, "known_issues"),
        .verified = cell_bool(&cells, "verified", false),
    };
    return cells.ok;
}

const char *
fitment_label(const char *type)
{
    static const char *const labels[][2] = {
        { "oem", "stock" },
        { "oem_optional", "stock option" },
        { "plus_one", "one inch up" },
        { "plus_two", "two inches up" },
        { "aggressive", "aggressive" },
        { "conservative", "conservative" },
        { "square", "square" },
    };

    for (size_t i = 0; type && i < sizeof labels / sizeof labels[0]; i++)
        if (strcmp(labels[i][0], type) == 0)
            return labels[i][1];
    return type ? type : "\xe2\x80\x93";
}

char *
fitment_format_axle(const struct fitment *fitment, bool rear, char *out, size_t room)
{
    double width = rear ? fitment->width_rear : fitment->width_front;
    int offset = rear ? fitment->offset_rear : fitment->offset_front;
    const char *tyre = rear ? fitment->tyre_rear : fitment->tyre_front;
    char wheel[80] = "", inches[32];
    int used = 0;

    if (fitment->diameter != UNKNOWN && !isnan(width))
        used = snprintf(wheel, sizeof wheel, "%dx%s", fitment->diameter,
            value_format_real(inches, sizeof inches, width, 1));
    else if (fitment->diameter != UNKNOWN)
        used = snprintf(wheel, sizeof wheel, "%d in", fitment->diameter);
    if (used && offset != UNKNOWN)
        snprintf(wheel + used, sizeof wheel - (size_t) used, " ET%d", offset);
    snprintf(out, room, "%s%s%s", wheel, used && tyre ? ", " : "", tyre ? tyre : "");
    if (!*out)
        snprintf(out, room, "\xe2\x80\x93");
    return out;
}

bool
fitment_is_square(const struct fitment *fitment)
{
    char front[120], rear[120];

    return strcmp(fitment_format_axle(fitment, false, front, sizeof front),
               fitment_format_axle(fitment, true, rear, sizeof rear)) == 0;
}

char *
fitment_format_needs(const struct fitment *fitment, char *out, size_t room)
{
    const struct {
        bool needed;
        const char *what;
    } needs[] = {
        { fitment->fender_roll, "fender roll" },
        { fitment->fender_pull, "fender pull" },
        { fitment->camber, "more camber" },
        { fitment->coilovers, "coilovers" },
        { fitment->spacers, "spacers" },
    };
    size_t used = 0;

    *out = '\0';
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        if (needs[i].needed && used < room)
            used +=
                (size_t) snprintf(out + used, room - used, "%s%s", used ? ", " : "", needs[i].what);
    }
    return out;
}
