/*
 * Settings from the user's file and the environment.
 */
#include "autorev/settings.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "autorev/paths.h"
#include "autorev/text.h"

#include "document.h"
#include "setting.h"

struct reader {
    struct settings *settings;
    const struct document *doc;
    int *line; /* where each row of the table was set; 0: not */
};

static size_t
reader_rows(void)
{
    size_t n = 0;

    while (settings_table[n].name)
        n++;
    return n;
}

/* The part of a row's name below @prefix, up to the next dot: "url" of "postgres.url". */
static size_t
reader_part(const struct setting *row, const char *prefix, const char **part)
{
    size_t skip = strlen(prefix);

    if (strncmp(row->name, prefix, skip) != 0)
        return 0;
    *part = row->name + skip;
    return strcspn(*part, ".");
}

/* Says that nobody knows the key, and which one may have been meant or which there are. */
static bool
reader_unknown(const struct reader *rd, const struct document_node *node, const char *prefix,
    struct error *err)
{
    struct buffer all = { 0 };
    struct arena *arena = arena_new();
    const char **names = arena_alloc(arena, (reader_rows() + 2) * sizeof *names);
    const char *near;
    size_t n = 0;

    for (const struct setting *row = settings_table; row->name; row++) {
        const char *part;
        size_t size = reader_part(row, prefix, &part);

        if (!size || (n && strncmp(names[n - 1], part, size) == 0 && !names[n - 1][size]))
            continue;
        names[n++] = arena_strndup(arena, part, size);
    }
    if (!*prefix) {
        names[n++] = "keys";
        names[n++] = "filters";
    }
    for (size_t i = 0; i < n; i++)
        buffer_printf(&all, "%s%s", i ? ", " : "", names[i]);
    near = text_nearest(node->key, names, n);
    document_error(rd->doc, node->key_line, err, "unknown key '%s%.40s'", prefix, node->key);
    if (near)
        error_hint(err, "did you mean '%s%s'?", prefix, near);
    else
        error_hint(err, "known here: %s", buffer_text(&all));
    buffer_fini(&all);
    arena_free(arena);
    return false;
}

static bool
reader_wrong_kind(const struct reader *rd, const struct setting *row,
    const struct document_node *node, struct error *err)
{
    struct error what = { 0 };

    setting_expect(row, &what);
    document_error(
        rd->doc, node->line, err, "%.180s, not %s", what.message, document_kind_name(node));
    if (node->kind == DOCUMENT_NONE)
        error_hint(err, "leave the line out for the preset, or write \"\" for an empty text");
    return false;
}

static bool
reader_list(struct reader *rd, const struct setting *row, const struct document_node *node,
    struct error *err)
{
    struct arena *arena = arena_new();
    const char **words;
    size_t n = 0;
    bool ok = true;

    for (const struct document_node *item = node->first; item; item = item->next)
        n++;
    words = arena_alloc(arena, (n + 1) * sizeof *words);
    n = 0;
    for (const struct document_node *item = node->first; ok && item; item = item->next) {
        words[n++] = item->text;
        if (item->kind != DOCUMENT_SCALAR)
            ok = document_error(rd->doc, item->line, err, "'%s' is a list of words, not of %ss",
                row->name,
                item->kind == DOCUMENT_NONE ? "empty item" : document_kind_name(item) + 2);
    }
    if (ok)
        setting_put_list(rd->settings, row, words, n);
    arena_free(arena);
    return ok;
}

static bool
reader_value(struct reader *rd, const struct setting *row, const struct document_node *node,
    struct error *err)
{
    int *line = &rd->line[row - settings_table];

    if (*line)
        return document_error(rd->doc, node->key_line, err,
            "'%s' is here twice; it is also in line %d", row->name, *line);
    *line = node->key_line;
    if (row->type == SETTING_LIST && node->kind == DOCUMENT_LIST)
        return reader_list(rd, row, node, err);
    if (node->kind != DOCUMENT_SCALAR)
        return reader_wrong_kind(rd, row, node, err);
    if (!setting_put(rd->settings, row, node->text, true, err))
        return error_prefix(err, "%s:%d", rd->settings->path, node->line);
    if (setting_is_secret(rd->settings, row) && document_exposed(rd->doc)) {
        document_error(rd->doc, node->line, err,
            "'%s' holds a secret, and others can read this file", row->name);
        return error_hint(err, "chmod 600 %s", rd->settings->path);
    }
    return true;
}

static bool
reader_keys(struct reader *rd, const struct document_node *node, struct error *err)
{
    struct settings *st = rd->settings;

    for (const struct document_node *bind = node->first; bind; bind = bind->next) {
        struct buffer keys = { 0 };
        const struct document_node *key = bind->kind == DOCUMENT_LIST ? bind->first : bind;

        for (; key; key = bind->kind == DOCUMENT_LIST ? key->next : NULL) {
            bool none = key->kind == DOCUMENT_NONE || strcmp(key->text, "none") == 0;

            if (none && bind->kind != DOCUMENT_LIST)
                break;
            if (none || key->kind != DOCUMENT_SCALAR || !*key->text ||
                strpbrk(key->text, " \t\n")) {
                buffer_fini(&keys);
                document_error(rd->doc, key->line, err, "'keys.%.60s' is not a key", bind->key);
                return error_hint(err, "a key is x or \"<C-n>\", several are [x, \"<C-n>\"], "
                                       "and none takes the key away");
            }
            buffer_printf(&keys, "%s%s", keys.size ? " " : "", key->text);
        }
        st->keys = x_reallocarray(st->keys, st->key_count + 1, sizeof *st->keys);
        st->keys[st->key_count++] = (struct key_binding){
            .action = x_strdup(bind->key),
            .keys = buffer_take(&keys),
            .line = bind->key_line,
        };
    }
    return true;
}

