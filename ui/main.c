#include <locale.h>

#include "autorev/cli.h"
#include "ui/app.h"

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
    status = CLI_FAILED;
    state = state_load();
    if (!theme_load(&theme, state_get(state, "theme", settings.theme), &err) ||
        !(loop = loop_new(&err)) || !(store = store_open(&settings, loop, &err)) ||
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
    if (status != CLI_OK)
        error_print(stderr, "autorev-tui", &err);
    return status;
}
