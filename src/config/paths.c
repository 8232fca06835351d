#include "autorev/paths.h"

#include <errno.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "autorev-build.h"
#include "autorev/memory.h"

/* True when the running file lies below the build folder: then nothing is installed, and the
 * program's files are those of the source tree. */
static bool
paths_uninstalled(void)
{
    static const char root[] = AUTOREV_BUILD_ROOT "/";
    char exe[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", exe, sizeof exe);

    return n >= (ssize_t) sizeof root && memcmp(exe, root, sizeof root - 1) == 0;
}

char *
paths_share(const char *name)
{
    return x_asprintf("%s/%s", paths_uninstalled() ? AUTOREV_SOURCE_ROOT : AUTOREV_SHARE_DIR, name);
}

char *
paths_module(const char *name)
{
    return x_asprintf(
        "%s/autorev-%s.so", paths_uninstalled() ? AUTOREV_BUILD_ROOT : AUTOREV_MODULE_DIR, name);
}

char *
paths_terminfo(void)
{
    return x_asprintf("%s/terminfo", paths_uninstalled() ? AUTOREV_BUILD_ROOT : AUTOREV_SHARE_DIR);
}

static char *
paths_home(void)
{
    const char *home = getenv("HOME");
    const struct passwd *pw;

    if (home && *home == '/')
        return x_strdup(home);
    pw = getpwuid(geteuid());
    return x_strdup(pw && pw->pw_dir && *pw->pw_dir == '/' ? pw->pw_dir : "/");
}

/* Variables with a relative path are to be ignored, says the XDG specification. */
static char *
paths_xdg(const char *variable, const char *below_home, const char *name)
{
    const char *base = getenv(variable);
    char *home, *path;

    if (base && *base == '/')
        return x_asprintf("%s/autorev%s", base, name);
    home = paths_home();
    path = x_asprintf("%s/%s/autorev%s", strcmp(home, "/") == 0 ? "" : home, below_home, name);
    free(home);
    return path;
}

char *
paths_config(void)
{
    return paths_xdg("XDG_CONFIG_HOME", ".config", "/config.yaml");
}

char *
paths_themes(void)
{
    return paths_xdg("XDG_CONFIG_HOME", ".config", "/themes");
}

char *
paths_data(void)
{
    /* Root's home is closed to the account that runs the server in root's place. */
    if (geteuid() == 0)
        return x_strdup("/var/lib/autorev");
    return paths_xdg("XDG_DATA_HOME", ".local/share", "");
}

char *
paths_state(void)
{
    return paths_xdg("XDG_STATE_HOME", ".local/state", "");
}

char *
paths_expand(const char *path)
{
    char *base, *full;

    if (*path == '/')
        return x_strdup(path);
    if (strcmp(path, "~") == 0 || strncmp(path, "~/", 2) == 0) {
        base = paths_home();
        path += path[1] ? 2 : 1;
    } else {
        char here[PATH_MAX];

        base = x_strdup(getcwd(here, sizeof here) ? here : "/");
    }
    full = *path ? x_asprintf("%s/%s", strcmp(base, "/") == 0 ? "" : base, path) : x_strdup(base);
    free(base);
    return full;
}

static bool
paths_make_one(const char *dir, struct error *err)
{
    struct stat st;

    if (mkdir(dir, 0700) == 0)
        return true;
    if (errno != EEXIST && errno != EROFS && errno != EACCES)
        return error_errno(err, "cannot make the folder %s", dir);
    if (stat(dir, &st) < 0)
        return error_errno(err, "cannot make the folder %s", dir);
    if (!S_ISDIR(st.st_mode))
        return error_set(err, ERROR_FILE, "%s is in the way: it is not a folder", dir);
    return true;
}

bool
paths_make(const char *dir, struct error *err)
{
    char *path = x_strdup(dir);
    bool ok = true;

    for (char *slash = strchr(path + (*path == '/'), '/'); ok && slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        ok = paths_make_one(path, err);
        *slash = '/';
    }
    ok = ok && (!*path || path[strlen(path) - 1] == '/' || paths_make_one(path, err));
    free(path);
    return ok;
}
