#include "autorev/result.h"

#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"

struct result {
    struct arena *arena; /* owns the names and the text of every cell */
    const char **name;
    const char **cell; /* rows * cols pointers into the arena */
    size_t cols, rows, room, bytes;
    long total;
    bool total_exact;
};

struct result *
result_new(size_t cols, const char *const names[])
{
    struct result *res = x_calloc(1, sizeof *res);

    res->arena = arena_new();
    res->cols = cols;
    res->total = -1;
    res->name = arena_alloc(res->arena, cols * sizeof *res->name);
    for (size_t c = 0; c < cols; c++)
        res->name[c] = arena_strdup(res->arena, names[c]);
    return res;
}

void
result_free(struct result *res)
{
    if (!res)
        return;
    free(res->cell);
    arena_free(res->arena);
    free(res);
}

void
result_add(struct result *res, const char *const cells[])
{
    if (res->rows == res->room) {
        res->room = res->room ? 2 * res->room : 64;
        res->cell = x_reallocarray(res->cell, res->room * res->cols, sizeof *res->cell);
    }
    for (size_t c = 0; c < res->cols; c++) {
        size_t size = cells[c] ? strlen(cells[c]) : 0;

        res->cell[res->rows * res->cols + c] =
            cells[c] ? arena_strndup(res->arena, cells[c], size) : NULL;
        res->bytes += size + 1;
    }
    res->rows++;
}

void
result_set_total(struct result *res, long total, bool exact)
{
    res->total = total;
    res->total_exact = exact;
}

long
result_total(const struct result *res, bool *exact)
{
    if (exact)
        *exact = res->total_exact;
    return res->total;
}

size_t
result_rows(const struct result *res)
{
    return res->rows;
}

size_t
result_cols(const struct result *res)
{
    return res->cols;
}

const char *
result_name(const struct result *res, size_t col)
{
    return col < res->cols ? res->name[col] : NULL;
}

int
result_find(const struct result *res, const char *name)
{
    for (size_t c = 0; c < res->cols; c++)
        if (!strcmp(res->name[c], name))
            return (int) c;
    return -1;
}

const char *
result_text(const struct result *res, size_t row, size_t col)
{
    return row < res->rows && col < res->cols ? res->cell[row * res->cols + col] : NULL;
}

const char *
result_get(const struct result *res, size_t row, const char *name)
{
    int col = result_find(res, name);

    return col < 0 ? NULL : result_text(res, row, (size_t) col);
}

size_t
result_bytes(const struct result *res)
{
    return res->bytes + res->room * res->cols * sizeof *res->cell;
}
