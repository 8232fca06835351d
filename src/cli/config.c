/*
 * `config`: where the settings are, what they can be, whether they are right.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "autorev/car.h"
#include "autorev/filter.h"
#include "autorev/memory.h"
#include "autorev/text.h"
#include "autorev/theme.h"

#include "command.h"

static int
config_path(const struct cli *cli)
{
    char *line = x_asprintf("%s\n", cli->settings->path);
    int status = cli_write(line, strlen(line));

    free(line);
    return status;
}

static int
config_default(void)
{
    char *text = settings_default_text();
    int status = cli_write(text, strlen(text));

    free(text);
    return status;
}

static bool
config_check_field(const char *what, const char *name, struct error *err)
{
    const char *near;

    if (car_field_find(name) >= 0)
        return true;
    near = car_field_nearest(name);
    error_set(err, ERROR_SETTING, "%s: there is no column '%.60s'", what, name);
    return near ? error_hint(err, "did you mean '%s'?", near) : false;
}

/* What settings_load() leaves to those who use a value. */
static bool
config_check_values(const struct settings *settings, struct error *err)
{
    struct theme theme;

    if (!theme_load(&theme, settings->theme, err))
        return error_prefix(err, "theme");
    for (size_t i = 0; settings->car_columns[i]; i++)
        if (!config_check_field("cars.columns", settings->car_columns[i], err))
            return false;
    if (!config_check_field("cars.sort", settings->car_sort, err))
        return false;
    for (size_t i = 0; i < settings->filter_count; i++) {
        const struct saved_filter *saved = &settings->filters[i];
        struct filter *filter = filter_parse(saved->text, NULL, err);

        if (!filter)
            return error_prefix(err, "%s:%d: filters.%s", settings->path, saved->line, saved->name);
        filter_free(filter);
    }
    return true;
}

static int
config_check(const struct cli *cli)
{
    const struct settings *settings = cli->settings;
    struct error err = cli->settings_error;

    if (err.code || !config_check_values(settings, &err)) {
        err.code = ERROR_SETTING;
        return cli_fail(&err);
    }
    if (access(settings->path, F_OK) == 0)
        cli_say("%s is right", settings->path);
    else
        cli_say("there is no %s: every setting is at its preset", settings->path);
    return CLI_OK;
}

static int
config_themes(const struct cli *cli)
{
    struct table *table = table_new();
    char **names = theme_names();

    table_column(table, "name", "Theme", false);
    table_column(table, "about", "", true);
    for (size_t i = 0; names[i]; i++) {
        struct theme theme;
        struct error err = { 0 };
        bool ok = theme_load(&theme, names[i], &err);

        table_cell(table, CELL_TEXT, names[i], NULL);
        table_cell(table, CELL_TEXT, ok ? theme.about : err.message, NULL);
        free(names[i]);
    }
    free(names);
    return cli_print(cli, table, "there are no themes");
}

int
config_run(struct cli *cli, int argc, char **argv)
{
    (void) argc;
    if (strcmp(argv[0], "path") == 0)
        return config_path(cli);
    if (strcmp(argv[0], "default") == 0)
        return config_default();
    if (strcmp(argv[0], "themes") == 0)
        return config_themes(cli);
    return config_check(cli);
}
