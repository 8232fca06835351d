#include "autorev/theme.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autorev/memory.h"
#include "autorev/paths.h"
#include "autorev/text.h"

static const char *const role_names[ROLE_COUNT] = {
    [ROLE_TEXT] = "text",
    [ROLE_MUTED] = "muted",
    [ROLE_TITLE] = "title",
    [ROLE_BORDER] = "border",
    [ROLE_FOCUS] = "focus",
    [ROLE_HEADER] = "header",
    [ROLE_BAR] = "bar",
    [ROLE_TAB] = "tab",
    [ROLE_KEY] = "key",
    [ROLE_SELECTED] = "selected",
    [ROLE_INACTIVE] = "inactive",
    [ROLE_MARKED] = "marked",
    [ROLE_MATCH] = "match",
    [ROLE_INPUT] = "input",
    [ROLE_ERROR] = "error",
    [ROLE_WARNING] = "warning",
    [ROLE_GOOD] = "good",
    [ROLE_BAD] = "bad",
    [ROLE_BEST] = "best",
    [ROLE_STOCK] = "stock",
    [ROLE_GAIN] = "gain",
    [ROLE_ACCENT] = "accent",
    [ROLE_CRITICAL] = "critical",
    [ROLE_HIGH] = "high",
    [ROLE_MEDIUM] = "medium",
    [ROLE_LOW] = "low",
    [ROLE_COSMETIC] = "cosmetic",
    [ROLE_SCORE_HIGH] = "score-high",
    [ROLE_SCORE_MID] = "score-mid",
    [ROLE_SCORE_LOW] = "score-low",
    [ROLE_ESTIMATED] = "estimated",
};

const char *
role_name(enum role role)
{
    return role_names[role];
}

int
role_find(const char *name)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (strcmp(role_names[role], name) == 0)
            return role;
    return -1;
}

static bool
theme_unknown(const char *name, struct error *err)
{
    char **names = theme_names();
    const char *near;
    size_t n = 0;

    while (names[n])
        n++;
    near = text_nearest(name, (const char *const *) names, n);
    error_set(err, ERROR_SETTING, "there is no theme '%.60s'", name);
    if (near)
        error_hint(err, "did you mean '%s'?", near);
    else
        error_hint(err, "`autorev-tui config themes` lists them");
    for (size_t i = 0; i < n; i++)
        free(names[i]);
    free(names);
    return false;
}

bool
theme_load(struct theme *theme, const char *name, struct error *err)
{
    char *own = paths_themes(), *shared = paths_share("themes");
    const char *const dirs[] = { own, shared };
    bool found = false, ok = false;

    for (size_t i = 0; i < 2 && !found && !strchr(name, '/'); i++) {
        char *path = x_asprintf("%s/%s.yaml", dirs[i], name);

        found = access(path, F_OK) == 0;
        if (found)
            ok = theme_load_file(theme, path, err);
        free(path);
    }
    free(own);
    free(shared);
    return found ? ok : theme_unknown(name, err);
}

static int
theme_compare(const void *a, const void *b)
{
    return strcmp(*(char *const *) a, *(char *const *) b);
}

/* Adds the names in @dir to the list, without those that are in it. */
static char **
theme_add_names(char **names, size_t *n, const char *dir)
{
    DIR *d = opendir(dir);
    const struct dirent *entry;

    while (d && (entry = readdir(d))) {
        size_t size = strlen(entry->d_name), at = 0;

        if (size <= 5 || entry->d_name[0] == '.' || strcmp(entry->d_name + size - 5, ".yaml") != 0)
            continue;
        names = x_reallocarray(names, *n + 2, sizeof *names);
        names[*n] = x_strndup(entry->d_name, size - 5);
        while (strcmp(names[at], names[*n]) != 0)
            at++;
        if (at < *n)
            free(names[*n]);
        else
            ++*n;
    }
    if (d)
        closedir(d);
    return names;
}

char **
theme_names(void)
{
    char *own = paths_themes(), *shared = paths_share("themes");
    char **names = x_calloc(1, sizeof *names);
    size_t n = 0;

    names = theme_add_names(names, &n, own);
    names = theme_add_names(names, &n, shared);
    names[n] = NULL;
    qsort(names, n, sizeof *names, theme_compare);
    free(own);
    free(shared);
    return names;
}
