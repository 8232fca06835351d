#include <locale.h>
#include <stdlib.h>

#include "ui/app.h"

int
main(void)
{
    struct error err = { 0 };
    struct settings settings = { 0 };
    struct theme theme;
    struct loop *loop = NULL;
    struct store *store = NULL;
    struct state *state = NULL;
    struct app *app = NULL;
    int status = EXIT_FAILURE;

    setlocale(LC_ALL, "");
    settings_init(&settings);
    if (!settings_load(&settings, NULL, &err))
        goto out;
    state = state_load();
    if (!theme_load(&theme, state_get(state, "theme", settings.theme), &err) ||
        !(loop = loop_new(&err)) || !(store = store_open(&settings, loop, &err)) ||
        !(app = app_open(&settings, &theme, loop, store, state, &err)))
        goto out;
    if (loop_run(loop, &err))
        status = EXIT_SUCCESS;
out:
    app_close(app);
    store_close(store);
    state_free(state);
    loop_free(loop);
    settings_fini(&settings);
    if (status != EXIT_SUCCESS)
        error_print(stderr, "autorev-tui", &err);
    return status;
}
