#include "autorev/settings.h"

#include <stdlib.h>
#include <string.h>

#include "autorev/buffer.h"
#include "autorev/memory.h"

#include "setting.h"

static const char *const backends[] = { "embedded", "postgres", "rest", NULL };
static const char *const sslmodes[] = { "disable", "allow", "prefer", "require", "verify-ca",
    "verify-full", NULL };
static const char *const colors[] = { "auto", "truecolor", "256", "16", "none", NULL };
static const char *const glyphs[] = { "auto", "ascii", "blocks", "braille", NULL };

#define PLACE(member) .offset = offsetof(struct settings, member)

const struct setting settings_table[] = {
    {
        .name = "backend",
        .type = SETTING_CHOICE,
        PLACE(backend),
        .preset = "embedded",
        .choices = backends,
        .env = "AUTOREV_BACKEND",
        .help = "Where the data is: a private Postgres, a Postgres server, or a REST server",
    },
    {
        .name = "data",
        .type = SETTING_PATH,
        PLACE(data_dir),
        .preset = "",
        .env = "AUTOREV_DATA",
        .help = "Folder of the private Postgres; empty: $XDG_DATA_HOME/autorev",
    },
    {
        .name = "theme",
        .type = SETTING_NAME,
        PLACE(theme),
        .preset = "autorev",
        .env = "AUTOREV_THEME",
        .help = "Name of a file in themes/, without .yaml",
    },
    {
        .name = "color",
        .type = SETTING_CHOICE,
        PLACE(color),
        .preset = "auto",
        .choices = colors,
        .env = "AUTOREV_COLOR",
        .help = "Colours to use; auto asks the terminal and NO_COLOR",
    },
    {
        .name = "glyphs",
        .type = SETTING_CHOICE,
        PLACE(glyphs),
        .preset = "auto",
        .choices = glyphs,
        .env = "AUTOREV_GLYPHS",
        .help = "Characters for bars, charts and frames; auto asks the locale",
    },
    {
        .name = "mouse",
        .type = SETTING_BOOL,
        PLACE(mouse),
        .preset = "true",
        .help = "React to the mouse; false leaves it to the terminal",
    },
    {
        .name = "refresh-seconds",
        .type = SETTING_INT,
        PLACE(refresh_seconds),
        .preset = "0",
        .max = 86400,
        .help = "Seconds between two reloads of what is shown; 0 reloads on demand",
    },
    {
        .name = "readonly",
        .type = SETTING_BOOL,
        PLACE(readonly),
        .preset = "false",
        .help = "Send no writes",
    },
    {
        .name = "kiosk",
        .type = SETTING_BOOL,
        PLACE(kiosk),
        .preset = "false",
        .help = "Offer no editor, pager, shell or file; for ForceCommand in sshd",
    },
    {
        .name = "cars.columns",
        .type = SETTING_LIST,
        PLACE(car_columns),
        .preset = "name years hp 0-60 price",
        .help = "Columns of the list of cars, in order",
    },
    {
        .name = "cars.sort",
        .type = SETTING_NAME,
        PLACE(car_sort),
        .preset = "name",
        .help = "Column that sorts the list of cars",
    },
    {
        .name = "cars.descending",
        .type = SETTING_BOOL,
        PLACE(car_descending),
        .preset = "false",
        .help = "Sort the other way round",
    },
    {
        .name = "postgres.bin",
        .type = SETTING_PATH,
        PLACE(postgres_bin),
        .preset = "",
        .env = "AUTOREV_POSTGRES_BIN",
        .help = "Folder of initdb and postgres for the private Postgres; empty: look for it",
    },
    {
        .name = "postgres.url",
        .type = SETTING_URL,
        PLACE(postgres_url),
        .preset = "",
        .env = "AUTOREV_POSTGRES_URL",
        .help = "Server as URI or conninfo; several hosts are tried in order",
    },
    {
        .name = "postgres.service",
        .type = SETTING_TEXT,
        PLACE(postgres_service),
        .preset = "",
        .help = "Server as a section of pg_service.conf, in place of a URI",
    },
    {
        .name = "postgres.sslmode",
        .type = SETTING_WORD,
        PLACE(postgres_sslmode),
        .preset = "",
        .choices = sslmodes,
        .help = "TLS; empty: verify-full for every host that is not this machine",
    },
    {
        .name = "postgres.password-command",
        .type = SETTING_LIST,
        PLACE(postgres_password_command),
        .preset = "",
        .help = "Program that prints the password, with arguments; run without a shell",
    },
    {
        .name = "postgres.password",
        .type = SETTING_SECRET,
        PLACE(postgres_password),
        .preset = "",
        .help = "Last resort, better ~/.pgpass, PGPASSFILE, PGPASSWORD or password-command",
    },
    {
        .name = "rest.url",
        .type = SETTING_URL,
        PLACE(rest_url),
        .preset = "",
        .env = "AUTOREV_REST_URL",
        .help = "Address of PostgREST, or of Supabase with /rest/v1",
    },
    {
        .name = "rest.profile",
        .type = SETTING_NAME,
        PLACE(rest_profile),
        .preset = "public",
        .help = "Schema that the REST server shows",
    },
    {
        .name = "rest.key",
        .type = SETTING_SECRET,
        PLACE(rest_key),
        .preset = "",
        .env = "AUTOREV_REST_KEY",
        .help = "The project's API key",
    },
    {
        .name = "rest.token-command",
        .type = SETTING_LIST,
        PLACE(rest_token_command),
        .preset = "",
        .help = "Program that prints the token of the user, with arguments; run without a shell",
    },
    {
        .name = "rest.token",
        .type = SETTING_SECRET,
        PLACE(rest_token),
        .preset = "",
        .env = "AUTOREV_REST_TOKEN",
        .help = "Token of the user; better from token-command or the environment",
    },
    { 0 },
};

