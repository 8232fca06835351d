#include "store/module.h"

#include <dlfcn.h>
#include <stdlib.h>

#include "autorev/paths.h"

const struct postgres_module *
postgres_module(struct error *err)
{
    /* dlopen() counts: a second call finds the library that is already there. */
    char *path = paths_module("postgres");
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    const struct postgres_module *module = NULL;

    if (library)
        module = dlsym(library, POSTGRES_MODULE_SYMBOL);
    if (!module) {
        const char *why = dlerror();

        error_set(err, ERROR_FILE, "cannot load %s", path);
        error_detail(err, "%s", why ? why : "it does not export " POSTGRES_MODULE_SYMBOL);
        error_hint(err, "Install the program again, or install the package libpq5");
    }
    free(path);
    return module;
}
