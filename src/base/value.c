#include "autorev/value.h"

#include <jansson.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char unknown_sign[] = "\xe2\x80\x93";

/* ---- text to value ---- */

bool
value_real(const char *text, double *value)
{
    bool negative = *text == '-', point = false;
    int64_t digits = 0;
    int count = 0;
    double scale = 1;

    for (text += negative; *text; text++) {
        if (*text == '.' && !point) {
            point = true;
            continue;
        }
        if (*text < '0' || *text > '9' || ++count > 15)
            return false;
        digits = 10 * digits + (*text - '0');
        scale = point ? 10 * scale : scale;
    }
    *value = (negative ? -1 : 1) * (double) digits / scale;
    return count > 0;
}

bool
value_int(const char *text, int *value)
{
    double real;

    if (!value_real(text, &real) || real != rint(real) || fabs(real) > INT_MAX)
        return false;
    *value = (int) real;
    return true;
}

bool
value_bool(const char *text, bool *value)
{
    *value = *text == 't';
    return strcmp(text, "t") == 0 || strcmp(text, "f") == 0 || strcmp(text, "true") == 0 ||
           strcmp(text, "false") == 0;
}

struct list {
    struct arena *arena;
    const char **item;
    size_t n;
};

static void
list_add(struct list *list, const char *text, size_t size)
{
    list->item = x_reallocarray(list->item, list->n + 1, sizeof *list->item);
    list->item[list->n++] = arena_strndup(list->arena, text, size);
}

static bool
list_read_json(struct list *list, const char *text)
{
    json_t *array = json_loads(text, 0, NULL), *value;
    size_t i;

    if (!json_is_array(array)) {
        json_decref(array);
        return false;
    }
    json_array_foreach(array, i, value)
    {
        char *dump = NULL;

        if (json_is_string(value))
            list_add(list, json_string_value(value), json_string_length(value));
        else if (!json_is_null(value) && (dump = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT)))
            list_add(list, dump, strlen(dump));
        free(dump);
    }
    json_decref(array);
    return true;
}

/* {a,"b \"c\"",NULL}; false when it is not one such array, of one dimension. */
static bool
list_read_array(struct list *list, const char *text)
{
    char *word = x_strdup(text);
    bool ok = true;

    for (text++; ok && *text != '}';) {
        bool quoted = *text == '"';
        size_t size = 0;

        for (text += quoted; *text && (quoted ? *text != '"' : *text != ',' && *text != '}');) {
            text += *text == '\\' && text[1];
            word[size++] = *text++;
        }
        if (quoted || size != 4 || memcmp(word, "NULL", 4) != 0)
            list_add(list, word, size);
        text += quoted && *text == '"';
        ok = *text == ',' || *text == '}';
        text += *text == ',';
    }
    free(word);
    return ok && !text[1];
}

const char *const *
value_list(struct arena *arena, const char *text)
{
    struct list list = { .arena = arena };
    const char **items;

    if (!text)
        return NULL;
    if (!(*text == '[' && list_read_json(&list, text)) &&
        !(*text == '{' && list_read_array(&list, text))) {
        list.n = 0;
        list_add(&list, text, strlen(text));
    }
    items = arena_alloc(arena, (list.n + 1) * sizeof *items);
    if (list.n)
        memcpy(items, list.item, list.n * sizeof *items);
    free(list.item);
    return items;
}

/* ---- value to text ---- */

char *
value_format_count(char *out, size_t room, int n)
{
    char digits[16], text[32];
    size_t size, used = 0;

    if (n == UNKNOWN) {
        snprintf(out, room, "%s", unknown_sign);
        return out;
    }
    size = (size_t) snprintf(digits, sizeof digits, "%d", abs(n));
    if (n < 0)
        text[used++] = '-';
    for (size_t i = 0; i < size; i++) {
        if (i && (size - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
    snprintf(out, room, "%s", text);
    return out;
}

char *
value_format_real(char *out, size_t room, double value, int digits)
{
    long long scale = 1, all, part;

    if (!(fabs(value) < 1e9)) {
        snprintf(out, room, "%s", unknown_sign);
        return out;
    }
    for (int i = 0; i < digits; i++)
        scale *= 10;
    all = llround(fabs(value) * (double) scale);
    part = all % scale;
    for (; digits && part % 10 == 0; digits--)
        part /= 10;
    snprintf(out, room, "%s%lld", value < 0 && all ? "-" : "", all / scale);
    if (digits) {
        size_t used = strlen(out);

        snprintf(out + used, room - used, ".%0*lld", digits, part);
    }
    return out;
}

char *
value_format_money(char *out, size_t room, int low, int high)
{
    char from[32], to[32];

    value_format_count(from, sizeof from, low);
    value_format_count(to, sizeof to, high);
    if (low == UNKNOWN && high == UNKNOWN)
        snprintf(out, room, "%s", unknown_sign);
    else if (low == UNKNOWN)
        snprintf(out, room, "up to $%s", to);
    else if (high == UNKNOWN)
        snprintf(out, room, "from $%s", from);
    else if (low == high)
        snprintf(out, room, "$%s", from);
    else
        snprintf(out, room, "$%s%s%s", from, unknown_sign, to);
    return out;
}
