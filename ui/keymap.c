#include "ui/keymap.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/memory.h"
#include "autorev/text.h"

struct bound {
    int place;
    key_code key[2]; /* the second is 0 for a single key */
    char shown[24];
    enum action action;
};

struct keymap {
    struct bound *row;
    size_t rows;
};

struct keymap *
keymap_new(void)
{
    return x_calloc(1, sizeof(struct keymap));
}

void
keymap_free(struct keymap *map)
{
    if (!map)
        return;
    free(map->row);
    free(map);
}

static bool
keymap_add(struct keymap *map, int place, const char *keys, enum action action)
{
    struct bound bound = { .place = place, .action = action };
    size_t used, second = 0;

    if (!key_parse(keys, &bound.key[0], &used))
        return false;
    if (keys[used] && (!key_parse(keys + used, &bound.key[1], &second) || keys[used + second]))
        return false;
    if (strlen(keys) >= sizeof bound.shown)
        return false;
    memcpy(bound.shown, keys, strlen(keys) + 1);
    map->row = x_reallocarray(map->row, map->rows + 1, sizeof *map->row);
    map->row[map->rows++] = bound;
    return true;
}

void
keymap_preset(struct keymap *map, int place, const struct key_preset *keys)
{
    for (; keys && keys->keys; keys++) {
        bool ok = keymap_add(map, place, keys->keys, keys->action);

        assert(ok && "a preset is not a key");
        (void) ok;
    }
}

/* Takes the presets of @action away and returns the places that had one. */
static size_t
keymap_unbind(struct keymap *map, enum action action, int places[], size_t room)
{
    size_t n = 0, kept = 0;

    for (size_t i = 0; i < map->rows; i++) {
        bool known = false;

        if (map->row[i].action != action) {
            map->row[kept++] = map->row[i];
            continue;
        }
        for (size_t p = 0; p < n; p++)
            known |= places[p] == map->row[i].place;
        if (!known && n < room)
            places[n++] = map->row[i].place;
    }
    map->rows = kept;
    return n;
}

static bool
keymap_unknown(const struct settings *settings, const struct key_binding *b, struct error *err)
{
    const char *names[ACTION_COUNT], *near;

    for (int a = 0; a < ACTION_COUNT; a++)
        names[a] = actions[a].name;
    near = text_nearest(b->action, names, ACTION_COUNT);
    error_set(err, ERROR_SETTING, "%s:%d: keys: there is no action '%s'", settings->path, b->line,
        b->action);
    if (near)
        error_hint(err, "Did you mean '%s'?", near);
    else
        error_hint(err, "Press ? in the program for the list of actions");
    return false;
}

bool
keymap_bind(struct keymap *map, const struct settings *settings, struct error *err)
{
    for (size_t i = 0; i < settings->key_count; i++) {
        const struct key_binding *b = &settings->keys[i];
        enum action action = action_find(b->action);
        int places[16];
        size_t n;
        char *words, *rest, *word;
        bool ok = true;

        if (action == ACTION_NONE)
            return keymap_unknown(settings, b, err);
        n = keymap_unbind(map, action, places, sizeof places / sizeof places[0]);
        if (n == 0)
            places[n++] = KEYMAP_GLOBAL; /* an action without a preset works everywhere */
        words = x_strdup(b->keys);
        for (word = strtok_r(words, " ", &rest); word && ok; word = strtok_r(NULL, " ", &rest)) {
            for (size_t p = 0; p < n && ok; p++)
                ok = keymap_add(map, places[p], word, action);
            if (!ok) {
                error_set(err, ERROR_SETTING, "%s:%d: keys.%s: '%s' is not a key", settings->path,
                    b->line, b->action, word);
                error_hint(err, "Write x, <Enter>, <C-d>, <M-x>, <F5>, or two keys such as gg");
            }
        }
        free(words);
        if (!ok)
            return false;
    }
    return true;
}

enum action
keymap_find(const struct keymap *map, int place, key_code prefix, key_code key, bool *more)
{
    const int order[2] = { place, KEYMAP_GLOBAL };

    *more = false;
    for (int o = 0; o < 2; o++) {
        for (size_t i = 0; i < map->rows; i++) {
            const struct bound *b = &map->row[i];

            if (b->place != order[o])
                continue;
            if (prefix ? b->key[0] == prefix && b->key[1] == key : b->key[0] == key && !b->key[1])
                return b->action;
            if (!prefix && b->key[0] == key && b->key[1])
                *more = true;
        }
    }
    return ACTION_NONE;
}

const char *
keymap_keys(const struct keymap *map, int place, enum action action)
{
    const int order[2] = { place, KEYMAP_GLOBAL };

    for (int o = 0; o < 2; o++)
        for (size_t i = 0; i < map->rows; i++)
            if (map->row[i].place == order[o] && map->row[i].action == action)
                return map->row[i].shown;
    return "";
}

enum action
keymap_at(const struct keymap *map, int place, size_t index)
{
    size_t n = 0;

    for (size_t i = 0; i < map->rows; i++) {
        bool first = map->row[i].place == place;

        for (size_t j = 0; j < i && first; j++)
            first = map->row[j].place != place || map->row[j].action != map->row[i].action;
        if (first && n++ == index)
            return map->row[i].action;
    }
    return ACTION_NONE;
}