bool
settings_set(struct settings *settings, const char *name, const char *value, struct error *err)
{
    const struct setting *row = setting_find(name);

    if (!row)
        return error_set(err, ERROR_SETTING, "there is no setting '%s'", name);
    return setting_put(settings, row, value, false, err);
}

char *
settings_get(const struct settings *settings, const char *name)
{
    const struct setting *row = setting_find(name);
    const void *place = row ? setting_place(settings, row) : NULL;
    struct buffer words = { 0 };

    if (!row)
        return NULL;
    switch (row->type) {
    case SETTING_BOOL:
        return x_strdup(*(const bool *) place ? "true" : "false");
    case SETTING_INT:
        return x_asprintf("%d", *(const int *) place);
    case SETTING_CHOICE:
        return x_strdup(row->choices[*(const int *) place]);
    case SETTING_LIST:
        for (char *const *word = *(char **const *) place; *word; word++)
            buffer_printf(&words, "%s%s", words.size ? " " : "", *word);
        return buffer_take(&words);
    case SETTING_SECRET:
        return x_strdup(**(char *const *) place ? "***" : "");
    case SETTING_URL:
        return settings_conninfo_public(*(char *const *) place);
    default:
        return x_strdup(*(char *const *) place);
    }
}

const char *
settings_filter(const struct settings *settings, const char *name)
{
    for (size_t i = 0; i < settings->filter_count; i++)
        if (strcmp(settings->filters[i].name, name) == 0)
            return settings->filters[i].text;
    return NULL;
}

void
settings_init(struct settings *settings)
{
    *settings = (struct settings){ .path = x_strdup("") };
    for (const struct setting *row = settings_table; row->name; row++)
        setting_put(settings, row, row->preset, true, NULL);
}

void
settings_fini(struct settings *settings)
{
    for (const struct setting *row = settings_table; row->name; row++) {
        void *place = setting_place(settings, row);

        if (row->type == SETTING_LIST)
            setting_free_list(*(char ***) place);
        else if (setting_is_text(row->type))
            free(*(char **) place);
    }
    for (size_t i = 0; i < settings->key_count; i++) {
        free(settings->keys[i].action);
        free(settings->keys[i].keys);
    }
    for (size_t i = 0; i < settings->filter_count; i++) {
        free(settings->filters[i].name);
        free(settings->filters[i].text);
    }
    free(settings->keys);
    free(settings->filters);
    free(settings->path);
    *settings = (struct settings){ 0 };
}
