/*
 * The reader of config.yaml: whatever the file holds, it is read, or refused with a line and words.
 */
#include "autorev/settings.h"

#include <string.h>

#include "fuzz.h"

static void
fuzz_values(const struct settings *settings)
{
    for (const struct setting *row = settings_table; row->name; row++) {
        char *value = settings_get(settings, row->name);

        FUZZ_CHECK(value);
        if (row->type == SETTING_SECRET)
            FUZZ_CHECK(!*value || strcmp(value, "***") == 0);
        free(value);
    }
    for (size_t i = 0; i < settings->filter_count; i++)
        FUZZ_CHECK(settings_filter(settings, settings->filters[i].name));
}

/* Every password that is taken out leaves three signs; the rest is not changed. */
static void
fuzz_conninfo(const uint8_t *data, size_t size)
{
    char *text = calloc(1, size + 1), *shown;

    FUZZ_CHECK(text);
    memcpy(text, data, size);
    shown = settings_conninfo_public(text);
    FUZZ_CHECK(strstr(shown, "***") ? strlen(shown) <= 4 * strlen(text) : !strcmp(shown, text));
    free(shown);
    free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct settings settings;
    struct error err = { 0 };

    settings_init(&settings);
    if (settings_parse(&settings, "fuzz", (const char *) data, size, &err)) {
        fuzz_values(&settings);
    } else {
        FUZZ_CHECK(err.code == ERROR_SETTING);
        FUZZ_CHECK(strncmp(err.message, "fuzz:", 5) == 0);
        FUZZ_CHECK(err.message[5] >= '1' && err.message[5] <= '9');
    }
    settings_fini(&settings);
    fuzz_conninfo(data, size);
    return 0;
}
