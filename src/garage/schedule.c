#include "autorev/schedule.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/cells.h"
#include "autorev/value.h"

struct query *
interval_query(const char *car_slug)
{
    static const char *const columns[] = { "id", "service_name", "service_description",
        "interval_miles", "interval_months", "items_included", "dealer_cost_low",
        "dealer_cost_high", "independent_cost_low", "independent_cost_high", "diy_cost_low",
        "diy_cost_high", "labor_hours_estimate", "is_critical" };
    struct query *q = query_select("vehicle_service_intervals");

    query_columns(q, columns, sizeof columns / sizeof columns[0]);
    query_where(q, "car_slug", OP_EQ, car_slug);
    query_order(q, "interval_miles", ORDER_ASC, false);
    query_order(q, "interval_months", ORDER_ASC, false);
    query_order(q, "service_name", ORDER_ASC, false);
    return q;
}

bool
interval_read(struct interval *interval, struct arena *arena, const struct result *res, size_t row,
    struct error *err)
{
    struct cells cells = cells_of(res, row, "vehicle_service_intervals", err);

    *interval = (struct interval){
        .id = cell_text(&cells, "id"),
        .name = cell_text(&cells, "service_name"),
        .description = cell_text(&cells, "service_description"),
        .miles = cell_int(&cells, "interval_miles"),
        .months = cell_int(&cells, "interval_months"),
        .items = value_list(arena, cell_text(&cells, "items_included")),
        .dealer_low = cell_int(&cells, "dealer_cost_low"),
        .dealer_high = cell_int(&cells, "dealer_cost_high"),
        .independent_low = cell_int(&cells, "independent_cost_low"),
        .independent_high = cell_int(&cells, "independent_cost_high"),
        .diy_low = cell_int(&cells, "diy_cost_low"),
        .diy_high = cell_int(&cells, "diy_cost_high"),
        .hours = cell_real(&cells, "labor_hours_estimate"),
        .critical = cell_bool(&cells, "is_critical", false),
    };
    return cells.ok;
}

struct interval *
intervals_read(struct arena *arena, const struct result *res, size_t *n, struct error *err)
{
    size_t rows = result_rows(res);
    struct interval *intervals = arena_alloc(arena, (rows + 1) * sizeof *intervals);

    for (size_t row = 0; row < rows; row++)
        if (!interval_read(&intervals[row], arena, res, row, err))
            return NULL;
    *n = rows;
    return intervals;
}

int
interval_next(int every, int mileage)
{
    long times;

    if (every <= 0) /* UNKNOWN is */
        return UNKNOWN;
    if (mileage <= 0)
        return every;
    times = ((long) mileage + every - 1) / every;
    return times * every > INT_MAX ? UNKNOWN : (int) (times * every);
}

/* UNKNOWN is the smallest int, and comes last. */
static int
schedule_compare_known(int a, int b)
{
    if (a == UNKNOWN || b == UNKNOWN)
        return (a == UNKNOWN) - (b == UNKNOWN);
    return (a > b) - (a < b);
}

static int
due_compare(const void *a, const void *b)
{
    const struct due *x = a, *y = b;
    int by = schedule_compare_known(x->left, y->left);

    if (!by && x->left == UNKNOWN)
        by = schedule_compare_known(x->interval->months, y->interval->months);
    if (!by)
        by = (int) y->interval->critical - (int) x->interval->critical;
    return by ? by
              : strcmp(x->interval->name ? x->interval->name : "",
                    y->interval->name ? y->interval->name : "");
}

struct due *
schedule_due(const struct interval *intervals, size_t n, int mileage)
{
    struct due *due = x_calloc(n, sizeof *due);

    for (size_t i = 0; i < n; i++) {
        int next = interval_next(intervals[i].miles, mileage);
        int left = next == UNKNOWN ? UNKNOWN : next - (mileage > 0 ? mileage : 0);

        due[i] = (struct due){
            .interval = &intervals[i],
            .next = next,
            .left = left,
            .urgent = left != UNKNOWN && left < SCHEDULE_URGENT_MILES,
        };
    }
    qsort(due, n, sizeof *due, due_compare);
    return due;
}

static void
schedule_add(int *sum, int cost)
{
    if (cost != UNKNOWN)
        *sum = (*sum == UNKNOWN ? 0 : *sum) + cost;
}

void
schedule_cost(const struct due *due, size_t n, int next, int *dealer_low, int *dealer_high,
    int *diy_low, int *diy_high)
{
    *dealer_low = *dealer_high = *diy_low = *diy_high = UNKNOWN;
    for (size_t i = 0; i < n; i++) {
        if (due[i].next == UNKNOWN || due[i].next > next)
            continue;
        schedule_add(dealer_low, due[i].interval->dealer_low);
        schedule_add(dealer_high, due[i].interval->dealer_high);
        schedule_add(diy_low, due[i].interval->diy_low);
        schedule_add(diy_high, due[i].interval->diy_high);
    }
}

/* The digits of a number in groups: "62500", "62,500", "62 500", "62'500".  Returns the end, or NULL. */
static const char *
mileage_digits(const char *text, long *value)
{
    size_t digits = 0, group = 0;
    char separator = '\0';

    for (*value = 0; *text; text++) {
        if (*text >= '0' && *text <= '9') {
            *value = *value > MILEAGE_MOST ? *value : 10 * *value + (*text - '0');
            digits++;
            group++;
        } else if (strchr(", '_", *text) && text[1] >= '0' && text[1] <= '9' &&
                   (separator ? *text == separator && group == 3 : digits >= 1 && digits <= 3)) {
            separator = *text;
            group = 0;
        } else {
            break;
        }
    }
    return digits && (!separator || group == 3) ? text : NULL;
}

bool
mileage_parse(const char *text, int *miles, struct error *err)
{
    const char *at = text + strspn(text, " ");
    long value = 0, part = 0;

    at = mileage_digits(at, &value);
    if (at && (*at == '.' || *at == 'k' || *at == 'K')) {
        long unit = 1000;

        for (at += *at == '.'; *at >= '0' && *at <= '9' && unit > 1; at++)
            part += (*at - '0') * (unit /= 10);
        at = *at == 'k' || *at == 'K' ? at + 1 : NULL;
        value = 1000 * value + part;
    }
    if (at) {
        at += strspn(at, " ");
        at += strncmp(at, "miles", 5) == 0 ? 5 : strncmp(at, "mi", 2) == 0 ? 2 : 0;
        at += strspn(at, " ");
    }
    if (!at || *at) {
        error_set(err, ERROR_INPUT, "'%.40s' is not a mileage", text);
        return error_hint(err, "as in 62500, 62,500 or 62k");
    }
    if (value > MILEAGE_MOST) {
        error_set(err, ERROR_INPUT, "no car has gone %.40s miles", text);
        return error_hint(err, "5,000,000 is the most");
    }
    *miles = (int) value;
    return true;
}

char *
interval_format(const struct interval *interval, char *out, size_t room)
{
    char miles[32];
    const char *plural = interval->months == 1 ? "" : "s";

    value_format_count(miles, sizeof miles, interval->miles);
    if (interval->miles == UNKNOWN && interval->months == UNKNOWN)
        snprintf(out, room, "%s", miles);
    else if (interval->months == UNKNOWN)
        snprintf(out, room, "%s mi", miles);
    else if (interval->miles == UNKNOWN)
        snprintf(out, room, "%d month%s", interval->months, plural);
    else
        snprintf(out, room, "%s mi or %d month%s", miles, interval->months, plural);
    return out;
}
