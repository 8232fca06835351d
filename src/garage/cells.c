#include "autorev/cells.h"

#include <math.h>

#include "autorev/value.h"

struct cells
cells_of(const struct result *res, size_t row, const char *what, struct error *err)
{
    return (struct cells){ .res = res, .row = row, .what = what, .err = err, .ok = true };
}

static void
cells_refuse(struct cells *cells, const char *column, const char *text, const char *want)
{
    if (cells->ok)
        error_set(cells->err, ERROR_INPUT, "%s: row %zu, column %s: '%.60s' is not %s", cells->what,
            cells->row + 1, column, text, want);
    cells->ok = false;
}

const char *
cell_text(const struct cells *cells, const char *column)
{
    return result_get(cells->res, cells->row, column);
}

int
cell_int(struct cells *cells, const char *column)
{
    const char *text = cell_text(cells, column);
    int value = UNKNOWN;

    if (text && !value_int(text, &value))
        cells_refuse(cells, column, text, "a whole number");
    return value;
}

double
cell_real(struct cells *cells, const char *column)
{
    const char *text = cell_text(cells, column);
    double value = NAN;

    if (text && !value_real(text, &value))
        cells_refuse(cells, column, text, "a number");
    return value;
}

bool
cell_bool(struct cells *cells, const char *column, bool otherwise)
{
    const char *text = cell_text(cells, column);
    bool value = otherwise;

    if (text && !value_bool(text, &value))
        cells_refuse(cells, column, text, "true or false");
    return value;
}
