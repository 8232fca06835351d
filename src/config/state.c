#include "autorev/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "autorev/memory.h"
#include "autorev/paths.h"

struct state {
    char *dir;
    json_t *names; /* an object of strings */
};

static char *
state_path(const struct state *state)
{
    return x_asprintf("%s/state.json", state->dir);
}

struct state *
state_load(void)
{
    struct state *state = x_calloc(1, sizeof *state);
    char *path;

    state->dir = paths_state();
    path = state_path(state);
    state->names = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(state->names)) {
        json_decref(state->names);
        state->names = json_object();
    }
    free(path);
    return state;
}

void
state_free(struct state *state)
{
    if (!state)
        return;
    json_decref(state->names);
    free(state->dir);
    free(state);
}

const char *
state_get(const struct state *state, const char *name, const char *preset)
{
    const char *value = json_string_value(json_object_get(state->names, name));

    return value ? value : preset;
}

void
state_set(struct state *state, const char *name, const char *value)
{
    if (value)
        json_object_set_new(state->names, name, json_string_nocheck(value));
    else
        json_object_del(state->names, name);
}

const char *
state_name_at(const struct state *state, const char *prefix, size_t index, const char **value)
{
    const char *name;
    json_t *text;

    json_object_foreach(state->names, name, text)
    {
        if (strncmp(name, prefix, strlen(prefix)) != 0 || index-- > 0)
            continue;
        *value = json_string_value(text);
        return name + strlen(prefix);
    }
    return NULL;
}

void
state_reset(struct state *state)
{
    json_object_clear(state->names);
}

bool
state_save(const struct state *state, struct error *err)
{
    char *path = state_path(state), *fresh = x_asprintf("%s.new", path);
    int fd = -1;
    bool ok = paths_make(state->dir, err);

    if (ok) {
        fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        ok = fd >= 0 && json_dumpfd(state->names, fd, JSON_INDENT(1) | JSON_SORT_KEYS) == 0 &&
             fsync(fd) == 0 && rename(fresh, path) == 0;
        if (!ok)
            error_errno(err, "cannot write %s", path);
    }
    if (fd >= 0)
        close(fd);
    free(fresh);
    free(path);
    return ok;
}
