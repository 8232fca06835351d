/*
 * What is kept of a comparison: lists under a name in user_compare_lists, and files.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "autorev/memory.h"
#include "autorev/table.h"
#include "ui/panes/compare_private.h"

/* ---- saved lists (user_compare_lists) ---- */

static json_t *
compare_json(const struct compare_state *st, bool names)
{
    json_t *list = json_array();

    for (size_t i = 0; i < st->slugs; i++) {
        char name[160];

        if (names)
            cars_format(st->cars, compare_car(st->compare, i), CAR_NAME, name, sizeof name);
        json_array_append_new(list, json_string(names ? name : st->slug[i]));
    }
    return list;
}

void
compare_on_named(void *data, const char *text)
{
    struct pane *pane = data;
    struct compare_state *st = pane->state;

    if (!text || !*text)
        return;
    snprintf(st->list_name, sizeof st->list_name, "%s", text);
    st->user_ticket = pane_send(pane, query_call("client_user_id"));
}

/* The owner's id is there: write the list.  What had that name goes only once the new one is safe. */
void
compare_store(struct pane *pane, const char *user)
{
    struct compare_state *st = pane->state;
    struct query *q;
    json_t *slugs, *names;
    char *slug_text, *name_text;

    if (!user || !st->compare || compare_cars(st->compare) != st->slugs) {
        app_message(pane->app, ROLE_ERROR,
            "The list cannot be saved: this server does not know who you are");
        return;
    }
    snprintf(st->user, sizeof st->user, "%s", user);
    slugs = compare_json(st, false);
    names = compare_json(st, true);
    slug_text = json_dumps(slugs, JSON_COMPACT);
    name_text = json_dumps(names, JSON_COMPACT);
    q = query_insert("user_compare_lists");
    query_set(q, "user_id", user);
    query_set(q, "name", st->list_name);
    query_set(q, "car_slugs", slug_text);
    query_set(q, "car_names", name_text);
    query_column(q, "id");
    st->saved_ticket = pane_send(pane, q);
    free(slug_text);
    free(name_text);
    json_decref(slugs);
    json_decref(names);
}

void
compare_on_saved(struct pane *pane, const char *id)
{
    struct compare_state *st = pane->state;
    struct query *q = query_delete("user_compare_lists");

    query_where(q, "user_id", OP_EQ, st->user);
    query_where(q, "name", OP_EQ, st->list_name);
    query_where(q, "id", OP_NEQ, id ? id : "");
    if (id)
        pane_send(pane, q);
    else
        query_free(q);
    app_message(pane->app, ROLE_GOOD, "saved as '%s'", st->list_name);
}

void
compare_ask_lists(struct pane *pane)
{
    struct compare_state *st = pane->state;
    struct query *q = query_select("user_compare_lists");

    query_column(q, "name");
    query_column(q, "car_slugs");
    query_column(q, "car_names");
    query_order(q, "name", ORDER_ASC, false);
    query_range(q, 0, 200);
    st->list_ticket = pane_send(pane, q);
}

static void
compare_on_list(
    void *data, const struct menu_item *chosen, const struct menu_item *items, size_t count)
{
    struct pane *pane = data;
    struct compare_state *st = pane->state;
    json_t *slugs, *slug;
    size_t i;

    (void) items;
    (void) count;
    if (!chosen)
        return;
    slugs = json_loads(chosen->note, 0, NULL);
    compare_clear(st);
    json_array_foreach(slugs, i, slug)
    {
        if (json_is_string(slug))
            compare_add(st, json_string_value(slug));
    }
    json_decref(slugs);
    compare_load(pane);
}

/* "718 Cayman GT4, BMW M3" of the stored names; the text itself when it is no list.  Owned. */
static char *
compare_names(const char *text)
{
    json_t *names = text ? json_loads(text, 0, NULL) : NULL, *name;
    struct buffer out = { 0 };
    size_t i;

    if (!json_is_array(names)) {
        json_decref(names);
        return x_strdup(text ? text : "");
    }
    json_array_foreach(names, i, name)
    {
        if (json_is_string(name))
            buffer_printf(&out, "%s%s", out.size ? ", " : "", json_string_value(name));
    }
    json_decref(names);
    return buffer_take(&out);
}

void
compare_show_lists(struct pane *pane, const struct result *res)
{
    struct menu_item *items;
    size_t n = result_rows(res);

    if (n == 0) {
        app_message(pane->app, ROLE_MUTED, "No list is saved yet: %s saves this one",
            keymap_keys(app_keymap(pane->app), pane->place, ACTION_LIST_SAVE));
        return;
    }
    items = x_calloc(n, sizeof *items);
    for (size_t i = 0; i < n; i++) {
        char *names = compare_names(result_get(res, i, "car_names"));

        items[i] =
            menu_item((long) i, result_get(res, i, "name"), names, result_get(res, i, "car_slugs"));
        free(names);
    }
    menu_open(pane->app, &(struct menu_request){ .title = "Saved comparisons",
                             .items = items,
                             .count = n,
                             .hide_notes = true,
                             .done = compare_on_list,
                             .data = pane,
                             .selected = -1 });
}

/* ---- writing ---- */

static bool
compare_write(const struct compare_state *st, const char *path, struct error *err)
{
    const char *dot = strrchr(path, '.');
    enum table_format format;
    struct table *table;
    struct buffer out = { 0 };
    int fd;
    bool ok;

    if (dot && !strcmp(dot, ".md"))
        format = TABLE_MARKDOWN;
    else if (dot && !strcmp(dot, ".csv"))
        format = TABLE_CSV;
    else if (dot && !strcmp(dot, ".json"))
        format = TABLE_JSON;
    else
        return error_set(err, ERROR_INPUT, "the name must end in .md, .csv or .json");
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0)
        return error_errno(err, "%s", path);
    table = compare_table(st->compare, st->differences, false);
    table_write(table, format, &(struct table_style){ 0 }, &out);
    ok = write(fd, buffer_text(&out), out.size) == (ssize_t) out.size && close(fd) == 0;
    if (!ok) {
        error_errno(err, "%s", path);
        unlink(path);
    }
    table_free(table);
    buffer_fini(&out);
    return ok;
}

void
compare_on_path(void *data, const char *text)
{
    struct pane *pane = data;
    struct error err = { 0 };

    if (!text || !*text)
        return;
    if (compare_write(pane->state, text, &err))
        app_message(pane->app, ROLE_GOOD, "written to %s", text);
    else
        app_error(pane->app, &err);
}