static bool
reader_filters(struct reader *rd, const struct document_node *node, struct error *err)
{
    struct settings *st = rd->settings;

    for (const struct document_node *filter = node->first; filter; filter = filter->next) {
        if (filter->kind != DOCUMENT_SCALAR || !*filter->text) {
            document_error(rd->doc, filter->line, err,
                "'filters.%.60s' is the text of a filter, not %s", filter->key,
                document_kind_name(filter));
            return error_hint(err, "filters: {cheap-fun: \"price<30k fun>=8\"}");
        }
        st->filters = x_reallocarray(st->filters, st->filter_count + 1, sizeof *st->filters);
        st->filters[st->filter_count++] = (struct saved_filter){
            .name = x_strdup(filter->key),
            .text = x_strdup(filter->text),
            .line = filter->key_line,
        };
    }
    return true;
}

/* The two groups whose keys the user makes up. */
static bool
reader_free_group(struct reader *rd, const struct document_node *node, struct error *err)
{
    bool keys = strcmp(node->key, "keys") == 0;

    if (node->kind == DOCUMENT_NONE)
        return true;
    if (node->kind != DOCUMENT_MAP) {
        document_error(
            rd->doc, node->line, err, "'%s' is a map, not %s", node->key, document_kind_name(node));
        return error_hint(
            err, "%s", keys ? "keys: {compare: x}" : "filters: {cheap-fun: \"price<30k fun>=8\"}");
    }
    return keys ? reader_keys(rd, node, err) : reader_filters(rd, node, err);
}

static bool
reader_is_group(const char *prefix)
{
    const char *part;

    for (const struct setting *row = settings_table; row->name; row++)
        if (reader_part(row, prefix, &part))
            return true;
    return false;
}

static bool
reader_map(
    struct reader *rd, const struct document_node *map, const char *prefix, struct error *err)
{
    bool ok = true;

    for (const struct document_node *node = map->first; ok && node; node = node->next) {
        char *name = x_asprintf("%s%s", prefix, node->key);
        char *group = x_asprintf("%s.", name);
        const struct setting *row = strchr(node->key, '.') ? NULL : setting_find(name);

        if (row)
            ok = reader_value(rd, row, node, err);
        else if (!*prefix && (strcmp(name, "keys") == 0 || strcmp(name, "filters") == 0))
            ok = reader_free_group(rd, node, err);
        else if (!reader_is_group(group))
            ok = reader_unknown(rd, node, prefix, err);
        else if (node->kind == DOCUMENT_MAP)
            ok = reader_map(rd, node, group, err);
        else if (node->kind != DOCUMENT_NONE)
            ok = document_error(rd->doc, node->line, err, "'%s' is a map of settings, not %s", name,
                document_kind_name(node));
        free(group);
        free(name);
    }
    return ok;
}

static bool
settings_read(struct settings *settings, const struct document *doc, struct error *err)
{
    struct reader rd = { .settings = settings, .doc = doc };
    const struct document_node *root = document_root(doc);
    bool ok;

    rd.line = x_calloc(reader_rows(), sizeof *rd.line);
    if (root->kind == DOCUMENT_MAP)
        ok = reader_map(&rd, root, "", err);
    else
        ok = document_error(doc, root->line, err, "settings are a map, 'theme: light', not %s",
            document_kind_name(root));
    free(rd.line);
    return ok;
}

bool
settings_parse(
    struct settings *settings, const char *name, const char *text, size_t size, struct error *err)
{
    struct document *doc = document_parse(name, text, size, err);
    bool ok;

    if (!doc)
        return false;
    free(settings->path);
    settings->path = x_strdup(name);
    ok = settings_read(settings, doc, err);
    document_free(doc);
    return ok;
}

static bool
settings_load_file(struct settings *settings, bool needed, struct error *err)
{
    struct error missing = { 0 };
    struct document *doc = document_load(settings->path, &missing);
    bool ok;

    if (doc) {
        ok = settings_read(settings, doc, err);
        document_free(doc);
        return ok;
    }
    if (missing.code == ERROR_MISSING && !needed)
        return true;
    if (err)
        *err = missing;
    return false;
}

static bool
settings_load_environment(struct settings *settings, struct error *err)
{
    for (const struct setting *row = settings_table; row->name; row++) {
        const char *value = row->env ? getenv(row->env) : NULL;

        if (value && *value && !setting_put(settings, row, value, false, err))
            return error_prefix(err, "environment variable %s", row->env);
    }
    return true;
}

bool
settings_load(struct settings *settings, const char *path, struct error *err)
{
    const char *env = settings->kiosk ? NULL : getenv("AUTOREV_CONFIG");
    const char *no_color = getenv("NO_COLOR");
    const char *named = path ? path : env && *env ? env : NULL;

    free(settings->path);
    settings->path = named ? x_strdup(named) : paths_config();
    if (!settings_load_file(settings, named != NULL, err))
        return false;
    if (!settings->kiosk && !settings_load_environment(settings, err))
        return false;
    if (settings->color == COLOR_AUTO && no_color && *no_color)
        settings->color = COLOR_NONE;
    settings->utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    return true;
}
