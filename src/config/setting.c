/*
 * One setting: what a text has to be for it, and where it goes.
 */
#include "setting.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"
#include "autorev/paths.h"
#include "autorev/text.h"

void *
setting_place(const struct settings *settings, const struct setting *row)
{
    return (char *) settings + row->offset;
}

bool
setting_is_text(enum setting_type type)
{
    switch (type) {
    case SETTING_TEXT:
    case SETTING_NAME:
    case SETTING_PATH:
    case SETTING_SECRET:
    case SETTING_URL:
    case SETTING_WORD:
        return true;
    case SETTING_BOOL:
    case SETTING_INT:
    case SETTING_CHOICE:
    case SETTING_LIST:
        break;
    }
    return false;
}

static bool
setting_name_is(const char *a, const char *b)
{
    while (*a && (*a == *b || (*a == '-' && *b == '_')))
        a++, b++;
    return *a == *b;
}

const struct setting *
setting_find(const char *name)
{
    for (const struct setting *row = settings_table; row->name; row++)
        if (setting_name_is(row->name, name))
            return row;
    return NULL;
}

static void
setting_join(struct buffer *out, const char *const choices[])
{
    for (size_t i = 0; choices[i]; i++)
        buffer_printf(out, "%s%s", i ? ", " : "", choices[i]);
}

void
setting_expect(const struct setting *row, struct error *err)
{
    struct buffer choices = { 0 };

    switch (row->type) {
    case SETTING_BOOL:
        error_set(err, ERROR_SETTING, "'%s' is true or false", row->name);
        break;
    case SETTING_INT:
        error_set(
            err, ERROR_SETTING, "'%s' is a number from %d to %d", row->name, row->min, row->max);
        break;
    case SETTING_CHOICE:
    case SETTING_WORD:
        setting_join(&choices, row->choices);
        error_set(err, ERROR_SETTING, "'%s' is one of %s", row->name, buffer_text(&choices));
        buffer_fini(&choices);
        break;
    case SETTING_NAME:
        error_set(err, ERROR_SETTING, "'%s' is a name of letters, digits, - and _", row->name);
        break;
    case SETTING_PATH:
        error_set(
            err, ERROR_SETTING, "'%s' is an absolute path, or one that begins with ~/", row->name);
        break;
    case SETTING_LIST:
        error_set(err, ERROR_SETTING, "'%s' is a list, or words separated by blanks", row->name);
        break;
    case SETTING_TEXT:
    case SETTING_SECRET:
    case SETTING_URL:
        error_set(err, ERROR_SETTING, "'%s' is text", row->name);
        break;
    }
}

static bool
setting_refuse(const struct setting *row, const char *value, struct error *err)
{
    char what[160];

    if (!err)
        return false;
    setting_expect(row, err);
    memcpy(what, err->message, sizeof what - 1);
    what[sizeof what - 1] = '\0';
    error_set(err, ERROR_SETTING, "%s, not '%.60s'", what, value);
    if (row->choices) {
        size_t n = 0;
        const char *near;

        while (row->choices[n])
            n++;
        near = text_nearest(value, row->choices, n);
        if (near)
            error_hint(err, "did you mean '%s'?", near);
    }
    return false;
}

static bool
setting_bool(const char *text, bool *value)
{
    static const char *const words[] = { "false", "true", "no", "yes", "off", "on" };

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0) {
            *value = i % 2;
            return true;
        }
    return false;
}

static bool
setting_int(const struct setting *row, const char *text, int *value)
{
    char *end;
    long n;

    errno = 0;
    n = strtol(text, &end, 10);
    if (errno || end == text || *end || n < row->min || n > row->max)
        return false;
    *value = (int) n;
    return true;
}

static int
setting_choice(const struct setting *row, const char *text)
{
    for (int i = 0; row->choices[i]; i++)
        if (strcmp(row->choices[i], text) == 0)
            return i;
    return -1;
}

static bool
setting_text_is_valid(const struct setting *row, const char *value, bool from_file)
{
    static const char name[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

    switch (row->type) {
    case SETTING_NAME:
        return *value && value[strspn(value, name)] == '\0';
    case SETTING_WORD:
        return setting_choice(row, value) >= 0 || (!*value && !*row->preset);
    case SETTING_PATH:
        return !from_file || !*value || *value == '/' || strcmp(value, "~") == 0 ||
               strncmp(value, "~/", 2) == 0;
    default:
        return true;
    }
}

void
setting_free_list(char **list)
{
    for (char **word = list; word && *word; word++)
        free(*word);
    free(list);
}

void
setting_put_list(
    struct settings *settings, const struct setting *row, const char *const words[], size_t n)
{
    char ***place = setting_place(settings, row);
    char **list = x_calloc(n + 1, sizeof *list);

    for (size_t i = 0; i < n; i++)
        list[i] = x_strdup(words[i]);
    setting_free_list(*place);
    *place = list;
}

static void
setting_put_words(struct settings *settings, const struct setting *row, const char *value)
{
    char *copy = x_strdup(value), *rest = copy;
    const char **words = x_calloc(strlen(value) / 2 + 1, sizeof *words);
    size_t n = 0;

    for (char *word; (word = strtok_r(rest, " \t\r\n", &rest));)
        words[n++] = word;
    setting_put_list(settings, row, words, n);
    free(words);
    free(copy);
}

bool
setting_put(struct settings *settings, const struct setting *row, const char *value, bool from_file,
    struct error *err)
{
    void *place = setting_place(settings, row);

    if (row->type == SETTING_LIST) {
        setting_put_words(settings, row, value);
        return true;
    }
    if (row->type == SETTING_BOOL)
        return setting_bool(value, place) || setting_refuse(row, value, err);
    if (row->type == SETTING_INT)
        return setting_int(row, value, place) || setting_refuse(row, value, err);
    if (row->type == SETTING_CHOICE) {
        int choice = setting_choice(row, value);

        if (choice < 0)
            return setting_refuse(row, value, err);
        *(int *) place = choice;
        return true;
    }
    if (!setting_text_is_valid(row, value, from_file))
        return setting_refuse(row, value, err);
    free(*(char **) place);
    *(char **) place = row->type == SETTING_PATH && *value ? paths_expand(value) : x_strdup(value);
    return true;
}

bool
setting_is_secret(const struct settings *settings, const struct setting *row)
{
    const char *text;
    char *shown;
    bool secret;

    if (row->type != SETTING_SECRET && row->type != SETTING_URL)
        return false;
    text = *(char **) setting_place(settings, row);
    if (row->type == SETTING_SECRET)
        return *text != '\0';
    shown = settings_conninfo_public(text);
    secret = strcmp(shown, text) != 0;
    free(shown);
    return secret;
}
