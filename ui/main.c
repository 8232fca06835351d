#include <locale.h>
#include <string.h>

#include "autorev/cli.h"
#include "ui/app.h"

/* What was chosen in the menu counts as long as neither the file nor a flag says otherwise. */
static const char *
main_theme(const struct settings *settings, const struct state *state)
{
    struct settings preset = { 0 };
    bool chosen;

    settings_init(&preset);
    chosen = strcmp(settings->theme, preset.theme) != 0;
    settings_fini(&preset);
    return chosen ? settings->theme : state_get(state, "theme", settings->theme);
}

int
main(int argc, char **argv)
{
    struct error err = { 0 };
    struct settings settings = { 0 };
    struct theme theme;
    struct loop *loop = NULL;
    struct store *store = NULL;
    struct state *state = NULL;
    struct app *app = NULL;
    int status;

    setlocale(LC_ALL, "");
    status = cli_run(&settings, argc, argv);
    if (status != CLI_SCREEN) {
        settings_fini(&settings);
        return status;
    }
    state = state_load();
    if (!theme_load(&theme, main_theme(&settings, state), &err) || !(loop = loop_new(&err)) ||
        !(store = store_open(&settings, loop, &err)) ||
        !(app = app_open(&settings, &theme, loop, store, state, &err)))
        goto out;
    if (loop_run(loop, &err))
        status = CLI_OK;
out:
    app_close(app);
    store_close(store);
    state_free(state);
    loop_free(loop);
    settings_fini(&settings);
    return status == CLI_OK ? CLI_OK : cli_fail(&err);
}
